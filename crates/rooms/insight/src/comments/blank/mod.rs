//! Passages that show who somebody is. Whoever comes upon one says so, and nobody reads that comment until somebody has looked: then its
//! passages are blanked for every reader, with a reason, or it is read as before. Blanking can be undone, and the words are never changed.

pub(crate) mod pages;
mod records;

pub(crate) use records::CATALOGUE;

use access::actions::BlankComments;
use access::{Action, Guarded, Scope};
use audit::{Change, Done};
use kernel::{Entropy, Fault, Id, Instant, Personal, Problems, Refusal, Stop};
use store::{Keys, Row, Stmt, Tx, values};

/// What stands in the place of a blanked passage.
pub(crate) const BLANK: &str = "[blanked]";
/// What stands in the place of a comment at which somebody has to look.
pub(crate) const HELD: &str = "[held back: somebody has to look first whether it shows who a person is]";

/// A comment in which something was blanked, or that waits for it.
pub(crate) struct BlankingRecord;
impl Guarded for BlankingRecord {
    type Id = Id;
    const KIND: &'static str = "blanked comment";
    const GUARD: &'static Stmt = &records::BLANKING_GUARD;
}

/// Where a comment stands with its passages.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum State {
    /// Nobody has said anything of it.
    #[default]
    None,
    Asked,
    Blanked,
    Kept,
    Undone,
}

impl State {
    /// Those that a list can be narrowed to.
    pub(crate) const LISTED: [Self; 4] = [Self::Asked, Self::Blanked, Self::Kept, Self::Undone];

    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Asked => "asked",
            Self::Blanked => "blanked",
            Self::Kept => "kept",
            Self::Undone => "undone",
        }
    }

    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Asked => "Waits for a look",
            Self::Blanked => "Blanked",
            Self::Kept => "Nothing to blank",
            Self::Undone => "Blanking undone",
        }
    }

    pub(crate) fn parse(code: &str) -> Option<Self> {
        Self::LISTED.into_iter().find(|state| state.code() == code)
    }
}

/// What of a comment is not read.
#[derive(Clone, PartialEq, Eq, Default)]
pub(crate) struct Blanked {
    state: State,
    passages: Vec<String>,
}

kernel::masked!(Blanked);

impl Blanked {
    /// From three columns of a row, of which all are empty where nobody has said anything: state, id and passages.
    pub(crate) fn read(row: &Row<'_>, from: usize, keys: &Keys) -> Result<Self, Fault> {
        let Some(state) = row.get::<Option<String>>(from)? else {
            return Ok(Self::default());
        };
        let (id, sealed) = (
            row.get::<Option<Id>>(from.saturating_add(1))?,
            row.get::<Option<Vec<u8>>>(from.saturating_add(2))?,
        );
        Self::of(&state, id.zip(sealed), keys)
    }

    fn of(state: &str, sealed: Option<(Id, Vec<u8>)>, keys: &Keys) -> Result<Self, Fault> {
        let passages = sealed
            .map(|(id, sealed)| keys.open_text("blanking", "passages_sealed", id, &sealed))
            .transpose()?
            .unwrap_or_default();
        Ok(Self {
            state: State::parse(state).ok_or_else(|| Fault::new("a blanking in no known state"))?,
            passages: lines(&passages),
        })
    }

    /// Its words as they are counted: none where somebody has to look first, and none of a passage that is blanked.
    pub(crate) fn counted(&self, whole: &str) -> String {
        match self.state {
            State::Asked => String::new(),
            State::Blanked => self.without(whole, " "),
            State::None | State::Kept | State::Undone => whole.to_owned(),
        }
    }

    fn without(&self, whole: &str, put: &str) -> String {
        let passages = self.passages.iter();
        passages.fold(whole.to_owned(), |text, passage| text.replace(passage, put))
    }

    /// A comment as it is read.
    pub(crate) fn shown(&self, whole: &str) -> String {
        match self.state {
            State::Asked => HELD.to_owned(),
            State::Blanked => self.without(whole, BLANK),
            State::None | State::Kept | State::Undone => whole.to_owned(),
        }
    }
}

/// Passages as they are typed, one a line. Longer ones first, so that none is broken by a shorter one in it.
fn lines(text: &str) -> Vec<String> {
    let mut all: Vec<String> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect();
    all.sort_by_key(|line| std::cmp::Reverse(line.chars().count()));
    all
}

/// Says that a comment shows who a person is. Whoever may say so is asked by the caller.
pub(crate) fn ask(
    tx: &mut Tx<'_>,
    id: Id,
    (response, question, occurrence): (Id, &str, i64),
    now: Instant,
) -> Result<(), Fault> {
    tx.run(
        &records::BLANKING_ASK,
        values![id, response, question, occurrence, now],
    )
}

/// A comment as whoever looks at it sees it.
#[derive(Clone)]
pub(crate) struct Looked {
    pub(crate) id: Id,
    pub(crate) state: State,
    pub(crate) passages: Vec<String>,
    pub(crate) reason: Option<String>,
    pub(crate) version: i64,
    pub(crate) asked_at: Instant,
    pub(crate) decided_at: Option<Instant>,
    /// All its words.
    pub(crate) text: String,
}

kernel::masked!(Looked);

/// A comment in sight that waits, or of which something was blanked.
pub(crate) fn look<A: Action>(tx: &mut Tx<'_>, scope: &Scope<A>, id: Id) -> Result<Looked, Stop> {
    drop(scope.pass::<BlankingRecord>(tx, id)?);
    let keys = tx.keys().clone();
    let found = tx.one(&records::BLANKING_FETCH, values![id], |row| {
        let (response, question): (Id, String) = (row.get(7)?, row.get(8)?);
        let passages = row.get::<Option<Vec<u8>>>(2)?.map(|sealed| (id, sealed));
        let blanked = Blanked::of(&row.get::<String>(1)?, passages, &keys)?;
        let reason = row.get::<Option<Vec<u8>>>(3)?;
        Ok(Looked {
            id,
            state: blanked.state,
            passages: blanked.passages,
            reason: reason
                .map(|sealed| keys.open_text("blanking", "reason_sealed", id, &sealed))
                .transpose()?,
            version: row.get(4)?,
            asked_at: row.get(5)?,
            decided_at: row.get(6)?,
            text: keys.open_text("answer", &question, response, &row.get::<Vec<u8>>(9)?)?,
        })
    })?;
    Ok(found.ok_or(Refusal::Unknown)?)
}

/// What is decided of a comment.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Blank these passages.
    Blank(Personal<String>),
    /// There is nothing to blank; with what was typed all the same.
    Keep(Personal<String>),
    /// Read it in full again.
    Undo,
}

/// Takes the next step, with a reason.
pub(crate) fn decide(
    tx: &mut Tx<'_>,
    scope: &Scope<BlankComments>,
    id: Id,
    (decision, reason, version): (&Decision, &str, i64),
    now: Instant,
    entropy: &dyn Entropy,
) -> Result<Done<()>, Stop> {
    let before = look(tx, scope, id)?;
    let pass = scope.pass::<BlankingRecord>(tx, id)?;
    let mut problems = Problems::none();
    match reason.trim().chars().count() {
        0 => problems.add("reason", "Enter the reason"),
        301.. => problems.add("reason", "The reason must be 300 characters or fewer"),
        _ => {}
    }
    let seal = |tx: &Tx<'_>, column: &'static str, text: &str| {
        tx.keys().seal("blanking", column, id, text.as_bytes(), entropy)
    };
    let (state, passages, word) = match decision {
        Decision::Blank(typed) => {
            let all = lines(typed.reveal());
            if all.is_empty() {
                problems.add(
                    "passages",
                    "Enter the words to blank, as they stand in the comment",
                );
            }
            if let Some(missing) = all.iter().find(|line| !before.text.contains(line.as_str())) {
                problems.add(
                    "passages",
                    format!("This does not stand in the comment: {missing}"),
                );
            }
            (
                State::Blanked,
                Some(seal(tx, "passages_sealed", &all.join("\n"))),
                "comment blanked",
            )
        }
        Decision::Keep(typed) if before.state == State::Asked => {
            if !typed.reveal().trim().is_empty() {
                problems.add(
                    "passages",
                    "Blank these words, or take them away if there is nothing to blank",
                );
            }
            (State::Kept, None, "comment not blanked")
        }
        Decision::Undo if before.state == State::Blanked => (State::Undone, None, "blanking undone"),
        Decision::Keep(_) | Decision::Undo => {
            return Err(Refusal::Closed("Somebody has decided this already.".to_owned()).into());
        }
    };
    problems.check()?;
    let reason_sealed = seal(tx, "reason_sealed", reason.trim());
    let values = values![
        id,
        state.code(),
        passages,
        reason_sealed,
        scope.account_id(),
        now,
        version
    ];
    if tx.changed(&records::BLANKING_STEP, values)? == 0 {
        return Err(Refusal::Closed("Somebody has decided this in the meantime.".to_owned()).into());
    }
    Done::recorded(tx, pass, Change::new(word).reason(reason.trim()), now, ())
}

/// A line of the list.
pub(crate) struct Line {
    pub(crate) id: Id,
    pub(crate) state: State,
    pub(crate) asked_at: Instant,
    pub(crate) decided_at: Option<Instant>,
}

/// Lines of a page.
pub(crate) const ROWS: usize = 50;

/// A page of the comments in sight in a state, or in any, after one of them; and whether there are more.
pub(crate) fn list(
    tx: &mut Tx<'_>,
    scope: &Scope<BlankComments>,
    state: Option<State>,
    after: Option<Id>,
) -> Result<(Vec<Line>, bool), Fault> {
    let mut names = Vec::new();
    names.extend(state.map(|_| "state"));
    names.extend(after.map(|_| "after"));
    let most = i64::try_from(ROWS.saturating_add(1)).unwrap_or(i64::MAX);
    let values = scope.values_and(values![most, state.map(State::code), after]);
    let mut found = tx.list(&records::BLANKINGS, &names, &values, |row| {
        Ok(Line {
            id: row.get(0)?,
            state: State::parse(&row.get::<String>(1)?)
                .ok_or_else(|| Fault::new("a blanking in no known state"))?,
            asked_at: row.get(2)?,
            decided_at: row.get(3)?,
        })
    })?;
    let more = found.len() > ROWS;
    found.truncate(ROWS);
    Ok((found, more))
}

/// How many comments in sight wait for a look, counted to 1,000.
pub(crate) fn waiting<A: Action>(tx: &mut Tx<'_>, scope: &Scope<A>) -> Result<i64, Fault> {
    let found = tx.one(&records::BLANKINGS_WAIT, &scope.values(), |row| row.get::<i64>(0))?;
    Ok(found.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blanked(state: State, passages: &str) -> Blanked {
        Blanked {
            state,
            passages: lines(passages),
        }
    }

    #[test]
    fn what_is_blanked_is_read_nowhere_and_nothing_else_is_lost() {
        let text = "Robin of Mill Lane said that Robin would come.";
        assert_eq!(
            blanked(State::Blanked, "Robin\nRobin of Mill Lane").shown(text),
            "[blanked] said that [blanked] would come."
        );
        assert_eq!(blanked(State::Asked, "").shown(text), HELD);
        assert_eq!(blanked(State::Asked, "").counted(text), "");
        assert_eq!(blanked(State::Blanked, "Robin").counted("calm, Robin"), "calm,  ");
        for state in [State::None, State::Kept, State::Undone] {
            assert_eq!(blanked(state, "Robin").shown(text), text);
            assert_eq!(blanked(state, "Robin").counted(text), text);
        }
    }
}
