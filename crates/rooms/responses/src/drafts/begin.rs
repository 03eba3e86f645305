//! Beginning a draft, putting it aside and bringing it back.

use super::{LONGEST, reading};
use crate::books::version_by_key;
use crate::guards::{AsideDraft, DraftRecord};
use crate::model::DraftId;
use crate::records::draft as sql;
use crate::translations;
use access::Scope;
use access::actions::ManageInstruments;
use audit::{Change, Done};
use instrument::{Definition, Draft, Translation, slug};
use kernel::{Instant, Problems, Refusal, Stop};
use store::{Tx, values};

/// What a draft is begun from.
#[derive(Clone, Debug)]
pub(crate) enum Beginning {
    /// Nothing but a title.
    Empty(String),
    /// A published version, to become the next one: its key.
    Version(String),
    /// A copy of a published version under another title: its key, and the title.
    Copy(String, String),
    /// A definition that was read from a file, with its translations.
    File(Box<Draft>),
}

/// Keys that are parts of addresses.
const RESERVED: [&str; 5] = ["drafts", "new", "bank", "links", "export"];

/// A key for a new questionnaire that none has, made from its title.
fn fresh_key(tx: &mut Tx<'_>, title: &str) -> Result<String, Stop> {
    let base = slug(title, "questionnaire");
    for number in 1_u32..1000 {
        let key = if number == 1 {
            base.clone()
        } else {
            format!("{base}-{number}")
        };
        if !RESERVED.contains(&key.as_str()) && !taken(tx, &key)? {
            return Ok(key);
        }
    }
    Err(Problems::one(
        "title",
        "Give it another title: there are very many with this one",
    )
    .into())
}

fn taken(tx: &mut Tx<'_>, key: &str) -> Result<bool, Stop> {
    Ok(tx
        .one(&sql::KEY_TAKEN, values![key], |row| row.get::<i64>(0))?
        .is_some())
}

impl Beginning {
    /// The draft, and the published version that it is begun from.
    fn draft(self, tx: &mut Tx<'_>) -> Result<(Draft, Option<i64>), Stop> {
        match self {
            Self::Empty(title) => {
                let key = fresh_key(tx, &title)?;
                Ok((Draft::of(Definition::empty(&key, &title)), None))
            }
            Self::Version(key) => {
                let (definition, translations) = published(tx, &key)?;
                let base = i64::from(definition.version);
                let mut draft = Draft::of(definition);
                draft.translations = translations;
                Ok((draft, Some(base)))
            }
            Self::Copy(key, title) => {
                let (mut definition, translations) = published(tx, &key)?;
                definition.key = fresh_key(tx, &title)?;
                definition.title = title;
                definition.version = 1;
                let mut draft = Draft::of(definition);
                draft.translations = translations;
                Ok((draft, None))
            }
            Self::File(draft) => {
                let definition = &draft.definition;
                if RESERVED.contains(&definition.key.as_str()) {
                    return Err(
                        Problems::one("text", "Give it another key: this one is part of an address").into(),
                    );
                }
                let base = version_by_key(tx, &definition.key, None)?
                    .map(|found| i64::from(found.published.definition().version));
                let mut begun = Draft::of(draft.definition);
                for translation in draft.translations {
                    begun.translate(translation.settled(&begun.definition));
                }
                Ok((begun, base))
            }
        }
    }
}

fn published(tx: &mut Tx<'_>, key: &str) -> Result<(Definition, Vec<Translation>), Stop> {
    let found = version_by_key(tx, key, None)?.ok_or(Refusal::Unknown)?;
    let translations = translations::of(tx, found.id)?;
    Ok((found.published.definition().clone(), translations))
}

/// Begins a draft from what is given, also from what another form of questionnaire was read into.
///
/// # Errors
/// A title that is missing or too long, a questionnaire that there is not, a fault of the engine.
pub fn begin(
    tx: &mut Tx<'_>,
    scope: &Scope<ManageInstruments>,
    id: DraftId,
    draft: &Draft,
    base: Option<i64>,
    now: Instant,
) -> Result<Done<DraftId>, Stop> {
    let title = draft.definition.title.trim();
    if title.is_empty() || title.chars().count() > 200 {
        return Err(Problems::one("title", "Enter a title of 200 characters or fewer").into());
    }
    let content = draft.written();
    if content.len() > LONGEST {
        return Err(Problems::one("text", "This questionnaire is too long").into());
    }
    let pass = scope.pass_new::<DraftRecord>(id);
    tx.run(
        &sql::DRAFT_INSERT,
        values![
            id.0,
            &draft.definition.key,
            title,
            base,
            content,
            now,
            scope.account_id().ok_or(Refusal::SignIn)?
        ],
    )?;
    let change = Change::new("began the draft").reason(title.to_owned());
    Done::recorded(tx, pass, change, now, id)
}

/// Begins a draft from nothing, a version, a copy or a file.
pub(crate) fn begin_from(
    tx: &mut Tx<'_>,
    scope: &Scope<ManageInstruments>,
    id: DraftId,
    beginning: Beginning,
    now: Instant,
) -> Result<Done<DraftId>, Stop> {
    let (draft, base) = beginning.draft(tx)?;
    begin(tx, scope, id, &draft, base, now)
}

/// Puts a draft aside: it is not listed with those that are being written. Refuses where it was changed since `version`.
pub(crate) fn put_aside(
    tx: &mut Tx<'_>,
    scope: &Scope<ManageInstruments>,
    (id, version): (DraftId, i64),
    now: Instant,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass::<DraftRecord>(tx, id)?;
    let record = reading::open(tx, id)?;
    reading::still(tx, &record, version, reading::NOTHING_DONE)?;
    if tx.changed(&sql::DRAFT_STATE, values![id.0, version, "aside", now])? == 0 {
        return Err(Refusal::Busy.into());
    }
    Done::recorded(tx, pass, Change::new("put the draft aside"), now, ())
}

/// Brings a draft back that was put aside.
pub(crate) fn bring_back(
    tx: &mut Tx<'_>,
    scope: &Scope<ManageInstruments>,
    id: DraftId,
    now: Instant,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass::<AsideDraft>(tx, id)?;
    if tx.changed(&sql::DRAFT_STATE, values![id.0, pass.version(), "open", now])? == 0 {
        return Err(Refusal::Busy.into());
    }
    Done::recorded(tx, pass, Change::new("brought the draft back"), now, ())
}
