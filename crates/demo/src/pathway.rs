//! A pathway through the courses of the pilot, invented: the document knows its courses and no way through them.

use crate::load::system;
use access::Scope;
use access::actions::PlanCourses;
use kernel::{Instant, SeededEntropy, Stop};
use learning::Moment;
use learning::loading::NewCourse;
use learning::model::{CourseId, PathwayDraft, StepKind, WayStepDraft, WaysOn};
use learning::pathways::plan;
use std::sync::Arc;
use store::Db;

/// The courses of a kind, with their titles.
fn of_kind(courses: &[NewCourse], kind: &str) -> Vec<(CourseId, String)> {
    courses
        .iter()
        .filter(|course| course.draft.kind == kind)
        .map(|course| (course.id, course.draft.title.clone()))
        .collect()
}

/// Adds the pathway. Whoever attended its first step is put on it by the night's work.
pub(crate) fn add(
    db: &Db,
    courses: &[NewCourse],
    entropy: &Arc<SeededEntropy>,
    now: Instant,
) -> Result<(), Stop> {
    let steps = [
        ("Basics with other agencies", of_kind(courses, "multi-agency")),
        ("Going deeper", of_kind(courses, "specialist")),
        ("Co-led a session with a trainer", Vec::new()),
    ];
    let entropy = Arc::clone(entropy);
    db.write_now(move |tx| {
        let scope: Scope<PlanCourses> = system()?.leave_to();
        let moment = Moment::new(now, &*entropy, "");
        let draft = PathwayDraft {
            title: "Champion in one's own team (invented)".to_owned(),
            audience: "whoever wants to be asked first".to_owned(),
            in_order: true,
            months: Some(36),
            ways_on: WaysOn {
                open: true,
                by_first: true,
            },
            archived: false,
        };
        let made = plan::create(tx, &scope, &moment, &draft)?;
        for (place, (title, courses)) in (1_i64..).zip(&steps) {
            let pathway = plan::one(tx, &scope, made.value())?;
            let step = WayStepDraft {
                title: (*title).to_owned(),
                kind: if courses.is_empty() {
                    StepKind::SignOff
                } else {
                    StepKind::Course
                },
                place,
                courses: courses.clone(),
            };
            plan::set_step(tx, &scope, &moment, &pathway, (pathway.version, None), &step)?;
        }
        Ok(made.map(|_| ()))
    })
}
