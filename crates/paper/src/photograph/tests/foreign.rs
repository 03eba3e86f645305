//! Photographs as a program of others reads them, before and after they are made anew.

use super::super::{HERE, Sent, taken};
use super::corpus::{tagged_jpeg, tagged_png, tagged_webp};
use std::io::Write;
use std::process::{Command, Stdio};

/// All that may be said of a picture: what sort of file it is, how it is coded, and how large it is.
const PICTURE: [&str; 16] = [
    "[ExifTool] ExifToolVersion",
    "[File] FileType",
    "[File] FileTypeExtension",
    "[File] MIMEType",
    "[File] ImageWidth",
    "[File] ImageHeight",
    "[File] EncodingProcess",
    "[File] BitsPerSample",
    "[File] ColorComponents",
    "[File] YCbCrSubSampling",
    "[JFIF] JFIFVersion",
    "[JFIF] ResolutionUnit",
    "[JFIF] XResolution",
    "[JFIF] YResolution",
    "[Composite] ImageSize",
    "[Composite] Megapixels",
];

/// What every photograph of the corpus says of itself, and more, when it comes.
const SAID: [&str; 9] = [
    "[IFD0] Make",
    "[IFD0] Artist",
    "[ExifIFD] MakerNoteUnknownText",
    "[ExifIFD] SerialNumber",
    "[ExifIFD] DateTimeOriginal",
    "[GPS] GPSLatitude",
    "[GPS] GPSProcessingMethod",
    "[IFD1] ThumbnailImage",
    "[XMP-exif] GPSLatitude",
];

/// What the program prints about a file that it is given.
fn exiftool(options: &[&str], bytes: &[u8]) -> Vec<u8> {
    let mut reader = Command::new("exiftool")
        .args(options)
        .arg("-")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    reader.stdin.take().unwrap().write_all(bytes).unwrap();
    reader.wait_with_output().unwrap().stdout
}

/// Group and name of every tag, unknown ones and those inside others too; what the system says of the file as such is left out.
fn tags(bytes: &[u8]) -> Vec<String> {
    let told = exiftool(&["-s", "-G1", "-a", "-u", "-ee"], bytes);
    String::from_utf8_lossy(&told)
        .lines()
        .filter_map(|line| line.split_once(" : "))
        .map(|(name, _)| name.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|name| !name.starts_with("[System]"))
        .collect()
}

/// Proves SG4: of a corpus with position, maker's note, serial numbers, times and texts in Exif, XMP, IPTC and comments, and a small picture with a
/// position of its own, exiftool finds every tag before, and none after but those of the picture.
#[test]
fn another_program_finds_no_tag_but_the_pictures() {
    let there = Command::new("exiftool").arg("-ver").output().is_ok();
    if !store::testing::has("exiftool", there) {
        return;
    }
    for (photograph, ending, declared, own) in [
        (
            tagged_jpeg(6),
            "jpg",
            "image/jpeg",
            &["[IPTC] City", "[IPTC] Sub-location", "[File] Comment"][..],
        ),
        (
            tagged_png(),
            "png",
            "image/png",
            &["[PNG] Comment", "[PNG] ModifyDate"],
        ),
        (tagged_webp(), "webp", "image/webp", &[]),
    ] {
        let before = tags(&photograph);
        for said in SAID.iter().chain(own) {
            assert!(
                before.iter().any(|known| known == said),
                "{ending} without {said}: {before:?}"
            );
        }
        let small = tags(&exiftool(&["-b", "-ThumbnailImage"], &photograph));
        assert!(
            small.iter().any(|known| known == "[GPS] GPSLatitude"),
            "the small picture of {ending}: {small:?}"
        );
        let sent = Sent {
            bytes: &photograph,
            extension: ending,
            declared,
        };
        let after = tags(&taken(sent, HERE).unwrap());
        assert!(
            after.iter().any(|known| known == "[File] ImageWidth"),
            "{ending} is a picture: {after:?}"
        );
        let left: Vec<&String> = after
            .iter()
            .filter(|known| !PICTURE.contains(&known.as_str()))
            .collect();
        assert!(left.is_empty(), "{ending}: {left:?}");
    }
}
