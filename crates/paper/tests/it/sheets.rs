//! CSV and XLSX.

use paper::{Cell, Grid, csv, xlsx};
use proptest::prelude::*;
use std::io::Read;

fn grid_of(words: &[&str]) -> Grid {
    let mut grid = Grid::new("Delivery by area", ["Area", "n", "Share"]);
    for word in words {
        grid.row(vec![Cell::from(*word), Cell::Whole(-3), Cell::Real(12.345, 1)]);
    }
    grid.note("54 of 74 sessions");
    grid
}

/// Proves SG7.
#[test]
fn no_cell_starts_a_formula_and_every_cell_comes_back() {
    let nasty = [
        "=1+1",
        "+1",
        "-1",
        "@sum(1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "\u{a0}=1",
        "\u{200b}=1",
        "\u{feff}=1",
        "＝1",
        "＋1",
        "－1",
        "＠x",
        " \t＝1",
        "'=1",
        "''=1",
        "'tis",
        "\"=1",
        "plain",
        "",
        "a=b",
        "−1",
        "\t",
        "\u{0}=1",
        "x;=1",
        "a\r\n=b",
        "|cmd",
        "%0A",
    ];
    let grid = grid_of(&nasty);
    let bytes = csv::write(&grid).unwrap();
    let mut raw = ::csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(&bytes[3..]);
    for record in raw.records() {
        let record = record.unwrap();
        let first = record.get(0).unwrap();
        let opening = first
            .chars()
            .find(|c| !c.is_whitespace() && !c.is_control() && !"\u{200b}\u{feff}".contains(*c));
        assert!(
            !matches!(opening, Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠')),
            "{first:?}"
        );
        assert!(!first.starts_with(['\t', '\r']), "{first:?}");
    }
    let back = csv::read(&bytes).unwrap();
    for (word, row) in nasty.iter().zip(back.iter().skip(1)) {
        assert_eq!(&row[0], word);
        assert_eq!(row[1], "-3");
        assert_eq!(row[2], "12.3");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases.max(20_000)))]

    /// Proves SG7: any text, however strange, is inert and comes back.
    #[test]
    fn guarded_text_is_inert_and_comes_back(text in "[\\PC\\s'=+@＝＋－＠\u{200b}\u{feff}\t\r\n\"-]{0,12}") {
        let kept = csv::guard(&text);
        prop_assert_eq!(csv::unguard(&kept), text.as_str());
        prop_assert!(!csv::is_dangerous(&kept), "{:?}", kept);
        let folded: String = kept.trim_start_matches(|c: char| c.is_whitespace() || c.is_control()).to_owned();
        prop_assert!(!folded.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']), "{:?}", kept);
    }

    /// Text from elsewhere keeps its apostrophe unless the apostrophe was a guard.
    #[test]
    fn foreign_text_is_left_alone(text in "[a-z']{0,6}") {
        if !text.starts_with("''") {
            prop_assert_eq!(csv::unguard(&text), text.as_str());
        }
    }
}

/// Proves SG6.
#[test]
fn a_workbook_holds_one_visible_sheet_and_no_trace_of_its_maker() {
    const ALLOWED: &[&str] = &[
        "[Content_Types].xml",
        "_rels/.rels",
        "docProps/app.xml",
        "docProps/core.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/sharedStrings.xml",
        "xl/styles.xml",
        "xl/theme/theme1.xml",
        "xl/workbook.xml",
        "xl/worksheets/sheet1.xml",
    ];
    let grid = grid_of(&["=HYPERLINK(\"http://x\")", "Hackney", "<b>&"]);
    let bytes = xlsx::write(&grid).unwrap();
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut parts = std::collections::BTreeMap::new();
    for place in 0..zip.len() {
        let mut file = zip.by_index(place).unwrap();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        let name = file.name().unwrap().into_owned();
        drop(file);
        parts.insert(name, text);
    }
    for name in parts.keys() {
        assert!(ALLOWED.contains(&name.as_str()), "unexpected part {name}");
    }
    let book = &parts["xl/workbook.xml"];
    assert_eq!(book.matches("<sheet ").count(), 1);
    assert!(!book.to_lowercase().contains("hidden"));
    assert!(!book.contains("definedName"));
    let sheet = &parts["xl/worksheets/sheet1.xml"];
    assert!(!sheet.contains("<f>") && !sheet.contains("<f "), "no formula");
    assert!(!sheet.to_lowercase().contains("hidden"));
    // Head, three rows of three, one note: as many cells as the preview shows.
    assert_eq!(sheet.matches("<c r=").count(), 3 + 9 + 1);
    let core = &parts["docProps/core.xml"];
    assert!(
        core.contains("<dc:creator></dc:creator>") || core.contains("<dc:creator/>"),
        "{core}"
    );
    assert!(
        core.contains("<cp:lastModifiedBy></cp:lastModifiedBy>") || core.contains("<cp:lastModifiedBy/>"),
        "{core}"
    );
    assert!(
        core.contains("2000-01-01T00:00:00Z"),
        "no day of its making: {core}"
    );
    assert!(!parts["docProps/app.xml"].contains("<Company>T"));
}

#[test]
fn a_qr_code_is_a_plain_drawing() {
    let drawing = paper::qr::svg("https://example.test/door/3f", "Code \"x\" onload=1").unwrap();
    assert!(drawing.starts_with("<svg"));
    assert!(drawing.contains("aria-label=\"Code x onload1\""));
    for bad in ["<script", "<style", "style=", "href"] {
        assert!(!drawing.contains(bad));
    }
}

/// Programs end lines in two ways, and a cell may have several lines: what is wrong with a row is told by the line that a person finds it in.
#[test]
fn a_row_stands_at_its_line() {
    for end in ["\n", "\r\n"] {
        let text = "Report\n\n\nName,Minutes\n\"Ann\nOne\",5\n\nBea,6\n".replace('\n', end);
        let rows = csv::read_lines(text.as_bytes(), ',').unwrap();
        let found: Vec<(usize, String)> = rows
            .iter()
            .enumerate()
            .filter_map(|(place, row)| Some((place + 1, row.first()?.replace(end, " "))))
            .collect();
        let wanted = [(1, "Report"), (4, "Name"), (5, "Ann One"), (8, "Bea")];
        assert_eq!(
            found,
            wanted.map(|(line, name)| (line, name.to_owned())),
            "{end:?}"
        );
    }
}
