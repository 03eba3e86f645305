//! A mail server that keeps what it gets and fails on request.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How long a slow server thinks.
pub(crate) const SLOW: Duration = Duration::from_millis(400);

/// How the server behaves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Mood {
    Good,
    /// Refuses every recipient for now.
    Later,
    /// Refuses every recipient for good.
    Never,
    /// Takes the message and hangs up before saying so.
    HangsUp,
    /// Takes the message and thinks for a while before saying so.
    Slow,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Caught {
    pub(crate) recipients: Vec<String>,
    pub(crate) text: String,
}

impl Caught {
    pub(crate) fn header(&self, name: &str) -> Vec<String> {
        let head = self.text.split("\r\n\r\n").next().unwrap();
        let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
        unfolded
            .split("\r\n")
            .filter_map(|line| line.split_once(':'))
            .filter(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim().to_owned())
            .collect()
    }
}

pub(crate) struct Sink {
    pub(crate) port: u16,
    pub(crate) caught: Arc<Mutex<Vec<Caught>>>,
    pub(crate) mood: Arc<Mutex<Mood>>,
}

/// What a client says to log in as `post` with the password `secret words` (RFC 4616).
const LOGIN: &str = "AUTH PLAIN AHBvc3QAc2VjcmV0IHdvcmRz";

impl Sink {
    pub(crate) fn start() -> Self {
        Self::of(false)
    }

    /// One that takes mail only after a login.
    pub(crate) fn with_login() -> Self {
        Self::of(true)
    }

    fn of(login: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let caught = Arc::new(Mutex::new(Vec::new()));
        let mood = Arc::new(Mutex::new(Mood::Good));
        let (kept, feeling) = (Arc::clone(&caught), Arc::clone(&mood));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (kept, feeling) = (Arc::clone(&kept), Arc::clone(&feeling));
                std::thread::spawn(move || {
                    // A broken conversation is the point of some tests.
                    let _ = talk(stream, &kept, &feeling, login);
                });
            }
        });
        Self { port, caught, mood }
    }

    pub(crate) fn set(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    pub(crate) fn all(&self) -> Vec<Caught> {
        self.caught.lock().unwrap().clone()
    }
}

fn talk(
    stream: TcpStream,
    kept: &Mutex<Vec<Caught>>,
    mood: &Mutex<Mood>,
    login: bool,
) -> std::io::Result<()> {
    let mut known = !login;
    stream.set_nodelay(true)?;
    let mut out = stream.try_clone()?;
    let mut lines = BufReader::new(stream);
    out.write_all(b"220 sink\r\n")?;
    let mut mail = Caught::default();
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let word = line.trim_end().to_ascii_uppercase();
        if word.starts_with("EHLO") && login {
            out.write_all(b"250-sink\r\n250 AUTH PLAIN\r\n")?;
        } else if word.starts_with("AUTH") {
            known = line.trim_end() == LOGIN;
            out.write_all(if known { b"235 in\r\n" } else { b"535 no, post\r\n" })?;
        } else if !known && word.starts_with("MAIL") {
            out.write_all(b"530 log in first\r\n")?;
        } else if word.starts_with("RCPT") {
            match *mood.lock().unwrap() {
                Mood::Later => out.write_all(b"450 later, someone@secret.example\r\n")?,
                Mood::Never => out.write_all(b"550 never, someone@secret.example\r\n")?,
                Mood::Good | Mood::HangsUp | Mood::Slow => {
                    mail.recipients.push(line.trim_end().to_owned());
                    out.write_all(b"250 ok\r\n")?;
                }
            }
        } else if word.starts_with("DATA") {
            out.write_all(b"354 go on\r\n")?;
            loop {
                let mut line = String::new();
                if lines.read_line(&mut line)? == 0 {
                    return Ok(());
                }
                if line == ".\r\n" {
                    break;
                }
                mail.text.push_str(line.strip_prefix('.').unwrap_or(&line));
            }
            kept.lock().unwrap().push(std::mem::take(&mut mail));
            let now = *mood.lock().unwrap();
            match now {
                Mood::HangsUp => return Ok(()),
                Mood::Slow => std::thread::sleep(SLOW),
                Mood::Good | Mood::Later | Mood::Never => {}
            }
            out.write_all(b"250 kept\r\n")?;
        } else if word.starts_with("QUIT") {
            out.write_all(b"221 bye\r\n")?;
            return Ok(());
        } else {
            out.write_all(b"250 ok\r\n")?;
        }
    }
}
