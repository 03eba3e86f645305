//! The interface's building blocks as typed values: every page is made of these, so that a label, an error or a table
//! looks and reads the same everywhere. They write GOV.UK Frontend's markup, escape what they are given, and import
//! nothing but the kernel.

mod assets;
mod button;
mod calendar;
mod chart;
mod choices;
mod cloud;
mod date;
mod fields;
mod file;
mod filters;
mod html;
mod interval_plot;
mod layout;
mod navigation;
mod notices;
mod summary;
mod table;

pub use assets::{Asset, address as asset_address, asset};
pub use button::{Button, ButtonKind};
pub use calendar::{Calendar, CalendarDay};
pub use chart::{Bar, BarChart};
pub use choices::{Checkboxes, Choice, Radios, Tick};
pub use cloud::{WordCloud, WordClouds};
pub use date::DateInput;
pub use fields::{Input, InputKind, Select, Textarea};
pub use file::FileInput;
pub use filters::Filters;
pub use html::Html;
pub use interval_plot::{IntervalMark, IntervalPlot};
pub use layout::{Layout, MenuItem};
pub use navigation::{BackLink, Breadcrumbs, Pagination};
pub use notices::{Banner, Details, ErrorSummary, InsetText, Panel, Tag, Warning};
pub use summary::SummaryList;
pub use table::{Cell, Table};
