//! Programs of others that read a PDF.

use std::io::Write;
use std::process::Command;

/// The programs are there: `cargo xtask test` installs and demands them.
pub(crate) fn are_there() -> bool {
    ["qpdf", "pdfinfo", "pdffonts", "pdftotext"]
        .iter()
        .all(|program| store::testing::has(program, Command::new(program).arg("--version").output().is_ok()))
}

/// A reader that is demanded is missed; elsewhere the test is left out, and says so.
#[test]
fn a_reader_that_is_demanded_is_missed() {
    let run = |demanded: bool| {
        let mut test = Command::new(std::env::current_exe().unwrap());
        test.args([
            "--exact",
            "pdf::the_file_is_sound_and_says_what_it_is",
            "--nocapture",
        ])
        .env("PATH", "/nowhere")
        .env_remove("TRELLIS_TOOLS");
        if demanded {
            test.env("TRELLIS_TOOLS", "demanded");
        }
        let output = test.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.success(), said)
    };
    let (left_out, said) = run(false);
    assert!(left_out && said.contains("left out: qpdf"), "{said}");
    let (passed, said) = run(true);
    assert!(!passed && said.contains("qpdf is demanded"), "{said}");
}

/// What a program says of the file, which it finds in the place of `FILE`.
pub(crate) fn says(program: &str, arguments: &[&str], file: &[u8]) -> String {
    let mut kept = tempfile::NamedTempFile::new().unwrap();
    kept.write_all(file).unwrap();
    let path = kept.path().to_str().unwrap().to_owned();
    let arguments = arguments.iter().map(|argument| {
        if *argument == "FILE" {
            path.as_str()
        } else {
            argument
        }
    });
    let output = Command::new(program)
        .args(arguments)
        .output()
        .unwrap_or_else(|error| panic!("{program} reads the file: {error}"));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "{program}: {said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    said
}

/// The picture of a file's first page, row by row, as a printer has it.
pub(crate) fn pixels(file: &[u8]) -> Vec<Vec<u8>> {
    let mut kept = tempfile::NamedTempFile::new().unwrap();
    kept.write_all(file).unwrap();
    let output = Command::new("pdftoppm")
        .args(["-gray", "-r", "60"])
        .arg(kept.path())
        .output()
        .unwrap();
    assert!(output.status.success());
    // A grey picture: `P5`, width and height, the largest value, each on a line; then the rows.
    let mut parts = output.stdout.splitn(4, |byte| *byte == b'\n');
    let size = String::from_utf8(parts.nth(1).unwrap().to_vec()).unwrap();
    let width: usize = size.split(' ').next().unwrap().parse().unwrap();
    let rows = parts.nth(1).unwrap();
    rows.chunks(width).map(<[u8]>::to_vec).collect()
}

/// The words of a file in reading order, each once separated by one space.
pub(crate) fn words(file: &[u8]) -> String {
    let text = says("pdftotext", &["-enc", "UTF-8", "FILE", "-"], file);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The structure of a file, as a screen reader walks through it.
pub(crate) fn structure(file: &[u8]) -> String {
    says("pdfinfo", &["-struct-text", "FILE"], file)
}

/// The objects of a file, spelled out.
pub(crate) fn objects(file: &[u8]) -> String {
    says(
        "qpdf",
        &[
            "--qdf",
            "--object-streams=disable",
            "--no-original-object-ids",
            "FILE",
            "-",
        ],
        file,
    )
}
