//! The files a page needs, embedded in the binary under addresses that change with their content.

/// One embedded file.
#[derive(Clone, Copy, Debug)]
pub struct Asset {
    /// Its media type.
    pub kind: &'static str,
    /// Its bytes.
    pub bytes: &'static [u8],
}

const FILES: [(&str, &str, &[u8]); 4] = [
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
    ("icon.svg", "image/svg+xml", include_bytes!("../assets/icon.svg")),
];

/// The file served at `/assets/NAME`, if there is one.
pub fn asset(name: &str) -> Option<Asset> {
    FILES
        .iter()
        .find(|(known, _, _)| *known == name)
        .map(|(_, kind, bytes)| Asset { kind, bytes })
}

/// The address of a file, with a mark of its content so that browsers may keep it for ever.
pub(crate) fn address(name: &str) -> String {
    let mark = asset(name).map_or(0, |asset| fingerprint(asset.bytes));
    format!("/assets/{name}?{mark:08x}")
}

/// FNV-1a: tells versions of our own files apart; not for secrets.
const fn fingerprint(bytes: &[u8]) -> u32 {
    let mut hash = 0x811c_9dc5_u32;
    let mut place = 0;
    while let Some((byte, _)) = split(bytes, place) {
        hash = (hash ^ byte as u32).wrapping_mul(0x0100_0193);
        place += 1;
    }
    hash
}

const fn split(bytes: &[u8], place: usize) -> Option<(u8, usize)> {
    match bytes.split_at_checked(place) {
        Some((_, rest)) => match rest.first() {
            Some(byte) => Some((*byte, place)),
            None => None,
        },
        None => None,
    }
}
