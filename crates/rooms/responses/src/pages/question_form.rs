//! The form of a question: what was typed turned into a question.

use front::Form;
use instrument::{Check, Definition, Kind, MAY_QUOTE, OptionText, Polarity, Question, Scale, slug};
use kernel::{Problems, Refusal, Stop};
use std::collections::BTreeSet;

/// The names of its fields for a kind of answer. `published` says that its words were published before.
pub(crate) fn names(kind: Kind, published: bool) -> Vec<&'static str> {
    let mut names = vec!["kind", "text", "hint", "required"];
    names.extend_from_slice(match kind {
        Kind::Single => &["options", "may-decline", "may-not-know", "link"],
        Kind::Multiple => &["options", "at-most"],
        Kind::Scale => &["scale", "labels", "polarity", "may-decline", "may-not-know"],
        Kind::YesNoUnsure => &["may-decline", "may-not-know", "link"],
        Kind::Text => &["fits", "count", "link"],
        Kind::Number => &["least", "most", "link"],
        Kind::Date => &["link"],
        Kind::LongText => &[],
    });
    if published {
        names.extend(["meaning", "reason"]);
    }
    names
}

/// Its fields in the words of the page, to lay side by side what two people typed.
pub(crate) const LABELS: &[(&str, &str)] = &[
    ("text", "Question"),
    ("hint", "Sentence under it"),
    ("options", "Options"),
    ("scale", "Scale"),
    ("required", "Must be answered"),
    ("may-decline", "May be declined"),
    ("may-not-know", "May be not known"),
    ("link", "Makes the link code"),
    ("least", "Least"),
    ("most", "Most"),
    ("fits", "Made of"),
    ("count", "How many"),
    ("at-most", "Options at most"),
];

/// A stored question as its form shows it.
pub(crate) fn of(question: &Question) -> Form {
    let yes = |set: bool| if set { "yes" } else { "" }.to_owned();
    let options: Vec<&str> = question
        .options
        .iter()
        .map(|option| option.text.as_str())
        .collect();
    let mut fields = vec![
        ("kind", question.kind.code().to_owned()),
        ("text", question.text.clone()),
        ("hint", question.hint.clone()),
        ("required", yes(question.required)),
        ("may-decline", yes(question.may_decline)),
        ("may-not-know", yes(question.may_not_know)),
        ("link", yes(question.link)),
        ("options", options.join("\n")),
        ("scale", question.scale.clone()),
    ];
    for check in &question.checks {
        match check {
            Check::Within(least, most) => {
                fields.push(("least", least.to_string()));
                fields.push(("most", most.to_string()));
            }
            Check::Letters(count) => {
                fields.push(("fits", "letters".to_owned()));
                fields.push(("count", count.to_string()));
            }
            Check::Digits(count) => {
                fields.push(("fits", "digits".to_owned()));
                fields.push(("count", count.to_string()));
            }
            Check::AtMost(count) => fields.push(("at-most", count.to_string())),
            Check::Words(count) => {
                fields.push(("fits", "words".to_owned()));
                fields.push(("count", count.to_string()));
            }
        }
    }
    Form::of(
        fields
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
    )
}

/// The kind of answer that a form names.
pub(crate) fn kind(text: &str) -> Result<Kind, Refusal> {
    Kind::parse(text).ok_or(Refusal::Malformed(
        "This form names a kind of answer that there is not.",
    ))
}

/// Lines of a box, without empty ones.
fn lines(text: &str) -> Vec<&str> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect()
}

/// Options as typed, a line for each. An option that reads as before keeps its key; one that stands where another stood keeps that one's
/// key where its words were mended: conditions look at the key.
fn options(typed: &[&str], before: &[OptionText], mended: bool) -> Vec<OptionText> {
    let mut taken: BTreeSet<String> = before.iter().map(|option| option.key.clone()).collect();
    let same = |line: &str| before.iter().find(|option| option.text.trim() == line);
    typed
        .iter()
        .enumerate()
        .map(|(place, line)| {
            let stood = || {
                before
                    .get(place)
                    .filter(|old| mended && typed.len() == before.len() && !typed.contains(&old.text.trim()))
            };
            if let Some(known) = same(line).or_else(stood) {
                return OptionText {
                    key: known.key.clone(),
                    text: (*line).to_owned(),
                };
            }
            let base = slug(line, "option");
            let key = std::iter::once(base.clone())
                .chain((2_u32..1000).map(|number| format!("{base}-{number}")))
                .find(|key| !taken.contains(key))
                .unwrap_or(base);
            taken.insert(key.clone());
            OptionText {
                key,
                text: (*line).to_owned(),
            }
        })
        .collect()
}

/// The question in what was typed, and the scale that comes with it. `before` is the question as it stands in the draft; `published` says
/// that its words were published, so that its options keep their keys only where somebody says that they mean the same.
pub(crate) fn read(
    form: &Form,
    definition: &Definition,
    before: Option<&Question>,
    published: bool,
) -> Result<(Question, Option<Scale>), Stop> {
    let mut problems = Problems::none();
    let kind = kind(form.text("kind"))?;
    let text = form.text("text").to_owned();
    if text.is_empty() || text.chars().count() > 500 {
        problems.add("text", "Enter the question, in 500 characters or fewer");
    }
    let hint = form.text("hint").to_owned();
    if hint.chars().count() > 500 {
        problems.add("hint", "Use 500 characters or fewer");
    }
    if form.text("reason").chars().count() > 500 {
        problems.add("reason", "Use 500 characters or fewer");
    }
    let choice = matches!(kind, Kind::Single | Kind::Scale | Kind::YesNoUnsure);
    let key = before.map_or_else(|| definition.fresh_key(&text), |before| before.key.clone());
    let mut question = Question {
        key,
        wording: before.map_or_else(String::new, |before| before.wording.clone()),
        kind,
        text,
        hint,
        required: form.ticked("required")?,
        scale: String::new(),
        options: Vec::new(),
        may_decline: form.ticked("may-decline")? && choice,
        may_not_know: form.ticked("may-not-know")? && choice,
        link: form.ticked("link")?,
        checks: Vec::new(),
        show_if: before.and_then(|before| before.show_if.clone()),
    };
    let mut scale = None;
    match kind {
        Kind::Single | Kind::Multiple => {
            let typed = lines(form.text("options"));
            let distinct: BTreeSet<&str> = typed.iter().copied().collect();
            if typed.len() < 2 || typed.len() > 60 || distinct.len() < typed.len() {
                problems.add(
                    "options",
                    "Enter 2 to 60 different options, each on a line of its own",
                );
            } else if typed.iter().any(|line| line.chars().count() > 200) {
                problems.add("options", "Use 200 characters or fewer for each option");
            }
            let old = before.map_or(&[][..], |before| before.options.as_slice());
            // Those of a question that the house knows keep their keys, however they read.
            let known = before.is_some_and(|before| before.key == MAY_QUOTE);
            let mended = known || !published || form.text("meaning") == "same";
            question.options = options(&typed, old, mended);
        }
        Kind::Scale => scale = read_scale(form, definition, &mut question, &mut problems)?,
        Kind::Text | Kind::LongText | Kind::Number | Kind::Date | Kind::YesNoUnsure => {}
    }
    read_checks(form, &mut question, &mut problems)?;
    problems.check()?;
    Ok((question, scale))
}

fn read_scale(
    form: &Form,
    definition: &Definition,
    question: &mut Question,
    problems: &mut Problems,
) -> Result<Option<Scale>, Stop> {
    let wanted = form.text("scale");
    let better_end = polarity(form.text("polarity"))?;
    if form.text("labels").chars().count() > 2000 {
        problems.add("labels", "Use 2,000 characters or fewer for all labels");
    }
    if definition.scales.iter().any(|scale| scale.key == wanted) {
        wanted.clone_into(&mut question.scale);
        return Ok(None);
    }
    if let Some(key) = wanted.strip_prefix("ready.") {
        let ready = Scale::ready().into_iter().find(|scale| scale.key == key);
        let mut scale = ready.ok_or(Refusal::Malformed("This form names a scale that there is not."))?;
        scale.key = definition.fresh_scale_key(&scale.key);
        question.scale.clone_from(&scale.key);
        return Ok(Some(scale));
    }
    match wanted {
        "new" => {
            let labels: Vec<String> = lines(form.text("labels"))
                .into_iter()
                .map(str::to_owned)
                .collect();
            let distinct: BTreeSet<&String> = labels.iter().collect();
            if !(2..=11).contains(&labels.len()) || distinct.len() < labels.len() {
                problems.add(
                    "labels",
                    "Enter 2 to 11 different labels, each on a line of its own",
                );
            }
            let Some(polarity) = better_end else {
                problems.add("polarity", "Choose which end is the better one");
                return Ok(None);
            };
            let key = definition.fresh_scale_key(labels.first().map_or("scale", String::as_str));
            question.scale.clone_from(&key);
            Ok(Some(Scale {
                key,
                polarity,
                labels,
                collapse: Vec::new(),
                sides: Vec::new(),
            }))
        }
        "" => {
            problems.add("scale", "Choose the scale");
            Ok(None)
        }
        _ => Err(Refusal::Malformed("This form names a scale that there is not.").into()),
    }
}

/// Which end is the better one; `None` where nothing was chosen.
pub(crate) fn polarity(text: &str) -> Result<Option<Polarity>, Stop> {
    match text {
        "" => Ok(None),
        "first" => Ok(Some(Polarity::FirstIsBest)),
        "last" => Ok(Some(Polarity::LastIsBest)),
        _ => Err(Refusal::Malformed("This form has a choice that it does not offer.").into()),
    }
}

fn read_checks(form: &Form, question: &mut Question, problems: &mut Problems) -> Result<(), Stop> {
    let whole = |name: &str| {
        let number = form.text(name).parse::<i64>().ok();
        number.filter(|number| (0..1_000_000).contains(number))
    };
    match question.kind {
        Kind::Number => {
            let (least, most) = (form.text("least"), form.text("most"));
            if !(least.is_empty() && most.is_empty()) {
                match (whole("least"), whole("most")) {
                    (Some(least), Some(most)) if least <= most => {
                        question.checks.push(Check::Within(least, most));
                    }
                    _ => problems.add(
                        "least",
                        "Enter two whole numbers from 0 to 999,999, the smaller one first, or none",
                    ),
                }
            }
        }
        Kind::Text => {
            let count = form.text("count").parse::<usize>().ok();
            let count = count.filter(|count| (1..=50).contains(count));
            match (form.text("fits"), count) {
                ("" | "anything", None) if !form.text("count").is_empty() => {
                    problems.add("count", "Choose what it may be made of, or empty this box");
                }
                ("" | "anything", _) => {}
                ("letters", Some(count)) => question.checks.push(Check::Letters(count)),
                ("digits", Some(count)) => question.checks.push(Check::Digits(count)),
                ("words", Some(count)) if count <= 10 => question.checks.push(Check::Words(count)),
                ("words", _) => problems.add("count", "Enter how many at most, from 1 to 10"),
                ("letters" | "digits", None) => problems.add("count", "Enter how many, from 1 to 50"),
                _ => return Err(Refusal::Malformed("This form has a choice that it does not offer.").into()),
            }
        }
        Kind::Multiple if !form.text("at-most").is_empty() => match form.text("at-most").parse::<usize>() {
            Ok(count) if count > 0 && count <= question.options.len() => {
                question.checks.push(Check::AtMost(count));
            }
            _ => problems.add("at-most", "Enter a whole number, no more than there are options"),
        },
        Kind::Multiple | Kind::LongText | Kind::Date | Kind::Single | Kind::Scale | Kind::YesNoUnsure => {}
    }
    Ok(())
}
