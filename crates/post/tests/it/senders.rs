//! Ways out: a server that wants a login, a folder.

use crate::house::{House, config, letter};
use kernel::{Clock, Entropy};
use post::mailer::{Config, Mailer};
use post::runner::Runner;
use std::sync::Arc;

/// A server that wants a login gets it; without one, and with a wrong one, messages wait for the operator instead of being given up.
#[test]
fn a_server_that_wants_a_login_gets_it() {
    let house = House::alone();
    let sink = crate::sink::Sink::with_login();
    let round = |login: Option<(&str, &str)>| {
        let login =
            login.map(|(user, password)| (user.to_owned(), kernel::Personal::new(password.to_owned())));
        let mailer = Mailer::new(&Config {
            login,
            ..config(sink.port)
        })
        .unwrap();
        let runner = Runner::new(
            house.db.db.clone(),
            Arc::clone(&house.clock) as Arc<dyn Clock>,
            Arc::clone(&house.entropy) as Arc<dyn Entropy>,
            Some(mailer),
            Vec::new(),
        );
        house.clock.advance(3600);
        runner.round().unwrap()
    };
    house.enqueue(letter("a@x.example"), "k", house.now());
    for wrong in [None, Some(("post", "wrong")), None, Some(("post", "wrong"))] {
        let tried = round(wrong);
        assert_eq!((tried.sent, tried.later, tried.given_up), (0, 1, 0), "{wrong:?}");
    }
    let stuck = house.standing().stuck_mails;
    let why = stuck[0].last_error.clone().unwrap();
    assert_eq!(why, "the mail server refused the login");
    assert_eq!(round(Some(("post", "secret words"))).sent, 1);
    assert_eq!(sink.all().len(), 1);
}

/// A demonstration's messages are files, each whole, and written once.
#[test]
fn messages_go_into_a_folder() {
    let house = House::alone();
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("mail");
    let from = post::address::Address::parse("post@t.example").unwrap();
    let runner = Runner::new(
        house.db.db.clone(),
        Arc::clone(&house.clock) as Arc<dyn Clock>,
        Arc::clone(&house.entropy) as Arc<dyn Entropy>,
        Some(Mailer::into_folder(&folder, &from).unwrap()),
        Vec::new(),
    );
    for (to, key) in [("a@x.example", "k"), ("b@x.example", "l")] {
        house.enqueue(letter(to), key, house.now());
    }
    assert_eq!(runner.round().unwrap().sent, 2);
    let mut files: Vec<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|file| {
            let path = file.unwrap().path();
            assert_eq!(path.extension().unwrap(), "eml");
            std::fs::read_to_string(path).unwrap()
        })
        .collect();
    files.sort_by_key(|text| text.contains("To: b@"));
    assert_eq!(files.len(), 2);
    assert!(files[0].contains("To: a@x.example") && files[1].contains("To: b@x.example"));
    assert!(files[0].contains("https://t.example/sign-in"));
    assert_eq!(runner.round().unwrap().sent, 0);
}
