//! What people said at the end of a session that they would use, beside what people said months later that they had used.

use super::super::opinions::answers;
use super::claims::{LIKELIHOOD, Source};
use super::counts::{Counted, likely_of};
use super::{Made, against};
use crate::together;
use crate::view::View;
use evidence::Noun;
use evidence::compare::{Compared, Group, Names, Whole};
use evidence::scale::Side;
use kernel::Stop;
use responses::tallies;
use store::Tx;

const TITLE: &str = "Likelihood to use, and use";
const MEANT: &str = "At the end: very likely to use it";
const USED: &str = "Months later: agree that they used it";

/// Both groups, each from its own questionnaire.
pub(super) fn made(tx: &mut Tx<'_>, view: &View) -> Result<Made, Stop> {
    let filter = view.answers_to("end-of-session");
    let sittings = view.sittings(tx)?;
    let said = tallies::counts(tx, &view.leave, &sittings, "feedback", &filter)?;
    let meant = likely_of(&said.counts);
    let later = answers(tx, view, "follow-up", "follow-up", &|question| {
        question.key == "used"
    })?;
    let mut used = Counted::default();
    let mut sources = vec![Source::of(
        &super::measures(tx)?,
        &super::Measure::Likely,
        super::Comparison::Intention,
    )];
    if let Some(found) = &later {
        let responses = found.tally.rows();
        used.responses = Some(responses);
        if let Some(statement) = found.statements.items().last() {
            let place = found.statements.items().len().saturating_sub(1);
            let sides = found.distribution(place);
            let collapsed = sides.collapse(&statement.scale);
            used.yes = collapsed.better;
            used.no = collapsed.answered().saturating_sub(collapsed.better);
            used.missing = sides.missing();
            let word = |side: Side| statement.scale.word(side).to_owned();
            let mut no = vec![word(Side::Worse)];
            if statement.scale.has_neither() {
                no.insert(0, word(Side::Neither));
            }
            sources.push(Source::new(
                "later answers",
                format!("{} 0", statement.label),
                vec![word(Side::Better)],
                no,
            ));
        }
    }
    let named = |name: &str, counted: Counted, responses: u64| Group {
        name: name.to_owned(),
        yes: counted.yes,
        no: counted.no,
        missing: counted.missing,
        closed: responses > 0 && responses < tallies::FEWEST.unsigned_abs(),
        ..Group::default()
    };
    let groups = [
        named(MEANT, meant, u64::try_from(said.responses).unwrap_or(0)),
        named(USED, used, used.responses.unwrap_or(0)),
    ];
    let compared = Compared::of(&groups, Whole::Apart, view.profile);
    let Some(base) = against(view, &compared) else {
        return Ok(Made::against_nothing(compared));
    };
    let names = Names {
        title: TITLE,
        group: "Who",
        share: "Said so",
        counted: "answers",
        missing: true,
    };
    let mut shares = compared.shares(names);
    let nobody = groups
        .iter()
        .all(|group| group.yes + group.no + group.missing == 0 && !group.closed);
    if nobody {
        shares.rows.clear();
    }
    shares.notes.extend([
        format!("\"{MEANT}\": of those who answered \"{LIKELIHOOD}\" on the form at the end of a session."),
        format!("\"{USED}\": of those who answered the later survey, on the better side of its scale."),
        "These are two groups of different answers without names: who is in both is on no record, and fewer answer later. The difference is not change in persons.".to_owned(),
    ]);
    if view.area.is_some() || view.course.is_some() {
        shares.notes.push(
            "Answers to the later survey are counted for all areas and courses together, and not for one of them: those that were loaded name neither."
                .to_owned(),
        );
    }
    let (based, words) = super::owed(
        tx,
        view,
        "feedback",
        Noun::new("batch of feedback", "batches of feedback"),
    )?;
    shares.notes.extend(words);
    shares
        .notes
        .push("What it is based on is about the form at the end of a session; how many answered the later survey of those who were asked stands on the page Use in practice.".to_owned());
    let mut tables = vec![shares.based_on(based)];
    if !nobody {
        tables.push(compared.differences(names, base));
    }
    let whole = together::whole(tx, view)?.answered();
    let found = sources
        .iter()
        .zip(&compared.groups)
        .flat_map(|(source, group)| source.shown(TITLE, group, &whole))
        .collect();
    Ok(Made {
        tables,
        claims: found,
        marks: if nobody { Vec::new() } else { compared.marks() },
        groups: compared.groups.into_iter().map(|group| group.name).collect(),
        ..Made::default()
    })
}
