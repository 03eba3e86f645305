//! What leaves, and the mark that this copy alone carries.

use crate::download::Download;
use kernel::{Day, Id, Problems, Stop};
use paper::Grid;

/// Signs of a mark: none is taken for another.
const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A mark of 60 bits in three groups, made of the key under which a form is known again: the same form has the same mark.
pub(super) fn mark(form: &[u8]) -> String {
    let mut text = String::with_capacity(14);
    for (place, byte) in form.iter().rev().take(12).enumerate() {
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
    /// Which records it holds, in the order of its rows.
    pub(super) held: Vec<(&'static str, Id)>,
    /// What the trail names as taken out; where that is no record, it names the copy.
    pub(super) about: Option<(&'static str, Id)>,
    pub(super) session: Option<Id>,
}

/// A table, or a finished document.
pub(super) enum Content {
    Grid(Grid),
    Pdf { bytes: Vec<u8>, name: &'static str },
}

/// Refuses a list that goes on after the last row that a file may hold: what is cut off looks as if it were whole.
///
/// # Errors
/// There is more.
pub fn whole(more: bool, most: usize) -> Result<(), Problems> {
    if more {
        let digits = most.to_string();
        let (thousands, rest) = digits
            .split_at_checked(digits.len().saturating_sub(3))
            .unwrap_or(("", &digits));
        let sign = if thousands.is_empty() { "" } else { "," };
        let words = format!(
            "A file holds {thousands}{sign}{rest} rows at most. Use the filters of the list to take fewer"
        );
        return Err(Problems::one("rows", &words));
    }
    Ok(())
}

impl Leaving {
    /// A table with a record to each row.
    pub fn list(grid: Grid, kind: &'static str, rows: impl IntoIterator<Item = Id>) -> Self {
        Self {
            content: Content::Grid(grid),
            held: rows.into_iter().map(|id| (kind, id)).collect(),
            about: None,
            session: None,
        }
    }

    /// A finished document about a record, in which the mark is printed, and how its file is called: that says nothing of anybody (SH1).
    pub fn pdf(bytes: Vec<u8>, name: &'static str, kind: &'static str, id: Id) -> Self {
        Self {
            content: Content::Pdf { bytes, name },
            held: vec![(kind, id)],
            about: Some((kind, id)),
            session: None,
        }
    }

    /// All of it belongs to one record.
    #[must_use]
    pub const fn about(mut self, kind: &'static str, id: Id) -> Self {
        self.about = Some((kind, id));
        self
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
            Content::Pdf { .. } => 1,
        }
    }

    /// It is a document and no table.
    pub(super) const fn is_pdf(&self) -> bool {
        matches!(self.content, Content::Pdf { .. })
    }

    /// The file, with its mark under the table: a program that reads rows stops at the empty line before it.
    pub(super) fn file(
        self,
        mark: &str,
        recipient: &str,
        until: Day,
        format: &str,
    ) -> Result<Download, Stop> {
        match self.content {
            Content::Pdf { bytes, name } => Ok(Download {
                kind: "application/pdf",
                name,
                bytes,
            }),
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

/// Its name says nothing of anybody (SH1).
fn table(grid: &Grid, format: &str) -> Result<Download, Stop> {
    Ok(if format == "xlsx" {
        Download {
            kind: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            name: "list.xlsx",
            bytes: paper::xlsx::write(grid)?,
        }
    } else {
        Download {
            kind: "text/csv; charset=utf-8",
            name: "list.csv",
            bytes: paper::csv::write(grid)?,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{Entropy, SeededEntropy};

    /// A mark is found again however it is typed, and no two copies have the same.
    #[test]
    fn a_mark_is_found_however_it_is_typed() {
        let entropy = SeededEntropy::new(5);
        let marks: Vec<String> = (0..500)
            .map(|_| {
                let mut key = [0; 32];
                entropy.fill(&mut key);
                mark(&key)
            })
            .collect();
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
