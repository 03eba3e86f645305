//! The bookings of a session as a file. What somebody needs to take part is not in it: it stands on the page, for those who prepare the
//! session, and leaves in no list (SG8).

use crate::model::Booking;
use crate::places::manage;
use crate::reading;
use access::Scope;
use access::actions::ReadBookings;
use axum::extract::Path;
use directory::model::{BACKGROUNDS, label_of};
use front::copies::{self, Leaving};
use front::{Answer, Desk, Form};
use kernel::Stop;
use paper::{Cell, Grid};
use store::Tx;

const WHAT: &str = "Bookings of a session";

fn leaving(
    reference: String,
) -> impl Fn(&mut Tx<'_>, &Scope<ReadBookings>, &str) -> Result<Leaving, Stop> + Send + 'static {
    move |tx, scope, _| {
        let session = reading::session(tx, scope, &reference)?;
        let bookings = manage::list(tx, scope, session.id)?;
        let rows = bookings.iter().map(|booking| booking.id.0);
        let about = Leaving::list(grid(&bookings), "booking", rows).about("session bookings", session.id.0);
        Ok(about.of_session(session.id.0))
    }
}

/// `GET /sessions/{reference}/bookings/export`
pub(crate) async fn ask(desk: Desk<ReadBookings>, Path(reference): Path<String>) -> Answer {
    copies::ask(&desk, WHAT, leaving(reference)).await
}

/// `POST /sessions/{reference}/bookings/export`
pub(crate) async fn take(desk: Desk<ReadBookings>, Path(reference): Path<String>, form: Form) -> Answer {
    copies::take(&desk, WHAT, &form, leaving(reference)).await
}

fn grid(bookings: &[Booking]) -> Grid {
    let mut grid = Grid::new(
        "List",
        [
            "Booking",
            "State",
            "Name",
            "E-mail",
            "Organisation",
            "Background",
            "Borough",
            "Made",
        ],
    );
    for booking in bookings {
        let person = &booking.draft.person;
        grid.row(vec![
            Cell::from(booking.reference.as_str()),
            Cell::from(booking.state.label()),
            Cell::from(person.name.as_str()),
            Cell::from(person.email.as_str()),
            Cell::from(person.organisation.as_str()),
            Cell::from(label_of(BACKGROUNDS, &person.background)),
            Cell::from(booking.area_name.as_str()),
            Cell::from(booking.made_at.text()),
        ]);
    }
    grid
}
