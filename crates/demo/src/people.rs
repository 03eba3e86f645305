//! Invented people: names from everywhere, put together by number.

const FIRST: [&str; 48] = [
    "Amara", "Beth", "Chidi", "Dilys", "Ewan", "Fatima", "Grace", "Hamza", "Ines", "Jamal", "Kirsty",
    "Leila", "Marek", "Nadia", "Owen", "Priya", "Quentin", "Rosa", "Samir", "Tessa", "Umar", "Vera", "Wren",
    "Yusuf", "Zofia", "Anders", "Bola", "Carys", "Dev", "Elena", "Fergus", "Gita", "Hugo", "Imogen", "Jonas",
    "Kemi", "Luca", "Mei", "Niall", "Oksana", "Paolo", "Rhian", "Sunil", "Thandi", "Ursula", "Viktor",
    "Wanda", "Zainab",
];
const LAST: [&str; 53] = [
    "Adeyemi",
    "Baxter",
    "Chowdhury",
    "Davies",
    "Eriksen",
    "Farrow",
    "Ghosh",
    "Hartley",
    "Ibrahim",
    "Jarvis",
    "Kaplan",
    "Lindqvist",
    "Mensah",
    "Novak",
    "Okafor",
    "Pereira",
    "Quigley",
    "Rahman",
    "Sandhu",
    "Tanaka",
    "Underhill",
    "Varga",
    "Whitlock",
    "Yilmaz",
    "Zielinski",
    "Ashworth",
    "Brennan",
    "Costa",
    "Dlamini",
    "Eze",
    "Fielding",
    "Grieve",
    "Haddad",
    "Ivanova",
    "Jensen",
    "Khan",
    "Lowe",
    "Malik",
    "Nguyen",
    "Osei",
    "Patel",
    "Rees",
    "Silva",
    "Thorne",
    "Usman",
    "Vance",
    "Webb",
    "Xu",
    "Yates",
    "Zhou",
    "Bramley",
    "Cahill",
    "Darko",
];
/// Organisations that do not exist.
pub(crate) const ORGANISATIONS: [(&str, &str, bool); 10] = [
    ("Example Borough Council", "council", false),
    ("Riverside Community Health", "health", false),
    ("Northbank Hospital Trust", "health", false),
    ("Lantern Women's Centre", "voluntary", true),
    ("Harbour Families", "voluntary", false),
    ("Meadow Schools Federation", "education", false),
    ("Canal Housing Association", "housing", false),
    ("City Public Protection", "police-justice", false),
    ("Threads Collective", "voluntary", true),
    ("Bridge Programmes", "provider", false),
];

/// Name, work address and employer of a person.
pub(crate) fn person(number: usize) -> (String, String, &'static str) {
    let first = FIRST.get(number % FIRST.len()).copied().unwrap_or("Robin");
    let last = LAST
        .get((number / FIRST.len() + number * 7) % LAST.len())
        .copied()
        .unwrap_or("Example");
    let organisation = ORGANISATIONS
        .get(number % ORGANISATIONS.len())
        .map_or("Example Borough Council", |(name, ..)| name);
    (
        format!("{first} {last}"),
        format!(
            "{}.{}.{number}@people.example",
            first.to_lowercase(),
            last.to_lowercase()
        ),
        organisation,
    )
}

/// A background that fits nothing in particular: bookings of the published sessions do not give one.
pub(crate) const BACKGROUNDS: [&str; 8] = [
    "voluntary",
    "health-other",
    "social-care-children",
    "police-justice",
    "social-care-social-worker",
    "education",
    "housing",
    "health-maternity",
];
