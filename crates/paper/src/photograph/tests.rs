//! Photographs with everything in them that a telephone writes, and files that are no photographs.

mod corpus;
mod foreign;

use super::*;
use corpus::{CANARY, crc, jpeg, png, tagged_jpeg, tagged_png, tagged_webp, webp};
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder};

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// The marks of a JPEG's segments up to its picture data.
fn marks(bytes: &[u8]) -> Vec<u8> {
    let (mut at, mut marks) = (2, Vec::new());
    loop {
        assert_eq!(bytes[at], 0xff);
        let mark = bytes[at + 1];
        marks.push(mark);
        if mark == 0xda {
            return marks;
        }
        at += 2 + usize::from(u16::from_be_bytes([bytes[at + 2], bytes[at + 3]]));
    }
}

fn read(bytes: &[u8]) -> RgbImage {
    image::load_from_memory(bytes).unwrap().into_rgb8()
}

/// Proves SG4: of a corpus of photographs with every tag that telephones and programs write, nothing is left but the picture.
#[test]
fn nothing_is_left_beside_the_picture() {
    for (photograph, ending, declared) in [
        (tagged_jpeg(1), "jpg", "image/jpeg"),
        (tagged_png(), "png", "image/png"),
        (tagged_webp(), "webp", "image/webp"),
    ] {
        assert!(holds(&photograph, CANARY), "{ending}");
        let sent = Sent {
            bytes: &photograph,
            extension: ending,
            declared,
        };
        let made = taken(sent, HERE).unwrap();
        for tag in [
            CANARY, b"CANARY", b"Exif", b"http:", b"ICC", b"MPF", b"8BIM", b"PK",
        ] {
            assert!(!holds(&made, tag), "{ending}: {}", String::from_utf8_lossy(tag));
        }
        let allowed = [0xe0, 0xdb, 0xc0, 0xc4, 0xda];
        assert!(
            marks(&made).iter().all(|mark| allowed.contains(mark)),
            "{:x?}",
            marks(&made)
        );
        assert!(made.ends_with(&[0xff, 0xd9]), "and nothing behind its end");
        assert_eq!(read(&made).dimensions(), (40, 20));
    }
}

/// The way up is a tag too: it is gone, so the picture itself is turned.
#[test]
fn a_photograph_is_turned_the_right_way_up() {
    let upright = read(&anew(&tagged_jpeg(1)).unwrap());
    assert!(upright.get_pixel(5, 10).0[0] > 150, "red on the left");
    // To be turned by a quarter clockwise: what was on the left is at the top.
    let turned = read(&anew(&tagged_jpeg(6)).unwrap());
    assert_eq!(turned.dimensions(), (20, 40));
    assert!(turned.get_pixel(10, 5).0[0] > 150 && turned.get_pixel(10, 35).0[2] > 150);
}

/// What can be seen through shows white paper, and what is larger than needed becomes smaller.
#[test]
fn a_picture_is_laid_on_white_and_no_larger_than_needed() {
    let mut clear = Vec::new();
    PngEncoder::new(&mut clear)
        .write_image(&[0; 16 * 16 * 4], 16, 16, ExtendedColorType::Rgba8)
        .unwrap();
    let laid = read(&anew(&clear).unwrap());
    assert!(laid.pixels().all(|pixel| pixel.0.iter().all(|part| *part > 250)));
    let large = read(&anew(&png(3000, 30)).unwrap());
    assert_eq!(large.dimensions(), (2400, 24));
}

/// How thirty kinds of files begin, none of which is taken.
const OTHERS: [&[u8]; 30] = [
    b"%PDF-1.7\n",
    b"GIF89a",
    b"BM\x36\0\0\0",
    b"II*\0\x08\0\0\0",
    b"MM\0*\0\0\0\x08",
    b"\0\0\x01\0\x01\0",
    b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>",
    b"<?xml version=\"1.0\"?><svg/>",
    b"<!DOCTYPE html><script>alert(1)</script>",
    b"<html><body onload=alert(1)>",
    b"<script>alert(1)</script>",
    b"#!/bin/sh\n",
    b"MZ\x90\0",
    b"\x7fELF\x02",
    b"\xca\xfe\xba\xbe",
    b"PK\x03\x04",
    b"Rar!\x1a\x07",
    b"7z\xbc\xaf\x27\x1c",
    b"\x1f\x8b\x08",
    b"BZh9",
    b"\xfd7zXZ\0",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"{\\rtf1",
    b"ID3\x03",
    b"OggS",
    b"RIFF\x24\0\0\0WAVEfmt ",
    b"RIFF\x24\0\0\0AVI LIST",
    b"\0\0\0\x20ftypisom",
    b"\x1a\x45\xdf\xa3",
    b"name,address\r\n",
];

/// Proves SG1: content, ending and declared kind must all say the same: thirty other kinds, renamed photographs and wrongly declared ones
/// are refused.
#[test]
fn only_what_is_all_of_one_kind_is_taken() {
    for begins in OTHERS {
        let file = [begins, &jpeg(8, 8)].concat();
        let refused = Kind::agreed(&file, "jpg", "image/jpeg").unwrap_err();
        assert_eq!(refused, NO_PHOTOGRAPH, "{}", String::from_utf8_lossy(begins));
    }
    let (jpeg, png, webp) = (jpeg(8, 8), png(8, 8), webp(8, 8));
    let kinds: [(&[u8], &str, &str, Kind); 3] = [
        (&jpeg, "jpg", "image/jpeg", Kind::Jpeg),
        (&png, "png", "image/png", Kind::Png),
        (&webp, "webp", "image/webp", Kind::WebP),
    ];
    for (place, (bytes, _, _, kind)) in kinds.iter().enumerate() {
        for (ending_place, (_, ending, _, _)) in kinds.iter().enumerate() {
            for (declared_place, (_, _, declared, _)) in kinds.iter().enumerate() {
                let agreed = Kind::agreed(bytes, ending, declared);
                if place == ending_place && place == declared_place {
                    assert_eq!(agreed, Ok(*kind));
                } else {
                    assert_eq!(agreed, Err(NO_PHOTOGRAPH.to_owned()), "{ending} {declared}");
                }
            }
        }
    }
    for (ending, declared) in [
        ("", "image/jpeg"),
        ("svg", "image/jpeg"),
        ("jpg", ""),
        ("jpg", "text/html"),
    ] {
        assert!(
            Kind::agreed(&jpeg, ending, declared).is_err(),
            "{ending} {declared}"
        );
    }
    let heic = b"\0\0\0\x18ftypheic\0\0\0\0";
    for (bytes, ending, declared) in [
        (&heic[..], "heic", "image/heic"),
        (&heic[..], "jpg", "image/jpeg"),
        (&jpeg[..], "heic", "image/jpeg"),
        (b"", "heif", ""),
    ] {
        assert_eq!(Kind::agreed(bytes, ending, declared), Err(HEIC.to_owned()));
    }
}

/// Proves SG1: a photograph that is cut anywhere is refused; nothing is filled in.
#[test]
fn a_cut_photograph_is_refused() {
    for (photograph, ending, declared) in [
        (jpeg(40, 20), "jpg", "image/jpeg"),
        (png(40, 20), "png", "image/png"),
        (webp(40, 20), "webp", "image/webp"),
    ] {
        let sent = |bytes| {
            taken(
                Sent {
                    bytes,
                    extension: ending,
                    declared,
                },
                HERE,
            )
        };
        assert!(sent(&photograph).is_ok(), "{ending}");
        for end in 12..photograph.len() {
            assert_eq!(
                sent(&photograph[..end]),
                Err(NOT_WHOLE.to_owned()),
                "{ending} {end}"
            );
        }
    }
}

/// Proves SG1: what is two files in one comes out as one picture, and whatever is damaged does no harm.
#[test]
fn a_file_of_two_kinds_comes_out_as_a_picture() {
    let script = b"<script>alert(1)</script>";
    let both = [&jpeg(40, 20)[..], script, b"PK\x03\x04"].concat();
    let made = anew(&both).unwrap();
    assert!(!holds(&made, script) && !holds(&made, b"PK\x03\x04"));
    for photograph in [tagged_jpeg(6), tagged_png(), tagged_webp()] {
        for at in (0..photograph.len()).step_by(7) {
            let mut damaged = photograph.clone();
            damaged[at] ^= 0x55;
            let _ = anew(&damaged);
        }
    }
}

/// Proves SG1: a flood of pixels is refused by what its head says, before any is read.
#[test]
fn a_flood_of_pixels_is_refused() {
    let mut flood = png(8, 8);
    flood[16..20].copy_from_slice(&30_000_u32.to_be_bytes());
    flood[20..24].copy_from_slice(&30_000_u32.to_be_bytes());
    let sum = crc(&flood[12..29]);
    flood[29..33].copy_from_slice(&sum.to_be_bytes());
    assert_eq!(anew(&flood), Err(TOO_LARGE.to_owned()));
    let mut flood = jpeg(8, 8);
    let head = flood.windows(2).position(|two| two == [0xff, 0xc0]).unwrap();
    flood[head + 5..head + 9].copy_from_slice(&[0x75, 0x30, 0x75, 0x30]);
    assert_eq!(anew(&flood), Err(TOO_LARGE.to_owned()));
}
