//! Of those who were asked months later what became of it, how many answered.

use crate::view::View;
use evidence::Table;
use evidence::compare::{Compared, Group, Names, Whole};
use kernel::Stop;
use learning::commitments::reading::standing;
use responses::follow_ups;
use store::Tx;

/// The share that answered, for each time of asking; nothing where nobody was asked.
pub(super) fn tables(tx: &mut Tx<'_>, view: &View) -> Result<Vec<Table>, Stop> {
    let found = follow_ups::asked(tx, &view.leave, view.programme.id, &view.answers())?;
    let people = |count: i64| u64::try_from(count).unwrap_or(0);
    let groups: Vec<Group> = found
        .iter()
        .map(|time| Group {
            name: name(time.wave).to_owned(),
            yes: people(time.answered.min(time.asked)),
            no: people(time.asked.saturating_sub(time.answered)),
            ..Group::default()
        })
        .collect();
    if groups.is_empty() {
        return Ok(Vec::new());
    }
    let compared = Compared::of(&groups, Whole::Apart, view.profile);
    let mut table = compared.shares(Names {
        title: "Who answered",
        group: "Asked",
        share: "Answered",
        counted: "people who were asked",
        missing: false,
    });
    table.notes.push(
        "Everybody who was there on every day is asked by mail, unless she gave no address, withdrew, or said that she does not want to be asked. Answers that were loaded are not among these."
            .to_owned(),
    );
    Ok(vec![table])
}

/// Of what managers said that their organisations would review, how much was done; nothing where nobody said anything.
pub(super) fn commitments(tx: &mut Tx<'_>, view: &View) -> Result<Option<Table>, Stop> {
    let found = standing(tx, &view.leave, view.programme.id, &view.part())?;
    let people = |count: i64| u64::try_from(count).unwrap_or(0);
    if found.made == 0 {
        return Ok(None);
    }
    let group = Group {
        name: "Commitments of managers".to_owned(),
        yes: people(found.done),
        no: people(found.made.saturating_sub(found.done)),
        ..Group::default()
    };
    let compared = Compared::of(&[group], Whole::Apart, view.profile);
    let mut table = compared.shares(Names {
        title: "What managers said that their organisations would review",
        group: "What",
        share: "Done",
        counted: "commitments",
        missing: false,
    });
    table.notes.push(
        "Managers can commit to something when they agree to a booking. Those that are still to be done and those that were withdrawn are among the commitments that are not done. Those whose day is over are in the ledger (Commitments)."
            .to_owned(),
    );
    Ok(Some(table))
}

const fn name(wave: i64) -> &'static str {
    if wave == 1 {
        "The first time"
    } else {
        "The second time"
    }
}
