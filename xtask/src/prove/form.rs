//! A very small browser: fetches a form, fills it in, sends it, reads the status.

use anyhow::{Context, Result, bail};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// An answer.
pub(crate) struct Answer {
    /// Its status.
    pub(crate) status: u16,
    /// Its head and body.
    pub(crate) text: String,
}

/// A form that was filled in: it may be sent, and sent again.
#[derive(Clone)]
pub(crate) struct Filled {
    /// Where to.
    pub(crate) path: String,
    /// What it holds, with what the page hid in it.
    pub(crate) fields: Vec<(String, String)>,
}

impl Filled {
    /// Sends it.
    pub(crate) fn send(&self, port: u16) -> Result<Answer> {
        post(port, &self.path, &self.fields)
    }
}

/// An answer that broke off after its first byte.
#[derive(Debug)]
pub(crate) struct Half;

impl std::fmt::Display for Half {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the answer was cut in the middle")
    }
}

impl std::error::Error for Half {}

/// Fetches a page.
pub(crate) fn get(port: u16, path: &str) -> Result<Answer> {
    get_with(port, path, "")
}

/// Fetches a page with cookies.
pub(crate) fn get_with(port: u16, path: &str, cookies: &str) -> Result<Answer> {
    exchange(
        port,
        &format!(
            "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{}Connection: close\r\n\r\n",
            cookie_line(cookies)
        ),
    )
}

/// Sends a form.
pub(crate) fn post(port: u16, path: &str, fields: &[(String, String)]) -> Result<Answer> {
    post_with(port, path, fields, "")
}

/// Sends a form with cookies.
pub(crate) fn post_with(port: u16, path: &str, fields: &[(String, String)], cookies: &str) -> Result<Answer> {
    let body: String = fields
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
        .collect::<Vec<_>>()
        .join("&");
    exchange(
        port,
        &format!(
            "POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n{}Connection: close\r\n\r\n{body}",
            body.len(),
            cookie_line(cookies)
        ),
    )
}

fn cookie_line(cookies: &str) -> String {
    if cookies.is_empty() {
        String::new()
    } else {
        format!("Cookie: {cookies}\r\n")
    }
}

/// A header of the answer; the last, if there are several.
pub(crate) fn header<'a>(answer: &'a Answer, name: &str) -> Option<&'a str> {
    headers(answer, name).last()
}

/// All headers of one name.
pub(crate) fn headers<'a>(answer: &'a Answer, name: &str) -> impl DoubleEndedIterator<Item = &'a str> {
    let (head, name) = (
        answer.text.split("\r\n\r\n").next().unwrap_or_default(),
        name.to_owned(),
    );
    head.lines()
        .filter_map(|line| line.split_once(": "))
        .filter(move |(known, _)| known.eq_ignore_ascii_case(&name))
        .map(|(_, value)| value.trim())
}

/// The first choice of the page's list of areas.
pub(crate) fn first_area(page: &str) -> String {
    page.split("<option value=\"")
        .filter_map(|rest| rest.split('"').next())
        .find(|value| value.len() == 36)
        .unwrap_or_default()
        .to_owned()
}

/// The hidden fields of the page's form.
pub(crate) fn hidden(page: &str) -> Vec<(String, String)> {
    page.split("<input")
        .skip(1)
        .filter_map(|rest| rest.split('>').next())
        .filter(|tag| tag.contains("type=\"hidden\""))
        .filter_map(|tag| Some((attribute(tag, "name")?, attribute(tag, "value")?)))
        .collect()
}

/// The addresses of a page's links that begin with `prefix`.
pub(crate) fn links(page: &str, prefix: &str) -> Vec<String> {
    page.split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|href| href.starts_with(prefix))
        .map(str::to_owned)
        .collect()
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    tag.split(&format!("{name}=\""))
        .nth(1)?
        .split('"')
        .next()
        .map(str::to_owned)
}

fn exchange(port: u16, request: &str) -> Result<Answer> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    stream.write_all(request.as_bytes())?;
    let mut bytes = Vec::new();
    let read = stream.read_to_end(&mut bytes);
    if bytes.is_empty() {
        read?;
        bail!("no answer");
    }
    if read.is_err() || !whole(&bytes) {
        return Err(Half.into());
    }
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let status = text
        .split(' ')
        .nth(1)
        .and_then(|word| word.parse().ok())
        .context("no status")?;
    Ok(Answer { status, text })
}

/// The head is there, and as much behind it as it says.
fn whole(bytes: &[u8]) -> bool {
    let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else {
        return false;
    };
    let head = String::from_utf8_lossy(bytes.get(..end).unwrap_or_default()).to_ascii_lowercase();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length:")?.trim().parse::<usize>().ok());
    length.is_none_or(|length| bytes.len() == end + 4 + length)
}

fn encode(text: &str) -> String {
    text.bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}
