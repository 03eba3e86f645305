//! The forms that people really get, found on the pages themselves.

use super::world::{HALF_IN, PEOPLE, World};
use http::Method;
use scraper::{ElementRef, Html, Selector};
use std::collections::{BTreeMap, BTreeSet};

/// What a field takes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Kind {
    /// Fixed by the page.
    Hidden(String),
    /// One of these, or none.
    One(Vec<String>),
    /// Any of these.
    Many(Vec<String>),
    /// A line; the type of the input says of what.
    Line(String),
    /// Several lines.
    Lines,
}

/// A form as it stands on a page.
#[derive(Clone, Debug)]
pub(super) struct Form {
    /// Who gets it.
    pub(super) who: &'static str,
    /// Where it is sent.
    pub(super) action: String,
    /// Its fields, without the two that make it acceptable.
    pub(super) fields: BTreeMap<String, Kind>,
    /// The lines that say they take digits only.
    pub(super) numbers: BTreeSet<String>,
}

/// Every form that everybody finds on the pages of the house, each once for each person.
pub(super) async fn forms(world: &World) -> Vec<Form> {
    let mut found: BTreeMap<(&str, String, Vec<String>), Form> = BTreeMap::new();
    let mut pages = world.more.clone();
    for entry in world.entries.iter().filter(|entry| entry.method == Method::GET) {
        let path = world.path(entry.path);
        pages.extend(PEOPLE.into_iter().map(|who| (who, path.clone())));
    }
    for (who, path) in pages {
        let seen = world.ask(who, Method::GET, &path, "").await;
        for form in on(&seen.text, who, &path) {
            let names = form.fields.keys().cloned().collect();
            found.entry((who, form.action.clone(), names)).or_insert(form);
        }
    }
    let half_in = |who| found.keys().any(|(known, _, _)| *known == who);
    assert!(HALF_IN.into_iter().all(half_in), "nobody got to the code");
    found.into_values().collect()
}

/// The forms of a page.
fn on(page: &str, who: &'static str, path: &str) -> Vec<Form> {
    let html = Html::parse_document(page);
    let selector = |text: &str| Selector::parse(text).unwrap();
    let (forms, inputs, options) = (
        selector("form[method=post]"),
        selector("input, select, textarea, button[name]"),
        selector("option"),
    );
    html.select(&forms)
        .map(|form| {
            let (mut fields, mut numbers) = (BTreeMap::new(), BTreeSet::new());
            for field in form.select(&inputs) {
                let Some(name) = field.attr("name").filter(|name| !name.starts_with("form-")) else {
                    continue;
                };
                add(&mut fields, name, field, &options);
                if field.attr("inputmode") == Some("numeric") {
                    numbers.insert(name.to_owned());
                }
            }
            let action = form.attr("action").unwrap_or(path).to_owned();
            Form {
                who,
                action,
                fields,
                numbers,
            }
        })
        .collect()
}

fn add(fields: &mut BTreeMap<String, Kind>, name: &str, field: ElementRef<'_>, options: &Selector) {
    let value = field.attr("value").unwrap_or_default().to_owned();
    let kind = match (field.value().name(), field.attr("type").unwrap_or("text")) {
        ("select", _) => Kind::One(
            field
                .select(options)
                .filter_map(|option| option.attr("value").map(str::to_owned))
                .collect(),
        ),
        ("textarea", _) => Kind::Lines,
        (_, "hidden") => Kind::Hidden(value),
        // One of the form's buttons is pressed.
        ("button", _) | (_, "radio") => match fields.remove(name) {
            Some(Kind::One(mut known)) => {
                known.push(value);
                Kind::One(known)
            }
            _ => Kind::One(vec![value]),
        },
        (_, "checkbox") => match fields.remove(name) {
            Some(Kind::Many(mut known)) => {
                known.push(value);
                Kind::Many(known)
            }
            _ => Kind::Many(vec![value]),
        },
        (_, kind) => Kind::Line(kind.to_owned()),
    };
    fields.insert(name.to_owned(), kind);
}

/// A form's body; the token and a fresh id come first.
pub(super) fn body(hidden: &str, fields: &[(String, String)]) -> String {
    let mut body = form_urlencoded::Serializer::new(hidden.to_owned());
    for (name, value) in fields {
        body.append_pair(name, value);
    }
    body.finish()
}
