//! Questionnaires as XLSForms, read by the program that stands behind Kobo and ODK.

use super::reader::Reader;
use anyhow::Result;

pub(super) const PYXFORM: Reader = Reader {
    name: "pyxform",
    packages: &["pyxform==4.5.0"],
    what: "questionnaires",
    test: "xlsform::forms_for_the_other_program",
    script: include_str!("forms.py"),
};

/// Our own questionnaires, and so many more that were made by chance.
pub(crate) fn check(count: usize) -> Result<String> {
    PYXFORM.read(count)?;
    Ok(format!(
        "questionnaires written as XLSForm and read by {}: our own and {count} by chance, none refused, every question found again",
        PYXFORM.version()
    ))
}
