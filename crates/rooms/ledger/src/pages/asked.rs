//! Which part of the ledger is asked for: the words of its address, what they name, and the way back to the same part.

use crate::reading::{Query, State};
use crate::{Kind, owners, records};
use access::actions::ChaseOwed;
use access::{Action, Scope};
use front::Desk;
use govuk::{DateInput, Filters, Html, Input, InputKind, Select};
use kernel::{Day, Fault, Id, Problems};
use store::{Row, Tx, Value};

/// The names of the filters.
const NAMES: [&str; 11] = [
    "state",
    "kind",
    "owner",
    "whose",
    "programme",
    "area",
    "course",
    "from",
    "to",
    "older",
    "order",
];

/// Nothing is older than this: more days than anything here was ever owed.
const OLDEST: i64 = 10_000;

/// The words of an address.
#[derive(Clone, Default)]
pub(super) struct Asked {
    /// In the order of [`NAMES`].
    words: Vec<String>,
    after: String,
}

/// What can be chosen.
pub(super) struct Choices {
    programmes: Vec<(String, String)>,
    areas: Vec<(String, String)>,
    /// Of coordinators: who may owe something.
    owners: Vec<(String, String)>,
}

/// What was asked for.
pub(super) struct Found {
    pub(super) query: Query,
    pub(super) choices: Choices,
    /// Filters that name nothing. The query is then of more than was asked for and must not be shown.
    pub(super) problems: Problems,
    /// The title of the course that was found.
    course: Option<String>,
}

impl Asked {
    pub(super) fn of<A: Action>(desk: &Desk<A>) -> Self {
        Self {
            words: NAMES.iter().map(|name| desk.query(name)).collect(),
            after: desk.query("after"),
        }
    }

    fn word(&self, name: &str) -> &str {
        let place = NAMES.iter().position(|known| *known == name);
        place
            .and_then(|place| self.words.get(place))
            .map_or("", String::as_str)
    }

    /// Whether it goes on from an earlier page.
    pub(super) const fn later(&self) -> bool {
        !self.after.is_empty()
    }

    /// An address with the filters, the page where `whole`, and one thing more.
    fn to(&self, path: &str, whole: bool, more: Option<(&str, &str)>) -> String {
        let mut text = form_urlencoded::Serializer::new(String::new());
        let after = Some(("after", self.after.as_str())).filter(|_| whole);
        let own = NAMES.iter().map(|name| (*name, self.word(name)));
        for (name, word) in own.chain(after).chain(more).filter(|(_, word)| !word.is_empty()) {
            text.append_pair(name, word);
        }
        match text.finish() {
            text if text.is_empty() => path.to_owned(),
            text => format!("{path}?{text}"),
        }
    }

    /// An address below the ledger that leads back to where it was opened.
    pub(super) fn below(&self, path: &str) -> String {
        self.to(path, true, None)
    }

    /// The same part of the ledger, from its first entry or from one of its entries.
    pub(super) fn address(&self, after: Option<(Day, Id)>) -> String {
        let after = after.map(|(day, id)| format!("{day}_{id}"));
        self.to("/ledger", false, after.as_deref().map(|after| ("after", after)))
    }

    /// The same part as a file.
    pub(super) fn export(&self, format: &str) -> String {
        self.to("/ledger/export", false, Some(("format", format)))
    }

    /// The way back to the page that it was opened from, with what was done there.
    pub(super) fn back(&self, done: &str) -> String {
        self.to("/ledger", true, Some(("done", done)))
    }

    /// What the words name on a day. A filter that names nothing is a problem at its field.
    pub(super) fn find<A: Action>(
        &self,
        tx: &mut Tx<'_>,
        scope: &Scope<A>,
        today: Day,
    ) -> Result<Found, Fault> {
        let mut problems = Problems::none();
        let choice = |row: &Row<'_>| Ok((row.get::<Id>(0)?.to_string(), row.get::<String>(1)?));
        let choices = Choices {
            programmes: tx.all(&records::PROGRAMME_CHOICES, &[], choice)?,
            areas: tx.all(&records::AREA_CHOICES, &[], choice)?,
            owners: if scope.viewer().may::<ChaseOwed>().is_ok() {
                let everybody = owners::everybody(tx)?;
                everybody
                    .into_iter()
                    .map(|(id, name)| (id.to_string(), name))
                    .collect()
            } else {
                Vec::new()
            },
        };
        let mut chosen = |name: &str, list: &[(String, String)]| {
            let word = self.word(name);
            let found = list.iter().any(|(known, _)| known == word);
            if !found && !word.is_empty() {
                problems.add(name, format!("Choose the {name} from the list"));
            }
            Id::parse(word).filter(|_| found)
        };
        let (programme, area, owner) = (
            chosen("programme", &choices.programmes),
            chosen("area", &choices.areas),
            chosen("owner", &choices.owners),
        );
        let (course, title) = self.course(tx, scope, &mut problems)?.unzip();
        let mut day = |name: &str| match self.word(name) {
            "" => None,
            word => DateInput::read(word, "", "")
                .map_err(|words| problems.add(name, words))
                .ok(),
        };
        let (from, to) = (day("from"), day("to"));
        if from.zip(to).is_some_and(|(from, to)| to < from) {
            problems.add("to", "The last day must not be before the first");
        }
        let older = match self.word("older") {
            "" => None,
            word => match word.parse::<i64>() {
                Ok(days) if (0..=OLDEST).contains(&days) => Some(today.plus(-days)),
                _ => {
                    problems.add("older", "Enter days as a whole number, like 7");
                    None
                }
            },
        };
        let kind = Kind::parse(self.word("kind"));
        let after = self.after.split_once('_');
        Ok(Found {
            query: Query {
                state: State::parse(self.word("state")),
                kind,
                programme,
                area,
                course,
                owner,
                mine: self.word("whose") == "mine",
                since: older,
                from,
                to,
                oldest: self.word("order") == "oldest",
                after: after.and_then(|(day, id)| Some((Day::parse(day)?, Id::parse(id)?))),
            },
            choices,
            problems,
            course: title,
        })
    }

    /// The course, by its id, reference or title.
    fn course<A: Action>(
        &self,
        tx: &mut Tx<'_>,
        scope: &Scope<A>,
        problems: &mut Problems,
    ) -> Result<Option<(Id, String)>, Fault> {
        let word = self.word("course");
        if word.is_empty() {
            return Ok(None);
        }
        let pair = |row: &Row<'_>| Ok((row.get::<Id>(0)?, row.get::<String>(1)?));
        let mut found = match Id::parse(word) {
            Some(id) => tx.all(&records::COURSE_OF_ID, &scope.values_and(&[Value::Id(id)]), pair)?,
            None => tx.all(
                &records::COURSES_CALLED,
                &scope.values_and(&[Value::from(word)]),
                pair,
            )?,
        };
        match found.len() {
            0 => problems.add("course", "There is no such course. Enter its title or reference"),
            1 => return Ok(found.pop()),
            _ => problems.add(
                "course",
                "Several courses have this title: enter the reference of one",
            ),
        }
        Ok(None)
    }

    /// The fields that choose the part.
    pub(super) fn filters(&self, found: &Found) -> Filters {
        let problems = &found.problems;
        let day = |name: &str, label: &str| {
            let input = Input::new(name, label)
                .hint("Like 1 4 2026")
                .value(self.word(name));
            Html::of(&input.problems(problems))
        };
        let list = |name: &str, label: &str, options: &[(String, String)]| {
            Select::new(name, label)
                .option("", "All")
                .options(options.iter().map(|(id, text)| (id, text)))
                .value(self.word(name))
                .problems(problems)
        };
        let kinds = Kind::ALL.map(|kind| (kind.code(), kind.many()));
        let mut filters = Filters::new("/ledger")
            .field(
                &Select::new("state", "State")
                    .options([
                        ("outstanding", "Outstanding"),
                        ("received", "Came"),
                        ("waived", "Waived"),
                        ("all", "All"),
                    ])
                    .value(self.word("state")),
            )
            .field(
                &Select::new("kind", "What")
                    .option("", "All kinds")
                    .options(kinds)
                    .value(self.word("kind")),
            );
        if !found.choices.owners.is_empty() {
            filters = filters
                .field(&list("owner", "Owed by", &found.choices.owners))
                .field(
                    &Select::new("whose", "Whose")
                        .options([("", "Everybody's"), ("mine", "My own")])
                        .value(self.word("whose")),
                );
        }
        filters
            .field(&list("programme", "Programme", &found.choices.programmes))
            .field(&list("area", "Area", &found.choices.areas))
            .field(
                &Input::new("course", "Course")
                    .hint("Its title or reference")
                    .value(found.course.as_deref().unwrap_or_else(|| self.word("course")))
                    .problems(problems),
            )
            .field(day("from", "Sessions from"))
            .field(day("to", "Sessions to"))
            .field(
                &Input::new("older", "Days old, at least")
                    .kind(InputKind::Number)
                    .value(self.word("older"))
                    .problems(problems),
            )
            .field(
                &Select::new("order", "Order")
                    .options([("", "Latest first"), ("oldest", "Oldest first")])
                    .value(self.word("order")),
            )
            .active(self.words.iter().any(|word| !word.is_empty()))
    }
}
