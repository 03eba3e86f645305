//! The text of a Word document (DOCX, ECMA-376): its paragraphs, without how they look.

use crate::archive;
use quick_xml::events::{BytesRef, Event};
use quick_xml::reader::Reader;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Said of what is no such document.
pub const UNREADABLE: &str = "this is no Word document (DOCX) that can be read";
/// Said of one that is too large when it is unpacked.
pub const TOO_LARGE: &str = "this document is too large";

/// The text, a line for each paragraph and an empty one between them.
///
/// # Errors
/// In words what is wrong with it.
pub fn text(bytes: &[u8]) -> Result<String, &'static str> {
    archive::measure(bytes).map_err(|wrong| match wrong {
        archive::Wrong::TooLarge => TOO_LARGE,
        archive::Wrong::Unreadable | archive::Wrong::Macros => UNREADABLE,
    })?;
    let mut parts = ZipArchive::new(Cursor::new(bytes)).map_err(|_| UNREADABLE)?;
    let mut xml = String::new();
    parts
        .by_name("word/document.xml")
        .map_err(|_| UNREADABLE)?
        .take(archive::MOST_UNPACKED)
        .read_to_string(&mut xml)
        .map_err(|_| UNREADABLE)?;
    paragraphs(&xml)
}

/// What of a document is no text of its own: how a paragraph looks, and what stands in for a drawing where a program cannot show it.
const PASSED_OVER: [&str; 2] = ["pPr", "Fallback"];

fn paragraphs(xml: &str) -> Result<String, &'static str> {
    let (mut reader, mut text, mut written) = (Reader::from_str(xml), String::new(), false);
    // How many parts are open, and how many were when the outermost one began that is passed over.
    let (mut depth, mut over) = (0_usize, None);
    loop {
        let event = reader.read_event().map_err(|_| UNREADABLE)?;
        match &event {
            Event::Start(part) => {
                if over.is_none() && PASSED_OVER.contains(&part.local_name().as_ref()) {
                    over = Some(depth);
                }
                depth += 1;
            }
            Event::End(_) => {
                depth = depth.saturating_sub(1);
                if over == Some(depth) {
                    over = None;
                    continue;
                }
            }
            Event::Eof if depth > 0 => return Err(UNREADABLE),
            Event::Eof => return Ok(text.trim_end().to_owned() + "\n"),
            _ => {}
        }
        if over.is_some() {
            continue;
        }
        match event {
            Event::Start(part) => written = part.local_name().as_ref() == "t",
            Event::Empty(part) => match part.local_name().as_ref() {
                "tab" => text.push('\t'),
                "br" | "cr" => text.push('\n'),
                _ => {}
            },
            Event::End(part) => {
                written = false;
                if part.local_name().as_ref() == "p" {
                    text.push_str("\n\n");
                }
            }
            Event::Text(words) if written => text.push_str(&words),
            Event::GeneralRef(name) if written => text.push(meant(&name).ok_or(UNREADABLE)?),
            _ => {}
        }
    }
}

/// The sign that a reference stands for.
fn meant(name: &BytesRef<'_>) -> Option<char> {
    match name.as_ref() {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => name.resolve_char_ref().ok().flatten(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    fn document(xml: &str, name: &str) -> Vec<u8> {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        archive.start_file(name, SimpleFileOptions::default()).unwrap();
        archive.write_all(xml.as_bytes()).unwrap();
        archive.finish().unwrap().into_inner()
    }

    /// Paragraphs, breaks and signs that stand for others; a run that is cut in two is one word; what is deleted is not there.
    #[test]
    fn a_document_is_read_as_its_paragraphs() {
        let xml = "<w:document xmlns:w=\"w\"><w:body><w:p><w:r><w:t xml:space=\"preserve\">She said &quot;no&quot; </w:t></w:r><w:r><w:t>&amp; le</w:t></w:r><w:r><w:t>ft.</w:t></w:r>\
            <w:r><w:delText>gone</w:delText></w:r></w:p>\n<w:p><w:r><w:t>Caf&#233;</w:t><w:br/><w:t>two</w:t></w:r></w:p></w:body></w:document>";
        let read = text(&document(xml, "word/document.xml"));
        assert_eq!(read.unwrap(), "She said \"no\" & left.\n\nCaf\u{e9}\ntwo\n");
    }

    /// How a paragraph looks is no text, and what stands in for a drawing is not read beside it.
    #[test]
    fn what_is_no_text_is_passed_over() {
        let xml = "<d><p><pPr><tabs><tab/></tabs></pPr><r><t>one</t><tab/><t>two</t></r></p><p><Choice><t>box</t></Choice><Fallback><p><t>box</t></p></Fallback></p></d>";
        assert_eq!(
            text(&document(xml, "word/document.xml")).unwrap(),
            "one\ttwo\n\nbox\n"
        );
    }

    /// What is no document is refused: another archive, a broken one, XML that breaks off or names what it does not say.
    #[test]
    fn what_is_no_document_is_refused() {
        let cut = document("<w:p><w:t>cut", "word/document.xml");
        let unknown = document("<w:p><w:t>&bomb;</w:t></w:p>", "word/document.xml");
        let other = document("<a/>", "xl/workbook.xml");
        for wrong in [b"PK\x03\x04".to_vec(), other, unknown, cut, b"text".to_vec()] {
            assert_eq!(text(&wrong), Err(UNREADABLE));
        }
    }
}
