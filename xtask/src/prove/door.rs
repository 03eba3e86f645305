//! The door of the demonstration's session of today: the trainer's screen with its code, and a phone that signs in by it.

use super::form::{
    Answer, Filled, first_area, get, get_with, header, headers, hidden, links, post, post_with,
};
use anyhow::{Context, Result, bail};
use std::time::{SystemTime, UNIX_EPOCH};

/// The demonstration's accounts are public: crates/demo/src/accounts.rs.
const PASSWORD: &str = "lattice-window-harvest";

/// A session and the code that its trainer reads out. It holds for the day.
#[derive(Clone, Debug)]
pub(crate) struct Door {
    session: String,
    code: String,
}

impl Door {
    /// Signs in as the trainer and looks at the screens of the sessions listed on her first page.
    pub(crate) fn of(port: u16) -> Result<Self> {
        let cookies = signed_in(port, "trainer")?;
        let mut sessions: Vec<String> = links(&get_with(port, "/today", &cookies)?.text, "/sessions/S-")
            .into_iter()
            .filter_map(|href| href.split('/').nth(2).map(str::to_owned))
            .collect();
        sessions.sort();
        sessions.dedup();
        for session in sessions {
            let page = get_with(port, &format!("/sessions/{session}/door"), &cookies)?.text;
            let code = page
                .split(">Code</dt>")
                .nth(1)
                .and_then(|rest| rest.split_once('>'))
                .and_then(|(_, rest)| rest.split('<').next());
            if let Some(code) = code {
                return Ok(Self {
                    session,
                    code: code.to_owned(),
                });
            }
        }
        bail!("no session of today has an open door")
    }

    /// Types session and code, as a phone would; the path of the form that they open.
    pub(crate) fn open(&self, port: u16) -> Result<String> {
        let mut fields = hidden(&get(port, "/door")?.text);
        fields.push(("session".to_owned(), self.session.clone()));
        fields.push(("code".to_owned(), self.code.clone()));
        let answer = post(port, "/door", &fields)?;
        match (answer.status, header(&answer, "location")) {
            (303, Some(place)) => Ok(place.to_owned()),
            (other, _) => bail!("the door answered {other}"),
        }
    }
}

/// Fills in the form of somebody without a booking behind an opened door. `None`: the page was not shown.
pub(crate) fn walk_in(port: u16, opened: &str, email: &str, organisation: &str) -> Result<Option<Filled>> {
    let path = format!("{opened}/walk-in");
    let page = get(port, &path)?;
    if page.status != 200 {
        return Ok(None);
    }
    let mut fields = hidden(&page.text);
    let area = first_area(&page.text);
    for (name, value) in [
        ("name", "Robin Example"),
        ("email", email),
        ("organisation", organisation),
        ("background", "housing"),
        ("area", area.as_str()),
    ] {
        fields.push((name.to_owned(), value.to_owned()));
    }
    Ok(Some(Filled { path, fields }))
}

/// The cookies of somebody who is signed in with a role. Each role can do so once in half a minute: a code works once.
pub(crate) fn signed_in(port: u16, role: &str) -> Result<String> {
    let mut cookies = Vec::new();
    let mut fields = hidden(&get(port, "/sign-in")?.text);
    fields.push(("email".to_owned(), format!("{role}@demo.example")));
    fields.push(("password".to_owned(), PASSWORD.to_owned()));
    keep(&mut cookies, &post(port, "/sign-in", &fields)?);
    let page = get_with(port, "/sign-in/code", &cookies.join("; "))?;
    let mut fields = hidden(&page.text);
    fields.push(("code".to_owned(), second_factor(role)?));
    let answer = post_with(port, "/sign-in/code", &fields, &cookies.join("; "))?;
    if answer.status != 303 {
        bail!("{role} could not sign in: {}", answer.status);
    }
    keep(&mut cookies, &answer);
    Ok(cookies.join("; "))
}

/// Keeps the cookies that an answer sets.
fn keep(cookies: &mut Vec<String>, answer: &Answer) {
    for cookie in headers(answer, "set-cookie") {
        let pair = cookie.split(';').next().unwrap_or_default();
        let name = pair.split('=').next().unwrap_or_default();
        cookies.retain(|known| known.split('=').next() != Some(name));
        if !pair.ends_with('=') {
            cookies.push(pair.to_owned());
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the running server's clock is the machine's: its codes are asked for now"
)]
fn second_factor(role: &str) -> Result<String> {
    let secret: Vec<u8> = role.bytes().cycle().take(20).collect();
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .context("a clock before 1970")?
        .as_secs();
    Ok(totp_rs::Builder::new()
        .with_secret(secret)
        .build_noncompliant()
        .generate(now)
        .to_string())
}
