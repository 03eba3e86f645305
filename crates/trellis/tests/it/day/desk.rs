//! The coordinator at her desk: plans the day, adds the people, opens the doors, and looks at the registers.

use super::{address, workplace};
use crate::web::{
    body, first_area, form_to, get, get_with, headers, hidden, keep_cookies, post, post_with, status, upload,
};
use kernel::{Clock, Day, SystemClock};

/// A session whose door is open.
pub(crate) struct Session {
    pub(crate) number: usize,
    pub(crate) reference: String,
    /// The form behind its door.
    pub(crate) door: String,
    /// The copy of its register on the trainer's device.
    pub(crate) pack: serde_json::Value,
}

/// A signed-in coordinator.
#[derive(Clone)]
pub(crate) struct Desk {
    port: u16,
    cookies: String,
    course: String,
}

/// A day and hours whose door is open already (two hours before the start) and that can still be planned.
fn soon() -> (Day, String, String) {
    let now = SystemClock.now();
    let start = now.plus_seconds(30 * 60);
    let (day, starts) = (start.day(), start.time_text());
    if start.plus_seconds(15 * 60).day() == day {
        let end = start.plus_seconds(2 * 60 * 60);
        let ends = if end.day() == day {
            end.time_text()
        } else {
            "23:59".to_owned()
        };
        (day, starts, ends)
    } else {
        (
            now.plus_seconds(60 * 60).day(),
            "00:25".to_owned(),
            "02:25".to_owned(),
        )
    }
}

impl Desk {
    /// Signs in with the second factor.
    pub(crate) fn open(port: u16) -> Self {
        let account = demo::accounts()
            .into_iter()
            .find(|account| account.role == access::Role::Coordinator)
            .unwrap();
        let mut cookies = String::new();
        let typed = [("email", account.email.as_str()), ("password", demo::PASSWORD)];
        let answer = post(port, "/sign-in", &hidden(&get(port, "/sign-in").unwrap()), &typed).unwrap();
        keep_cookies(&mut cookies, &answer);
        let page = get_with(port, "/sign-in/code", &cookies).unwrap();
        let code = account.secret.code_at(SystemClock.now());
        let answer = post_with(
            port,
            "/sign-in/code",
            &hidden(&page),
            &[("code", &code)],
            &cookies,
        )
        .unwrap();
        assert_eq!(status(&answer), 303, "{answer}");
        keep_cookies(&mut cookies, &answer);
        let list = get_with(port, "/courses", &cookies).unwrap();
        let course = list
            .split("href=\"/courses/")
            .filter_map(|rest| rest.split('"').next())
            .find(|reference| reference.starts_with("C-") && !reference.contains('/'))
            .unwrap()
            .to_owned();
        Self {
            port,
            cookies,
            course,
        }
    }

    /// The same at another port, after the server was started anew.
    pub(crate) fn at(&self, port: u16) -> Self {
        Self { port, ..self.clone() }
    }

    pub(crate) fn get(&self, path: &str) -> String {
        let answer = get_with(self.port, path, &self.cookies).unwrap();
        assert_eq!(status(&answer), 200, "{path}: {answer}");
        answer
    }

    fn send(&self, path: &str, typed: &[(&str, &str)]) -> String {
        self.send_on(path, path, typed)
    }

    /// Fills in the form that a page sends to `path`.
    pub(crate) fn send_on(&self, page: &str, path: &str, typed: &[(&str, &str)]) -> String {
        let found = self.get(page);
        let form = form_to(&found, path).unwrap_or_else(|| panic!("no form to {path} on {page}"));
        post_with(self.port, path, &hidden(form), typed, &self.cookies).unwrap()
    }

    /// Sends a file with the form of the page at `path`.
    pub(crate) fn upload(&self, path: &str, typed: &[(&str, &str)], file: &str) -> String {
        let found = self.get(path);
        let form = form_to(&found, path).unwrap_or_else(|| panic!("no form on {path}"));
        upload(self.port, path, &hidden(form), typed, file, &self.cookies).unwrap()
    }

    /// Plans a session of now with everybody of its number booked, all but the last, and one more who will not come.
    pub(crate) fn plan(&self, number: usize, coming: usize) -> Session {
        let reference = self.planned(number);
        let booked = (0..coming).filter(|seat| seat + 1 < coming).chain([coming]);
        let people: Vec<String> = booked
            .map(|seat| {
                format!(
                    "Robin Example,{},{}",
                    address(number, seat),
                    workplace(number, seat)
                )
            })
            .collect();
        let several = format!("/sessions/{reference}/bookings/several");
        let answer = self.send(&several, &[("what", "add"), ("people", &people.join("\n"))]);
        assert_eq!(status(&answer), 303, "{answer}");
        let keep = format!("/sessions/{reference}/register/keep");
        let pack = self.send(&keep, &[("what", "pack")]);
        Session {
            number,
            door: self.door(&reference),
            pack: serde_json::from_str(body(&pack)).unwrap(),
            reference,
        }
    }

    fn planned(&self, number: usize) -> String {
        let path = format!("/courses/{}/sessions/new", self.course);
        let area = first_area(&self.get(&path)).unwrap();
        let (day, starts, ends) = soon();
        let iso = day.iso();
        let mut parts = iso.split('-');
        let (year, month, date) = (
            parts.next().unwrap(),
            parts.next().unwrap(),
            parts.next().unwrap(),
        );
        let typed = [
            ("area", area.as_str()),
            ("venue", &format!("Training room {number}, Example Town Hall")),
            ("access_notes", "Step-free entrance"),
            ("capacity", "40"),
            ("listed", "no"),
            ("day-1-day", date),
            ("day-1-month", month),
            ("day-1-year", year),
            ("starts-1", &starts),
            ("ends-1", &ends),
        ];
        let answer = self.send(&path, &typed);
        let place = headers(&answer, "location").last().unwrap_or_default();
        place
            .split('/')
            .find(|part| part.starts_with("S-"))
            .unwrap_or_else(|| panic!("no session was planned: {answer}"))
            .to_owned()
    }

    /// Types session and spoken code, as the first in the room does.
    fn door(&self, reference: &str) -> String {
        let screen = self.get(&format!("/sessions/{reference}/door"));
        let code = screen
            .split(">Code</dt>")
            .nth(1)
            .and_then(|rest| rest.split_once('>'))
            .and_then(|(_, rest)| rest.split('<').next())
            .unwrap();
        let form = hidden(&get(self.port, "/door").unwrap());
        let answer = post(
            self.port,
            "/door",
            &form,
            &[("session", reference), ("code", code)],
        )
        .unwrap();
        headers(&answer, "location").last().unwrap().to_owned()
    }

    /// How many the register of a session shows as there.
    pub(crate) fn there(&self, port: u16, session: &Session) -> usize {
        let path = format!("/sessions/{}/register", session.reference);
        let page = get_with(port, &path, &self.cookies).unwrap();
        page.split("<input")
            .skip(1)
            .filter_map(|rest| rest.split('>').next())
            .filter(|tag| tag.contains("type=\"checkbox\"") && tag.contains("checked"))
            .count()
    }
}
