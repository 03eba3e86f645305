//! What leaves, and the mark that this copy alone carries.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};
use kernel::{Day, Entropy, Id, Stop};
use paper::Grid;

/// Signs of a mark: none is taken for another.
const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A mark of 60 random bits, in three groups.
pub(super) fn mark(entropy: &dyn Entropy) -> String {
    let mut bytes = [0_u8; 12];
    entropy.fill(&mut bytes);
    let mut text = String::with_capacity(14);
    for (place, byte) in bytes.iter().enumerate() {
        if place > 0 && place % 4 == 0 {
            text.push('-');
        }
        let sign = SIGNS.get(usize::from(byte % 32)).copied().unwrap_or(b'0');
        text.push(char::from(sign));
    }
    text
}

/// A mark as it was typed: in whichever case, with or without its hyphens.
pub fn mark_of(typed: &str) -> String {
    let signs: Vec<char> = typed
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|sign| match sign.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .take(13)
        .collect();
    let groups: Vec<String> = signs.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join("-")
}

/// What leaves.
pub struct Leaving {
    pub(super) content: Content,
    pub(super) records: Vec<(&'static str, Id)>,
    pub(super) session: Option<Id>,
}

/// A table, or a finished document.
pub(super) enum Content {
    Grid(Grid),
    Pdf(Vec<u8>),
}

impl Leaving {
    /// A table about a record, which the trail names as taken out.
    pub fn table(grid: Grid, kind: &'static str, id: Id) -> Self {
        Self {
            content: Content::Grid(grid),
            records: vec![(kind, id)],
            session: None,
        }
    }

    /// A finished document, in which the mark is printed.
    pub fn pdf(bytes: Vec<u8>, kind: &'static str, id: Id) -> Self {
        Self {
            content: Content::Pdf(bytes),
            records: vec![(kind, id)],
            session: None,
        }
    }

    /// It is of one session: whoever has that in sight sees that the copy left.
    #[must_use]
    pub const fn of_session(mut self, session: Id) -> Self {
        self.session = Some(session);
        self
    }

    /// How many rows it holds.
    pub(super) fn lines(&self) -> usize {
        match &self.content {
            Content::Grid(grid) => grid.rows.len(),
            Content::Pdf(_) => 1,
        }
    }

    /// It is a document and no table.
    pub(super) const fn is_pdf(&self) -> bool {
        matches!(self.content, Content::Pdf(_))
    }

    /// The file, with its mark under the table: a program that reads rows stops at the empty line before it.
    pub(super) fn file(
        self,
        mark: &str,
        recipient: &str,
        until: Day,
        format: &str,
    ) -> Result<Response, Stop> {
        match self.content {
            Content::Pdf(bytes) => Ok(answer(
                bytes,
                "application/pdf",
                "attachment; filename=\"certificate.pdf\"",
            )),
            Content::Grid(mut grid) => {
                grid.note(&format!(
                    "Copy {mark}, for {recipient}. Delete it after {}.",
                    until.long_text()
                ));
                table(&grid, format)
            }
        }
    }
}

fn table(grid: &Grid, format: &str) -> Result<Response, Stop> {
    Ok(if format == "xlsx" {
        answer(
            paper::xlsx::write(grid)?,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "attachment; filename=\"list.xlsx\"",
        )
    } else {
        answer(
            paper::csv::write(grid)?,
            "text/csv; charset=utf-8",
            "attachment; filename=\"list.csv\"",
        )
    })
}

/// Its name says nothing of anybody (SH1).
fn answer(bytes: Vec<u8>, kind: &'static str, name: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static(name)),
    ];
    (headers, bytes).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::SeededEntropy;

    /// A mark is found again however it is typed, and no two copies have the same.
    #[test]
    fn a_mark_is_found_however_it_is_typed() {
        let entropy = SeededEntropy::new(5);
        let marks: Vec<String> = (0..500).map(|_| mark(&entropy)).collect();
        let mut once = marks.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), marks.len());
        for own in marks {
            assert_eq!(own.len(), 14);
            assert_eq!(mark_of(&own.to_lowercase().replace('-', " ")), own);
        }
        assert_eq!(mark_of("oil1-"), "0111");
    }
}
