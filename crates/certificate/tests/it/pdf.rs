//! A certificate is read by others as it was meant.

use crate::readers::{are_there, objects, pixels, says, structure, words};
use kernel::{Day, Instant};
use paper::certificate::Words;

fn moment() -> Instant {
    Instant::on(Day::new(2026, 3, 12).unwrap(), "16:30").unwrap()
}

fn sample() -> Words {
    Words {
        programme: "Safer Together pilot".to_owned(),
        name: "Zoë Ní Bhriain-Okonkwo".to_owned(),
        title: "Responding well".to_owned(),
        length: "3.5 hours".to_owned(),
        days: vec!["12 March 2026".to_owned()],
        aims: vec!["Know what to do next.".to_owned(), "Know whom to ask.".to_owned()],
        issued_by: "Coral Coordinator".to_owned(),
        issued_on: "12 March 2026".to_owned(),
        code: "K7Q4-MX2P-9HTR-B3WZ-6CDN".to_owned(),
        mark: String::new(),
        check_at: "https://trellis.example/certificates".to_owned(),
        check_link: "https://trellis.example/certificates/K7Q4MX2P9HTRB3WZ6CDN".to_owned(),
        pathway: false,
    }
}

fn made(words: &Words) -> Vec<u8> {
    (certificate::PRESS.write)(words, moment()).unwrap()
}

#[test]
fn the_file_is_sound_and_says_what_it_is() {
    if !are_there() {
        return;
    }
    let file = made(&sample());
    let checked = says("qpdf", &["--check", "FILE"], &file);
    assert!(
        checked.contains("No syntax or stream encoding errors"),
        "{checked}"
    );
    let info = says("pdfinfo", &["-isodates", "FILE"], &file);
    let value = |name: &str| {
        let line = info.lines().find(|line| line.starts_with(name));
        line.and_then(|line| line.split_once(':'))
            .unwrap_or_else(|| panic!("no {name} in {info}"))
            .1
            .trim()
            .to_owned()
    };
    assert_eq!(value("Title"), "Certificate of attendance");
    assert_eq!(value("Tagged"), "yes");
    assert_eq!(value("JavaScript"), "no");
    assert_eq!(value("Pages"), "1");
    assert_eq!(value("CreationDate"), "2026-03-12T16:30:00Z");
    let claims = says("pdfinfo", &["-meta", "FILE"], &file);
    assert!(claims.contains("<pdfuaid:part>1</pdfuaid:part>"), "{claims}");
    assert!(value("Page size").contains("A4"), "{info}");
}

/// A certificate of a pathway says that and which steps it had, and nothing of days that were attended.
#[test]
fn a_certificate_of_a_pathway_says_what_it_is() {
    if !are_there() {
        return;
    }
    let file = made(&Words {
        programme: String::new(),
        length: String::new(),
        pathway: true,
        ..sample()
    });
    let info = says("pdfinfo", &["FILE"], &file);
    assert!(
        info.contains("Certificate of a pathway") && info.contains("Tagged:"),
        "{info}"
    );
    let words = words(&file);
    for said in [
        "finished every step of",
        "Responding well",
        "The steps",
        "Know whom to ask.",
    ] {
        assert!(words.contains(said), "{said}: {words}");
    }
    assert!(
        !words.contains("attended") && !words.contains("Length"),
        "{words}"
    );
}

/// Proves SG8: the mark of a copy is in the text of the file and in the picture of its page, and on nobody's own.
#[test]
fn the_mark_of_a_copy_is_printed() {
    if !are_there() {
        return;
    }
    let own = made(&sample());
    let copy = made(&Words {
        mark: "7QX2-M4KD-0HVT".to_owned(),
        ..sample()
    });
    assert!(words(&copy).contains("Copy 7QX2-M4KD-0HVT"), "{}", words(&copy));
    assert!(!words(&own).contains("Copy "));
    // The picture of the page, as a printer has it: it differs at the foot and nowhere else.
    let (own, copy) = (pixels(&own), pixels(&copy));
    assert_eq!(own.len(), copy.len());
    let changed: Vec<usize> = (0..own.len()).filter(|row| own[*row] != copy[*row]).collect();
    assert!(!changed.is_empty(), "the mark is in no picture");
    assert!(changed.iter().all(|row| *row > own.len() * 9 / 10), "{changed:?}");
}

#[test]
fn a_screen_reader_finds_its_way() {
    if !are_there() {
        return;
    }
    let file = made(&sample());
    let objects = objects(&file);
    assert!(objects.contains("/Lang (en-GB)"), "its language");
    assert!(objects.contains("/Marked true") && objects.contains("/DisplayDocTitle true"));
    assert!(objects.contains("/Alt (QR code"), "words for the picture");
    assert!(
        objects.contains("/URI (https://trellis.example/certificates)"),
        "a link to follow"
    );
    let structure = structure(&file);
    for tag in ["Document", "H1", "H2", "P", "Figure", "Link"] {
        assert!(
            structure.lines().any(|line| line.trim().starts_with(tag)),
            "no {tag} in {structure}"
        );
    }
    let place = |text: &str| {
        structure
            .find(text)
            .unwrap_or_else(|| panic!("no {text} in {structure}"))
    };
    let order = [
        "Safer Together",
        "Certificate of attendance",
        "Bhriain",
        "Responding well",
        "Aims of the course",
        "Know what to do next.",
        "Coral Coordinator",
        "K7Q4-MX2P-9HTR-B3WZ-6CDN",
    ];
    assert!(order.windows(2).all(|pair| match pair {
        [one, other] => place(one) < place(other),
        _ => true,
    }));
}

#[test]
fn its_text_can_be_taken_out_and_its_fonts_are_in_it() {
    if !are_there() {
        return;
    }
    let file = made(&sample());
    let words = words(&file);
    for text in [
        "Zoë Ní Bhriain-Okonkwo",
        "attended every day of Responding well",
        "Date: 12 March 2026",
        "Length: 3.5 hours",
        "Issued by Coral Coordinator on 12 March 2026.",
        "K7Q4-MX2P-9HTR-B3WZ-6CDN",
        "https://trellis.example/certificates",
    ] {
        assert!(words.contains(text), "{text} in {words}");
    }
    let fonts = says("pdffonts", &["FILE"], &file);
    let rows: Vec<&str> = fonts.lines().skip(2).collect();
    assert!(rows.len() >= 2, "{fonts}");
    for row in rows {
        let marks: Vec<&str> = row
            .split_whitespace()
            .filter(|word| ["yes", "no"].contains(word))
            .collect();
        assert_eq!(
            marks,
            ["yes", "yes", "yes"],
            "embedded, a subset, with Unicode: {row}"
        );
    }
}

/// What a name holds is printed as it is: no markup, no code, no link, no file is read.
#[test]
fn nothing_in_a_name_is_markup() {
    if !are_there() {
        return;
    }
    let hostile =
        "- item = H #panic(\"x\") *bold* $x^2$ @ref <label> #read(\"words.json\") \\u{41} // gone /* gone */";
    let words_with = Words {
        name: hostile.to_owned(),
        title: hostile.to_owned(),
        programme: hostile.to_owned(),
        issued_by: hostile.to_owned(),
        aims: vec![hostile.to_owned()],
        days: vec![hostile.to_owned(), hostile.to_owned()],
        ..sample()
    };
    let file = made(&words_with);
    let flat = |text: &str| text.split_whitespace().collect::<String>();
    let printed = flat(&words(&file)).matches(&flat(hostile)).count();
    assert_eq!(printed, 7, "{}", words(&file));
    let plain = made(&sample());
    let headings = |file: &[u8]| {
        structure(file)
            .lines()
            .filter(|line| line.trim().starts_with('H'))
            .count()
    };
    assert_eq!(headings(&file), headings(&plain), "no heading more");
}

#[test]
fn the_same_words_are_the_same_bytes() {
    let one = made(&sample());
    assert!(one == made(&sample()), "made twice, it is the same");
    let later = (certificate::PRESS.write)(&sample(), moment().plus_seconds(60)).unwrap();
    assert!(one != later, "the moment is in it");
}

#[test]
fn many_words_go_on_over_pages_that_are_numbered() {
    if !are_there() {
        return;
    }
    let long = Words {
        aims: (1..=80)
            .map(|number| {
                format!("Aim {number}: know what to do next, and whom to ask when nobody seems to know.")
            })
            .collect(),
        name: "Nwakaego Adaobi Chukwuemeka-Featherstonehaugh ".repeat(4),
        days: (1..=28).map(|day| format!("{day} February 2026")).collect(),
        ..sample()
    };
    let file = made(&long);
    let words = words(&file);
    assert!(words.contains("Aim 80:") && words.contains("28 February 2026"));
    assert!(words.contains("Page 1 of"), "{words}");
    assert!(words.contains("K7Q4-MX2P-9HTR-B3WZ-6CDN"));
    assert!(!crate::readers::words(&made(&sample())).contains("Page 1"));
}

#[test]
fn other_scripts_are_printed_and_what_cannot_be_is_said() {
    let printable = "Łukasz Đorđević, Ольга Ковальчук, Ελένη, محمد";
    assert_eq!((certificate::PRESS.unprintable)(printable), None);
    assert_eq!((certificate::PRESS.unprintable)("Ada 山田"), Some('山'));
    assert_eq!((certificate::PRESS.unprintable)("Ada\tOkoye\n"), None);
    if !are_there() {
        return;
    }
    let words_with = Words {
        name: printable.to_owned(),
        ..sample()
    };
    let words = words(&made(&words_with));
    assert!(
        words.contains("Łukasz Đorđević") && words.contains("Ольга Ковальчук"),
        "{words}"
    );
}

/// One of each kind, for a checker of PDF/UA.
#[test]
#[ignore = "writes files for another program: cargo xtask test runs it"]
fn certificates_for_the_other_program() {
    let folder = std::path::PathBuf::from(std::env::var_os("FILES_FOLDER").unwrap());
    let many = |count: usize| {
        (1..=count)
            .map(|number| format!("Aim {number}: know what to do next, and whom to ask."))
            .collect()
    };
    let all = [
        ("plain", sample()),
        (
            "pathway",
            Words {
                programme: String::new(),
                length: String::new(),
                pathway: true,
                ..sample()
            },
        ),
        (
            "copy",
            Words {
                mark: "7QX2-M4KD-0HVT".to_owned(),
                ..sample()
            },
        ),
        (
            "scripts",
            Words {
                name: "Łukasz Đorđević, Ольга Ковальчук, Ελένη".to_owned(),
                ..sample()
            },
        ),
        (
            "pages",
            Words {
                aims: many(80),
                days: (1..=28).map(|day| format!("{day} February 2026")).collect(),
                ..sample()
            },
        ),
    ];
    for (name, words) in all {
        std::fs::write(folder.join(format!("{name}.pdf")), made(&words)).unwrap();
    }
}
