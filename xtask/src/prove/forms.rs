//! Questionnaires as XLSForms, read by the program that stands behind Kobo and ODK (pyxform, from PyPI).

use crate::tools::{cargo, environment, step, target};
use anyhow::Result;
use std::process::Command;

/// The program and the version whose word counts.
const PYXFORM: &str = "pyxform==4.5.0";

/// Our own questionnaires, and so many more that were made by chance.
pub(crate) fn check(count: usize) -> Result<String> {
    let python = environment(&target().join("python").join("pyxform"), &[PYXFORM.to_owned()])?;
    let folder = target().join("forms");
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    std::fs::create_dir_all(&folder)?;
    step(
        "questionnaires written as forms",
        // With the whole workspace: what one package alone asks for would be built once more.
        cargo()
            .args(["test", "--quiet", "--workspace", "--test", "it", "--"])
            .args(["--ignored", "--exact", "xlsform::forms_for_the_other_program"])
            .env("FORMS_FOLDER", &folder)
            .env("FORMS_COUNT", count.to_string()),
    )?;
    let script = folder.join("forms.py");
    std::fs::write(&script, include_str!("forms.py"))?;
    step(
        "pyxform reads them",
        Command::new(python).arg(&script).arg(&folder),
    )?;
    Ok(format!(
        "questionnaires written as XLSForm and read by {}: our own and {count} by chance, none refused, every question found again",
        PYXFORM.replace("==", " ")
    ))
}
