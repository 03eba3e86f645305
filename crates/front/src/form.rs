//! A form as it was sent.

use crate::csrf;
use crate::failure::Failure;
use axum::extract::{FromRequest, Request};
use http::header;
use http_body_util::BodyExt;
use kernel::{Refusal, Stop};

/// The fields of a form, in the order in which they were sent.
#[derive(Clone, Default)]
pub struct Form {
    fields: Vec<(String, String)>,
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
        }
    }

    /// A form from fields, for drafts and tests.
    pub fn of(fields: Vec<(String, String)>) -> Self {
        Self { fields }
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

    /// Refuses fields that the form does not have, and repeats of fields that are not lists (SA11, SE10).
    ///
    /// # Errors
    /// Malformed.
    pub fn only(&self, single: &[&str], lists: &[&str]) -> Result<(), Stop> {
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

/// Text as people can type it: lines end in one way, and signs that nobody sees and no engine should store (control characters) are
/// left out.
pub(crate) fn plain(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .filter(|sign| !sign.is_control() || matches!(sign, '\n' | '\r' | '\t'))
        .collect()
}

impl<S: Send + Sync> FromRequest<S> for Form {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &S) -> Result<Self, Failure> {
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
