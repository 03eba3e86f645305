//! The pages of coding: rounds, drawing, reading one comment after the other, and the themes.

mod drawing;
mod frame;
mod list;
mod reading;
mod theme;

use crate::comments::blank;
use crate::words::pages as words;
use access::actions::{BlankComments, CodeComments};
use front::{Desk, Routes};
use kernel::{Id, Refusal};

use super::themes::By;
use super::two::pages as two;

/// Routes of coding.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get::<CodeComments, _, _>("/coding", list::show)
        .get::<CodeComments, _, _>("/coding/draw", drawing::show)
        .post::<CodeComments, _, _>("/coding/draw", drawing::send)
        .get::<CodeComments, _, _>("/coding/rounds/{id}", list::one)
        .get::<CodeComments, _, _>("/coding/rounds/{id}/read", reading::show)
        .post::<CodeComments, _, _>("/coding/rounds/{id}/read", reading::send)
        .get::<CodeComments, _, _>("/coding/rounds/{id}/agreement", two::show)
        .get::<CodeComments, _, _>("/coding/rounds/{id}/differences", two::list)
        .post::<CodeComments, _, _>("/coding/rounds/{id}/differences", two::send)
        .get::<CodeComments, _, _>("/coding/frames/{id}", frame::show)
        .post::<CodeComments, _, _>("/coding/frames/{id}", frame::send)
        .get::<CodeComments, _, _>("/coding/themes/{id}", theme::show)
        .post::<CodeComments, _, _>("/coding/themes/{id}", theme::send)
        .get::<CodeComments, _, _>("/coding/words", words::show)
        .post::<CodeComments, _, _>("/coding/words", words::send)
        .get::<BlankComments, _, _>("/coding/blanked", blank::pages::show_list)
        .get::<BlankComments, _, _>("/coding/blanked/{id}", blank::pages::show)
        .post::<BlankComments, _, _>("/coding/blanked/{id}", blank::pages::send)
}

/// The record of an address.
fn record(id: &str) -> Result<Id, Refusal> {
    Id::parse(id).ok_or(Refusal::Unknown)
}

/// Who changes something at this desk.
fn by(desk: &Desk<CodeComments>) -> By {
    By {
        account: desk.viewer().account_id(),
        now: desk.now(),
    }
}
