//! How mail leaves: by the options of the command line, or into the folder of a demonstration.

use crate::folder::refuse_shared;
use crate::options::{Serving, SmtpTls};
use anyhow::{Context, Result, bail};
use kernel::Personal;
use post::address::Address;
use post::mailer::{Config, Mailer, Protection};
use std::net::IpAddr;
use std::path::{Path, PathBuf};

/// The sender; none when no server is named, then messages wait in the outbox. `demonstration` is the folder for those of a demonstration
/// without a server.
///
/// # Errors
/// When the options do not fit together.
pub(crate) fn sender(serving: &Serving, demonstration: Option<PathBuf>) -> Result<Option<Mailer>> {
    let from = Address::parse(&serving.mail_from).context("--mail-from is not an address")?;
    let Some(server) = &serving.smtp else {
        return match demonstration {
            Some(folder) => Ok(Some(Mailer::into_folder(&folder, &from)?)),
            None => Ok(None),
        };
    };
    let (host, port) = server.rsplit_once(':').context("--smtp wants HOST:PORT")?;
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let protection = match serving.smtp_tls {
        SmtpTls::None => Protection::None,
        SmtpTls::Starttls => Protection::StartTls,
        SmtpTls::Tls => Protection::Tls,
    };
    let login = match (&serving.smtp_user, &serving.smtp_password_file) {
        (Some(user), Some(file)) => Some((user.clone(), password(file)?)),
        _ => None,
    };
    if protection == Protection::None && !is_this_machine(host) {
        bail!(
            "mail, whose links let people in, would go to {host} in the clear: add --smtp-tls starttls or --smtp-tls tls"
        );
    }
    Ok(Some(Mailer::new(&Config {
        host: host.to_owned(),
        port: port.parse().context("--smtp wants HOST:PORT")?,
        protection,
        login,
        from,
    })?))
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// The password in a file that only we can read; the end of its line is no part of it.
fn password(file: &Path) -> Result<Personal<String>> {
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    refuse_shared(file)?;
    let text = text.trim_end_matches(['\n', '\r']);
    if text.is_empty() {
        bail!("{} holds no password", file.display());
    }
    Ok(Personal::new(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::{Command, Options};
    use clap::Parser;

    fn serving(more: &[&str]) -> Serving {
        let words = ["trellis", "serve"].into_iter().chain(more.iter().copied());
        match Options::try_parse_from(words).unwrap().command {
            Command::Serve(serve) => serve.serving,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn tls_is_said_in_words_and_the_old_way() {
        for (words, wanted) in [
            (&[][..], SmtpTls::None),
            (&["--smtp-tls"], SmtpTls::Starttls),
            (&["--smtp-tls", "true"], SmtpTls::Starttls),
            (&["--smtp-tls", "starttls"], SmtpTls::Starttls),
            (&["--smtp-tls", "tls"], SmtpTls::Tls),
            (&["--smtp-tls", "none"], SmtpTls::None),
            (&["--smtp-tls", "--mail-from", "a@b.example"], SmtpTls::Starttls),
        ] {
            assert_eq!(serving(words).smtp_tls, wanted, "{words:?}");
        }
    }

    /// Proves SK6: without TLS no mail goes to another machine, with a password or without.
    #[test]
    fn mail_leaves_this_machine_under_tls_only() {
        let ask = |words: &[&str]| sender(&serving(words), None).map(|made| made.is_some());
        for server in ["mail.example:25", "192.0.2.25:587", "[2001:db8::25]:25"] {
            for plain in [&["--smtp", server][..], &["--smtp", server, "--smtp-tls", "none"]] {
                let refused = format!("{:#}", ask(plain).unwrap_err());
                assert!(refused.contains("in the clear"), "{refused}");
            }
            assert!(ask(&["--smtp", server, "--smtp-tls", "starttls"]).unwrap());
        }
        assert!(ask(&["--smtp", "localhost:25"]).unwrap());
    }

    /// Proves SK6: a password file that others can read is refused, and a password is not sent in the clear to another machine.
    #[cfg(unix)]
    #[test]
    fn a_password_is_kept_to_ourselves() {
        use std::os::unix::fs::PermissionsExt;
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("password");
        std::fs::write(&file, "secret words\n").unwrap();
        let mode = |mode| std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
        let path = file.to_str().unwrap();
        let login = ["--smtp-user", "post", "--smtp-password-file", path];
        let ask = |server: &[&str]| {
            let words: Vec<&str> = server.iter().copied().chain(login).collect();
            sender(&serving(&words), None).map(|made| made.is_some())
        };
        let refused = |answer: Result<bool>, words: &str| {
            let text = format!("{:#}", answer.unwrap_err());
            assert!(text.contains(words), "{text}");
            assert!(!text.contains("secret"), "{text}");
        };
        mode(0o644);
        refused(ask(&["--smtp", "127.0.0.1:25"]), "can be read by others");
        mode(0o600);
        refused(ask(&["--smtp", "mail.example:587"]), "in the clear");
        for good in [
            &["--smtp", "127.0.0.1:25"][..],
            &["--smtp", "[::1]:25"],
            &["--smtp", "mail.example:587", "--smtp-tls"],
            &["--smtp", "mail.example:465", "--smtp-tls", "tls"],
        ] {
            assert!(ask(good).unwrap(), "{good:?}");
        }
        assert_eq!(password(&file).unwrap().reveal(), "secret words");
        std::fs::write(&file, "\n").unwrap();
        refused(ask(&["--smtp", "127.0.0.1:25"]), "holds no password");
        let alone = ["trellis", "serve", "--smtp-user", "post"];
        assert!(
            Options::try_parse_from(alone).is_err(),
            "a user without a password"
        );
    }

    #[test]
    fn without_a_server_mail_waits_unless_it_is_a_demonstration() {
        let place = tempfile::tempdir().unwrap();
        assert!(sender(&serving(&[]), None).unwrap().is_none());
        let folder = place.path().join("mail");
        assert!(sender(&serving(&[]), Some(folder)).unwrap().is_some());
    }
}
