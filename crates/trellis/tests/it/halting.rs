//! A disk that fails under the running server.

use crate::house::{House, Server, ask_for_link, free_port, said};
use crate::web::get;
use std::process::Command;

/// Proves SR4: after a failed sync the server says that nothing can be saved, takes no further form, goes on showing pages,
/// reports it to the operator, and a restart walks the audit trail and takes forms again.
#[test]
fn a_server_whose_disk_fails_says_so_and_goes_on_reading() {
    if !store::testing::has("strace", Command::new("strace").arg("-V").output().is_ok()) {
        return;
    }
    let house = House::new();
    // What a first start writes is written.
    Server::start(&house.data()).stop();
    let operations = free_port();
    let (file, log) = (
        house.data().join("trellis.db"),
        house.data().join("trellis.db-wal"),
    );
    if !log.exists() {
        // strace follows names that are there. A log that is there holds data.
        std::fs::write(&log, []).unwrap();
    }
    let mut command = Command::new("strace");
    // -D: our child is the server, the tracer stands aside.
    command
        .args(["-D", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null"])
        .arg("-P")
        .arg(&file)
        .arg("-P")
        .arg(&log)
        .args([
            "-e",
            "trace=fsync,fdatasync",
            "-e",
            "inject=fsync,fdatasync:error=EIO:when=2",
        ])
        .args([env!("CARGO_BIN_EXE_trellis"), "serve", "--operations"])
        .arg(format!("127.0.0.1:{operations}"))
        .arg("--data")
        .arg(house.data());
    let server = Server::with(command);
    let mut answers = Vec::new();
    for _ in 0..3 {
        // Kept as bytes for as long as nothing is written.
        get(server.port, "/sessions").unwrap();
        answers.push(ask_for_link(server.port, "first@council.example").unwrap());
    }
    let first = answers
        .iter()
        .position(|answer| answer.starts_with("HTTP/1.1 503"));
    let first = first.expect("the disk did not fail");
    for answer in answers.iter().skip(first) {
        assert!(answer.starts_with("HTTP/1.1 503"), "{answer}");
        assert!(answer.contains("Nothing can be saved at present"), "{answer}");
        assert!(!answer.contains("Nothing was changed"), "{answer}");
    }
    for path in ["/sessions", "/sign-in"] {
        let page = get(server.port, path).unwrap();
        assert!(page.contains("Nothing can be saved at present"), "{path}: {page}");
    }
    assert!(get(server.port, "/sessions").unwrap().starts_with("HTTP/1.1 200"));
    let health = get(operations, "/health").unwrap();
    assert!(
        health.contains("503") && health.contains("writing has stopped"),
        "{health}"
    );
    assert!(
        get(operations, "/metrics")
            .unwrap()
            .contains("trellis_writing_halted 1")
    );
    drop(server);
    let server = Server::start(&house.data());
    let answer = ask_for_link(server.port, "other@council.example").unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    server.stop();
    let verdict = house.run(&["audit", "verify"]);
    assert!(verdict.status.success(), "{}", said(&verdict));
}
