//! Every form of the house, filled in by chance.

use super::crawl::{Form, Kind, body, forms};
use super::world::{Seen, World};
use http::{Method, StatusCode};
use kernel::{Entropy, SeededEntropy};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// What people and machines type into boxes.
const TYPED: [&str; 31] = [
    "",
    " ",
    "Robin Example",
    "robin@work.example",
    "not an address@",
    "3",
    "0",
    "-1",
    "99999999999999999999999999",
    "1e309",
    "NaN",
    "2026-03-31",
    "2026-02-30",
    "31/13/2026",
    "29 February 2027",
    "0000-00-00",
    "09:30",
    "25:61",
    "=cmd|' /C calc'!A1",
    "'; drop table booking; --",
    "<script>alert(7)</script>",
    "{{7*7}}",
    "%00%0d%0aBcc: all@example.org",
    "\u{202e}gnp.exe",
    "\u{0}\u{1}\u{7f}",
    "e\u{301}\u{200d}\u{feff}",
    "🧵🪴🛶",
    "../../etc/passwd",
    "https://example.org/",
    "C-2222222",
    "01890000-0000-7000-8000-000000000000",
];

pub(super) struct Dice(SeededEntropy);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(SeededEntropy::new(seed))
    }

    pub(super) fn below(&self, most: usize) -> usize {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        usize::try_from(u64::from_le_bytes(bytes) % u64::try_from(most.max(1)).unwrap()).unwrap()
    }

    pub(super) fn one<'t, T>(&self, of: &'t [T]) -> &'t T {
        &of[self.below(of.len())]
    }

    pub(super) fn typed(&self) -> String {
        match self.below(12) {
            0 => "x".repeat(1 + self.below(20_000)),
            1 => TYPED.concat(),
            2 => self.0.token(),
            _ => (*self.one(&TYPED)).to_owned(),
        }
    }

    /// Values for a form: mostly sensible, sometimes missing, doubled, or from another world.
    fn fill(&self, form: &Form) -> Vec<(String, String)> {
        let mut fields = Vec::new();
        for (name, kind) in &form.fields {
            let value = match kind {
                _ if self.below(25) == 0 => continue,
                _ if self.below(12) == 0 => self.typed(),
                Kind::Hidden(value) => value.clone(),
                Kind::One(of) | Kind::Many(of) if !of.is_empty() => self.one(of).clone(),
                Kind::Line(_) | Kind::Lines | Kind::One(_) | Kind::Many(_) => self.typed(),
            };
            fields.push((name.clone(), value));
        }
        if !fields.is_empty() && self.below(15) == 0 {
            let (name, _) = self.one(&fields).clone();
            fields.push((name, self.typed()));
        }
        fields
    }

    /// The numbers below `most`, in any order.
    fn order(&self, most: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..most).collect();
        for place in (1..most).rev() {
            order.swap(place, self.below(place + 1));
        }
        order
    }
}

/// What was accepted although the form does not offer it or no such thing is: a choice that is not there, a number that is none, a
/// day that no calendar has, an address that reaches nobody, a line or a text longer than any.
fn broken(form: &Form, fields: &[(String, String)]) -> Option<String> {
    // What no person sees is filled in: it was thanked, and nothing is kept.
    if fields
        .iter()
        .any(|(name, value)| name == "website" && !value.trim().is_empty())
    {
        return None;
    }
    let everywhere = fields
        .iter()
        .any(|(name, value)| name == "all-areas" && value == "yes");
    let wrong = fields.iter().find(|(name, value)| {
        // All areas are all, whichever are named besides.
        if everywhere && name == "areas" {
            return false;
        }
        // Asked only of who will use it: an answer to a question that was not asked is not kept.
        if name == "time-of-use" {
            return false;
        }
        // What no keyboard types is taken away before a form is read.
        let value: String = value.chars().filter(|letter| !letter.is_control()).collect();
        let (value, number) = (value.trim(), form.numbers.contains(name));
        match form.fields.get(name) {
            None | Some(Kind::Hidden(_)) => false,
            Some(Kind::One(of) | Kind::Many(of)) => !value.is_empty() && !of.iter().any(|one| one == value),
            // At the door it is only looked for, and kept nowhere.
            Some(Kind::Line(_)) if value.is_empty() || name == "who" => false,
            Some(Kind::Line(_)) if number => {
                !(value.len() < 10
                    && value
                        .parse::<f64>()
                        .is_ok_and(|number| (0.0..1e6).contains(&number)))
            }
            Some(Kind::Line(kind)) if kind == "email" => {
                let (before, after) = value.split_once('@').unwrap_or_default();
                before.is_empty() || !after.contains('.') || value.len() > 254 || value.contains([' ', ':'])
            }
            Some(Kind::Line(_)) if name.starts_with("starts") || name.starts_with("ends") => {
                !(value.len() < 6 && value.contains(|letter: char| letter.is_ascii_digit()))
            }
            Some(Kind::Line(_)) => value.chars().count() > 500,
            Some(Kind::Lines) => value.chars().count() > 5000,
        }
    });
    wrong
        .map(|(name, value)| format!("{name} = {value:.60}"))
        .or_else(|| no_day(fields))
}

/// A day that was typed in three parts and is none.
fn no_day(fields: &[(String, String)]) -> Option<String> {
    let part = |name: &str| {
        fields
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.trim())
    };
    fields.iter().find_map(|(name, year)| {
        let stem = name.strip_suffix("-year")?;
        let (day, month) = (part(&format!("{stem}-day"))?, part(&format!("{stem}-month"))?);
        // A month may be written as a word.
        let month: i8 = month.parse().ok()?;
        let is_one = || kernel::Day::new(year.trim().parse().ok()?, month, day.parse().ok()?);
        is_one()
            .is_none()
            .then(|| format!("{stem} = {day}/{month}/{year:.20}"))
    })
}

/// Cases for the whole house; `TRELLIS_CASES` asks for so many for each form instead.
#[expect(
    clippy::disallowed_methods,
    reason = "the long proof asks for more cases this way"
)]
fn wanted() -> Option<usize> {
    std::env::var("TRELLIS_CASES")
        .ok()
        .and_then(|text| text.parse().ok())
}

/// An answer that says the form was read: taken, asked again, or told what is wrong. Neither its sender nor its record nor its link
/// was at an end before.
fn read(seen: &Seen) -> bool {
    match seen.status {
        StatusCode::SEE_OTHER => !["/sign-in", "/sign-in/code"].contains(&World::location(seen)),
        status => [200, 409, 422].contains(&status.as_u16()),
    }
}

/// How often the forms of a route were sent, and how often they were read.
#[derive(Default, Debug)]
struct Met {
    sent: usize,
    read: usize,
    answers: BTreeMap<u16, usize>,
}

impl Met {
    /// Each form is read at least once, whatever it was sent: a route that tells everybody that its record has come to an end reads nothing.
    /// Beside those that are told so, as after an account was closed, one in twelve is read.
    fn is_seldom_read(&self, route: &str) -> bool {
        let ended = self.answers.get(&StatusCode::GONE.as_u16()).copied().unwrap_or(0);
        let alive = self.sent - ended;
        !BY_MACHINES.contains(&route) && (self.read < 1 || (alive >= 8 && self.read * 12 < alive))
    }
}

/// A route that answers every form with an end, or is hardly sent one, is named; one whose record ends in the middle is not.
#[test]
fn a_route_that_reads_nothing_is_named() {
    let met = |sent, read, gone| Met {
        sent,
        read,
        answers: BTreeMap::from([(StatusCode::GONE.as_u16(), gone)]),
    };
    for (named, met) in [
        (true, met(24, 0, 24)),
        (true, met(3, 0, 0)),
        (true, met(48, 1, 0)),
        (false, met(24, 1, 20)),
        (false, met(24, 3, 0)),
    ] {
        assert_eq!(met.is_seldom_read("/courses"), named, "{met:?}");
    }
    assert!(!met(24, 0, 24).is_seldom_read(BY_MACHINES[0]));
}

/// Forms that a device fills in with what it was given: chance does not guess that. The room's own tests read them.
const BY_MACHINES: [&str; 1] = ["/offline/marks"];

/// How often each form is sent on PostgreSQL, where a sending takes three times as long: what a form is refused for is the same on both engines, and
/// how often chance is right is looked at on the other.
const FEW: usize = 4;

/// Proves SF2 and SE9: forms filled in by chance are refused or taken, never answered with a fault and never left hanging; nothing is taken
/// that its form does not offer. Every route that takes a form is among them.
#[tokio::test(flavor = "multi_thread")]
async fn no_form_breaks_the_house() {
    let mut world = World::new();
    let forms = forms(&world).await;
    let actions: BTreeSet<&str> = forms.iter().map(|form| form.action.as_str()).collect();
    assert!(
        forms.len() > 60 && actions.len() > 30,
        "{} forms, {} addresses",
        forms.len(),
        actions.len()
    );
    let dice = Dice::new(2026);
    let many = world.db.db.engine() == store::Engine::Sqlite || wanted().is_some();
    let cases = wanted().unwrap_or(if many { 12 } else { FEW }) * forms.len();
    let mut order = dice.order(forms.len());
    let mut met: BTreeMap<&str, Met> = BTreeMap::new();
    let mut statuses: BTreeMap<u16, usize> = BTreeMap::new();
    for case in 0..cases {
        // What was sent uses links up, ends records and takes what limits leave: the same house is made again, with the same records,
        // and its forms are sent in another order.
        if case > 0 && case % forms.len() == 0 {
            world = World::new();
            order = dice.order(forms.len());
        }
        let form = &forms[order[case % forms.len()]];
        let fields = dice.fill(form);
        let body = body(&world.hidden(form.who).await, &fields);
        let what = format!("case {case}: {} as {} with {fields:.300?}", form.action, form.who);
        let asked = world.ask(form.who, Method::POST, &form.action, &body);
        let seen = tokio::time::timeout(Duration::from_secs(20), asked)
            .await
            .unwrap_or_else(|_| panic!("{what}: no answer"));
        // Too busy is an answer; a fault of ours is none.
        assert!(
            !seen.status.is_server_error() || seen.status == StatusCode::SERVICE_UNAVAILABLE,
            "{what}: {}",
            seen.status
        );
        if seen.status == StatusCode::SEE_OTHER
            && !World::location(&seen).starts_with("/sign-in")
            && let Some(wrong) = broken(form, &fields)
        {
            panic!("{what}: was taken although {wrong}");
        }
        let route = met
            .entry(world.route_of(&form.action).expect("a route"))
            .or_default();
        route.sent += 1;
        route.read += usize::from(read(&seen));
        *route.answers.entry(seen.status.as_u16()).or_default() += 1;
        *statuses.entry(seen.status.as_u16()).or_default() += 1;
        // Some forms end sessions: whoever was signed out signs in again.
        world.keep_signed_in(form.who).await;
    }
    println!(
        "{cases} cases over {} forms at {} addresses: {statuses:?}",
        forms.len(),
        actions.len()
    );
    let posts = world.entries.iter().filter(|entry| entry.method == Method::POST);
    let left: Vec<&str> = posts
        .map(|entry| entry.path)
        .filter(|path| !met.contains_key(path))
        .collect();
    assert!(left.is_empty(), "no form was sent to {left:?}");
    let seldom: Vec<String> = met
        .iter()
        .filter(|(route, met)| many && met.is_seldom_read(route))
        .map(|(route, met)| format!("{route}: {met:?}"))
        .collect();
    assert!(seldom.is_empty(), "seldom read:\n{}", seldom.join("\n"));
    for status in [303, 400, 422] {
        assert!(
            statuses.contains_key(&status),
            "none of the cases met {status}: {statuses:?}"
        );
    }
}
