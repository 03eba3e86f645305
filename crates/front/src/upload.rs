//! Forms with a file: only where a room says so, read whole with a limit, and parsed by hand into the same fields as every other form.

use std::collections::BTreeSet;
use std::sync::Arc;

/// A file with its form, at most. Spreadsheets of people are far smaller.
pub(crate) const LARGEST: usize = 8 * 1024 * 1024;
/// Parts of such a form.
const MOST_PARTS: usize = 64;

/// Paths of the router that take a file.
#[derive(Clone, Default)]
pub(crate) struct Uploads(pub(crate) Arc<BTreeSet<&'static str>>);

/// A file as it was sent. Of its own name only the end is kept: the rest may hold anybody's.
#[derive(Clone, Default)]
pub struct File {
    /// What is in it.
    pub bytes: Vec<u8>,
    /// The end of its name, in small letters: `csv`. Empty where it has none.
    pub extension: String,
    /// The kind that the browser declared.
    pub declared: String,
}

impl std::fmt::Debug for File {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "File({} bytes)", self.bytes.len())
    }
}

/// Fields and files of a form, by name.
pub(crate) type Parts = (Vec<(String, String)>, Vec<(String, File)>);

/// The boundary that a content type names, if it is that of a form with files.
pub(crate) fn boundary(kind: &str) -> Option<&str> {
    let (sort, rest) = kind.split_once(';')?;
    if !sort.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let (name, value) = rest.trim().split_once('=')?;
    let value = value.trim().trim_matches('"');
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"'()+_,-./:=?".contains(&byte);
    (name.trim().eq_ignore_ascii_case("boundary")
        && (1..=70).contains(&value.len())
        && value.bytes().all(plain))
    .then_some(value)
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

/// The parts of a body; `None` when it is not well formed.
pub(crate) fn parse(body: &[u8], boundary: &str) -> Option<Parts> {
    let mark = format!("\r\n--{boundary}");
    let first = format!("--{boundary}");
    let (mut fields, mut files) = (Vec::new(), Vec::new());
    let mut rest = body.strip_prefix(first.as_bytes())?;
    for _ in 0..MOST_PARTS {
        if rest.starts_with(b"--") {
            return Some((fields, files));
        }
        rest = rest.strip_prefix(b"\r\n")?;
        let head_end = find(rest, b"\r\n\r\n")?;
        let head = std::str::from_utf8(rest.get(..head_end)?).ok()?;
        let content = rest.get(head_end.checked_add(4)?..)?;
        let content_end = find(content, mark.as_bytes())?;
        let bytes = content.get(..content_end)?;
        rest = content.get(content_end.checked_add(mark.len())?..)?;
        let line = header(head, "content-disposition: form-data;")?;
        let name = quoted(line, "name")?;
        if let Some(extension) = extension(line) {
            files.push((
                name,
                File {
                    bytes: bytes.to_vec(),
                    extension,
                    declared: header(head, "content-type:")
                        .and_then(|line| line.split_once(':'))
                        .map(|(_, kind)| kind.trim().to_owned())
                        .unwrap_or_default(),
                },
            ));
        } else {
            fields.push((name, String::from_utf8(bytes.to_vec()).ok()?));
        }
    }
    None
}

/// The line of a part's head that begins so, in whatever letters.
fn header<'h>(head: &'h str, begins: &str) -> Option<&'h str> {
    head.split("\r\n")
        .find(|line| line.to_ascii_lowercase().starts_with(begins))
}

/// The end of a file's name, where the part is a file. The name is between quotation marks, and anything may stand in it.
fn extension(line: &str) -> Option<String> {
    let (_, rest) = line.split_once("; filename=\"")?;
    let name = rest.split('"').next().unwrap_or_default();
    let end = name.rsplit_once('.').map_or("", |(_, end)| end);
    let plain = end.len() <= 8 && end.bytes().all(|byte| byte.is_ascii_alphanumeric());
    Some(if plain {
        end.to_ascii_lowercase()
    } else {
        String::new()
    })
}

/// A quoted parameter of a header.
fn quoted(line: &str, parameter: &str) -> Option<String> {
    line.split(';').skip(1).find_map(|part| {
        let (name, value) = part.trim().split_once('=')?;
        (name == parameter).then(|| value.trim_matches('"').to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = "--xyz\r\nContent-Disposition: form-data; name=\"form-id\"\r\n\r\n12\r\n--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\nContent-Type: text/csv\r\n\r\none,two\r\n--xy\r\n\r\n--xyz--\r\n";

    #[test]
    fn fields_and_files_are_told_apart() {
        let (fields, files) = parse(BODY.as_bytes(), "xyz").unwrap();
        assert_eq!(fields, [("form-id".to_owned(), "12".to_owned())]);
        assert_eq!(files.len(), 1);
        assert_eq!(files[0].1.bytes, b"one,two\r\n--xy\r\n");
        assert_eq!(
            (files[0].1.extension.as_str(), files[0].1.declared.as_str()),
            ("csv", "text/csv")
        );
    }

    #[test]
    fn of_a_name_only_its_end_is_kept() {
        for (name, end) in [
            ("Ann One.CSV", Some("csv")),
            ("one; two.tar.xlsx", Some("xlsx")),
            ("none", Some("")),
            ("a.b c", Some("")),
            ("a.averylongend", Some("")),
            ("", Some("")),
        ] {
            let line = format!("Content-Disposition: form-data; name=\"file\"; filename=\"{name}\"");
            assert_eq!(extension(&line).as_deref(), end, "{name}");
        }
        assert_eq!(extension("Content-Disposition: form-data; name=\"file\""), None);
    }

    /// Proves SE10: a body that is cut anywhere is refused whole.
    #[test]
    fn a_body_that_is_not_whole_is_none() {
        let whole = BODY.len() - "--\r\n".len();
        for end in 0..whole {
            assert!(parse(&BODY.as_bytes()[..end], "xyz").is_none(), "{end}");
        }
        let many = format!(
            "--xyz{}--",
            "\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--xyz".repeat(MOST_PARTS + 1)
        );
        assert!(parse(many.as_bytes(), "xyz").is_none());
    }

    #[test]
    fn a_boundary_is_short_and_plain() {
        assert_eq!(
            boundary("multipart/form-data; boundary=----Web7"),
            Some("----Web7")
        );
        assert_eq!(boundary("Multipart/Form-Data; Boundary=\"a b\""), None);
        for kind in [
            "multipart/form-data",
            "multipart/form-data; boundary=",
            "multipart/mixed; boundary=x",
            "application/x-www-form-urlencoded",
            "",
        ] {
            assert_eq!(boundary(kind), None, "{kind}");
        }
    }
}
