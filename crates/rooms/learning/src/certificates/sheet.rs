//! A certificate as a PDF. The same certificate is the same bytes, whenever it is fetched.

use super::code;
use crate::model::Certificate;
use kernel::Fault;
use paper::certificate::{Press, Words};

/// The page on which codes are checked.
pub const CHECK_PAGE: &str = "/certificates";

/// The file; `base` is the service's own address, `mark` that of a copy which somebody else takes out (empty on her own).
pub fn write(press: Press, certificate: &Certificate, base: &str, mark: &str) -> Result<Vec<u8>, Fault> {
    let content = &certificate.content;
    let base = base.trim_end_matches('/');
    let plain = code::read(&content.code).unwrap_or_default();
    let aims = content.aims.lines().map(str::trim);
    let words = Words {
        programme: content.programme.clone(),
        name: content.name.clone(),
        title: content.title.clone(),
        length: content.length.clone(),
        days: content.days.clone(),
        aims: aims.filter(|line| !line.is_empty()).map(str::to_owned).collect(),
        issued_by: content.issued_by.clone(),
        issued_on: certificate.issued_at.day().text(),
        code: content.code.clone(),
        check_at: format!("{base}{CHECK_PAGE}"),
        mark: mark.to_owned(),
        check_link: format!("{base}{CHECK_PAGE}/{plain}"),
        pathway: content.pathway,
    };
    (press.write)(&words, certificate.issued_at)
}
