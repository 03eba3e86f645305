//! The files a page needs, embedded in the binary under addresses that change with their content.

use std::sync::LazyLock;

/// One embedded file.
#[derive(Clone, Copy, Debug)]
pub struct Asset {
    /// Its media type.
    pub kind: &'static str,
    /// Its bytes.
    pub bytes: &'static [u8],
}

const FILES: [(&str, &str, &[u8]); 11] = [
    (
        "trellis.css",
        "text/css; charset=utf-8",
        include_bytes!(concat!(env!("OUT_DIR"), "/trellis.css")),
    ),
    (
        "govuk-frontend.min.js",
        "text/javascript; charset=utf-8",
        include_bytes!(concat!(env!("OUT_DIR"), "/govuk-frontend.min.js")),
    ),
    (
        "start.js",
        "text/javascript; charset=utf-8",
        include_bytes!("../assets/start.js"),
    ),
    (
        "kept.js",
        "text/javascript; charset=utf-8",
        include_bytes!("../assets/kept.js"),
    ),
    (
        "keep.js",
        "text/javascript; charset=utf-8",
        include_bytes!("../assets/keep.js"),
    ),
    (
        "offline.js",
        "text/javascript; charset=utf-8",
        include_bytes!("../assets/offline.js"),
    ),
    (
        "worker.js",
        "text/javascript; charset=utf-8",
        include_bytes!("../assets/worker.js"),
    ),
    ("icon.svg", "image/svg+xml", include_bytes!("../assets/icon.svg")),
    (
        "icon-180.png",
        "image/png",
        include_bytes!(concat!(env!("OUT_DIR"), "/icon-180.png")),
    ),
    (
        "icon-192.png",
        "image/png",
        include_bytes!(concat!(env!("OUT_DIR"), "/icon-192.png")),
    ),
    (
        "icon-512.png",
        "image/png",
        include_bytes!(concat!(env!("OUT_DIR"), "/icon-512.png")),
    ),
];

/// The file served at `/assets/NAME`, if there is one.
pub fn asset(name: &str) -> Option<Asset> {
    FILES
        .iter()
        .find(|(known, _, _)| *known == name)
        .map(|(_, kind, bytes)| Asset { kind, bytes })
}

/// The addresses of [`FILES`]: every page names some of them, and a mark is reckoned over the whole file.
static ADDRESSES: LazyLock<[String; FILES.len()]> =
    LazyLock::new(|| FILES.map(|(name, _, bytes)| format!("/assets/{name}?{:08x}", fingerprint(bytes))));

/// The address of a file, with a mark of its content so that browsers may keep it for ever.
pub fn address(name: &str) -> &'static str {
    FILES
        .iter()
        .zip(ADDRESSES.iter())
        .find(|((known, _, _), _)| *known == name)
        .map_or("", |(_, address)| address)
}

/// FNV-1a: tells versions of our own files apart; not for secrets.
fn fingerprint(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The icon is drawn as its SVG says: lines, ground, and corners that are round but where a device rounds them itself.
    #[test]
    fn the_icon_is_drawn_as_its_svg_says() {
        let svg = String::from_utf8(asset("icon.svg").unwrap().bytes.to_vec()).unwrap();
        assert!(
            svg.contains("rx=\"5\" fill=\"#0b5357\"")
                && svg.contains("M8 4v24M16 4v24M24 4v24M4 10h24M4 22h24")
        );
        let number = |size: usize| u32::try_from(size).unwrap();
        for (size, corner) in [(180_usize, 255), (192, 0), (512, 0)] {
            let bytes = asset(&format!("icon-{size}.png")).unwrap().bytes;
            let mut reader = png::Decoder::new(std::io::Cursor::new(bytes))
                .read_info()
                .unwrap();
            let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
            let drawn = reader.next_frame(&mut pixels).unwrap();
            assert_eq!((drawn.width, drawn.height), (number(size), number(size)));
            let at = |x: usize, y: usize| {
                let place = (y * size / 32 * size + x * size / 32) * 4;
                [
                    pixels[place],
                    pixels[place + 1],
                    pixels[place + 2],
                    pixels[place + 3],
                ]
            };
            assert_eq!(at(0, 0)[3], corner, "{size}");
            for (x, y, line) in [
                (8, 7, true),
                (16, 16, true),
                (12, 10, true),
                (4, 16, false),
                (12, 16, false),
            ] {
                let wanted = if line { [255; 4] } else { [0x0b, 0x53, 0x57, 255] };
                assert_eq!(at(x, y), wanted, "{size}: {x} {y}");
            }
        }
    }
}
