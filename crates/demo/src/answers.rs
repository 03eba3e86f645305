//! The plan's questionnaires as the responses room takes them.

use crate::load::{Made, system};
use crate::plan::{Form, Plan, SEED};
use instrument::{Answer, NonAnswer, Value};
use kernel::{Day, Entropy, Fault, Instant, SeededEntropy, Stop};
use learning::model::{Purpose, SessionId};
use responses::loading::NewResponse;
use std::sync::Arc;
use store::Db;

#[expect(clippy::too_many_arguments, reason = "each is a different fact of the load")]
pub(crate) fn forms(
    db: &Db,
    key: &'static str,
    forms: Vec<Form>,
    purpose: Purpose,
    plan: &Plan,
    sessions: &[SessionId],
    made: &Made,
    now: Instant,
) -> Result<(), Stop> {
    let version = db
        .read_now(move |tx| Ok(responses::version_by_key(tx, key, None)?))?
        .ok_or_else(|| Fault::new("a questionnaire is missing"))?;
    let asked: Vec<String> = version
        .published
        .definition()
        .questions()
        .map(|question| question.key.clone())
        .collect();
    let later = Day::new(2017, 2, 15).ok_or_else(|| Fault::new("no such day"))?;
    let responses: Vec<NewResponse> = forms
        .into_iter()
        .map(|form| {
            let session = form.session.and_then(|place| sessions.get(place).copied());
            let day = form
                .session
                .and_then(|place| plan.sessions.get(place))
                .map_or(later, |session| session.day);
            let answers = asked
                .iter()
                .map(|question| {
                    let point = form
                        .points
                        .iter()
                        .find(|(known, _)| known == question)
                        .map(|(_, point)| Value::Number(*point));
                    let option = form
                        .options
                        .iter()
                        .find(|(known, _)| known == question)
                        .map(|(_, option)| Value::Option((*option).to_owned()));
                    Answer {
                        question: question.clone(),
                        value: point.or(option).unwrap_or(Value::None(NonAnswer::NotRecorded)),
                    }
                })
                .collect();
            NewResponse {
                session,
                programme: session.is_none().then_some(made.pilot.0),
                purpose,
                day,
                answers,
            }
        })
        .collect();
    let entropy: Arc<dyn Entropy> = Arc::new(SeededEntropy::new(
        SEED + 2 + u64::from(purpose == Purpose::FollowUp),
    ));
    db.write_now(move |tx| responses::loading::load(tx, &system()?, &version, &responses, now, &*entropy))
}
