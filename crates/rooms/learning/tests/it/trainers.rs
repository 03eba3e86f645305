//! What trainers are signed off for: recorded once, taken back with a reason, and told where a trainer is chosen.

use crate::pages::Browser;
use crate::pages_days::{coordinator, own};
use crate::world::{World, day};
use access::actions::PlanCourses;
use http::StatusCode;
use kernel::{Day, Id, Stop};
use learning::model::{SignOff, StepDraft};
use learning::plan::sign_off;
use store::values;

store::statements! {
    STANDING = "select count(*) from trainer_step where withdrawn_at is null";
    ALL_STEPS = "select count(*) from trainer_step";
    STEP_ID = "select id from trainer_step where withdrawn_at is null";
}

fn draft(step: SignOff, on: Day) -> StepDraft {
    StepDraft {
        kind: "multi-agency".to_owned(),
        step,
        day: on,
        note: "Watched by two".to_owned(),
    }
}

fn record(world: &World, trainer: Id, step: StepDraft) -> Result<(), Stop> {
    world.act::<PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
        sign_off::record(tx, scope, moment, trainer, &step)
    })
}

fn field(stop: Stop) -> String {
    match stop {
        Stop::Problems(problems) => problems.0[0].field.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_step_stands_once_and_is_taken_back_with_a_reason() {
    let world = World::new();
    let trainer = world.trainer.id;
    let approved = || draft(SignOff::Approved, day(2026, 3, 1));
    record(&world, trainer, approved()).unwrap();
    assert_eq!(field(record(&world, trainer, approved()).unwrap_err()), "step");
    let ahead = draft(SignOff::Observed, day(2026, 3, 3));
    assert_eq!(
        field(record(&world, trainer, ahead).unwrap_err()),
        "day",
        "what is still to come is not done"
    );
    let mut other = approved();
    other.kind = "cooking".to_owned();
    assert_eq!(field(record(&world, trainer, other).unwrap_err()), "kind");
    let step: Id = world.one(&STEP_ID, values![], |row| row.get(0)).unwrap();
    let back = |reason: &'static str, of: Id| {
        world.act::<PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            sign_off::take_back(tx, scope, moment, of, step, reason)
        })
    };
    assert_eq!(field(back(" ", trainer).unwrap_err()), "reason");
    assert!(back("mistake", world.coordinator.id).is_err(), "it is not hers");
    back("mistake", trainer).unwrap();
    assert!(back("mistake", trainer).is_err(), "it does not stand any more");
    record(&world, trainer, approved()).unwrap();
    assert_eq!(world.count(&STANDING, None), 1);
    assert_eq!(
        world.count(&ALL_STEPS, None),
        2,
        "what was taken back stays on record"
    );
}

#[test]
fn nobody_approves_herself_and_none_but_trainers_are_signed_off() {
    let world = World::new();
    let own = world.coordinator.id;
    record(&world, own, draft(SignOff::Observed, day(2026, 3, 1))).unwrap();
    let approved = draft(SignOff::Approved, day(2026, 3, 1));
    assert_eq!(field(record(&world, own, approved.clone()).unwrap_err()), "step");
    record(&world, world.westerner.id, approved.clone()).unwrap();
    assert!(record(&world, world.programme.0, approved).is_err());
}

/// Who is chosen without being approved is shown as such in the form and on the page, once approvals are kept at all.
#[test]
fn a_trainer_who_is_not_approved_is_shown_and_not_refused() {
    let world = World::new();
    let session = world.session(5);
    let browser = coordinator(&world);
    let (plan, edit) = (
        format!("{}/plan", own(&world, session)),
        format!("{}/edit", own(&world, session)),
    );
    let told = |path: &str| {
        coordinator(&world)
            .get(path)
            .main()
            .matches("ot approved for this kind")
            .count()
    };
    assert_eq!((told(&plan), told(&edit)), (0, 0), "approvals are not kept");
    record(
        &world,
        world.coordinator.id,
        draft(SignOff::Trained, day(2026, 3, 1)),
    )
    .unwrap();
    record(
        &world,
        world.westerner.id,
        draft(SignOff::Approved, day(2026, 3, 1)),
    )
    .unwrap();
    assert_eq!(
        (told(&plan), told(&edit)),
        (1, 2),
        "two of the three may not run it alone"
    );
    assert_eq!(
        browser.fill(&edit, "/edit", &[("capacity", "6")]).status,
        StatusCode::SEE_OTHER
    );
    let rows = browser.get("/trainers").all("tbody tr");
    assert_eq!(
        rows,
        [
            "Coral Coordinator Multi-agency (trained)",
            "Tess Trainer",
            "Wes Westerner Multi-agency"
        ]
    );
}

/// A step is recorded and taken back on pages; mistakes keep what was typed, and a trainer reads and changes nothing.
#[test]
fn steps_are_recorded_and_taken_back_on_pages() {
    let world = World::new();
    let browser = coordinator(&world);
    let path = format!("/trainers/{}", world.trainer.id);
    let empty = browser.get(&path);
    assert!(empty.main().contains("Nothing is signed off yet."));
    assert_eq!(
        empty.attributes("[name=day-day]", "value"),
        ["2"],
        "most are recorded on the day"
    );
    let wrong = browser.fill(&path, &path, &[("note", "Watched by two"), ("day-day", "31")]);
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.all("#note").concat(), "Watched by two");
    for name in ["kind", "step"] {
        assert_eq!(wrong.all(&format!("#{name}-error")).len(), 1, "{name}");
    }
    let (target, fields) = wrong.form(&path, &[("kind", "core"), ("step", "observed"), ("day-day", "1")]);
    let done = browser.post(&target, &fields);
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.main());
    let page = browser.get(&done.location);
    assert!(page.main().contains("The step is recorded."));
    assert!(
        page.all("tbody tr")[0].contains("Core 1 March 2026 Take back"),
        "{:?}",
        page.all("tbody tr")
    );
    let history = browser.get(&format!("{path}/history"));
    assert!(
        history
            .main()
            .contains("Observed for Core, on 1 March 2026. Watched by two")
    );
    let trainer = Browser::of(&world, Some(&world.trainer));
    for hidden in ["/trainers", &path, &format!("{path}/history")] {
        assert_eq!(trainer.get(hidden).status, StatusCode::FORBIDDEN, "{hidden}");
    }
    let back = page.attributes("tbody a", "href").concat();
    assert_eq!(trainer.get(&back).status, StatusCode::FORBIDDEN);
    let silent = browser.fill(&back, &back, &[]);
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    let (target, fields) = silent.form(&back, &[("reason", "The wrong course")]);
    let (once, twice) = (browser.post(&target, &fields), browser.post(&target, &fields));
    assert_eq!(
        (once.status, &once.location),
        (StatusCode::SEE_OTHER, &twice.location)
    );
    assert!(
        browser
            .get(&once.location)
            .main()
            .contains("The step is taken back.")
    );
    assert_eq!(browser.get(&back).status, StatusCode::GONE);
    let history = browser.get(&format!("{path}/history"));
    let told = "Observed for Core, on 1 March 2026. Reason: The wrong course";
    assert!(history.main().contains(told), "{}", history.main());
    assert_eq!(
        browser.get(&format!("/trainers/{}", world.programme)).status,
        StatusCode::NOT_FOUND
    );
}
