//! What the command line refuses before anything is made or served, and what it leaves behind then: nothing.

use crate::house::{House, said, trellis};
use crate::starting::tried;
use std::path::Path;
use std::process::Output;
use store::testing::fresh_url;

const HERE: [&str; 4] = ["--name", "First Person", "--email", "first@council.example"];

fn init(data: &Path, more: &[&str]) -> Output {
    let mut command = trellis();
    command.arg("init").arg("--data").arg(data).args(more);
    command.output().unwrap()
}

/// Proves SK6: an `init` that fails leaves the place as it was, so that it can be done again; one that ended in the middle is not served.
#[test]
fn a_data_folder_is_made_whole_or_not_at_all() {
    let place = tempfile::tempdir().unwrap();
    let (fresh, empty) = (place.path().join("fresh"), place.path().join("empty"));
    std::fs::create_dir(&empty).unwrap();
    let nobody = "postgres://nobody@127.0.0.1:1/nowhere";
    for (more, words) in [
        (
            ["--name", "First", "--email", "banana"],
            "Enter an e-mail address",
        ),
        (
            ["--name", " ", "--email", "a@council.example"],
            "Enter the person's name",
        ),
    ] {
        for data in [&fresh, &empty] {
            let output = init(data, &more);
            assert_eq!(output.status.code(), Some(1), "{}", said(&output));
            assert!(said(&output).contains(words), "{}", said(&output));
        }
    }
    for data in [&fresh, &empty] {
        let output = init(data, &[&HERE[..], &["--database", nobody]].concat());
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        assert!(!said(&output).contains("AGE-SECRET-KEY"), "{}", said(&output));
    }
    assert!(!fresh.exists());
    assert_eq!(std::fs::read_dir(&empty).unwrap().count(), 0);
    for data in [&fresh, &empty] {
        let made = said(&init(data, &HERE));
        assert!(made.contains("AGE-SECRET-KEY"), "{made}");
    }
    if let Some(url) = fresh_url() {
        let there = ["--database", url.as_str()];
        assert!(
            init(&place.path().join("first"), &[&HERE[..], &there].concat())
                .status
                .success()
        );
        let second = init(&place.path().join("second"), &[&HERE[..], &there].concat());
        assert!(said(&second).contains("records in this database already"));
    }
    // As a machine that went down in the middle leaves it.
    for ending in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(fresh.join(format!("trellis.db{ending}")));
    }
    let migrated = trellis()
        .args(["migrate", "--data"])
        .arg(&fresh)
        .output()
        .unwrap();
    assert!(migrated.status.success(), "{}", said(&migrated));
    let (code, refused) = tried(&fresh, &["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(code, Some(1), "{refused}");
    assert!(refused.contains("it has no account"), "{refused}");
}

/// A folder of somebody else is not called something it is not.
#[test]
fn a_key_that_cannot_be_read_is_not_called_missing() {
    let house = House::new();
    let key = house.data().join("trellis.key");
    std::fs::remove_file(&key).unwrap();
    std::fs::create_dir(&key).unwrap();
    let text = said(&house.run(&["audit", "verify"]));
    assert!(text.contains("trellis.key cannot be read"), "{text}");
    assert!(!text.contains("not a data folder"), "{text}");
    let file = house.data().join("backup-recipient");
    let text = said(&init(&file, &HERE));
    assert!(text.contains("cannot read"), "{text}");
}

/// Proves SK6: options that would make dead links, open cookies or sessions of another length than was said are refused with a reason.
#[test]
fn options_that_cannot_be_meant_are_refused() {
    let house = House::new();
    let serve = |more: &[&str]| {
        tried(
            &house.data(),
            &[&["serve", "--listen", "127.0.0.1:0"], more].concat(),
        )
    };
    for (more, code, words) in [
        (["--idle-minutes", "0"], 2, "0 is not in 2..=600"),
        (["--idle-minutes", "1000"], 2, "1000 is not in 2..=600"),
        (
            ["--public-url", "training.council.example"],
            2,
            "begins with https://",
        ),
        (["--public-url", "banana"], 2, "begins with https://"),
        (["--public-url", "ftp://x y"], 2, "begins with https://"),
        (["--smtp", "mail.example:25"], 1, "in the clear"),
    ] {
        let (found, text) = serve(&more);
        assert_eq!(found, Some(code), "{more:?}: {text}");
        assert!(text.contains(words), "{more:?}: {text}");
    }
    let (code, refused) = tried(&house.data(), &["serve", "--listen", "0.0.0.0:0"]);
    assert_eq!(code, Some(1), "{refused}");
    assert!(refused.contains("--public-url"), "{refused}");
}

/// A cause stands in a message once.
#[test]
fn a_folder_in_the_place_of_a_file_is_named_once() {
    let place = tempfile::tempdir().unwrap();
    let output = trellis()
        .args(["evidence", "crosstab", "--counts", "."])
        .current_dir(place.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let text = said(&output);
    assert_eq!(text.matches("Is a directory").count(), 1, "{text}");
}
