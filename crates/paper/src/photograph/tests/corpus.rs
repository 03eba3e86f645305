//! Photographs with everything in them that telephones and programs write beside the picture.

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::{ExtendedColorType, ImageEncoder, Rgb, RgbImage};

/// What stands in every tag of the corpus, and may stand in no picture that is made of it.
pub(super) const CANARY: &[u8] = b"CANARY 52.0907N 5.1214E";

/// Left half red, right half blue.
fn picture(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, _| {
        if x < width / 2 {
            Rgb([220, 20, 20])
        } else {
            Rgb([20, 20, 220])
        }
    })
}

pub(super) fn jpeg(width: u32, height: u32) -> Vec<u8> {
    let mut out = Vec::new();
    JpegEncoder::new_with_quality(&mut out, 90)
        .encode_image(&picture(width, height))
        .unwrap();
    out
}

pub(super) fn png(width: u32, height: u32) -> Vec<u8> {
    let mut out = Vec::new();
    PngEncoder::new(&mut out)
        .write_image(&picture(width, height), width, height, ExtendedColorType::Rgb8)
        .unwrap();
    out
}

pub(super) fn webp(width: u32, height: u32) -> Vec<u8> {
    let mut out = Vec::new();
    WebPEncoder::new_lossless(&mut out)
        .write_image(&picture(width, height), width, height, ExtendedColorType::Rgb8)
        .unwrap();
    out
}

fn be16(number: usize) -> [u8; 2] {
    u16::try_from(number).unwrap().to_be_bytes()
}

fn be32(number: usize) -> [u8; 4] {
    u32::try_from(number).unwrap().to_be_bytes()
}

fn le32(number: usize) -> [u8; 4] {
    u32::try_from(number).unwrap().to_le_bytes()
}

/// A segment of a JPEG.
fn segment(mark: u8, content: &[u8]) -> Vec<u8> {
    [&[0xff, mark][..], &be16(content.len() + 2), content].concat()
}

/// An entry of a directory of Exif: its tag, the kind of its values, how many there are, and they themselves.
type Entry = (u16, u16, usize, Vec<u8>);

fn text(tag: u16) -> Entry {
    (tag, 2, CANARY.len() + 1, [CANARY, b"\0"].concat())
}

fn bytes(tag: u16, content: &[u8]) -> Entry {
    (tag, 7, content.len(), content.to_vec())
}

fn short(tag: u16, number: u16) -> Entry {
    (tag, 3, 1, number.to_le_bytes().to_vec())
}

fn long(tag: u16, number: usize) -> Entry {
    (tag, 4, 1, le32(number).to_vec())
}

fn fractions(tag: u16, parts: &[(usize, usize)]) -> Entry {
    let content = parts
        .iter()
        .flat_map(|(above, below)| [le32(*above), le32(*below)].concat());
    (tag, 5, parts.len(), content.collect())
}

/// A directory that stands at `start`, with what is too long for its entries behind them; `next` is where another stands.
fn directory(start: usize, entries: &[Entry], next: usize) -> Vec<u8> {
    let behind = start + 2 + 12 * entries.len() + 4;
    let mut head = u16::try_from(entries.len()).unwrap().to_le_bytes().to_vec();
    let mut data: Vec<u8> = Vec::new();
    for (tag, kind, count, content) in entries {
        head.extend(tag.to_le_bytes());
        head.extend(kind.to_le_bytes());
        head.extend(le32(*count));
        if content.len() <= 4 {
            let mut value = content.clone();
            value.resize(4, 0);
            head.extend(value);
        } else {
            head.extend(le32(behind + data.len()));
            data.extend(content);
            data.resize(data.len().next_multiple_of(2), 0);
        }
    }
    [head, le32(next).to_vec(), data].concat()
}

/// Where it was taken, to the metre, which way it looks, and how that is known.
fn position(start: usize) -> Vec<u8> {
    let entries = [
        (0, 1, 4, vec![2, 3, 0, 0]),
        (1, 2, 2, b"N\0".to_vec()),
        fractions(2, &[(52, 1), (5, 1), (2652, 100)]),
        (3, 2, 2, b"E\0".to_vec()),
        fractions(4, &[(5, 1), (7, 1), (1704, 100)]),
        fractions(0x11, &[(90, 1)]),
        text(0x1b),
    ];
    directory(start, &entries, 0)
}

/// A small picture with a position of its own.
fn small() -> Vec<u8> {
    let first = |place| directory(8, &[text(0x010f), long(0x8825, place)], 0);
    let place = 8 + first(0).len();
    let exif = [
        b"Exif\0\0II*\0".as_slice(),
        &le32(8),
        &first(place),
        &position(place),
    ]
    .concat();
    let plain = jpeg(8, 8);
    [&plain[..2], &segment(0xe1, &exif), &plain[2..]].concat()
}

/// Exif with the way up, maker, model, program, author, times, maker's note, comment, serial numbers, position, and a small picture.
fn exif(way_up: u16) -> Vec<u8> {
    let small = small();
    let first = |own, place, next| {
        let entries = [
            text(0x010f),
            text(0x0110),
            short(0x0112, way_up),
            text(0x0131),
            text(0x013b),
            text(0x8298),
            long(0x8769, own),
            long(0x8825, place),
        ];
        directory(8, &entries, next)
    };
    let own = |start| {
        let entries = [
            (0x9003, 2, 20, b"2026:03:12 09:30:00\0".to_vec()),
            bytes(0x927c, CANARY),
            bytes(0x9286, &[b"ASCII\0\0\0".as_slice(), CANARY].concat()),
            text(0xa431),
            text(0xa435),
        ];
        directory(start, &entries, 0)
    };
    let last = |start, picture| {
        let entries = [short(0x0103, 6), long(0x0201, picture), long(0x0202, small.len())];
        directory(start, &entries, 0)
    };
    let own_at = 8 + first(0, 0, 0).len();
    let place_at = own_at + own(0).len();
    let last_at = place_at + position(0).len();
    let small_at = last_at + last(0, 0).len();
    [
        b"II*\0".as_slice(),
        &le32(8),
        &first(own_at, place_at, last_at),
        &own(own_at),
        &position(place_at),
        &last(last_at, small_at),
        &small,
    ]
    .concat()
}

/// Position and town once more, as XMP.
fn xmp() -> Vec<u8> {
    [
        b"<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>".as_slice(),
        b"<rdf:Description rdf:about='' xmlns:exif='http://ns.adobe.com/exif/1.0/' xmlns:photoshop='http://ns.adobe.com/photoshop/1.0/' ",
        b"exif:GPSLatitude='52,5.442N' exif:GPSLongitude='5,7.284E' photoshop:City='",
        CANARY,
        b"'/></rdf:RDF></x:xmpmeta><?xpacket end='w'?>",
    ]
    .concat()
}

/// Town, quarter and caption, as IPTC.
fn iptc() -> Vec<u8> {
    let record = |name: u8| [&[0x1c, 2, name][..], &be16(CANARY.len()), CANARY].concat();
    let mut content = [record(90), record(92), record(120)].concat();
    content.resize(content.len().next_multiple_of(2), 0);
    [
        b"Photoshop 3.0\x008BIM\x04\x04\0\0".as_slice(),
        &be32(content.len()),
        &content,
    ]
    .concat()
}

/// A JPEG with all that may be beside the picture.
pub(super) fn tagged_jpeg(way_up: u16) -> Vec<u8> {
    let plain = jpeg(40, 20);
    let named = |name: &[u8], rest: &[u8]| [name, rest, CANARY].concat();
    [
        &plain[..2],
        &segment(0xe1, &[b"Exif\0\0".as_slice(), &exif(way_up)].concat()),
        &segment(
            0xe1,
            &[b"http://ns.adobe.com/xap/1.0/\0".as_slice(), &xmp()].concat(),
        ),
        &segment(0xe2, &named(b"ICC_PROFILE\0\x01\x01", b"")),
        &segment(0xe2, &named(b"MPF\0", b"II*\0")),
        &segment(0xed, &iptc()),
        &segment(0xee, &named(b"Made by", b"")),
        &segment(0xfe, CANARY),
        &plain[2..],
        // A second picture behind the first, and whatever else.
        &jpeg(8, 8),
        CANARY,
        b"PK\x05\x06",
    ]
    .concat()
}

pub(super) fn tagged_png() -> Vec<u8> {
    let plain = png(40, 20);
    let chunk = |name: &[u8], content: &[u8]| {
        let body = [name, content].concat();
        [&be32(content.len())[..], &body, &crc(&body).to_be_bytes()].concat()
    };
    let head = 8 + 25;
    [
        &plain[..head],
        &chunk(b"tEXt", &[b"Comment\0".as_slice(), CANARY].concat()),
        &chunk(
            b"iTXt",
            &[b"XML:com.adobe.xmp\0\0\0\0\0".as_slice(), &xmp()].concat(),
        ),
        &chunk(b"tIME", &[7, 0xea, 3, 12, 9, 30, 0]),
        &chunk(b"eXIf", &exif(1)),
        &plain[head..],
        CANARY,
    ]
    .concat()
}

pub(super) fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            if sum & 1 == 1 {
                (sum >> 1) ^ 0xedb8_8320
            } else {
                sum >> 1
            }
        })
    })
}

pub(super) fn tagged_webp() -> Vec<u8> {
    let plain = webp(40, 20);
    let chunk = |name: &[u8], content: &[u8]| {
        let padding = vec![0; content.len() % 2];
        [name, &le32(content.len()), content, &padding].concat()
    };
    // Exif, XMP and a colour profile; 40 by 20 pixels.
    let extended = chunk(b"VP8X", &[0x2c, 0, 0, 0, 39, 0, 0, 19, 0, 0]);
    let body = [
        b"WEBP".as_slice(),
        &extended,
        &chunk(b"ICCP", CANARY),
        &plain[12..],
        &chunk(b"EXIF", &exif(1)),
        &chunk(b"XMP ", &xmp()),
    ]
    .concat();
    [b"RIFF".as_slice(), &le32(body.len()), &body].concat()
}
