//! The themes of a question: added, worded, merged, split and retired, each step undone by another, and all of them kept.

use super::records;
use super::{FrameRecord, ThemeRecord};
use access::{Action, Scope};
use audit::{Change, Done};
use kernel::{Fault, Id, Instant, Problems, Refusal, Stop};
use std::collections::{BTreeMap, BTreeSet};
use store::{Row, Tx, Value, values};

/// The most themes of a question: more are not kept apart by anybody who reads.
pub(crate) const MOST: usize = 60;

/// Where a theme stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum State {
    Draft,
    InUse,
    Merged,
    Split,
    Retired,
}

impl State {
    const ALL: [Self; 5] = [Self::Draft, Self::InUse, Self::Merged, Self::Split, Self::Retired];

    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::InUse => "in-use",
            Self::Merged => "merged",
            Self::Split => "split",
            Self::Retired => "retired",
        }
    }

    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::Draft => "Draft",
            Self::InUse => "In use",
            Self::Merged => "Merged",
            Self::Split => "Split",
            Self::Retired => "Retired",
        }
    }

    /// Readers are offered it.
    pub(crate) const fn offered(self) -> bool {
        matches!(self, Self::Draft | Self::InUse)
    }
}

/// The words of a theme.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Words {
    pub(crate) name: String,
    pub(crate) belongs: String,
    pub(crate) belongs_not: String,
    pub(crate) example: String,
}

impl Words {
    /// What of it is longer than it may be.
    pub(crate) fn too_long(&self) -> Problems {
        let mut problems = Problems::none();
        if self.name.trim().chars().count() > 60 {
            problems.add("name", "The name must be 60 characters or fewer");
        }
        for (field, text) in [
            ("belongs", &self.belongs),
            ("belongs-not", &self.belongs_not),
            ("example", &self.example),
        ] {
            if text.chars().count() > 400 {
                problems.add(field, "This must be 400 characters or fewer");
            }
        }
        problems
    }

    fn problems(&self, others: &[Theme], own: Option<Id>) -> Problems {
        let mut problems = self.too_long();
        let name = self.name.trim();
        if name.is_empty() {
            problems.add("name", "Enter the theme's name");
        } else if others
            .iter()
            .any(|other| Some(other.id) != own && other.words.name.to_lowercase() == name.to_lowercase())
        {
            problems.add("name", "There is a theme with this name already");
        }
        problems
    }
}

/// A theme.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Theme {
    pub(crate) id: Id,
    pub(crate) words: Words,
    pub(crate) state: State,
    pub(crate) merged_into: Option<Id>,
    pub(crate) came_from: Option<Id>,
    pub(crate) counts_as: Option<Id>,
    pub(crate) version: i64,
}

/// The themes of one wording.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Frame {
    pub(crate) id: Id,
    pub(crate) question: String,
    pub(crate) version: i64,
    pub(crate) themes: Vec<Theme>,
}

impl Frame {
    /// Those that readers are offered.
    pub(crate) fn offered(&self) -> impl Iterator<Item = &Theme> {
        self.themes.iter().filter(|theme| theme.state.offered())
    }

    pub(crate) fn theme(&self, id: Id) -> Result<&Theme, Refusal> {
        self.themes
            .iter()
            .find(|theme| theme.id == id)
            .ok_or(Refusal::Unknown)
    }
}

fn theme(row: &Row<'_>) -> Result<Theme, Fault> {
    let state = row.get::<String>(5)?;
    Ok(Theme {
        id: row.get(0)?,
        words: Words {
            name: row.get(1)?,
            belongs: row.get(2)?,
            belongs_not: row.get(3)?,
            example: row.get(4)?,
        },
        state: State::ALL
            .into_iter()
            .find(|known| known.code() == state)
            .ok_or_else(|| Fault::new("a theme in no known state"))?,
        merged_into: row.get(6)?,
        came_from: row.get(7)?,
        counts_as: row.get(8)?,
        version: row.get(9)?,
    })
}

/// A frame with its themes.
pub(crate) fn frame(tx: &mut Tx<'_>, id: Id) -> Result<Frame, Stop> {
    let (id, question, version) = tx
        .one(&records::FRAME_FETCH, values![id], |row| {
            Ok((row.get::<Id>(0)?, row.get::<String>(1)?, row.get::<i64>(2)?))
        })?
        .ok_or(Refusal::Unknown)?;
    Ok(Frame {
        id,
        question,
        version,
        themes: tx.all(&records::THEMES, values![id], theme)?,
    })
}

/// The frame of a theme, in sight.
pub(crate) fn frame_of<A: Action>(tx: &mut Tx<'_>, scope: &Scope<A>, theme: Id) -> Result<Frame, Stop> {
    drop(scope.pass::<ThemeRecord>(tx, theme)?);
    let id = tx.one(&records::THEME_FRAME, values![theme], |row| row.get::<Id>(0))?;
    frame(tx, id.ok_or(Refusal::Unknown)?)
}

/// A change to a theme, in the words of its history.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Step {
    Added,
    Taken,
    Worded,
    Merged,
    Split,
    Retired,
    Back,
}

impl Step {
    const fn code(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Taken => "taken",
            Self::Worded => "worded",
            Self::Merged => "merged",
            Self::Split => "split",
            Self::Retired => "retired",
            Self::Back => "back",
        }
    }
}

/// Who changes a theme, and when.
#[derive(Clone, Copy, Debug)]
pub(crate) struct By {
    pub(crate) account: Option<Id>,
    pub(crate) now: Instant,
}

/// Notes a change: the frame gets its next version.
fn note(
    tx: &mut Tx<'_>,
    frame: Id,
    (theme, words): (Id, &Words),
    step: Step,
    other: Option<Id>,
    by: By,
) -> Result<(), Fault> {
    tx.run(&records::FRAME_STEP, values![frame])?;
    tx.run(
        &records::CHANGE_INSERT,
        values![
            frame,
            theme,
            step.code(),
            &words.name,
            &words.belongs,
            &words.belongs_not,
            &words.example,
            other,
            by.account,
            by.now
        ],
    )
}

/// Adds a theme: a draft where a reader found no other for what she reads.
pub(crate) fn add<A: Action>(
    tx: &mut Tx<'_>,
    scope: &Scope<A>,
    frame_id: Id,
    (id, words, state): (Id, &Words, State),
    by: By,
) -> Result<Done<Id>, Stop> {
    let pass = scope.pass::<FrameRecord>(tx, frame_id)?;
    let frame = frame(tx, frame_id)?;
    words.problems(&frame.themes, None).check()?;
    if frame.themes.len() >= MOST {
        let words = format!("A question has at most {MOST} themes. Merge some first");
        return Err(Problems::one("name", &words).into());
    }
    insert(tx, frame_id, (id, words, state), None, by)?;
    Done::recorded(tx, pass, Change::new("theme added"), by.now, id)
}

fn insert(
    tx: &mut Tx<'_>,
    frame: Id,
    (id, words, state): (Id, &Words, State),
    came_from: Option<Id>,
    by: By,
) -> Result<(), Fault> {
    tx.run(
        &records::THEME_INSERT,
        values![
            id,
            frame,
            words.name.trim(),
            words.belongs.trim(),
            words.belongs_not.trim(),
            words.example.trim(),
            state.code(),
            came_from,
            by.account,
            by.now
        ],
    )?;
    note(tx, frame, (id, words), Step::Added, None, by)
}

/// Words a theme anew. `version` is of the theme that was looked at.
pub(crate) fn word<A: Action>(
    tx: &mut Tx<'_>,
    scope: &Scope<A>,
    theme: Id,
    (words, version): (&Words, i64),
    by: By,
) -> Result<Done<Id>, Stop> {
    let frame = frame_of(tx, scope, theme)?;
    let pass = scope.pass::<ThemeRecord>(tx, theme)?;
    let before = frame.theme(theme)?;
    words.problems(&frame.themes, Some(theme)).check()?;
    let values = values![
        theme,
        words.name.trim(),
        words.belongs.trim(),
        words.belongs_not.trim(),
        words.example.trim(),
        version
    ];
    if tx.changed(&records::THEME_WORD, values)? == 0 {
        let words = "Somebody has changed this theme since you opened the page. Look at it again before you change it";
        return Err(Problems::one("name", words).into());
    }
    note(tx, frame.id, (theme, &before.words), Step::Worded, None, by)?;
    Done::recorded(tx, pass, Change::new("theme worded"), by.now, frame.id)
}

/// What becomes of a theme.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Move {
    /// A draft is taken into use.
    Take,
    /// What was found under it counts under another.
    Merge(Id),
    /// Comments under it are read again for others, with these ids and names.
    Split(Vec<(Id, String)>),
    /// It is offered no more; what was found under it still counts.
    Retire,
    /// It is in use again, as before it was merged, split or retired.
    Back,
}

fn closed(words: &str) -> Stop {
    Refusal::Closed(words.to_owned()).into()
}

/// Moves a theme on.
pub(crate) fn change<A: Action>(
    tx: &mut Tx<'_>,
    scope: &Scope<A>,
    theme: Id,
    to: &Move,
    by: By,
) -> Result<Done<Id>, Stop> {
    let before = frame_of(tx, scope, theme)?;
    let pass = scope.pass::<ThemeRecord>(tx, theme)?;
    let own = before.theme(theme)?;
    let (step, state, into) = match to {
        Move::Take if own.state == State::Draft => (Step::Taken, State::InUse, None),
        Move::Take => return Err(closed("This theme is no draft any more.")),
        Move::Back if own.state.offered() => return Err(closed("This theme is in use already.")),
        Move::Back => (Step::Back, State::InUse, None),
        _ if !own.state.offered() => return Err(closed("This theme is not in use any more.")),
        Move::Retire => (Step::Retired, State::Retired, None),
        Move::Merge(other) => {
            let into = before
                .offered()
                .find(|known| known.id == *other && *other != theme);
            let into = into.ok_or_else(|| Problems::one("into", "Choose the theme that it goes into"))?;
            (Step::Merged, State::Merged, Some(into.id))
        }
        Move::Split(parts) => {
            split(tx, &before, theme, parts, by)?;
            (Step::Split, State::Split, None)
        }
    };
    tx.run(&records::THEME_STATE, values![theme, state.code(), into])?;
    note(tx, before.id, (theme, &own.words), step, into, by)?;
    count_again(tx, before.id)?;
    Done::recorded(
        tx,
        pass,
        Change::new("theme changed").field(step.code()),
        by.now,
        before.id,
    )
}

fn split(tx: &mut Tx<'_>, frame: &Frame, theme: Id, parts: &[(Id, String)], by: By) -> Result<(), Stop> {
    let names: BTreeSet<String> = parts.iter().map(|(_, name)| name.trim().to_lowercase()).collect();
    if !(2..=5).contains(&parts.len()) || names.len() < parts.len() {
        let words = "Enter the names of two to five new themes, each in a line of its own";
        return Err(Problems::one("names", words).into());
    }
    if frame.themes.len().saturating_add(parts.len()) > MOST {
        let words = format!("A question has at most {MOST} themes. Merge some first");
        return Err(Problems::one("names", &words).into());
    }
    for (id, name) in parts {
        let words = Words {
            name: name.clone(),
            ..Words::default()
        };
        let problems = words.problems(&frame.themes, None);
        if let Some(wrong) = problems.of("name") {
            return Err(Problems::one("names", &format!("{name}: {wrong}")).into());
        }
        insert(tx, frame.id, (*id, &words, State::InUse), Some(theme), by)?;
    }
    Ok(())
}

/// Under which theme each is counted: its own, that of the last one it was merged into, or none where that one was split.
fn counted_as(themes: &[Theme]) -> BTreeMap<Id, Option<Id>> {
    let known: BTreeMap<Id, &Theme> = themes.iter().map(|theme| (theme.id, theme)).collect();
    let of = |start: &Theme| {
        let mut at = start;
        // A circle cannot be made: a theme goes into one that is in use, and comes back on its own. The bound is for what was altered.
        for _ in 0..themes.len() {
            match (at.state, at.merged_into.and_then(|into| known.get(&into))) {
                (State::Merged, Some(into)) => at = into,
                (State::Merged | State::Split, _) => return None,
                _ => return Some(at.id),
            }
        }
        None
    };
    themes.iter().map(|theme| (theme.id, of(theme))).collect()
}

fn count_again(tx: &mut Tx<'_>, frame_id: Id) -> Result<(), Stop> {
    let frame = frame(tx, frame_id)?;
    let right = counted_as(&frame.themes);
    for theme in &frame.themes {
        let own = right.get(&theme.id).copied().flatten();
        if own != theme.counts_as {
            tx.run(&records::THEME_COUNTS_AS, values![theme.id, own])?;
        }
    }
    Ok(())
}

/// A line of a frame's history.
pub(crate) struct Changed {
    pub(crate) version: i64,
    pub(crate) change: String,
    pub(crate) before: Words,
    /// What it is called now.
    pub(crate) name: String,
    pub(crate) into: Option<String>,
    pub(crate) at: Instant,
    pub(crate) who: Option<String>,
}

/// The changes to a frame, the latest first: a page of them before a version, and whether there are more.
pub(crate) fn history(
    tx: &mut Tx<'_>,
    frame: Id,
    before: i64,
    rows: usize,
) -> Result<(Vec<Changed>, bool), Fault> {
    let keys = tx.keys().clone();
    let most = i64::try_from(rows.saturating_add(1)).unwrap_or(i64::MAX);
    let mut found = tx.all(&records::CHANGES, values![frame, before, most], |row| {
        let sealed = row.get::<Option<Id>>(9)?.zip(row.get::<Option<Vec<u8>>>(10)?);
        let who = sealed.map(|(account, sealed)| keys.open_text("account", "name_sealed", account, &sealed));
        Ok(Changed {
            version: row.get(0)?,
            change: row.get(1)?,
            before: Words {
                name: row.get(2)?,
                belongs: row.get(3)?,
                belongs_not: row.get(4)?,
                example: row.get(5)?,
            },
            name: row.get(6)?,
            into: row.get(7)?,
            at: row.get(8)?,
            who: who.transpose()?,
        })
    })?;
    let more = found.len() > rows;
    found.truncate(rows);
    Ok((found, more))
}

/// A frame as the list shows it: its question, its version and how many themes are in use.
pub(crate) fn frames(tx: &mut Tx<'_>) -> Result<Vec<(Id, String, i64, i64)>, Fault> {
    tx.all(&records::FRAME_LIST, &[] as &[Value], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
    })
}
