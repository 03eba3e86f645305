//! How a course is taken up: area by area against its targets, and what took place whether there is a target or not.

use crate::model::{TakeUp, TargetLine};
use govuk::{Cell, Html, Table};
use kernel::Id;

/// What stands where an area has no target.
const NONE: &str = "No target is set";

/// Targets with what came of each; `without` are areas that have none, and say so. `of` tells what each is of, `plans` leads to their pages.
pub(super) fn target_table(lines: &[TargetLine], without: &[String], of: bool, plans: bool) -> Table {
    let mut table = Table::new("Targets").hide_caption().column("Area");
    if of {
        table = table.column("Of");
    }
    let rows = lines.iter().map(|line| {
        let target = &line.target;
        let area = if plans {
            let path = format!("/planning/targets/{}", target.id);
            let about = format!("{}, {}", target.of_what(), target.draft.period());
            Cell::html(Html::link_about(&path, &target.area_name, &about))
        } else {
            Cell::text(&target.area_name)
        };
        let what = of.then(|| Cell::text(&target.of_what()));
        let rest = [
            Cell::text(&target.draft.period()),
            Cell::number(line.reached.planned),
            Cell::number(line.held()),
            Cell::number(line.reached.booked),
            Cell::number(line.came()),
            Cell::number(line.left()),
            Cell::number(line.share()),
        ];
        std::iter::once(area)
            .chain(what)
            .chain(rest)
            .collect::<Vec<Cell>>()
    });
    let nothing = without.iter().map(|area| {
        let blank = std::iter::repeat_with(|| Cell::text("")).take(6);
        let said = [Cell::text(area), Cell::text(NONE)];
        said.into_iter().chain(blank).collect::<Vec<Cell>>()
    });
    table
        .column("Days")
        .figures("Planned")
        .figures("Held")
        .figures("Places taken")
        .figures("People who came")
        .figures("Left to reach")
        .figures("Of the target")
        .rows(rows.chain(nothing))
        .when_empty("There is no target here.")
}

/// The areas of what took place that have no target, of the viewer's `own`: whether others have one is not in her sight.
pub(super) fn without_target(areas: &[TakeUp], own: &[(Id, String)], lines: &[TargetLine]) -> Vec<String> {
    let has = |area: &str| lines.iter().any(|line| line.target.area_name == area);
    let mut areas: Vec<String> = areas.iter().map(|area| area.area.clone()).collect();
    areas.retain(|area| own.iter().any(|(_, name)| name == area) && !has(area));
    areas
}

/// How the course is taken up, area by area, since it began. Where one run should reach so many people, those that all runs that were held
/// should have reached: fewer when sessions are cancelled, so it is no target.
pub(super) fn take_up_table(areas: &[TakeUp], of_one_run: Option<i64>) -> Table {
    let mut table = Table::new("Take-up by area")
        .hide_caption()
        .column("Area")
        .figures("Sessions")
        .figures("Held")
        .figures("Cancelled")
        .figures("Places taken")
        .figures("People there");
    if of_one_run.is_some() {
        table = table.figures("Expected of the runs held");
    }
    table.rows(areas.iter().map(|area| {
        let mut cells = vec![
            Cell::text(&area.area),
            Cell::number(area.sessions),
            Cell::number(area.held),
            Cell::number(area.cancelled),
            if area.taken == 0 && area.people > 0 {
                // People came and nobody had booked: bookings were not kept here, which is no zero.
                Cell::text("Not recorded")
            } else {
                Cell::number(format!("{} of {}", area.taken, area.places))
            },
            Cell::number(area.people),
        ];
        cells.extend(of_one_run.map(|people| Cell::number(people.saturating_mul(area.held))));
        cells
    }))
}
