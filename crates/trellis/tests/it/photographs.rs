//! Photographs in a process of their own, as the server starts it.

use crate::house::trellis;
use std::io::Write;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

/// A PNG of two by two.
const PICTURE: &[u8] = b"\x89PNG\x0d\x0a\x1a\x0a\x00\x00\x00\x0dIHDR\x00\x00\x00\x02\x00\x00\x00\x02\x08\x00\x00\x00\x00W\xddR\xf8\x00\x00\x00\x0cIDATx\x9cc`\xf8\x0f\x84\x00\x06\x00\x01\xff\x93\xd1\xe4\x89\x00\x00\x00\x00IEND\xaeB`\x82";

fn started() -> Child {
    trellis()
        .arg("develop-photograph")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn said(file: &[u8]) -> Vec<u8> {
    let mut child = started();
    let mut stdin = child.stdin.take().unwrap();
    let output = std::thread::scope(|threads| {
        threads.spawn(move || drop(stdin.write_all(file)));
        child.wait_with_output().unwrap()
    });
    output.stdout
}

/// Proves SG1 and SG4: a photograph is made anew by the program itself, in a process with little memory and time that can write no file and start
/// nothing; a flood of pixels is refused there at once.
#[test]
fn a_photograph_is_made_anew_by_a_process_that_can_do_nothing_else() {
    let picture = said(PICTURE);
    assert!(
        picture.starts_with(b"P\xff\xd8\xff"),
        "{}",
        String::from_utf8_lossy(&picture)
    );
    let words = String::from_utf8(said(b"<svg/>")).unwrap();
    assert!(words.starts_with("WThe file is not a photograph"), "{words}");
    let begun = Instant::now();
    let mut flood = PICTURE.to_vec();
    // The sum of the head's bytes no longer fits either: both are refused before anything is read.
    flood[16..24].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
    assert!(said(&flood).starts_with(b"W"));
    assert!(begun.elapsed() < Duration::from_secs(2));
    let mut child = started();
    let limits = format!("/proc/{}/limits", child.id());
    let small = |stands: &str| {
        [
            ("Max data size", "268435456"),
            ("Max file size", "0"),
            ("Max processes", "0"),
        ]
        .iter()
        .all(|(name, value)| {
            stands
                .lines()
                .any(|line| line.starts_with(name) && line.split_whitespace().any(|word| word == *value))
        })
    };
    let begun = Instant::now();
    let mut stands = String::new();
    while begun.elapsed() < Duration::from_secs(5) && !small(&stands) {
        stands = std::fs::read_to_string(&limits).unwrap();
        std::thread::sleep(Duration::from_millis(20));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(small(&stands), "{stands}");
}
