//! What would come of a file as one number that nobody can make up: of everything that is written, and of nothing else.

use super::attended::{self, Who};
use super::check::Checked;
use super::forms;
use super::rows::Row;
use sha2::{Digest, Sha256};

/// What stands between the number of what is written and that of what stands already.
const STANDS: char = '+';

impl Checked {
    /// That number: who asks for a file to be taken in names what was shown. What stands already of its forms is behind it.
    pub fn digest(&self) -> String {
        match self.standing.digest() {
            None => self.content(),
            Some(stands) => format!("{}{STANDS}{stands}", self.content()),
        }
    }

    /// The number of what is written alone.
    pub(super) fn content(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(format!("{:?}\n", self.said));
        for row in &self.rows {
            hash.update(session(row));
        }
        for row in &self.people {
            hash.update(person(row));
        }
        // Of forms nobody knows which is which: the same ones in another order are the same.
        let mut forms: Vec<String> = self.forms.iter().map(form).collect();
        forms.sort_unstable();
        for said in forms {
            hash.update(said);
        }
        kernel::hex::encode(&hash.finalize())
    }
}

fn session(row: &Row) -> String {
    let place = (row.line, row.course, row.area, row.day.iso(), row.there);
    let when = (&row.starts, &row.ends, row.announced.map(kernel::Day::iso));
    let words = (&row.venue, &row.trainer, &row.host, &row.reason);
    let numbers = (row.capacity, row.booked, row.signed_in, row.individuals);
    let came = (row.became, row.register_came, row.feedback_came);
    format!("{place:?} {when:?} {words:?} {numbers:?} {came:?}\n")
}

fn person(row: &attended::Row) -> String {
    let who = match row.who {
        Who::Address(id) => format!("address {id}"),
        Who::Name(id) => format!("name {id}"),
        Who::New(place) => format!("new {place}"),
    };
    let said = &row.person;
    let words = (&said.name, &said.email, &said.organisation, &said.background);
    let place = (row.line, row.session, row.books, row.came, &row.marks);
    format!("{place:?} {who} {words:?} {:?}\n", said.area)
}

fn form(row: &forms::Row) -> String {
    let place = (row.session, row.course, row.day.iso());
    format!("{place:?} {:?}\n", row.sent)
}
