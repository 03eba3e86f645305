//! What a start refuses, through the real binary.

use crate::house::{House, Server, ask_for_link, said, trellis};
use std::fs::File;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::{Duration, Instant};

fn serve(data: &Path, more: &[&str]) -> (Option<i32>, String) {
    tried(data, &[&["serve", "--listen", "127.0.0.1:0"], more].concat())
}

/// Tries to serve with these words; the exit code and what was said. A server that did start is ended, and has no code.
pub(crate) fn tried(data: &Path, words: &[&str]) -> (Option<i32>, String) {
    let place = tempfile::tempdir().unwrap();
    let (out, errors) = (place.path().join("out"), place.path().join("errors"));
    let mut child = trellis()
        .args(words)
        .arg("--data")
        .arg(data)
        .stdout(File::create(&out).unwrap())
        .stderr(File::create(&errors).unwrap())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    let code = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status.code();
        }
        if std::fs::read_to_string(&out).unwrap().contains("Serving on") {
            child.kill().unwrap();
            child.wait().unwrap();
            break None;
        }
        assert!(
            begun.elapsed() < Duration::from_mins(1),
            "neither served nor refused"
        );
        std::thread::sleep(Duration::from_millis(20));
    };
    (code, std::fs::read_to_string(&errors).unwrap())
}

fn refused(what: &str, data: &Path, more: &[&str], words: &str) {
    let (code, text) = serve(data, more);
    assert_eq!(code, Some(1), "{what}: {text}");
    assert!(text.contains(words), "{what}: {text}");
    assert!(!text.contains("panicked"), "{what}: {text}");
}

#[expect(
    clippy::disallowed_types,
    reason = "nothing serves this file: the test changes it past the program"
)]
fn change(data: &Path, sql: &str) {
    let raw = rusqlite::Connection::open(data.join("trellis.db")).unwrap();
    raw.execute_batch(sql).unwrap();
    raw.query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(()))
        .unwrap();
}

#[expect(
    clippy::disallowed_types,
    reason = "nothing serves this file: the test asks it past the program"
)]
fn count(data: &Path, sql: &str) -> i64 {
    let raw = rusqlite::Connection::open(data.join("trellis.db")).unwrap();
    raw.query_row(sql, [], |row| row.get(0)).unwrap()
}

/// A house with a few events in its trail.
fn used() -> House {
    let house = House::new();
    let server = Server::start(&house.data());
    for _ in 0..2 {
        ask_for_link(server.port, "first@council.example").unwrap();
    }
    server.stop();
    house
}

/// Proves SK6: a key that others can read, that is missing or that anybody can guess refuses the start, each with its reason.
#[test]
fn a_start_without_a_safe_key_is_refused() {
    let house = House::new();
    let data = house.data();
    let key = data.join("trellis.key");
    let good = std::fs::read_to_string(&key).unwrap();
    for mode in [0o640, 0o604, 0o620] {
        std::fs::set_permissions(&key, PermissionsExt::from_mode(mode)).unwrap();
        refused("shared key", &data, &[], "can be read by others");
    }
    std::fs::set_permissions(&key, PermissionsExt::from_mode(0o600)).unwrap();
    for (bad, words) in [
        ("0".repeat(64), "anybody can guess"),
        ("5a".repeat(32), "anybody can guess"),
        ("0123456789abcdef".repeat(4), "anybody can guess"),
        ("changeme".to_owned(), "64 hexadecimal digits"),
        (String::new(), "64 hexadecimal digits"),
    ] {
        std::fs::write(&key, bad).unwrap();
        refused("no key", &data, &[], words);
    }
    std::fs::remove_file(&key).unwrap();
    refused("missing key", &data, &[], "no trellis.key");
    std::fs::write(&key, good).unwrap();
    std::fs::set_permissions(&key, PermissionsExt::from_mode(0o600)).unwrap();
    assert_eq!(serve(&data, &[]).0, None, "with its own key it starts");
}

/// Proves SK6: a demonstration, whose passwords everybody knows, is not served as a real deployment, and health and metrics are
/// not offered to the network.
#[test]
fn a_start_with_known_passwords_or_open_operations_is_refused() {
    let house = House::new();
    refused(
        "open operations",
        &house.data(),
        &["--operations", "0.0.0.0:0"],
        "for loopback only",
    );
    std::fs::write(house.data().join("this-is-a-demonstration"), "").unwrap();
    refused("demonstration", &house.data(), &[], "is a demonstration");
}

/// Proves SK6: a database of a later or another version, an unfinished one, a damaged one, and one whose trail was changed or
/// belongs to another key refuse the start.
#[test]
fn a_start_on_a_database_that_is_not_right_is_refused() {
    let house = used();
    let data = house.data();
    assert_eq!(serve(&data, &[]).0, None, "as it is it starts");
    change(
        &data,
        "insert into schema_step (name, hash, done_at) values ('9999_later', '', 0)",
    );
    refused("later", &data, &[], "made by a later version (step 9999_later)");
    change(&data, "delete from schema_step where name = '9999_later'");
    change(
        &data,
        "update schema_step set hash = 'x' || hash where name = '0003_audit'",
    );
    refused(
        "changed step",
        &data,
        &[],
        "step 0003_audit was taken with another text",
    );
    change(
        &data,
        "update schema_step set hash = substr(hash, 2) where name = '0003_audit'",
    );
    change(
        &data,
        "create table keep as select * from schema_step where name = '0008_insight'; delete from schema_step where name = '0008_insight'",
    );
    refused("pending", &data, &[], "run `trellis migrate`");
    change(
        &data,
        "insert into schema_step select * from keep; drop table keep",
    );
    change(
        &data,
        "drop trigger audit_event_keep; update audit_event set change = 'something else' where sequence = 1",
    );
    refused(
        "altered trail",
        &data,
        &[],
        "the audit trail does not fit at event 1",
    );

    let house = used();
    let key = house.data().join("trellis.key");
    std::fs::write(&key, format!("1{}", "0123456789abcdef".repeat(4).split_at(1).1)).unwrap();
    refused("another key", &house.data(), &[], "the audit trail does not fit");

    let house = used();
    let file = house.data().join("trellis.db");
    change(&house.data(), "vacuum");
    let mut bytes = std::fs::read(&file).unwrap();
    let half = bytes.len() / 2;
    bytes.iter_mut().skip(half).for_each(|byte| *byte ^= 0xA5);
    std::fs::write(&file, &bytes).unwrap();
    let (code, text) = serve(&house.data(), &[]);
    assert_eq!(code, Some(1), "damaged: {text}");
    assert!(text.contains("damaged") || text.contains("malformed"), "{text}");
}

/// Proves SK6: a demonstration that is started again leaves every database alone that is not its own: somebody's real one is neither
/// brought to this version nor served.
#[test]
fn a_demonstration_touches_no_other_database() {
    let place = tempfile::tempdir().unwrap();
    let data = place.path().join("demo");
    let mut command = trellis();
    command.arg("demo").arg("--data").arg(&data);
    Server::with(command).stop();
    let house = used();
    change(
        &house.data(),
        "delete from schema_step where name = (select max(name) from schema_step)",
    );
    let steps = || -> i64 { count(&data, "select count(*) from schema_step") };
    for ending in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(data.join(format!("trellis.db{ending}")));
    }
    std::fs::copy(house.data().join("trellis.db"), data.join("trellis.db")).unwrap();
    let before = steps();
    let demo = || {
        let mut command = trellis();
        command
            .args(["demo", "--listen", "127.0.0.1:0", "--data"])
            .arg(&data);
        command.output().unwrap()
    };
    let refused = demo();
    assert_eq!(refused.status.code(), Some(1), "{}", said(&refused));
    assert!(said(&refused).contains("it is left alone"), "{}", said(&refused));
    assert_eq!(steps(), before, "nothing was changed");
    for ending in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(data.join(format!("trellis.db{ending}")));
    }
    let refused = demo();
    assert!(
        said(&refused).contains("it is left alone"),
        "an empty one: {}",
        said(&refused)
    );
}

/// Proves SK6: `trellis user link` gives the first administrator a way in when no mail arrives; links before it stop working, and the trail
/// says that it was made.
#[test]
fn a_new_link_is_made_on_the_command_line() {
    let house = House::new();
    // What a first start writes is written.
    Server::start(&house.data()).stop();
    let events = || {
        let verdict = said(&house.run(&["audit", "verify"]));
        let count = verdict
            .split_whitespace()
            .find_map(|word| word.parse::<u32>().ok());
        count.unwrap_or_else(|| panic!("{verdict}"))
    };
    let before = events();
    let link = || {
        let made = house.run(&["user", "link", "--email", " First@Council.example"]);
        assert!(made.status.success(), "{}", said(&made));
        let text = said(&made);
        let at = text.find("/set-password/").unwrap();
        text[at..].trim().to_owned()
    };
    let (first, second) = (link(), link());
    assert_ne!(first, second);
    let server = Server::start(&house.data());
    let open = |path: &str| crate::web::get(server.port, path).unwrap();
    assert!(open(&second).starts_with("HTTP/1.1 200"), "{}", open(&second));
    assert!(!open(&first).starts_with("HTTP/1.1 200"));
    let third = link();
    assert!(
        open(&third).starts_with("HTTP/1.1 200"),
        "also while the server runs"
    );
    assert!(!open(&second).starts_with("HTTP/1.1 200"));
    server.stop();
    let unknown = house.run(&["user", "link", "--email", "nobody@council.example"]);
    assert_eq!(unknown.status.code(), Some(1));
    assert!(said(&unknown).contains("No account has this address"));
    assert_eq!(events(), before + 3, "each link stands in the trail");
}

/// What is in a folder, byte by byte.
fn contents(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut all: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read(path).unwrap_or_default())
        })
        .collect();
    all.sort();
    all
}

/// A demonstration never touches a folder that is not one, whatever is in it: somebody's files, or a real data folder.
#[test]
fn a_demonstration_leaves_other_folders_alone() {
    let house = House::new();
    let place = tempfile::tempdir().unwrap();
    std::fs::write(place.path().join("letter.txt"), "dear\n").unwrap();
    for folder in [place.path().to_path_buf(), house.data()] {
        let before = contents(&folder);
        let tried = trellis()
            .args(["demo", "--listen", "127.0.0.1:0", "--data"])
            .arg(&folder)
            .output()
            .unwrap();
        assert_eq!(tried.status.code(), Some(1));
        let text = said(&tried);
        assert!(
            text.contains("is not a demonstration: it is left alone"),
            "{text}"
        );
        assert_eq!(contents(&folder), before, "{}", folder.display());
    }
}

/// A demonstration without a mail server: each message becomes a file, the start and the pages say so, and the link in it opens the booking.
#[test]
fn a_demonstration_keeps_its_messages() {
    let place = tempfile::tempdir().unwrap();
    let data = place.path().join("demo");
    let out = place.path().join("out");
    let port = crate::house::free_port();
    let child = trellis()
        .args(["demo", "--listen", &format!("127.0.0.1:{port}"), "--data"])
        .arg(&data)
        .stdout(File::create(&out).unwrap())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    // Ends it whatever happens.
    let server = Server { child, port };
    let begun = Instant::now();
    while !std::fs::read_to_string(&out).unwrap().contains("Serving on") {
        assert!(
            begun.elapsed() < Duration::from_mins(3),
            "the demonstration did not start"
        );
        std::thread::sleep(Duration::from_millis(50));
    }
    let said = std::fs::read_to_string(&out).unwrap();
    let mail = data.join("mail");
    assert!(said.contains(mail.to_str().unwrap()), "{said}");
    let list = crate::web::get(port, "/sessions").unwrap();
    assert!(
        list.contains("Nothing is sent: each message becomes a file"),
        "{list}"
    );
    // The first row of the list is one that can be booked.
    let first = list
        .split("href=\"")
        .filter_map(|rest| rest.split('"').next())
        .find(|href| href.starts_with("/sessions/S-"))
        .unwrap();
    assert_eq!(crate::house::book(port, first, "robin@work.example"), Some(true));
    let begun = Instant::now();
    let text = loop {
        let files = std::fs::read_dir(&mail).map_or_else(|_| Vec::new(), Iterator::collect);
        let whole = files
            .into_iter()
            .map(|file| file.unwrap().path())
            .filter(|path| path.extension().is_some_and(|kind| kind == "eml"))
            .map(|path| std::fs::read_to_string(path).unwrap())
            .find(|text| text.contains("To: robin@work.example"));
        if let Some(text) = whole {
            break text;
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "no message came");
        std::thread::sleep(Duration::from_millis(50));
    };
    // Long lines are folded on the wire (RFC 2045, 6.7).
    let whole = text.replace("=\r\n", "");
    let link = whole
        .lines()
        .find_map(|line| line.split_once("/booking/"))
        .map(|(_, token)| format!("/booking/{}", token.trim()))
        .unwrap();
    assert!(
        crate::web::get(port, &link)
            .unwrap()
            .contains("You have a place.")
    );
    server.stop();
}
