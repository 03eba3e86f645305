//! Questionnaires as data: a definition is written in TOML, checked, published under a hash and never changed again. Pure:
//! no storage, no pages.

mod answers;
mod check;
mod condition;
mod definition;
mod published;
mod scale;
mod score;
pub mod xlsform;

pub use answers::{Answer, NonAnswer, Value, read};
pub use check::Check;
pub use condition::Condition;
pub use definition::{Definition, Kind, OptionText, Question, Section, Unreadable};
pub use published::{Published, Unfit};
pub use scale::{Polarity, Scale, Side};
pub use score::{Example, Formula, Score};
