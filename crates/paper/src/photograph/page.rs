//! A photograph as it leaves: unchanged on a page of paper, with the mark of this copy under it (SG8). Nothing is written into what somebody
//! signed.

use image::{ColorType, ImageDecoder, ImageFormat, ImageReader};
use kernel::Fault;
use std::fmt::Write;
use std::io::Cursor;

/// Points of the longer and the shorter side of A4.
const SIDES: (u32, u32) = (842, 595);
/// Points that stay free on each side of the picture.
const EDGE: u32 = 28;
/// Points at the foot, where the mark stands.
const FOOT: u32 = 48;

/// The page, as a PDF.
///
/// # Errors
/// It is no photograph that was made anew.
pub fn page(picture: &[u8], mark: &str) -> Result<Vec<u8>, Fault> {
    let unreadable = |error| Fault::caused("a photograph is not as it was made", error);
    let reader = ImageReader::with_format(Cursor::new(picture), ImageFormat::Jpeg);
    let decoder = reader.into_decoder().map_err(unreadable)?;
    let (width, height) = decoder.dimensions();
    let colours = match decoder.color_type() {
        ColorType::L8 => "DeviceGray",
        _ => "DeviceRGB",
    };
    let (across, up) = if width > height { SIDES } else { (SIDES.1, SIDES.0) };
    let (wide, high) = fitting(
        (width, height),
        (across.saturating_sub(EDGE * 2), up.saturating_sub(EDGE + FOOT)),
    );
    let left = across.saturating_sub(wide) / 2;
    // A mark has no other signs; a bracket would end the text.
    let mark: String = mark
        .chars()
        .filter(|sign| sign.is_ascii_alphanumeric() || *sign == '-')
        .collect();
    let drawing = format!(
        "/Figure << /MCID 0 >> BDC q {wide} 0 0 {high} {left} {FOOT} cm /Picture Do Q EMC\n\
         /P << /MCID 1 >> BDC BT /Plain 10 Tf {EDGE} {EDGE} Td (Copy {mark}) Tj ET EMC\n"
    );
    let mut file = Objects::new();
    file.add("/Type /Catalog /Pages 2 0 R /Lang (en-GB) /MarkInfo << /Marked true >> /ViewerPreferences << /DisplayDocTitle true >> /StructTreeRoot 7 0 R", None);
    file.add("/Type /Pages /Kids [3 0 R] /Count 1", None);
    file.add(&format!("/Type /Page /Parent 2 0 R /MediaBox [0 0 {across} {up}] /Contents 4 0 R /StructParents 0 /Tabs /S /Resources << /XObject << /Picture 5 0 R >> /Font << /Plain 6 0 R >> >>"), None);
    file.add("", Some(drawing.as_bytes()));
    file.add(&format!("/Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /{colours} /BitsPerComponent 8 /Filter /DCTDecode"), Some(picture));
    file.add(
        "/Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding",
        None,
    );
    file.add(
        "/Type /StructTreeRoot /K 8 0 R /ParentTree << /Nums [0 [9 0 R 10 0 R]] >> /ParentTreeNextKey 1",
        None,
    );
    file.add("/Type /StructElem /S /Document /P 7 0 R /K [9 0 R 10 0 R]", None);
    file.add("/Type /StructElem /S /Figure /P 8 0 R /Pg 3 0 R /K 0 /Alt (A photograph of a sheet that people signed)", None);
    file.add("/Type /StructElem /S /P /P 8 0 R /Pg 3 0 R /K 1", None);
    file.add("/Title (Sheet) /Producer (Trellis)", None);
    Ok(file.end(1, 11))
}

/// The largest size of the same shape that fits.
fn fitting((width, height): (u32, u32), (wide, high): (u32, u32)) -> (u32, u32) {
    let scaled = |side: u32, by: u32, of: u32| {
        let points = u64::from(side).saturating_mul(u64::from(by)) / u64::from(of.max(1));
        u32::try_from(points).unwrap_or(u32::MAX).max(1)
    };
    let by_width = scaled(height, wide, width);
    if by_width <= high {
        (wide, by_width)
    } else {
        (scaled(width, high, height), high)
    }
}

/// A file object by object, and where each begins.
struct Objects {
    bytes: Vec<u8>,
    places: Vec<usize>,
}

impl Objects {
    fn new() -> Self {
        Self {
            // The second line says that what follows is not text.
            bytes: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec(),
            places: Vec::new(),
        }
    }

    fn add(&mut self, entries: &str, stream: Option<&[u8]>) {
        self.places.push(self.bytes.len());
        let number = self.places.len();
        let mut put = |bytes: &[u8]| self.bytes.extend_from_slice(bytes);
        match stream {
            None => put(format!("{number} 0 obj\n<< {entries} >>\nendobj\n").as_bytes()),
            Some(stream) => {
                let length = stream.len();
                put(format!("{number} 0 obj\n<< {entries} /Length {length} >>\nstream\n").as_bytes());
                put(stream);
                put(b"\nendstream\nendobj\n");
            }
        }
    }

    /// The file whole, with the numbers of its catalogue and of what is said of it.
    fn end(mut self, catalogue: usize, about: usize) -> Vec<u8> {
        let (begins, size) = (self.bytes.len(), self.places.len().saturating_add(1));
        let mut table = format!("xref\n0 {size}\n0000000000 65535 f \n");
        for place in &self.places {
            // Writing to a String cannot fail.
            let _ = writeln!(table, "{place:010} 00000 n ");
        }
        let _ = write!(
            table,
            "trailer\n<< /Size {size} /Root {catalogue} 0 R /Info {about} 0 R >>\nstartxref\n{begins}\n%%EOF\n"
        );
        self.bytes.extend_from_slice(table.as_bytes());
        self.bytes
    }
}
