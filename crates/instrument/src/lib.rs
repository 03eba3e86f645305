//! Questionnaires as data: a definition is written, checked, published under a hash and never changed again. Pure: no storage, no pages.

mod answers;
mod bank;
mod check;
mod compare;
mod condition;
mod definition;
mod draft;
mod edit;
pub mod few_words;
mod language;
mod published;
mod scale;
mod score;
mod sheet;
mod spoken;
mod translation;
mod wording;
mod words;
pub mod xlsform;

pub use answers::{Answer, NonAnswer, Value, YES_NO, read};
pub use bank::Kept;
pub use check::Check;
pub use compare::{Became, Difference, Figures, compare};
pub use condition::Condition;
pub use definition::{Definition, Kind, OptionText, Question, Section, Unreadable};
pub use draft::Draft;
pub use edit::{Way, slug};
pub use language::{ENGLISH, LANGUAGES, Language};
pub use published::{Published, Unfit};
pub use scale::{Polarity, Scale, Side};
pub use score::{Example, Formula, Score};
pub use sheet::Sheet;
pub use translation::{Extent, Slip, Text, Translated, Translation};
pub use wording::{mark, next_wording};
pub use words::{Word, Words};
