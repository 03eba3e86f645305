//! A very small browser: fetches pages, fills in forms, keeps cookies, and can be cut off.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

/// A page with its head; `None` when nobody answers.
pub(crate) fn get(port: u16, path: &str) -> Option<String> {
    get_with(port, path, "")
}

/// The same with cookies.
pub(crate) fn get_with(port: u16, path: &str, cookies: &str) -> Option<String> {
    exchange(
        port,
        &format!(
            "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{}Connection: close\r\n\r\n",
            cookie_line(cookies)
        ),
    )
}

/// Sends a form: what the page hid in it, and what was typed.
pub(crate) fn post(
    port: u16,
    path: &str,
    hidden: &[(String, String)],
    typed: &[(&str, &str)],
) -> Option<String> {
    exchange(port, &form(port, path, hidden, typed, ""))
}

/// The same with cookies.
pub(crate) fn post_with(
    port: u16,
    path: &str,
    hidden: &[(String, String)],
    typed: &[(&str, &str)],
    cookies: &str,
) -> Option<String> {
    exchange(port, &form(port, path, hidden, typed, cookies))
}

/// Sends a form with a CSV file in its field `file`.
pub(crate) fn upload(
    port: u16,
    path: &str,
    hidden: &[(String, String)],
    typed: &[(&str, &str)],
    file: &str,
    cookies: &str,
) -> Option<String> {
    const BOUNDARY: &str = "between-the-parts";
    let hidden = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let fields = hidden.chain(typed.iter().copied()).map(|(name, value)| {
        format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    });
    let last = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"rows.csv\"\r\nContent-Type: text/csv\r\n\r\n{file}\r\n--{BOUNDARY}--\r\n"
    );
    let body = fields.chain([last]).collect::<Vec<_>>().concat();
    exchange(
        port,
        &format!(
            "POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\nSec-Fetch-Site: same-origin\r\nContent-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {}\r\n{}Connection: close\r\n\r\n{body}",
            body.len(),
            cookie_line(cookies)
        ),
    )
}

/// Where a connection breaks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Cut {
    /// In the middle of what is sent.
    Inside,
    /// Behind it: the answer is never read.
    Behind,
}

/// Sends a form over a connection that breaks.
pub(crate) fn post_and_drop(
    port: u16,
    path: &str,
    hidden: &[(String, String)],
    typed: &[(&str, &str)],
    cut: Cut,
) {
    let request = form(port, path, hidden, typed, "");
    let length = match cut {
        Cut::Inside => request.len() - 20,
        Cut::Behind => request.len(),
    };
    drop_after(port, &request, length);
}

/// Sends a form again and again, over connections that break before the first byte of its body, before the second, and so on to the last; how often.
pub(crate) fn post_and_drop_at_each_byte(
    port: u16,
    path: &str,
    hidden: &[(String, String)],
    typed: &[(&str, &str)],
) -> usize {
    let request = form(port, path, hidden, typed, "");
    let length = body(&request).len();
    for left in 1..=length {
        drop_after(port, &request, request.len() - left);
    }
    length
}

/// Sends the beginning of a request and ends the connection.
fn drop_after(port: u16, request: &str, length: usize) {
    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) else {
        return;
    };
    let _ = stream.write_all(request.as_bytes().get(..length).unwrap_or_default());
    let _ = stream.shutdown(Shutdown::Both);
}

fn form(port: u16, path: &str, hidden: &[(String, String)], typed: &[(&str, &str)], cookies: &str) -> String {
    // What is typed stands in place of what the page hid under the same name.
    let hidden = hidden
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .filter(|(name, _)| !typed.iter().any(|(known, _)| known == name));
    let body: Vec<String> = hidden
        .chain(typed.iter().copied())
        .map(|(name, value)| format!("{name}={}", encoded(value)))
        .collect();
    let body = body.join("&");
    format!(
        "POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n{}Connection: close\r\n\r\n{body}",
        body.len(),
        cookie_line(cookies)
    )
}

fn cookie_line(cookies: &str) -> String {
    if cookies.is_empty() {
        String::new()
    } else {
        format!("Cookie: {cookies}\r\n")
    }
}

/// The status of an answer.
pub(crate) fn status(answer: &str) -> u16 {
    answer
        .get(9..12)
        .and_then(|digits| digits.parse().ok())
        .unwrap_or(0)
}

/// All headers of one name.
pub(crate) fn headers<'a>(answer: &'a str, name: &'a str) -> impl Iterator<Item = &'a str> {
    answer
        .split("\r\n\r\n")
        .next()
        .unwrap_or_default()
        .lines()
        .filter_map(|line| line.split_once(": "))
        .filter(move |(known, _)| known.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.trim())
}

/// The body of an answer.
pub(crate) fn body(answer: &str) -> &str {
    answer.split_once("\r\n\r\n").map_or("", |(_, body)| body)
}

/// Takes the cookies that an answer sets into `kept`, as `name=value; name=value`.
pub(crate) fn keep_cookies(kept: &mut String, answer: &str) {
    let mut all: Vec<&str> = kept.split("; ").filter(|pair| !pair.is_empty()).collect();
    for cookie in headers(answer, "set-cookie") {
        let pair = cookie.split(';').next().unwrap_or_default();
        let name = pair.split('=').next();
        all.retain(|known| known.split('=').next() != name);
        if !pair.ends_with('=') {
            all.push(pair);
        }
    }
    *kept = all.join("; ");
}

/// The first choice of the page's list of areas.
pub(crate) fn first_area(page: &str) -> Option<String> {
    page.split("<option value=\"")
        .filter_map(|rest| rest.split('"').next())
        .find(|value| value.len() == 36)
        .map(str::to_owned)
}

/// The part of a page that is the form sent to `path`: a page of somebody signed in has others.
pub(crate) fn form_to<'p>(page: &'p str, path: &str) -> Option<&'p str> {
    let action = format!("action=\"{path}\"");
    page.split("<form")
        .skip(1)
        .find(|form| form.split('>').next().is_some_and(|tag| tag.contains(&action)))
        .and_then(|form| form.split("</form>").next())
}

/// The hidden fields of a page's form.
pub(crate) fn hidden(page: &str) -> Vec<(String, String)> {
    page.split("<input")
        .skip(1)
        .filter_map(|rest| rest.split('>').next())
        .filter(|tag| tag.contains("type=\"hidden\""))
        .filter_map(|tag| Some((attribute(tag, "name")?, attribute(tag, "value")?)))
        .collect()
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    tag.split(&format!("{name}=\""))
        .nth(1)?
        .split('"')
        .next()
        .map(str::to_owned)
}

fn exchange(port: u16, request: &str) -> Option<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(10))).ok()?;
    stream.write_all(request.as_bytes()).ok()?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}
