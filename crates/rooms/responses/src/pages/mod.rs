//! The room's pages.

mod answer;
mod fields;
mod follow_up;
mod instruments;
mod sheet;

use access::actions::{AnswerInstrument, ReadInstruments};
use front::Routes;

/// Routes of this room.
pub fn routes() -> Routes {
    Routes::new()
        .get::<AnswerInstrument, _, _>("/feedback/{code}", answer::feedback)
        .post::<AnswerInstrument, _, _>("/feedback/{code}", answer::send_feedback)
        .get::<AnswerInstrument, _, _>("/feedback/{code}/{purpose}", answer::other)
        .post::<AnswerInstrument, _, _>("/feedback/{code}/{purpose}", answer::send_other)
        .get::<AnswerInstrument, _, _>("/thank-you/{code}", answer::thanks)
        .get::<AnswerInstrument, _, _>("/follow-up/{token}", follow_up::show)
        .post::<AnswerInstrument, _, _>("/follow-up/{token}", follow_up::send)
        .get::<AnswerInstrument, _, _>("/no-follow-up/{token}", follow_up::ask_leave)
        .post::<AnswerInstrument, _, _>("/no-follow-up/{token}", follow_up::leave)
        .get::<ReadInstruments, _, _>("/instruments", instruments::list)
        .get::<ReadInstruments, _, _>("/instruments/{key}/{version}", instruments::show)
}
