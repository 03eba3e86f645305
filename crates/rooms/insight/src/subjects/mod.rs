//! The tables of each page, made by the evidence engine.

mod asked;
mod change;
pub(crate) mod compare;
mod delivery;
mod intentions;
mod mentoring;
mod missing;
mod opinions;
mod people;
mod take_up;
mod targets;
pub(crate) mod themes;

pub(crate) use mentoring::{HOURS, MENTORINGS, PEOPLE};

use crate::view::View;
use evidence::{Completeness, Noun, Table};
use kernel::{Day, Fault, Stop};
use learning::sittings::Sitting;
use ledger::Kind;
use store::Tx;

/// A page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Subject {
    Delivery,
    Feedback,
    BeforeAfter,
    Backgrounds,
    Use,
    Intentions,
    Attendance,
    Themes,
    Words,
    Mentoring,
    Compare,
}

impl Subject {
    pub(crate) const ALL: [Self; 11] = [
        Self::Delivery,
        Self::Feedback,
        Self::BeforeAfter,
        Self::Backgrounds,
        Self::Use,
        Self::Intentions,
        Self::Attendance,
        Self::Themes,
        Self::Words,
        Self::Mentoring,
        Self::Compare,
    ];

    /// The word in its address.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Delivery => "delivery",
            Self::Feedback => "feedback",
            Self::BeforeAfter => "before-and-after",
            Self::Backgrounds => "backgrounds",
            Self::Use => "use-in-practice",
            Self::Intentions => "said-and-done",
            Self::Attendance => "attendance-by-borough",
            Self::Themes => "themes",
            Self::Words => "words",
            Self::Mentoring => "mentoring",
            Self::Compare => "compare",
        }
    }

    /// Its title.
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::Delivery => "Delivery",
            Self::Feedback => "Feedback",
            Self::BeforeAfter => "Before and after",
            Self::Backgrounds => "Backgrounds",
            Self::Use => "Use in practice",
            Self::Intentions => "Said and done",
            Self::Attendance => "Attendance by borough",
            Self::Themes => "Themes",
            Self::Words => "In a few words",
            Self::Mentoring => "Mentoring",
            Self::Compare => "Compare",
        }
    }

    /// What it answers.
    pub(crate) const fn question(self) -> &'static str {
        match self {
            Self::Delivery => "What took place, who had booked, who came, and what came back?",
            Self::Feedback => "What did people say at the end of a session?",
            Self::BeforeAfter => "How did people see their knowledge before and after?",
            Self::Backgrounds => "Where do those who gave feedback work?",
            Self::Use => "What became of it at work, months later?",
            Self::Intentions => {
                "Of what people said they would do, how much was done, what stood in the way, and who else heard of it?"
            }
            Self::Attendance => "Who came from which borough?",
            Self::Themes => "What do people mention in their own words, and how often?",
            Self::Words => "Which words do people choose, before and after?",
            Self::Mentoring => "Who is mentored for what, how far are they, and what did both give?",
            Self::Compare => {
                "How do areas, years, ways of meeting and groups of people differ, and what can be concluded from it?"
            }
        }
    }

    /// The kind under which the trail notes a look at its figures where nothing of them is hidden.
    pub(crate) const fn look(self) -> &'static str {
        match self {
            Self::Delivery => "evidence (delivery) of programme",
            Self::Feedback => "evidence (feedback) of programme",
            Self::BeforeAfter => "evidence (before and after) of programme",
            Self::Backgrounds => "evidence (backgrounds) of programme",
            Self::Use => "evidence (use in practice) of programme",
            Self::Intentions => "evidence (said and done) of programme",
            Self::Attendance => "evidence (attendance by borough) of programme",
            Self::Themes => "evidence (themes) of programme",
            Self::Words => "evidence (words) of programme",
            Self::Mentoring => "evidence (mentoring) of programme",
            Self::Compare => "evidence (compare) of programme",
        }
    }

    /// Its figures can be told apart by area and course: answers to the later survey name neither, and mentorings no course.
    pub(crate) fn in_parts(self) -> bool {
        !matches!(self, Self::Use | Self::Mentoring)
    }

    /// What of the ledger it is made from; `None` is all that sessions owe.
    pub(crate) const fn owed(self) -> &'static [Option<Kind>] {
        match self {
            Self::Delivery | Self::Attendance => &[Some(Kind::Register)],
            Self::Feedback | Self::BeforeAfter | Self::Backgrounds | Self::Themes | Self::Words => {
                &[Some(Kind::Feedback)]
            }
            Self::Use => &[Some(Kind::FollowUp), Some(Kind::Commitment)],
            Self::Intentions => &[Some(Kind::FollowUp)],
            Self::Mentoring | Self::Compare => &[None],
        }
    }

    pub(crate) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|subject| subject.word() == word)
    }

    /// The tables, each with what it is based on.
    pub(crate) fn tables(self, tx: &mut Tx<'_>, view: &View) -> Result<Vec<Table>, Stop> {
        let tables = match self {
            Self::Delivery => delivery::tables(tx, view)?,
            Self::Feedback => opinions::tables(
                tx,
                view,
                "end-of-session",
                "feedback",
                &|question| question.scale == "agreement",
                "Feedback at the end of sessions",
            )?,
            Self::BeforeAfter => change::one_form(tx, view)?,
            Self::Backgrounds => people::backgrounds(tx, view)?,
            Self::Use => return used(tx, view),
            Self::Intentions => return intentions::tables(tx, view),
            Self::Attendance => people::attendance(tx, view)?,
            // Nobody owes a comment.
            Self::Themes => return themes::tables(tx, view),
            Self::Words => return crate::words::tables(tx, view),
            Self::Mentoring => return mentoring::tables(tx, view),
            Self::Compare => return Ok(compare::made(tx, view)?.tables),
        };
        let (owed, words) = if self == Self::Delivery || self == Self::Attendance {
            owed(tx, view, "register", Noun::new("register", "registers"))?
        } else {
            owed(
                tx,
                view,
                "feedback",
                Noun::new("batch of feedback", "batches of feedback"),
            )?
        };
        let mut all = if self == Self::BeforeAfter {
            change::paired(tx, view)?
        } else {
            Vec::new()
        };
        all.extend(tables.into_iter().map(|mut table| {
            table.notes.splice(0..0, words.iter().cloned());
            table.based_on(owed.clone())
        }));
        Ok(all)
    }
}

/// What people say later of what they use. Who was asked and did not answer is no gap in the papers of a session, so the two tables say what
/// they are based on themselves; the sessions from which nothing came at all are in the ledger.
fn used(tx: &mut Tx<'_>, view: &View) -> Result<Vec<Table>, Stop> {
    let mut tables = opinions::later(tx, view)?;
    let (owed, words) = owed(tx, view, "follow-up", Noun::new("follow-up", "follow-ups"))?;
    for mut answers in asked::tables(tx, view)? {
        answers.notes.extend(words.iter().cloned());
        tables.push(answers.based_on(owed.clone()));
    }
    if let Some(table) = asked::commitments(tx, view)? {
        tables.push(table);
    }
    Ok(tables)
}

/// The address of what the ledger holds of a part.
pub(crate) fn in_ledger(view: &View, kind: Option<&str>) -> String {
    let part = view.part();
    let fields = [
        ("kind", kind.map(str::to_owned)),
        ("programme", Some(view.programme.id.to_string())),
        ("area", part.area.map(|id| id.to_string())),
        ("course", part.course.map(|id| id.to_string())),
        ("from", part.from.map(Day::iso)),
        ("to", part.to.map(Day::iso)),
    ];
    let fields = fields
        .into_iter()
        .filter_map(|(name, value)| Some(format!("{name}={}", value?)));
    format!("/ledger?{}", fields.collect::<Vec<_>>().join("&"))
}

/// How complete the papers are that tables of a part are made from, with the ledger's list of those that are outstanding; and in words
/// what is counted as one there.
fn owed(tx: &mut Tx<'_>, view: &View, kind: &str, noun: Noun) -> Result<(Completeness, Vec<String>), Stop> {
    let part = view.part();
    // What reads the sessions anyway has their papers too.
    let standing = match view.gathered.get() {
        Some(gathered) if kind == "register" || kind == "feedback" => {
            gathered.standing(gathered.of(&part), kind == "register")
        }
        _ => {
            let sittings = view.sittings(tx)?;
            let within = |sitting: &Sitting| part.takes(sitting).then_some(());
            let found = ledger::standings(tx, &view.leave, &sittings, kind, within)?;
            found.get(&()).copied().unwrap_or_default()
        }
    };
    let link = in_ledger(view, Some(kind));
    let mut words = Vec::new();
    if standing.sessions > standing.due {
        words.push(format!(
            "A course of two days counts once among these {}, and as one that gave its {} where both days did; it is two of the {} sessions that took place.",
            standing.due, noun.one, standing.sessions
        ));
    }
    if standing.cancelled > 0 {
        let one = standing.cancelled == 1;
        let among = match standing.due {
            0 => String::new(),
            due => format!(", which {} not among the {due}", if one { "is" } else { "are" }),
        };
        words.push(format!(
            "{} that did not come {} for {}{among}.",
            noun.counted(standing.cancelled),
            if one { "is" } else { "are" },
            if one {
                "a session that was cancelled"
            } else {
                "sessions that were cancelled"
            },
        ));
    }
    let completeness = Completeness::new(
        Noun::new("session", "sessions"),
        noun,
        standing.received,
        standing.due,
    )
    .papers(standing.outstanding, standing.waived)
    .linked(&link);
    Ok((completeness, words))
}

/// What the engine stopped with.
fn engine(trouble: evidence::reading::Trouble) -> Fault {
    Fault::caused("the evidence engine", trouble)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::programmes;
    use evidence::disclosure::Profile;

    /// Each page costs a fixed number of statements, however much there is to count.
    #[test]
    fn a_page_costs_the_same_however_much_it_counts() {
        let day = Day::new(2026, 3, 2).unwrap();
        let db = demo::testing::database(kernel::Instant::on(day, "09:00").unwrap(), false);
        let costs = |year: Option<i64>| -> Vec<u64> {
            demo::testing::written(&db);
            db.read_now(|tx| {
                let programme = programmes(tx)?
                    .into_iter()
                    .find(|known| known.slug == "harmful-practices-pilot")
                    .unwrap();
                let system = access::Viewer::system(ticket::Ticket::of("test"));
                let system = access::Scope::<access::actions::SystemJob>::of(&system)?;
                let view = View {
                    leave: system.leave_to(),
                    programme,
                    area: None,
                    course: None,
                    year,
                    days: (None, None),
                    profile: Profile::Internal,
                    today: day,
                    compare: compare::Choice::default(),
                    gathered: std::sync::OnceLock::new(),
                    sittings: std::sync::OnceLock::new(),
                };
                let mut costs = Vec::new();
                for subject in Subject::ALL {
                    let view = view.clone();
                    let before = tx.queries();
                    subject.tables(tx, &view)?;
                    costs.push(tx.queries() - before);
                }
                Ok(costs)
            })
            .unwrap()
        };
        let (full, half, empty) = (costs(None), costs(Some(2)), costs(Some(19)));
        assert_eq!(full, half);
        assert!(
            empty.iter().zip(&full).all(|(empty, full)| empty <= full),
            "{empty:?}"
        );
        assert!(full.iter().all(|cost| *cost <= 14), "{full:?}");
        // The sessions in six statements, once for all its tables; their papers, their forms and the targets; and where the trail ends.
        assert_eq!(full.first(), Some(&10), "{full:?}");
    }
}
