//! Of those who were asked months later what became of it, how many answered.

use crate::view::View;
use evidence::Table;
use evidence::compare::{Compared, Group, Names, Whole};
use kernel::Stop;
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

const fn name(wave: i64) -> &'static str {
    if wave == 1 {
        "The first time"
    } else {
        "The second time"
    }
}
