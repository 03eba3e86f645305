//! What a server must be set to before it is trusted.

use super::Link;
use kernel::Fault;

/// Reads back what the server promises for this connection.
pub(super) fn check(link: &Link) -> Result<(), Fault> {
    let setting = |name: &str| -> Result<String, Fault> {
        link.wait(link.client.query_one(&format!("show {name}"), &[]))
            .and_then(|row| row.try_get(0))
            .map_err(|error| Fault::caused("read a setting of PostgreSQL", error))
    };
    refuse_forgetful(&setting("fsync")?, &setting("synchronous_commit")?)
}

/// A server that does not sync what it commits would make every success a guess (SR1, SK6).
fn refuse_forgetful(fsync: &str, synchronous_commit: &str) -> Result<(), Fault> {
    for (name, found) in [("fsync", fsync), ("synchronous_commit", synchronous_commit)] {
        if found != "on" {
            return Err(Fault::new(format!("refused to start: {name} is {found}, not on")));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::refuse_forgetful;

    /// Proves SK6: a PostgreSQL that does not sync, or does not wait for it, refuses the start.
    #[test]
    fn a_server_that_may_forget_is_refused() {
        assert!(refuse_forgetful("on", "on").is_ok());
        for (fsync, commit, named) in [
            ("off", "on", "fsync is off"),
            ("on", "off", "synchronous_commit is off"),
            ("on", "local", "synchronous_commit is local"),
        ] {
            let refused = refuse_forgetful(fsync, commit).unwrap_err().to_string();
            assert!(refused.contains(named), "{refused}");
        }
    }
}
