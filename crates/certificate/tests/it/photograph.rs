//! A photograph that leaves is read by others as it was meant.

use crate::readers::{are_there, pixels, says, structure, words};

/// A grey picture of two by two, made anew as the house keeps it.
fn picture() -> Vec<u8> {
    let sent = b"\x89PNG\x0d\x0a\x1a\x0a\x00\x00\x00\x0dIHDR\x00\x00\x00\x02\x00\x00\x00\x02\x08\x00\x00\x00\x00W\xddR\xf8\x00\x00\x00\x0cIDATx\x9cc`\xf8\x0f\x84\x00\x06\x00\x01\xff\x93\xd1\xe4\x89\x00\x00\x00\x00IEND\xaeB`\x82";
    paper::photograph::anew(sent).unwrap()
}

/// Proves SG8: the mark of a copy is in the text of the file and in the picture of its page, under what somebody signed and not in it.
#[test]
fn the_mark_stands_under_a_photograph() {
    let picture = picture();
    let copy = paper::photograph::page(&picture, "7QX2-M4KD-0HVT").unwrap();
    assert!(
        copy.windows(picture.len()).any(|part| part == picture),
        "what somebody signed is as it was"
    );
    if !are_there() {
        return;
    }
    let checked = says("qpdf", &["--check", "FILE"], &copy);
    assert!(
        checked.contains("No syntax or stream encoding errors"),
        "{checked}"
    );
    assert_eq!(words(&copy), "Copy 7QX2-M4KD-0HVT");
    let read = structure(&copy);
    assert!(read.contains("Figure") && read.contains("Copy 7QX2"), "{read}");
    // The picture of the page, as a printer has it: with another mark it differs at the foot and nowhere else.
    let other = paper::photograph::page(&picture, "0000-0000-0000").unwrap();
    let (copy, other) = (pixels(&copy), pixels(&other));
    assert_eq!(copy.len(), other.len());
    let changed: Vec<usize> = (0..copy.len()).filter(|row| copy[*row] != other[*row]).collect();
    assert!(!changed.is_empty(), "the mark is in no picture");
    assert!(
        changed.iter().all(|row| *row > copy.len() * 9 / 10),
        "{changed:?}"
    );
}

/// A mark is signs and hyphens, and ends no text of the page; what is no photograph makes no page.
#[test]
fn a_page_is_made_of_a_photograph_and_a_mark() {
    let odd = paper::photograph::page(&picture(), "7QX2) Tj ET Q (").unwrap();
    assert!(odd.windows(13).any(|part| part == b"(Copy 7QX2TjE"));
    assert!(paper::photograph::page(b"\xff\xd8\xff\xd9", "7QX2").is_err());
}
