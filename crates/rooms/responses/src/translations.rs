//! Translations of published versions: each saving is another round, so that it can be told what people read when; what those who
//! answer are offered is the last round of each language, where it is whole.

use crate::guards::VersionRecord;
use crate::model::{InstrumentVersion, InstrumentVersionId};
use crate::records::shelf as sql;
use access::Scope;
use access::actions::ManageInstruments;
use audit::{Change, Done};
use instrument::{Definition, Draft, Language, Translation, mark};
use kernel::{Fault, Id, Instant, Problems, Stop};
use store::{Tx, Value, values};

/// The last round of each language of a version.
pub(crate) fn of(tx: &mut Tx<'_>, version: InstrumentVersionId) -> Result<Vec<Translation>, Fault> {
    let all = tx.all(&sql::TRANSLATIONS_OF, values![version.0], |row| {
        Translation::parse(&row.get::<String>(0)?)
            .map_err(|error| Fault::caused("a stored translation", error))
    })?;
    Ok(all
        .into_iter()
        .filter(|translation| !translation.texts.is_empty())
        .collect())
}

/// Those that those who answer may choose: nothing is left out of them, and nothing is wrong with them.
pub(crate) fn offered(tx: &mut Tx<'_>, version: &InstrumentVersion) -> Result<Vec<Translation>, Fault> {
    let definition = version.published.definition();
    Ok(of(tx, version.id)?
        .into_iter()
        .filter(|translation| is_fit(translation, definition))
        .collect())
}

/// Nothing is left out of it, and nothing is wrong with it.
pub(crate) fn is_fit(translation: &Translation, definition: &Definition) -> bool {
    translation.language().is_some() && translation.slips(definition).is_empty()
}

/// What stands of a translation: its last round among those known, or nothing yet.
pub(crate) fn standing(known: &[Translation], language: Language) -> Translation {
    let found = known.iter().find(|known| known.language == language.code);
    found.cloned().unwrap_or_else(|| Translation::new(language))
}

/// Saves another round of a translation of a published version; refuses where another was saved since the one with the mark `was`.
pub(crate) fn save(
    tx: &mut Tx<'_>,
    scope: &Scope<ManageInstruments>,
    version: InstrumentVersionId,
    (language, was, translation): (Language, &str, &Translation),
    now: Instant,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass::<VersionRecord>(tx, version)?;
    if was != mark(&standing(&of(tx, version)?, language)) {
        let words = "Somebody saved this translation while you had it open. What you typed is not saved: it stands below. Save it again to let it stand instead";
        return Err(Problems::one("", words).into());
    }
    write(tx, version, translation, scope.account_id(), now)?;
    let change = Change::new("saved a translation").reason(translation.language.clone());
    Done::recorded(tx, pass, change, now, ())
}

pub(crate) fn write(
    tx: &mut Tx<'_>,
    version: InstrumentVersionId,
    translation: &Translation,
    by: Option<Id>,
    now: Instant,
) -> Result<(), Stop> {
    let language = &translation.language;
    let round = tx.one(&sql::TRANSLATION_ROUND, values![version.0, language], |row| {
        row.get::<i64>(0)
    })?;
    tx.run(
        &sql::TRANSLATION_INSERT,
        values![
            version.0,
            language,
            round.unwrap_or(0) + 1,
            translation.written(),
            now,
            Value::from(by)
        ],
    )?;
    Ok(())
}

/// Lays the translations of a draft beside the version it became.
pub(crate) fn carry_over(
    tx: &mut Tx<'_>,
    version: InstrumentVersionId,
    draft: &Draft,
    by: Id,
    now: Instant,
) -> Result<(), Stop> {
    draft
        .translations
        .iter()
        .try_for_each(|translation| write(tx, version, translation, Some(by), now))
}
