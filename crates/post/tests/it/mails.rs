//! What a message says and to whom.

use crate::house::{House, letter};
use kernel::{Id, Instant};
use post::address::Address;
use post::outbox::Letter;
use post::template::Template;
use proptest::prelude::*;

/// Words that must never leave: topics, roles of people, places, case work, and canaries put into the data.
const NEVER: &[&str] = &[
    "abuse",
    "harm",
    "violence",
    "domestic",
    "fgm",
    "genital",
    "mutilation",
    "forced",
    "marriage",
    "honour",
    "victim",
    "survivor",
    "perpetrator",
    "refuge",
    "safeguard",
    "marac",
    "police",
    "court",
    "case",
    "risk",
    "referral",
    "hackney",
    "newham",
    "redbridge",
    "hammersmith",
    "borough",
    "council",
    "practice",
    "training",
    "course",
    "advocate",
    "women",
    "girl",
    "child",
    "partner",
    "assault",
    "trauma",
    "canary",
];

/// Proves SH1.
/// Proves SH3.
#[test]
fn no_message_says_what_the_service_is_for() {
    let house = House::with_sink();
    let day = Instant::from_millis(1_780_000_000_000);
    for (place, template) in Template::ALL.into_iter().enumerate() {
        let mut letter = Letter::new(
            Address::parse("canary.person@canary.example").unwrap(),
            template,
            "https://t.example/b/0123456789abcdef",
        );
        letter.days = vec![(day, day.plus_seconds(7200))];
        letter.calendar = (place % 2 == 0)
            .then(|| "BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nSUMMARY:Meeting\r\nEND:VCALENDAR\r\n".to_owned());
        house.enqueue(letter, &format!("key {place}"), house.now());
    }
    house.runner().round().unwrap();
    let caught = house.sink().all();
    assert_eq!(caught.len(), Template::ALL.len());
    for mail in &caught {
        // The To line is the recipient's own address; everything else must be neutral.
        let text: String = mail
            .text
            .lines()
            .filter(|line| !line.starts_with("To:") && !line.starts_with("Content-Transfer"))
            .collect::<Vec<_>>()
            .join("\n")
            .to_lowercase();
        for word in NEVER {
            assert!(!text.contains(word), "{word} in {text}");
        }
        assert_eq!(mail.header("From"), ["Trellis <post@t.example>"]);
        assert!(mail.text.contains("https://t.example/b/0123456789abcdef"));
    }
}

/// Where a person may end such messages, the text says so and programs for mail are told; other messages have no such line.
#[test]
fn a_message_says_where_to_end_such_messages() {
    let house = House::with_sink();
    let to = || Address::parse("ann@work.example").unwrap();
    let leave = format!("https://t.example/no-follow-up/{}", "0123456789abcdef".repeat(4));
    let link = format!("https://t.example/follow-up/{}", "0123456789".repeat(9));
    house.enqueue(
        Letter::new(to(), Template::FollowUp, &link).with_leave(&leave),
        "one",
        house.now(),
    );
    house.enqueue(Letter::new(to(), Template::Reminder, &link), "two", house.now());
    house.runner().round().unwrap();
    let mut caught = house.sink().all();
    caught.sort_by_key(|mail| mail.header("List-Unsubscribe").len());
    let [other, asks] = caught.as_slice() else {
        panic!("two messages")
    };
    assert_eq!(asks.header("List-Unsubscribe"), [format!("<{leave}>")]);
    let text = asks.text.replace("=\r\n", "").replace("=3D", "=");
    assert!(
        text.contains(&link) && text.matches(&leave).count() == 2,
        "{text}"
    );
    assert!(other.header("List-Unsubscribe").is_empty() && !other.text.contains("no more messages"));
}

/// Proves SH2.
#[test]
fn a_thousand_recipients_get_a_message_each() {
    let house = House::with_sink();
    let letters = (0..1000)
        .map(|number| {
            let to = Address::parse(&format!("person{number}@x.example")).unwrap();
            Letter::new(to, Template::Confirmed, "")
        })
        .collect();
    house.enqueue_all(letters);
    let round = house.runner().round().unwrap();
    assert_eq!(round.sent, 1000);
    let caught = house.sink().all();
    assert_eq!(caught.len(), 1000);
    let mut seen = std::collections::BTreeSet::new();
    for mail in &caught {
        assert_eq!(mail.recipients.len(), 1);
        let to = mail.header("To");
        assert_eq!(to.len(), 1);
        assert!(
            mail.recipients[0].contains(&to[0]),
            "{to:?} {:?}",
            mail.recipients
        );
        assert!(!to[0].contains(','));
        assert!(mail.header("Cc").is_empty() && mail.header("Bcc").is_empty());
        assert_eq!(mail.text.matches("@x.example").count(), 1);
        seen.insert(to[0].clone());
    }
    assert_eq!(seen.len(), 1000);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases.max(3000)))]

    /// Proves SF7: no address, however bent, adds a header or a recipient.
    #[test]
    fn no_value_bends_a_header(text in "[a-z\r\n\t :,;<>()@.\"\\\\\u{e9}\u{0}]{0,24}", good in any::<bool>()) {
        let text = if good { format!("{text}@x.example") } else { text };
        if let Some(address) = Address::parse(&text) {
            let plain = address.reveal();
            let bent = plain.contains(['\r', '\n', '\t', ' ', ',', ';', '<', '>', '"', '\0']);
            prop_assert!(!bent, "bent");
            prop_assert_eq!(plain.matches('@').count(), 1);
            let message = mailer().message(&outgoing(Letter::new(address.clone(), Template::Invite, "")), Instant::from_millis(0)).unwrap();
            let wire = String::from_utf8(message.formatted()).unwrap();
            let head = wire.split("\r\n\r\n").next().unwrap();
            let names: Vec<&str> = head.split("\r\n").filter(|line| !line.starts_with([' ', '\t'])).filter_map(|line| line.split(':').next()).collect();
            prop_assert_eq!(names, ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"]);
            prop_assert_eq!(message.envelope().to().len(), 1);
        }
    }
}

/// Proves SF7: a link that is no address is not queued.
#[test]
fn no_link_bends_a_message() {
    let house = House::alone();
    for text in [
        "",
        "x",
        "a.b/c",
        "\r\nBcc: x@y.example",
        "a b",
        "\t",
        "\u{e9}",
        "\n",
        "\0",
    ] {
        let link = format!("https://t.example/{text}");
        let mut letter = letter("a@x.example");
        letter.link = kernel::Personal::new(link.clone());
        let bent = link.bytes().any(|byte| !byte.is_ascii_graphic());
        assert_eq!(
            house.try_enqueue(letter, &link, house.now()).is_err(),
            bent,
            "{text:?}"
        );
    }
    let mut elsewhere = letter("a@x.example");
    elsewhere.link = kernel::Personal::new("javascript:alert(1)".to_owned());
    assert!(house.try_enqueue(elsewhere, "k", house.now()).is_err());
}

fn mailer() -> post::mailer::Mailer {
    post::mailer::Mailer::new(&crate::house::config(25)).unwrap()
}

fn outgoing(letter: Letter) -> post::outbox::Outgoing {
    let clock = kernel::FixedClock::at(Instant::from_millis(5));
    post::outbox::Outgoing {
        id: Id::fresh(&clock, &kernel::SeededEntropy::new(5)),
        letter,
        attempt: 1,
        made_at: Instant::from_millis(0),
    }
}

/// The calendar file goes along as a file that says nothing.
#[test]
fn a_calendar_file_goes_along() {
    let mut with = letter("a@x.example");
    with.calendar = Some("BEGIN:VCALENDAR\r\nMETHOD:PUBLISH\r\nEND:VCALENDAR\r\n".to_owned());
    let message = mailer()
        .message(&outgoing(with), Instant::from_millis(1_700_000_000_000))
        .unwrap();
    let wire = String::from_utf8(message.formatted()).unwrap();
    assert!(
        wire.contains("text/calendar; charset=utf-8; method=PUBLISH"),
        "{wire}"
    );
    assert!(wire.contains("filename=\"meeting.ics\""), "{wire}");
    assert!(wire.contains("Date: Tue, 14 Nov 2023 22:13:20"), "{wire}");
}

/// Days that were dropped go along as a second file, which takes them out.
#[test]
fn a_second_calendar_file_goes_along() {
    let mut with = letter("a@x.example");
    with.calendar = Some("BEGIN:VCALENDAR\r\nMETHOD:PUBLISH\r\nEND:VCALENDAR\r\n".to_owned());
    with.dropped = Some("BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nEND:VCALENDAR\r\n".to_owned());
    let message = mailer()
        .message(&outgoing(with), Instant::from_millis(0))
        .unwrap();
    let wire = String::from_utf8(message.formatted()).unwrap();
    for part in [
        "filename=\"meeting.ics\"",
        "method=PUBLISH",
        "filename=\"dropped-days.ics\"",
        "method=CANCEL",
    ] {
        assert_eq!(wire.matches(part).count(), 1, "{part}: {wire}");
    }
}

/// A calendar program takes an entry in and out only from who organises it: each entry names the sender, in lines that are short enough.
#[test]
fn each_entry_of_a_calendar_file_names_the_sender() {
    let file = |method: &str| {
        let entry = "BEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT\r\n";
        format!("BEGIN:VCALENDAR\r\nMETHOD:{method}\r\n{entry}{entry}END:VCALENDAR\r\n")
    };
    let mut with = letter("a@x.example");
    (with.calendar, with.dropped) = (Some(file("PUBLISH")), Some(file("CANCEL")));
    let wire = |from: &str| {
        let mut config = crate::house::config(25);
        config.from = Address::parse(from).unwrap();
        let mailer = post::mailer::Mailer::new(&config).unwrap();
        let message = mailer
            .message(&outgoing(with.clone()), Instant::from_millis(0))
            .unwrap();
        String::from_utf8(message.formatted()).unwrap()
    };
    let plain = wire("post@t.example");
    assert_eq!(
        plain
            .matches("BEGIN:VEVENT\r\nORGANIZER:mailto:post@t.example\r\nUID:1\r\n")
            .count(),
        4,
        "{plain}"
    );
    let host = format!("{}.{}.example", "a".repeat(60), "b".repeat(60));
    let long = wire(&format!("pa{{st@{host}"));
    let whole = long.replace("\r\n ", "");
    assert_eq!(
        whole
            .matches(&format!("ORGANIZER:mailto:pa%7Bst@{host}\r\n"))
            .count(),
        4,
        "{long}"
    );
    let folded = long.split("BEGIN:VEVENT\r\n").nth(1).unwrap();
    assert!(folded.split("\r\n").all(|line| line.len() <= 75), "{folded}");
}

/// Only a meeting that still takes bookings is offered again; a calendar file is opened by its reader, and does nothing by itself.
#[test]
fn no_text_promises_what_will_not_be() {
    for template in Template::ALL {
        let text = template.text(&[], "", "");
        assert_eq!(
            text.contains("book again"),
            template == Template::CancelledForYou,
            "{text}"
        );
        assert!(
            !text.contains("takes it out") && !text.contains("puts it back"),
            "{text}"
        );
    }
}

/// Every text about a meeting names its days; where something ended it says that these are the days it is about.
#[test]
fn a_text_about_an_end_says_of_which_meeting() {
    let start = Instant::from_millis(1_780_000_000_000);
    for template in Template::ALL {
        let text = template.text(&[(start, start.plus_seconds(7200))], "", "");
        assert!(text.contains(&start.day().long_text()), "{text}");
        let ends = matches!(
            template,
            Template::CalledOff
                | Template::GivenBack
                | Template::CancelledForYou
                | Template::CancelledForYouClosed
                | Template::NoLongerWaiting
                | Template::NotAgreed
                | Template::OfferEnded
        );
        let line = format!("This is about the meeting on:\n{}", start.day().long_text());
        assert_eq!(text.contains(&line), ends, "{text}");
        assert!(!template.text(&[], "", "").contains("meeting on:"));
    }
}
