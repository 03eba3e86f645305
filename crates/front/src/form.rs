//! A form as it was sent.

use crate::csrf;
use crate::failure::Failure;
use crate::upload::{self, File};
use axum::extract::{FromRequest, Request};
use http::header;
use http_body_util::BodyExt;
use kernel::{Refusal, Stop, hex};
use sha2::{Digest, Sha256};

/// The fields of a form, in the order in which they were sent.
#[derive(Clone, Default)]
pub struct Form {
    fields: Vec<(String, String)>,
    files: Vec<(String, File)>,
}

impl std::fmt::Debug for Form {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Form({} fields)", self.fields.len())
    }
}

impl Form {
    /// Reads an urlencoded body.
    pub fn parse(body: &[u8]) -> Self {
        Self {
            fields: form_urlencoded::parse(body)
                .map(|(name, value)| (name.into_owned(), plain(&value)))
                .collect(),
            files: Vec::new(),
        }
    }

    /// Reads a body with files; `None` when it is not well formed.
    pub(crate) fn with_files(body: &[u8], boundary: &str) -> Option<Self> {
        let (fields, files) = upload::parse(body, boundary)?;
        let fields = fields
            .into_iter()
            .map(|(name, value)| (name, plain(&value)))
            .collect();
        Some(Self { fields, files })
    }

    /// The file of a field, if one was chosen.
    pub fn file(&self, name: &str) -> Option<&File> {
        self.files
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, file)| file)
            .filter(|file| !file.bytes.is_empty())
    }

    /// A form from fields, for drafts and tests.
    pub fn of(fields: Vec<(String, String)>) -> Self {
        Self {
            fields,
            files: Vec::new(),
        }
    }

    /// The first value of a field, without spaces around it; empty when it was not sent.
    pub fn text(&self, name: &str) -> &str {
        self.raw(name).trim()
    }

    /// The first value of a field as it was typed (passwords).
    pub fn raw(&self, name: &str) -> &str {
        self.fields
            .iter()
            .find(|(known, _)| known == name)
            .map_or("", |(_, value)| value)
    }

    /// All values of a field (checkboxes).
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.fields
            .iter()
            .filter(|(known, _)| known == name)
            .map(|(_, value)| value.trim())
            .collect()
    }

    /// A single box that is ticked (`yes`) or not sent.
    ///
    /// # Errors
    /// Malformed, when the box holds anything else.
    pub fn ticked(&self, name: &str) -> Result<bool, Stop> {
        match self.text(name) {
            "" => Ok(false),
            "yes" => Ok(true),
            _ => Err(Refusal::Malformed("This form has a box with something else in it.").into()),
        }
    }

    /// All fields but the hidden ones of the front.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields
            .iter()
            .filter(|(name, _)| name != csrf::TOKEN && name != csrf::SUBMISSION)
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// All that was filled in, as one text: two forms with the same text say the same.
    pub(crate) fn content(&self) -> String {
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(self.fields())
            .extend_pairs(
                self.files
                    .iter()
                    .map(|(name, file)| (name, hex::encode(&Sha256::digest(&file.bytes)))),
            )
            .finish()
    }

    /// Refuses fields that the form does not have, and repeats of fields that are not lists (SA11, SE10).
    ///
    /// # Errors
    /// Malformed.
    pub fn only(&self, single: &[&str], lists: &[&str]) -> Result<(), Stop> {
        for (place, (name, _)) in self.files.iter().enumerate() {
            let again = self.files.iter().skip(place + 1).any(|(other, _)| other == name);
            if again || !single.contains(&name.as_str()) {
                return Err(Refusal::Malformed("This form has a file that does not belong to it.").into());
            }
        }
        for (place, (name, _)) in self.fields.iter().enumerate() {
            let name = name.as_str();
            if lists.contains(&name) {
                continue;
            }
            if !single.contains(&name) && name != csrf::TOKEN && name != csrf::SUBMISSION {
                return Err(Refusal::Malformed("This form has a field that does not belong to it.").into());
            }
            if self.fields.iter().skip(place + 1).any(|(other, _)| other == name) {
                return Err(Refusal::Malformed("This form has a field twice.").into());
            }
        }
        Ok(())
    }

    /// The form's own id, made when its page was.
    pub(crate) fn submission(&self) -> &str {
        self.raw(csrf::SUBMISSION)
    }

    pub(crate) fn token(&self) -> &str {
        self.raw(csrf::TOKEN)
    }
}

/// Text as people can type it: lines end in one way, and what nobody sees is left out. Control characters are not stored;
/// without width, two names that look the same would differ; and marks of direction show a text as what it is not.
pub(crate) fn plain(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let mut kept = String::with_capacity(text.len());
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        let joiner = matches!(sign, ZWNJ | ZWJ);
        let stays = if joiner {
            joins(kept.chars().next_back()) && joins(signs.peek().copied())
        } else {
            matches!(sign, '\n' | '\r' | '\t') || !sign.is_control() && !unseen(sign)
        };
        if stays {
            kept.push(sign);
        }
    }
    kept
}

/// Keeps two signs apart that would be joined.
const ZWNJ: char = '\u{200c}';
/// Joins two signs.
const ZWJ: char = '\u{200d}';

/// The scripts of the Middle East, India and South-East Asia write with joiners, and so do pictures made of several.
const fn joins(neighbour: Option<char>) -> bool {
    matches!(
        neighbour,
        Some(
            '\u{620}'..='\u{109f}'
            | '\u{1780}'..='\u{1cff}'
            | '\u{2190}'..='\u{2bff}'
            | '\u{a800}'..='\u{abff}'
            | '\u{fe0f}'
            | '\u{10a00}'..='\u{11fff}'
            | '\u{1f000}'..='\u{1faff}',
        )
    )
}

/// Signs without width, marks of direction, and letters that are drawn as nothing.
const fn unseen(sign: char) -> bool {
    matches!(
        sign,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'
            | '\u{1160}'
            | '\u{17b4}'
            | '\u{17b5}'
            | '\u{200b}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

impl<S: Send + Sync> FromRequest<S> for Form {
    type Rejection = Failure;

    async fn from_request(mut request: Request, _: &S) -> Result<Self, Failure> {
        // The guard has read it already.
        if let Some(form) = request.extensions_mut().remove::<Self>() {
            return Ok(form);
        }
        let kind = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        if !kind
            .to_ascii_lowercase()
            .starts_with("application/x-www-form-urlencoded")
        {
            return Err(Refusal::Malformed("Only forms are taken here.").into());
        }
        let body = request
            .into_body()
            .collect()
            .await
            .map_err(|_| Refusal::Malformed("The form did not arrive whole."))?;
        Ok(Self::parse(&body.to_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_is_left_out() {
        for (typed, kept) in [
            ("An\u{200b}n One", "Ann One"),
            ("\u{feff}Ann\u{2063}\u{ad} One", "Ann One"),
            ("\u{202e}enO nnA\u{202c}", "enO nnA"),
            ("\u{2066}Ann\u{2069}\u{200f} One", "Ann One"),
            ("A\u{200d}nn \u{200c}One", "Ann One"),
            ("\u{3164}\u{e0041}", ""),
            ("one\r\ntwo\tthree\u{0}", "one\ntwo\tthree"),
        ] {
            assert_eq!(plain(typed), kept, "{typed:?}");
        }
    }

    #[test]
    fn scripts_that_need_joiners_keep_them() {
        for text in [
            "\u{645}\u{6cc}\u{200c}\u{62e}\u{648}\u{627}\u{647}\u{645}",
            "\u{dc1}\u{dca}\u{200d}\u{dbb}\u{dd3}",
            "\u{1f469}\u{200d}\u{2764}\u{fe0f}\u{200d}\u{1f468}",
            "Zoe\u{308} O\u{2019}Brien\u{2013}\u{15e}ahin",
        ] {
            assert_eq!(plain(text), text);
        }
    }
}
