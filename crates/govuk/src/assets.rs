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

const FILES: [(&str, &str, &[u8]); 8] = [
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
