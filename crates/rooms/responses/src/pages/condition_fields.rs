//! A condition as tables and fields: its clauses, its groups, and what can be asked of an earlier answer.

use front::Form;
use front::parts::FormPart;
use govuk::{Button, ButtonKind, Cell, Checkboxes, Choice, Input, InputKind, Radios, Table};
use instrument::{Clause, Clauses, Condition, Definition, Kind, Question, YES_NO};
use kernel::Problems;

/// How clauses go together, in words.
pub(super) const fn holds(every: bool) -> &'static str {
    if every {
        "every one of these holds"
    } else {
        "at least one of these holds"
    }
}

/// The groups: the place among the clauses, how it is joined, and what is in it.
pub(super) fn groups(clauses: &Clauses) -> impl Iterator<Item = (usize, bool, &[Condition])> {
    let list = clauses.list.iter().enumerate();
    list.filter_map(|(at, clause)| match clause {
        Clause::Group(every, inside) => Some((at, *every, inside.as_slice())),
        Clause::One(_) => None,
    })
}

fn line(words: &str, act: &str) -> Vec<Cell> {
    let remove = Button::new("Remove")
        .kind(ButtonKind::Secondary)
        .sends("act", act)
        .about(words);
    vec![Cell::text(words), Cell::html(&remove)]
}

fn listed(caption: &str, rows: impl Iterator<Item = Vec<Cell>>) -> Table {
    Table::new(caption)
        .column("Condition")
        .column("Remove")
        .rows(rows)
        .when_empty("It is always asked.")
}

/// Every clause, a group as one of them.
pub(super) fn all(clauses: &Clauses, definition: &Definition) -> Table {
    let mut group = 0_usize;
    let rows = clauses.list.iter().enumerate().map(|(at, clause)| {
        let words = clause.condition().in_words(definition);
        let words = match clause {
            Clause::One(_) => words,
            Clause::Group(..) => {
                group += 1;
                format!("Group {group}: {words}")
            }
        };
        line(&words, &format!("remove:{at}"))
    });
    let rows: Vec<_> = rows.collect();
    listed("Asked only if", rows.into_iter())
}

/// What is in one group.
pub(super) fn one_group(caption: &str, at: usize, inside: &[Condition], definition: &Definition) -> Table {
    let rows = inside
        .iter()
        .enumerate()
        .map(|(within, condition)| line(&condition.in_words(definition), &format!("remove:{at}.{within}")));
    listed(caption, rows)
}

/// Where a new condition goes: nothing to choose while it is the first.
fn places(clauses: &Clauses, typed: &Form, problems: &Problems) -> Option<Radios> {
    if clauses.list.is_empty() {
        return None;
    }
    let groups = (1_usize..).zip(groups(clauses));
    let to = if typed.text("act") == "add" {
        typed.text("to")
    } else {
        "beside"
    };
    Some(
        Radios::new("to", "Where does it belong?")
            .small()
            .choice(Choice::new("beside", "Beside the others"))
            .choices(groups.map(|(number, (at, ..))| (format!("into:{at}"), format!("In group {number}"))))
            .choice(Choice::new("apart", "In a new group").hint(if clauses.every {
                "At least one of its conditions must hold"
            } else {
                "All of its conditions must hold"
            }))
            .value(to)
            .problems(problems),
    )
}

/// The form that adds a condition on the answer to a question.
pub(super) fn tests(
    form: FormPart,
    definition: &Definition,
    clauses: &Clauses,
    chosen: &Question,
    typed: &Form,
    problems: &Problems,
) -> FormPart {
    let mut radios = Radios::new("test", &format!("What must the answer to ‘{}’ be?", chosen.text))
        .small()
        .choice(Choice::new("answered", "Anything: it was answered"))
        .choices(
            options(chosen)
                .into_iter()
                .map(|(key, text)| (format!("is.{key}"), text)),
        )
        .value(typed.text("test"))
        .problems(problems);
    if is_number(chosen) {
        radios = radios
            .choice(Choice::new("at-least", "This number or point, or a later one"))
            .choice(Choice::new("at-most", "This number or point, or an earlier one"))
            .choice(Choice::new("within", "From one number or point to another"));
    }
    let mut form = form.value("act", "add").value("of", &chosen.key).field(&radios);
    if is_number(chosen) {
        let hint = definition.scale_of(chosen).map_or_else(String::new, |scale| {
            let labels = (1_usize..).zip(&scale.labels);
            let labels: Vec<String> = labels.map(|(point, label)| format!("{point}: {label}")).collect();
            labels.join("; ")
        });
        for (name, label) in [("least", "From"), ("most", "To")] {
            form = form.field(
                &Input::new(name, label)
                    .hint(if name == "least" { &hint } else { "" })
                    .kind(InputKind::Number)
                    .width(5)
                    .value(typed.text(name))
                    .problems(problems),
            );
        }
    }
    let mut turned = Checkboxes::new("not", "The other way round")
        .small()
        .choice(Choice::new("yes", "It is asked if this does not hold"));
    if typed.text("not") == "yes" {
        turned = turned.value("yes");
    }
    form = form.field(&turned);
    if let Some(places) = places(clauses, typed, problems) {
        form = form.field(&places);
    }
    form.button(Button::new("Add the condition"))
}

/// Its answers are numbers.
pub(super) const fn is_number(question: &Question) -> bool {
    matches!(question.kind, Kind::Number | Kind::Scale)
}

/// The options of a question: key and words.
pub(super) fn options(question: &Question) -> Vec<(String, String)> {
    match question.kind {
        Kind::YesNoUnsure => YES_NO
            .iter()
            .map(|(key, word)| ((*key).to_owned(), word.english().to_owned()))
            .collect(),
        _ => question
            .options
            .iter()
            .map(|option| (option.key.clone(), option.text.clone()))
            .collect(),
    }
}
