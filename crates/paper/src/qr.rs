//! QR codes as inline SVG: no script, no style, no outside request.

use kernel::Fault;
use qrcodegen::{QrCode, QrCodeEcc};
use std::fmt::Write;

/// Light modules round the code, as the standard asks.
const QUIET: i32 = 4;

/// The code for `text` (up to about 2,300 bytes), drawn black on white in any colour scheme. `label` is what a screen
/// reader says; letters, digits, spaces, commas and full stops of it are kept.
pub fn svg(text: &str, label: &str) -> Result<String, Fault> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium)
        .map_err(|error| Fault::caused("text is too long for a QR code", error))?;
    let side = code.size().saturating_add(QUIET.saturating_mul(2));
    let label: String = label
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | ',' | '.'))
        .collect();
    let mut drawing = format!(
        "<svg class=\"trellis-qr\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" role=\"img\" aria-label=\"{label}\" shape-rendering=\"crispEdges\"><rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/><path fill=\"#000\" d=\""
    );
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let start = x;
            while x < code.size() && code.get_module(x, y) {
                x = x.saturating_add(1);
            }
            let run = x.saturating_sub(start);
            if run > 0 {
                // Writing to a String cannot fail.
                let _ = write!(
                    drawing,
                    "M{} {}h{run}v1h-{run}z",
                    start.saturating_add(QUIET),
                    y.saturating_add(QUIET)
                );
            }
            x = x.saturating_add(1);
        }
    }
    drawing.push_str("\"/></svg>");
    Ok(drawing)
}
