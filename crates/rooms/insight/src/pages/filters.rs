//! The filters of a page: what can be chosen, what was asked for, and what is wrong with it at its field.

use super::asked::{Asked, Found};
use super::show::profile_label;
use crate::subjects::Subject;
use crate::subjects::compare::{Comparison, Measures};
use evidence::disclosure::Profile;
use govuk::{Filters, Html, Input, Select};
use kernel::{Day, Id, Problems};

/// The filters of a page.
pub(super) fn filters(
    subject: Subject,
    found: &Found,
    asked: &Asked,
    measures: Option<&Measures>,
    problems: &Problems,
) -> Filters {
    let (view, choices) = (&found.view, &found.choices);
    let mut filters = Filters::new(&format!("/evidence/{}", subject.word()));
    if let Some(measures) = measures {
        filters = comparison(filters, measures, asked, problems);
    }
    filters = filters.field(
        &Select::new("programme", "Programme")
            .options(
                choices
                    .programmes
                    .iter()
                    .map(|known| (known.slug.clone(), known.name.clone())),
            )
            .value(&view.programme.slug),
    );
    if subject.in_parts() || !choices.every_area || !asked.area.is_empty() {
        filters = filters.field(
            &Select::new("area", "Area")
                .options(ids(&choices.areas, choices.every_area))
                .value(&text(view.area))
                .problems(problems),
        );
    }
    if subject.in_parts() || !asked.course.is_empty() {
        filters = filters.field(course(found, asked, problems));
    }
    let years = choices
        .years
        .iter()
        .map(|year| (year.to_string(), year.to_string()));
    let day = |name: &str, label: &str, hint: &str, typed: &str| {
        Html::of(&Input::new(name, label).hint(hint).value(typed).problems(problems))
    };
    filters
        .field(
            &Select::new("year", "Year of the programme")
                .option("", "All")
                .options(years)
                .value(&year(found))
                .problems(problems),
        )
        .field(day("from", "From", "Like 1 4 2026", &asked.from))
        .field(day("to", "To", "Like 31/3/2027", &asked.to))
        .field(
            &Select::new("profile", "Shown as")
                .options(
                    Profile::ALL
                        .iter()
                        .map(|profile| (profile.name(), profile_label(*profile))),
                )
                .value(view.profile.name()),
        )
        .active(
            !found.problems.is_empty()
                || view.area.is_some()
                || view.course.is_some()
                || view.year.is_some()
                || view.days != (None, None),
        )
}

/// By what is compared, and what.
fn comparison(filters: Filters, measures: &Measures, asked: &Asked, problems: &Problems) -> Filters {
    let measures = measures.all();
    let measures = measures
        .iter()
        .map(|(word, label, _)| (word.as_str(), label.as_str()));
    filters
        .field(
            &Select::new("by", "Compare")
                .options(Comparison::ALL.map(|known| (known.word(), known.label())))
                .value(&asked.compare.by)
                .problems(problems),
        )
        .field(
            &Select::new("measure", "What")
                .option("", "As is usual for the comparison")
                .options(measures)
                .value(&asked.compare.measure)
                .problems(problems),
        )
}

/// The address of the page that compares, with the filters of this one.
pub(super) fn to_compare(found: &Found) -> String {
    let mut query = form_urlencoded(&values(found));
    query.insert_str(0, "/evidence/compare?");
    query
}

/// Names and values as they stand in an address.
fn form_urlencoded(pairs: &[(&'static str, String)]) -> String {
    let encoded = |text: &str| -> String {
        text.bytes()
            .map(|byte| match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
                _ => format!("%{byte:02X}"),
            })
            .collect()
    };
    let used = pairs.iter().filter(|(_, value)| !value.is_empty());
    used.map(|(name, value)| format!("{name}={}", encoded(value)))
        .collect::<Vec<_>>()
        .join("&")
}

/// The course: from a list, or by its name where there are too many for one.
fn course(found: &Found, asked: &Asked, problems: &Problems) -> Html {
    match &found.choices.courses {
        Some(list) => Html::of(
            &Select::new("course", "Course")
                .options(ids(list, true))
                .value(&text(found.view.course))
                .problems(problems),
        ),
        None => Html::of(
            &Input::new("course", "Course")
                .hint("Its title or reference. Leave it empty for all courses.")
                .value(found.course.as_deref().unwrap_or(&asked.course))
                .problems(problems),
        ),
    }
}

/// The filters in use, by their names.
fn values(found: &Found) -> Vec<(&'static str, String)> {
    let view = &found.view;
    vec![
        ("programme", view.programme.slug.clone()),
        ("area", text(view.area)),
        ("course", text(view.course)),
        ("year", year(found)),
        ("from", view.days.0.map(Day::iso).unwrap_or_default()),
        ("to", view.days.1.map(Day::iso).unwrap_or_default()),
        ("profile", view.profile.name().to_owned()),
    ]
}

/// The same as hidden fields of the form that takes tables out, with what is compared.
pub(super) fn kept(found: &Found) -> Vec<Html> {
    let compare = &found.view.compare;
    let chosen = [
        ("by", compare.by.clone()),
        ("measure", compare.measure.clone()),
        ("against", compare.against.clone()),
    ];
    values(found)
        .into_iter()
        .chain(chosen.into_iter().filter(|(_, value)| !value.is_empty()))
        .map(|(name, value)| Html::hidden(name, &value))
        .collect()
}

/// The same as hidden fields of the form that chooses with which group the others are compared.
pub(super) fn kept_to_compare(found: &Found) -> Vec<Html> {
    let compare = &found.view.compare;
    values(found)
        .into_iter()
        .chain([("by", compare.by.clone()), ("measure", compare.measure.clone())])
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| Html::hidden(name, &value))
        .collect()
}

fn ids(list: &[(Id, String)], all: bool) -> Vec<(String, String)> {
    all.then(|| (String::new(), "All".to_owned()))
        .into_iter()
        .chain(list.iter().map(|(id, name)| (id.to_string(), name.clone())))
        .collect()
}

fn text(id: Option<Id>) -> String {
    id.map(|id| id.to_string()).unwrap_or_default()
}

fn year(found: &Found) -> String {
    found.view.year.map(|year| year.to_string()).unwrap_or_default()
}
