//! Files as programs and people write them.

use super::*;
use paper::table::HERE;

fn read(bytes: &[u8]) -> Result<Report, Wrong> {
    let extension = if bytes.starts_with(b"PK") { "xlsx" } else { "csv" };
    let sent = Sent {
        bytes,
        extension,
        declared: "",
    };
    super::read(sent, HERE)
}

fn wide(text: &str) -> Vec<u8> {
    let mut bytes = vec![0xff, 0xfe];
    bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    bytes
}

fn people(bytes: &[u8]) -> (Kind, Vec<(String, String, Option<i64>)>) {
    match read(bytes) {
        Ok(report) => (
            report.kind,
            report
                .entries
                .into_iter()
                .map(|entry| (entry.name, entry.email, entry.seconds))
                .collect(),
        ),
        Err(wrong) => panic!("{wrong:?}"),
    }
}

fn one(name: &str, email: &str, seconds: Option<i64>) -> (String, String, Option<i64>) {
    (name.to_owned(), email.to_owned(), seconds)
}

#[test]
fn a_report_of_teams_is_known_by_its_headings() {
    let report = "1. Summary\nMeeting title\tResponding well\nAttended participants\t3\n\n2. Participants\nName\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole\n\
        Ann One\t12/03/2026, 09:28:11\t12/03/2026, 12:58:02\t3h 29m 51s\tann.one@work.example\tann.one@work.example\tPresenter\nBea Two (Guest)\t12/03/2026, 09:40:00\t12/03/2026, 09:52:10\t12m 10s\t\t\tAttendee\n\n\
        3. In-Meeting Activities\nName\tJoin Time\tLeave Time\tDuration\tEmail\tRole\nAnn One\tx\ty\t3h 29m 51s\tann.one@work.example\tPresenter\n";
    let wanted = vec![
        one("Ann One", "ann.one@work.example", Some(12_591)),
        one("Bea Two", "", Some(730)),
    ];
    for bytes in [wide(report), report.as_bytes().to_vec()] {
        assert_eq!(people(&bytes), (Kind::Teams, wanted.clone()));
    }
}

#[test]
fn a_report_of_zoom_is_known_and_comings_and_goings_are_added_up() {
    let report = "Meeting ID,Topic,Duration (Minutes),Participants\n812 345,Responding well,210,3\n\nName (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,In Waiting Room\n\
        Ann One,ann.one@work.example,x,y,100,No,No\nann one,ANN.ONE@work.example,x,y,80,No,No\nBea (Beatrice Two),,x,y,5,Yes,No\nBea (Beatrice Two),,x,y,50,Yes,No\nCay,,x,y,9,Yes,Yes\n";
    let (kind, found) = people(report.as_bytes());
    assert_eq!(kind, Kind::Zoom);
    assert_eq!(
        found,
        [
            one("Ann One", "ann.one@work.example", Some(10_800)),
            one("Bea", "", Some(3_300))
        ]
    );
}

#[test]
fn a_list_is_read_from_text_and_from_a_workbook() {
    let text = "Work e-mail;Name;Present\r\nann.one@work.example;Ann One;yes\r\n;Bea Two;x\r\ncay@work.example;Cay;no\r\n";
    let mut grid = paper::Grid::new("List", ["Work e-mail", "Name", "Present"]);
    for (email, name, there) in [
        ("ann.one@work.example", "Ann One", "yes"),
        ("", "Bea Two", "x"),
        ("cay@work.example", "Cay", "no"),
    ] {
        grid.row(vec![email.into(), name.into(), there.into()]);
    }
    for bytes in [text.as_bytes().to_vec(), paper::xlsx::write(&grid).unwrap()] {
        let report = read(&bytes).unwrap_or_else(|wrong| panic!("{wrong:?}"));
        assert_eq!(report.kind, Kind::List);
        let found: Vec<_> = report
            .entries
            .iter()
            .map(|entry| (entry.line, entry.name.as_str(), entry.absent))
            .collect();
        assert_eq!(
            found,
            [(2, "Ann One", false), (3, "Bea Two", false), (4, "Cay", true)]
        );
    }
}

/// Proves SR10: every bad row is named, and none of the file is taken.
#[test]
fn every_bad_row_is_named() {
    let text = "Name,E-mail,Present\nAnn One,ann.one@work.example,yes\n,,yes\nBea,not an address,no\n7,,yes\nCay,,perhaps\n";
    let Err(Wrong::Rows(bad)) = read(text.as_bytes()) else {
        panic!("bad rows are told");
    };
    let lines: Vec<usize> = bad.iter().map(|row| row.line).collect();
    assert_eq!(lines, [3, 4, 5, 6]);
    assert!(matches!(
        read(b"Name,In-Meeting Duration\nAnn,soon\n"),
        Err(Wrong::Rows(_))
    ));
}

#[test]
fn what_is_no_register_is_refused() {
    for bytes in [
        &b""[..],
        b"\x00\x01\x02",
        b"one,two\n1,2\n",
        b"Name\n",
        b"\xff\xfe\x00",
        b"PK\x03\x04",
    ] {
        assert!(matches!(read(bytes), Err(Wrong::File(_))), "{bytes:?}");
    }
    let long = format!("Name\n{}", "Ann One\n".repeat(MOST_ROWS));
    assert!(matches!(read(long.as_bytes()), Err(Wrong::File(_))));
}

#[test]
fn durations_are_read_as_programs_write_them() {
    for (text, wanted) in [
        ("1h 2m 3s", Some(3723)),
        ("2 hours 5 min.", Some(7500)),
        ("45s", Some(45)),
        ("1:02:03", Some(3723)),
        ("62", Some(3720)),
        ("0", Some(0)),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1h 2", None),
        ("3 godz.", None),
        ("99999999999999999999h", None),
    ] {
        assert_eq!(seconds(text), wanted, "{text}");
    }
}

/// A phone and a laptop at one time are one person there; who comes back has both her times, and so has who is said to have come at times that
/// cannot be read.
#[test]
fn two_connections_at_one_time_count_once() {
    let report = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,In Waiting Room\n\
        Ann One,ann.one@work.example,03/12/2026 09:30:00 AM,03/12/2026 10:30:00 AM,60,No,No\n\
        Ann One,ann.one@work.example,03/12/2026 09:40:00 AM,03/12/2026 11:00:00 AM,80,No,No\n\
        Bea Two,bea.two@work.example,03/12/2026 09:30:00 AM,03/12/2026 10:00:00 AM,30,No,No\n\
        Bea Two,bea.two@work.example,03/12/2026 10:30:00 AM,03/12/2026 11:00:00 AM,30,No,No\n\
        Cay,cay@work.example,03/12/2026 09:30:00 AM,03/12/2026 10:00:00 AM,30,No,No\n\
        Cay,cay@work.example,03/12/2026 09:30:00 AM,later,30,No,No\n";
    let (_, found) = people(report.as_bytes());
    assert_eq!(
        found,
        [
            one("Ann One", "ann.one@work.example", Some(5_400)),
            one("Bea Two", "bea.two@work.example", Some(3_600)),
            one("Cay", "cay@work.example", Some(3_600)),
        ]
    );
}

/// Who rings in stands in a report with a number: nobody can put a report right, so the row is kept as one that names nobody. A list can be put
/// right, and a report of nothing else is none.
#[test]
fn a_row_of_a_report_that_cannot_be_read_names_nobody() {
    let rows = "+44 7700 900123\tx\ty\t3h\t\nAnn One\tx\ty\t50m\tann.one@work.example\n";
    let head = "Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\n";
    let report = read(format!("{head}{rows}").as_bytes()).unwrap_or_else(|wrong| panic!("{wrong:?}"));
    let found: Vec<_> = report
        .entries
        .iter()
        .map(|entry| (entry.line, entry.called(), entry.wrong.as_deref()))
        .collect();
    assert_eq!(
        found,
        [
            (2, "+44 7700 900123", Some("The name has no letter")),
            (3, "Ann One", None)
        ]
    );
    for file in [
        "Name,E-mail\n+44 7700 900123,\nAnn One,ann.one@work.example\n".to_owned(),
        format!("{head}+44 7700 900123\tx\ty\t3h\t\n"),
    ] {
        assert!(matches!(read(file.as_bytes()), Err(Wrong::Rows(bad)) if bad.len() == 1));
    }
}
