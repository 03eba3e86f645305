//! Comments that are kept as quotes: no further than whoever wrote the words agreed, with what was blanked blanked, and where they came from
//! in terms that fit five people or more.

mod export;
mod keep;
mod loading;
mod pages;
mod records;
mod standing;
mod steps;

pub use loading::{NewQuote, keep_quotes};
pub(crate) use pages::routes;
pub(crate) use records::CATALOGUE;

use access::{Action, Guarded, Role, Scope};
use instrument::Consent;
use kernel::{Fault, Id};
use learning::model::KINDS;
use std::collections::BTreeSet;
use store::{Row, Stmt, Tx, values};

use crate::comments::{Asked, Given, blank};
use standing::{Answered, Said};

/// A quote that somebody may read.
pub(crate) struct QuoteRecord;
impl Guarded for QuoteRecord {
    type Id = Id;
    const KIND: &'static str = "quote";
    const GUARD: &'static Stmt = &records::QUOTE_GUARD;
}

/// A quote that somebody may change.
pub(crate) struct OwnQuote;
impl Guarded for OwnQuote {
    type Id = Id;
    const KIND: &'static str = "quote";
    const GUARD: &'static Stmt = &records::OWN_QUOTE_GUARD;
}

/// How far a quote goes, from the least.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Reach {
    Readers,
    Partnership,
    Published,
}

impl Reach {
    pub(crate) const ALL: [Self; 3] = [Self::Readers, Self::Partnership, Self::Published];

    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Readers => "readers",
            Self::Partnership => "partnership",
            Self::Published => "published",
        }
    }

    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::Readers => "Whoever may read comments",
            Self::Partnership => "Inside the partnership",
            Self::Published => "In published reports too",
        }
    }

    pub(crate) fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reach| reach.code() == code)
    }

    /// What whoever wrote the words must have agreed to.
    pub(crate) const fn needs(self) -> Consent {
        match self {
            Self::Readers => Consent::No,
            Self::Partnership => Consent::Partnership,
            Self::Published => Consent::Published,
        }
    }

    /// Those that a consent allows.
    pub(crate) fn within(consent: Consent) -> impl Iterator<Item = Self> {
        Self::ALL
            .into_iter()
            .filter(move |reach| reach.needs() <= consent)
    }
}

/// What whoever wrote words said about quoting them.
pub(crate) const fn said(consent: Consent) -> &'static str {
    match consent {
        Consent::No => "Did not agree to be quoted",
        Consent::Partnership => "May be quoted inside the partnership",
        Consent::Published => "May be quoted in published reports too",
    }
}

/// A quote as it is read.
#[derive(Clone)]
pub(crate) struct Quote {
    pub(crate) id: Id,
    pub(crate) words: String,
    pub(crate) question: String,
    pub(crate) reach: Reach,
    pub(crate) consent: Consent,
    pub(crate) programme: String,
    /// How it was given, the kind and year of the course, and its area, as far as they may be told.
    pub(crate) origin: String,
    pub(crate) kept: bool,
    pub(crate) version: i64,
}

kernel::masked!(Quote);

/// How words were given, kind and year of a course and its area, as far as they are known, in words.
pub(crate) fn origin(given: Given, kind: Option<&str>, year: Option<i64>, area: Option<&str>) -> String {
    let label = kind.and_then(|code| KINDS.iter().find(|kind| kind.code == code));
    let what = match given {
        Given::AtTheEnd | Given::Later => label.map(|kind| kind.label.to_owned()),
        Given::ByLink => Some("Open to anybody".to_owned()),
    };
    let parts = [what, year.map(|year| year.to_string()), area.map(str::to_owned)];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    let parts = if parts.is_empty() {
        "Training".to_owned()
    } else {
        parts.join(", ")
    };
    match given {
        Given::AtTheEnd | Given::ByLink => parts,
        Given::Later => format!("{parts}, months later"),
    }
}

/// What a list is narrowed to.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Narrowed {
    /// Only those that are kept, or only those that were withdrawn.
    pub(crate) kept: Option<bool>,
    pub(crate) reach: Option<Reach>,
    pub(crate) programme: Option<Id>,
    pub(crate) theme: Option<Id>,
    pub(crate) before: Option<Id>,
    pub(crate) one: Option<Id>,
    /// Only those that may leave.
    pub(crate) leaves: bool,
}

/// Quotes that the viewer may read, the latest first, so many; and whether there are more.
pub(crate) fn quotes<A: Action>(
    tx: &mut Tx<'_>,
    scope: &Scope<A>,
    of: Narrowed,
    rows: usize,
) -> Result<(Vec<Quote>, bool), Fault> {
    let trainer = scope.viewer().role() == Some(Role::Trainer);
    let names: Vec<&'static str> = [
        ("own", trainer),
        ("before", of.before.is_some()),
        ("state", of.kept.is_some()),
        ("scope", of.reach.is_some()),
        ("programme", of.programme.is_some()),
        ("theme", of.theme.is_some()),
        ("one", of.one.is_some()),
        ("leaves", of.leaves),
    ]
    .into_iter()
    .filter_map(|(name, used)| used.then_some(name))
    .collect();
    let most = i64::try_from(rows.saturating_add(1)).unwrap_or(i64::MAX);
    let state = of.kept.map(|kept| if kept { "kept" } else { "withdrawn" });
    let values = values![
        most,
        of.before,
        state,
        of.reach.map(Reach::code),
        of.programme,
        of.theme,
        of.one
    ];
    let keys = tx.keys().clone();
    let mut found = tx.list(&records::QUOTES, &names, &scope.values_and(values), |row| {
        read(row, &keys)
    })?;
    let more = found.len() > rows;
    found.truncate(rows);
    let questionnaires: BTreeSet<String> = found.iter().map(|(key, ..)| key.clone()).collect();
    let asked = Asked::of(tx, questionnaires)?;
    let answered = Answered::about(tx, found.iter().map(|(.., said)| said))?;
    let worded = |(key, mut quote, said): (String, Quote, Said)| {
        quote.origin = said.still(&answered);
        quote.question = asked.question(&key, &quote.question);
        quote
    };
    Ok((found.into_iter().map(worded).collect(), more))
}

/// A quote, its question by its key, with the key of its questionnaire and what was said of where it is from.
fn read(row: &Row<'_>, keys: &store::Keys) -> Result<(String, Quote, Said), Fault> {
    let (response, question): (Id, String) = (row.get(1)?, row.get(2)?);
    let whole = keys.open_text("answer", &question, response, &row.get::<Vec<u8>>(3)?)?;
    let words = blank::Blanked::read(row, 5, keys)?.shown(&whole);
    let reach = Reach::parse(&row.get::<String>(8)?).ok_or_else(|| Fault::new("a quote goes nowhere"))?;
    let given =
        Given::parse(&row.get::<String>(16)?).ok_or_else(|| Fault::new("a comment given in no known way"))?;
    let said = Said::read(row, given)?;
    let quote = Quote {
        id: row.get(0)?,
        words,
        question,
        reach,
        consent: Consent::of(&row.get::<Option<String>>(15)?.unwrap_or_default()),
        programme: row.get::<Option<String>>(9)?.unwrap_or_default(),
        origin: String::new(),
        kept: row.get::<String>(13)? == "kept",
        version: row.get(14)?,
    };
    Ok((row.get(4)?, quote, said))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comments;
    use access::Viewer;
    use access::actions::{ReadComments, SystemJob};
    use kernel::{Clock, Day, FixedClock, Instant, SeededEntropy};

    /// The list costs a fixed number of statements, however many quotes are kept.
    #[test]
    fn the_list_costs_the_same_however_many_are_kept() {
        let clock = FixedClock::at(Instant::on(Day::new(2026, 3, 2).unwrap(), "09:00").unwrap());
        let db = demo::testing::database(clock.now(), true);
        let system = || Scope::<SystemJob>::of(&Viewer::system(ticket::Ticket::of("test")));
        let cost = || {
            let found = db.read_now(|tx| {
                let before = tx.queries();
                let (found, _) = quotes(tx, &system()?.leave_to::<ReadComments>(), Narrowed::default(), 50)?;
                Ok((found.len(), tx.queries() - before))
            });
            found.unwrap()
        };
        let few = cost();
        let entropy = SeededEntropy::new(5);
        db.write_now(move |tx| {
            let scope = system()?.leave_to::<ReadComments>();
            let (courses, _) = comments::sources(tx, &scope, Given::AtTheEnd, "")?;
            let course = courses.iter().max_by_key(|course| course.comments).unwrap();
            for comment in comments::comments(tx, &scope, course, 1)?.comments {
                let place = comments::place(tx, &scope, course, &comment.name)?;
                let id = Id::fresh(&clock, &entropy);
                let values = values![
                    id,
                    place.response,
                    &place.question_key,
                    place.occurrence,
                    "readers",
                    None::<Id>,
                    None::<String>,
                    None::<i64>,
                    None::<Id>,
                    clock.now()
                ];
                tx.run(&records::QUOTE_INSERT, values)?;
            }
            Ok(audit::Done::upkeep(&system()?, ()))
        })
        .unwrap();
        let many = cost();
        assert!(many.0 > few.0 + 5, "{few:?} {many:?}");
        assert_eq!(many.1, few.1);
    }

    #[test]
    fn a_consent_bounds_how_far_a_quote_may_go() {
        let allowed = |consent| Reach::within(consent).collect::<Vec<_>>();
        assert_eq!(allowed(Consent::No), [Reach::Readers]);
        assert_eq!(
            allowed(Consent::Partnership),
            [Reach::Readers, Reach::Partnership]
        );
        assert_eq!(allowed(Consent::Published), Reach::ALL);
    }

    #[test]
    fn origins_say_what_is_known() {
        let end = |kind, year, area| origin(Given::AtTheEnd, kind, year, area);
        assert_eq!(end(None, None, None), "Training");
        assert_eq!(end(Some("core"), Some(2026), None), "Core, 2026");
        assert_eq!(end(Some("core"), Some(2026), Some("East")), "Core, 2026, East");
        assert_eq!(
            origin(Given::Later, Some("core"), Some(2026), None),
            "Core, 2026, months later"
        );
        assert_eq!(origin(Given::ByLink, None, None, None), "Open to anybody");
        assert_eq!(
            origin(Given::ByLink, None, Some(2026), Some("East")),
            "Open to anybody, 2026, East"
        );
    }
}
