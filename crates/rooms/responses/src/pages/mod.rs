//! The room's pages.

mod answer;
mod fields;
mod instruments;

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
        .get::<ReadInstruments, _, _>("/instruments", instruments::list)
        .get::<ReadInstruments, _, _>("/instruments/{key}/{version}", instruments::show)
}
