//! Before and after a course in two ways at once: the same people by their own code, and everybody who answered once only.

use super::super::change::{Alike, alike, asked_of, moves_of};
use super::super::opinions::{Answers, answers};
use super::Made;
use super::claims;
use crate::facts;
use crate::together::{self, Claim, Place};
use crate::view::View;
use evidence::Table;
use evidence::compare::{Side, TwoSides, sides_marks, sides_table};
use evidence::reading::Paired;
use evidence::table::{Column, ColumnKind};
use instrument::Question;
use kernel::{Problems, Stop};
use responses::pairs::pairs;
use store::Tx;

const TITLE: &str = "Before and after: paired and unpaired";

/// Each statement that is asked before and after in the same words on the same scale.
pub(super) fn made(tx: &mut Tx<'_>, view: &View) -> Result<Made, Stop> {
    if !view.compare.against.is_empty() {
        return Ok(Made {
            problems: Problems::one("against", "Before is compared with after: leave this empty"),
            ..Made::default()
        });
    }
    let any = |_: &Question| true;
    let sides = answers(tx, view, "before", "pre", &any)?.zip(answers(tx, view, "after", "post", &any)?);
    let asked = facts::asked_both(tx, view)?;
    let based = asked_of(asked.both, asked.sessions, "before and after");
    let Some((before, after)) = sides.filter(|(before, after)| before.tally.rows() + after.tally.rows() > 0)
    else {
        let mut table = Table::new(
            TITLE,
            view.profile.name(),
            vec![Column::new("statement", "Statement", ColumnKind::Label)],
        );
        table.notes.push(
            if asked.sessions == 0 {
                "No course of this part has asked before and after yet."
            } else {
                "Nobody has answered the questions before and after a course of this part yet."
            }
            .to_owned(),
        );
        return Ok(Made {
            tables: vec![table.based_on(based)],
            ..Made::default()
        });
    };
    let sittings = view.sittings(tx)?;
    let found = pairs(tx, &view.leave, &sittings, ("before", "after"), &view.answers())?;
    let mut items = Vec::new();
    let mut claims = Vec::new();
    let whole = together::whole(tx, view)?.answered();
    for one in alike(&before, &after) {
        let item = Paired {
            before: before.distribution(one.before),
            after: after.distribution(one.after),
            moves: moves_of(&one, &before, &after, &found),
        };
        let sides = TwoSides::of(&one.statement, &item, view.profile);
        claims.extend(said(&one, &before, &after, sides, view, &whole));
        items.push((one.statement, sides));
    }
    let [mut shares, differences] = sides_table(TITLE, &items, view.profile);
    shares.notes.extend([
        "Paired: the same person by the code she made herself, with one form before and one after a course; she is counted on both sides.".to_owned(),
        "Answered once: forms without a code, with a code that came more than once, or with no form on the other side. Before and after these are different people, as far as anybody knows.".to_owned(),
    ]);
    if items
        .iter()
        .any(|(_, sides)| !sides.open.paired || !sides.open.once)
    {
        shares.notes.push(
            "A statement is shown whole, or without those who answered once, or not at all: what is left out would show few people.".to_owned(),
        );
    }
    Ok(Made {
        tables: vec![shares.based_on(based.clone()), differences.based_on(based)],
        claims,
        marks: sides_marks(&items, view.profile),
        ..Made::default()
    })
}

/// What a statement's rows say: each of the four groups, and both groups of a side together as *Before and after* counts them.
fn said(
    one: &Alike,
    before: &Answers,
    after: &Answers,
    sides: TwoSides,
    view: &View,
    whole: &Place,
) -> Vec<Claim> {
    let mut claims = Vec::new();
    let (better, others) = claims::points(&one.statement.scale);
    for (side, of, paired, once) in [
        (
            (before, one.before),
            "answers before",
            sides.of_paired(false),
            sides.once_before,
        ),
        (
            (after, one.after),
            "answers after",
            sides.of_paired(true),
            sides.once_after,
        ),
    ] {
        let by = nth(side.0, side.1);
        let claim = |cell: &str, by: &str, answers: Vec<String>, shown: Option<u64>| Claim {
            cell: format!("{TITLE} / {}, {of} / {cell}", one.statement.label),
            of: of.to_owned(),
            place: whole.clone(),
            by: by.to_owned(),
            answers,
            but: false,
            shown,
        };
        let pairing = format!("{by} and pairing");
        let answer = |who: &str, what: &str| format!("{who}, {what}");
        for (who, counted, open) in [
            ("paired", paired, sides.open.paired),
            ("once", once, sides.open.once),
        ] {
            // Nothing of what is left out is said to be at least one.
            if open {
                let print = |count: u64| Some(view.profile.printed(count));
                let (yes, no) = (answer(who, "better"), answer(who, "other"));
                claims.push(claim(who, &pairing, vec![yes.clone()], print(counted.better)));
                claims.push(claim(who, &pairing, vec![yes, no], print(counted.answered())));
            }
        }
        if sides.open.paired && sides.open.once && view.profile.exact() {
            let all = Side {
                better: paired.better + once.better,
                other: paired.other + once.other,
            };
            let both = [better.as_slice(), &others].concat();
            claims.push(claim("both", &by, better.clone(), Some(all.better)));
            claims.push(claim("both", &by, both, Some(all.answered())));
        }
    }
    claims
}

/// A statement as *Before and after* calls it where it divides everybody's answers: by its words, and which of those with the same words.
fn nth(answers: &Answers, place: usize) -> String {
    let items = answers.statements.items();
    let label = items.get(place).map_or("", |item| item.label.as_str());
    let again = items
        .iter()
        .take(place)
        .filter(|item| item.label == label)
        .count();
    format!("{label} {again}")
}
