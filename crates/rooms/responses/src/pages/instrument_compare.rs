//! Two versions of a questionnaire laid side by side: what changed, and what becomes of the figures.

use crate::books::version_by_key;
use crate::model::InstrumentVersion;
use crate::records::draft as sql;
use access::actions::ReadInstruments;
use axum::extract::Path;
use front::parts::{FormPart, Page, Part, under};
use front::{Answer, Desk};
use govuk::{Button, ButtonKind, Cell, Select, Table};
use instrument::{Became, Definition, Difference, Figures, compare};
use kernel::Refusal;
use store::values;

/// What became of a question, in words.
fn became(difference: &Difference) -> String {
    match &difference.became {
        Became::Added => "Added".to_owned(),
        Became::Removed => "Removed".to_owned(),
        Became::Kept { changed, moved } => {
            let mut words = Vec::new();
            if !changed.is_empty() {
                words.push(format!("Changed: {}", changed.join(", ")));
            }
            if *moved {
                words.push("Moved".to_owned());
            }
            words.join(". ")
        }
    }
}

/// When a question is asked in the later version and in the earlier one, where that differs.
fn asked(earlier: &Definition, later: &Definition, key: &str) -> Option<String> {
    let (old, new) = (earlier.question(key)?, later.question(key)?);
    (!new.is_asked_like(old)).then(|| {
        format!(
            "Asked {} (before: {})",
            new.asked_when(later),
            old.asked_when(earlier)
        )
    })
}

/// What becomes of its figures, in words.
const fn figures(figures: Figures) -> &'static str {
    match figures {
        Figures::Together => "Added up with those of the earlier version",
        Figures::Apart => "Stand apart from those of the earlier version",
        Figures::One => "Only one of the versions has any",
        Figures::None => "Nothing is counted",
    }
}

/// What differs between two definitions. `mended` names changed questions that count as the same, with the reason.
pub(crate) fn differences(earlier: &Definition, later: &Definition, mended: &[(String, String)]) -> Table {
    let rows = compare(earlier, later)
        .into_iter()
        .filter(Difference::differs)
        .map(|difference| {
            let text = match &difference.before {
                Some(before) => format!("{} (before: {before})", difference.text),
                None => difference.text.clone(),
            };
            let reason = mended.iter().find(|(key, _)| *key == difference.key);
            let counted = match reason {
                Some((_, reason)) => format!("{}: {reason}", figures(difference.figures)),
                None => figures(difference.figures).to_owned(),
            };
            let mut became = vec![became(&difference)];
            became.extend(asked(earlier, later, &difference.key));
            vec![
                Cell::text(&text),
                Cell::text(&became.join(". ")),
                Cell::text(&counted),
            ]
        });
    Table::new("What differs")
        .column("Question")
        .column("What became of it")
        .column("Its figures")
        .rows(rows)
        .when_empty("Every question is the same.")
}

/// The texts around the questions that differ.
pub(crate) fn around(earlier: &Definition, later: &Definition) -> Vec<String> {
    let headings = |definition: &Definition| -> Vec<String> {
        let sections = definition.sections.iter();
        sections.map(|section| section.title.clone()).collect()
    };
    [
        (earlier.title != later.title, "The title differs."),
        (
            earlier.introduction != later.introduction,
            "The introduction differs.",
        ),
        (
            headings(earlier) != headings(later),
            "The headings of the sections differ.",
        ),
        (earlier.scores != later.scores, "The scores differ."),
    ]
    .into_iter()
    .filter(|(differs, _)| *differs)
    .map(|(_, words)| words.to_owned())
    .collect()
}

/// GET /instruments/{key}/compare
pub(crate) async fn show(desk: Desk<ReadInstruments>, Path(key): Path<String>) -> Answer {
    let asked = |name: &str| desk.query(name).parse::<i64>().ok();
    let (from, to, of) = (asked("from"), asked("to"), key.clone());
    let (known, pair) = desk
        .read(move |tx, _| {
            let known = tx.all(&sql::VERSION_LINES, values![&of], |row| row.get::<i64>(0))?;
            let newest = *known.first().ok_or(Refusal::Unknown)?;
            let later = to.unwrap_or(newest);
            let earlier = from.unwrap_or(later - 1);
            if !known.contains(&later) || (from.is_some() && !known.contains(&earlier)) {
                return Err(Refusal::Unknown.into());
            }
            let pair = match version_by_key(tx, &of, Some(earlier))? {
                Some(earlier) => {
                    let later = version_by_key(tx, &of, Some(later))?.ok_or(Refusal::Unknown)?;
                    let mended = tx.all(&sql::MENDED_OF, values![later.id.0], |row| {
                        Ok((row.get::<String>(0)?, row.get::<String>(1)?))
                    })?;
                    Some((earlier, later, mended))
                }
                None => None,
            };
            Ok((known, pair))
        })
        .await?;
    let choose = |name: &str, label: &str, value: Option<&InstrumentVersion>| {
        let value = value.map_or_else(String::new, |version| {
            version.published.definition().version.to_string()
        });
        Select::new(name, label)
            .options(
                known
                    .iter()
                    .map(|version| (version.to_string(), version.to_string())),
            )
            .value(&value)
    };
    let (earlier, later) = (
        pair.as_ref().map(|(earlier, ..)| earlier),
        pair.as_ref().map(|(_, later, _)| later),
    );
    let form = FormPart::asking(desk.path())
        .field(&choose("from", "Earlier version", earlier))
        .field(&choose("to", "Later version", later))
        .button(Button::new("Compare").kind(ButtonKind::Secondary));
    let mut page = Page::new("Compare two versions").caption(&format!("Questionnaire {key}"));
    page = match &pair {
        Some((earlier, later, mended)) => {
            let (earlier, later) = (earlier.published.definition(), later.published.definition());
            page.heading(&format!(
                "Version {} and version {}",
                earlier.version, later.version
            ))
            .html(&differences(earlier, later, mended))
            .with(Part::Bullets(around(earlier, later)))
        }
        None => page.text("There is only one version so far."),
    };
    let home = format!("/instruments/{key}");
    let places = [
        ("/instruments", "Questionnaires"),
        (home.as_str(), "Questionnaire"),
    ];
    under(
        &desk,
        "Compare two versions",
        &page.with(Part::Form(form)),
        &places,
    )
}
