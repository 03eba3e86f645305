//! The language lens: marks words in case notes that blame whoever is harmed, make little of harm or hide who does it, says why in one line
//! and asks a question. It prompts and never decides: it scores nobody, changes nothing and leaves a survivor's own words alone. Rules are
//! data (`lens/en-GB.toml`). Pure: no storage, no pages, and nothing that it reads goes anywhere.

mod block;
mod carried;
mod context;
mod finding;
mod matcher;
pub mod measure;
mod phrase;
mod read;
mod rules;
mod terms;
mod vocabulary;

pub use carried::{Earlier, carried};
pub use finding::{Act, Finding, Severity};
pub use read::{About, Kind, Reading};
pub use rules::{Category, Lens, Rule, Subject, Unreadable};
pub use terms::Prompt;
