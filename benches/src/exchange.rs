//! One connection that is kept open, and just enough HTTP to know where an answer ends.

use anyhow::{Context, Result, bail};
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// An answer.
pub(crate) struct Answer<'b> {
    /// Its status.
    pub(crate) status: u16,
    /// Its head.
    head: &'b str,
    /// Its body.
    pub(crate) body: &'b [u8],
}

impl Answer<'_> {
    /// Its bytes, head and body.
    pub(crate) fn size(&self) -> usize {
        self.head.len() + 4 + self.body.len()
    }

    /// The cookies that it sets, as `name=value`.
    pub(crate) fn cookies(&self) -> Vec<String> {
        self.head
            .split("\r\n")
            .filter_map(|line| line.split_once(':'))
            .filter(|(known, _)| known.eq_ignore_ascii_case("set-cookie"))
            .filter_map(|(_, value)| value.trim().split(';').next())
            .map(str::to_owned)
            .collect()
    }
}

/// A connection.
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    /// Connects.
    pub(crate) async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            buffer: vec![0; 4 * 1024 * 1024],
        })
    }

    /// Sends a request and waits for the whole answer.
    pub(crate) async fn send(&mut self, request: &[u8]) -> Result<Answer<'_>> {
        self.stream.write_all(request).await?;
        let mut filled = 0;
        loop {
            let space = self.buffer.get_mut(filled..).context("the answer is too large")?;
            let read = self.stream.read(space).await?;
            if read == 0 {
                bail!("the server hung up");
            }
            filled += read;
            let so_far = self.buffer.get(..filled).unwrap_or_default();
            let Some(end) = find(so_far, b"\r\n\r\n") else {
                continue;
            };
            let head = std::str::from_utf8(so_far.get(..end).unwrap_or_default())?;
            let length = header(head, "content-length").map_or(Ok(0), str::parse::<usize>)?;
            let whole = end + 4 + length;
            if filled < whole {
                continue;
            }
            let status = head.get(9..12).context("no status")?.parse()?;
            let body = self.buffer.get(end + 4..whole).unwrap_or_default();
            let head = std::str::from_utf8(self.buffer.get(..end).unwrap_or_default())?;
            return Ok(Answer { status, head, body });
        }
    }
}

/// A request for a page.
pub(crate) fn get(path: &str) -> Vec<u8> {
    get_with(path, "")
}

/// The same with cookies.
pub(crate) fn get_with(path: &str, cookies: &str) -> Vec<u8> {
    format!(
        "GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{}\r\n",
        cookie_line(cookies)
    )
    .into_bytes()
}

/// A request that sends a form.
pub(crate) fn post(path: &str, fields: &[(&str, &str)]) -> Vec<u8> {
    post_with(path, fields, "")
}

/// The same with cookies.
pub(crate) fn post_with(path: &str, fields: &[(&str, &str)], cookies: &str) -> Vec<u8> {
    let body = fields
        .iter()
        .map(|(name, value)| format!("{name}={}", encode(value)))
        .collect::<Vec<_>>()
        .join("&");
    format!(
        "POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n{}\r\n{body}",
        body.len(),
        cookie_line(cookies)
    )
    .into_bytes()
}

fn cookie_line(cookies: &str) -> String {
    if cookies.is_empty() {
        String::new()
    } else {
        format!("Cookie: {cookies}\r\n")
    }
}

/// The value of the page's hidden field `name`.
pub(crate) fn hidden(page: &str, name: &str) -> Option<String> {
    let tag = page
        .split("<input")
        .find(|tag| tag.contains(&format!("name=\"{name}\"")))?;
    Some(tag.split_once("value=\"")?.1.split('"').next()?.to_owned())
}

fn header<'h>(head: &'h str, name: &str) -> Option<&'h str> {
    head.split("\r\n")
        .filter_map(|line| line.split_once(':'))
        .find(|(known, _)| known.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.trim())
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
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
