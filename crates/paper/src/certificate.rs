//! What stands on a certificate, and the press that sets it. The press itself is handed in by the program: most crates have to do with
//! certificates, and none but the program is to be built with everything that sets a page.

use kernel::{Fault, Instant};

/// What stands on a certificate. Every value is data to the page and never part of its source: nothing in a name is markup.
#[derive(Clone, PartialEq, Eq)]
pub struct Words {
    /// The programme that gives it.
    pub programme: String,
    /// Who attended.
    pub name: String,
    /// The course.
    pub title: String,
    /// Its length, like `3.5 hours`.
    pub length: String,
    /// Its days, in words.
    pub days: Vec<String>,
    /// What people should take away, line by line.
    pub aims: Vec<String>,
    /// Who issued it.
    pub issued_by: String,
    /// The day of it, in words.
    pub issued_on: String,
    /// The check code in its groups.
    pub code: String,
    /// Where the code can be typed in.
    pub check_at: String,
    /// The mark of a copy that somebody took out; empty on a person's own.
    pub mark: String,
    /// The address that checks this certificate, for the QR code.
    pub check_link: String,
    /// It is of a pathway: then the lines are its steps, and it has no length.
    pub pathway: bool,
}

kernel::masked!(Words);

/// What sets certificates.
#[derive(Clone, Copy, Debug)]
pub struct Press {
    /// The file, made at a moment: the same words and the same moment are the same bytes.
    pub write: fn(&Words, Instant) -> Result<Vec<u8>, Fault>,
    /// The first letter of a text that it has no type for.
    pub unprintable: fn(&str) -> Option<char>,
}
