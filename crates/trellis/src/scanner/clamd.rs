//! The protocol of ClamAV's daemon: a file is sent in pieces, and the answer is one line.

use std::io::{Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::{Duration, Instant};

/// How long the scanner may take to be reached, and for each piece.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long it may take in all.
const IN_ALL: Duration = Duration::from_mins(1);
/// Bytes of a piece.
const PIECE: usize = 64 * 1024;
/// Bytes of its answer, which is one line.
const MOST_SAID: usize = 1024;

/// Where the scanner listens.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Address {
    /// On a port: host and port.
    Tcp(String),
    /// On a socket of this machine.
    Unix(PathBuf),
}

impl FromStr for Address {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(place) = text.strip_prefix("tcp://") {
            let port = place
                .rsplit_once(':')
                .filter(|(host, _)| !host.is_empty())
                .and_then(|(_, port)| port.parse::<u16>().ok());
            if port.is_some_and(|port| port > 0) {
                return Ok(Self::Tcp(place.to_owned()));
            }
        } else if let Some(path) = text.strip_prefix("unix:")
            && path.starts_with('/')
        {
            return Ok(Self::Unix(PathBuf::from(path)));
        }
        Err("say tcp://HOST:PORT or unix:/PATH".to_owned())
    }
}

/// What the scanner says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Said {
    /// Nothing was found.
    Clean,
    /// Something was found.
    Infected,
}

const TOO_LONG: &str = "it took too long";

/// The scanner gave no answer that counts, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Unheard {
    /// It cannot be reached.
    Away(String),
    /// It did not answer for this file.
    Unanswered(String),
}

impl From<std::io::Error> for Unheard {
    fn from(error: std::io::Error) -> Self {
        Self::Unanswered(error.to_string())
    }
}

fn unanswered<T>(why: &str) -> Result<T, Unheard> {
    Err(Unheard::Unanswered(why.to_owned()))
}

/// A connection to it.
trait Line: Read + Write {
    /// Reading and writing give up after so long.
    fn patience(&self, patience: Duration) -> std::io::Result<()>;
}

impl Line for TcpStream {
    fn patience(&self, patience: Duration) -> std::io::Result<()> {
        self.set_read_timeout(Some(patience))?;
        self.set_write_timeout(Some(patience))
    }
}

impl Line for UnixStream {
    fn patience(&self, patience: Duration) -> std::io::Result<()> {
        self.set_read_timeout(Some(patience))?;
        self.set_write_timeout(Some(patience))
    }
}

fn connected(address: &Address) -> std::io::Result<Box<dyn Line>> {
    match address {
        Address::Unix(path) => Ok(Box::new(UnixStream::connect(path)?)),
        Address::Tcp(place) => {
            let mut last = std::io::Error::from(std::io::ErrorKind::NotFound);
            for address in place.to_socket_addrs()? {
                match TcpStream::connect_timeout(&address, PATIENCE) {
                    Ok(line) => return Ok(Box::new(line)),
                    Err(error) => last = error,
                }
            }
            Err(last)
        }
    }
}

/// Shows it a file.
///
/// # Errors
/// When it cannot be reached, takes too long, or does not say in its own words that the file is clean or what it found.
pub(crate) fn ask(address: &Address, content: &[u8]) -> Result<Said, Unheard> {
    ask_within(address, content, PATIENCE, IN_ALL)
}

fn ask_within(
    address: &Address,
    content: &[u8],
    patience: Duration,
    in_all: Duration,
) -> Result<Said, Unheard> {
    let begun = Instant::now();
    let mut line = connected(address).map_err(|error| Unheard::Away(error.to_string()))?;
    line.patience(patience)?;
    // An answer to a file that did not arrive whole counts for nothing.
    send(line.as_mut(), content, begun, in_all)?;
    understood(&heard(line.as_mut(), begun, in_all)?)
}

fn send(line: &mut dyn Line, content: &[u8], begun: Instant, in_all: Duration) -> Result<(), Unheard> {
    line.write_all(b"zINSTREAM\0")?;
    for piece in content.chunks(PIECE) {
        if begun.elapsed() > in_all {
            return unanswered(TOO_LONG);
        }
        let length = u32::try_from(piece.len()).unwrap_or(u32::MAX);
        line.write_all(&length.to_be_bytes())?;
        line.write_all(piece)?;
    }
    line.write_all(&0_u32.to_be_bytes())?;
    line.flush()?;
    Ok(())
}

/// Its answer, up to the sign that ends it: an answer that is cut is none.
fn heard(line: &mut dyn Line, begun: Instant, in_all: Duration) -> Result<Vec<u8>, Unheard> {
    let mut said = Vec::new();
    let mut byte = [0_u8; 1];
    loop {
        if begun.elapsed() > in_all {
            return unanswered(TOO_LONG);
        }
        if line.read(&mut byte)? == 0 {
            return unanswered("it ended before it had answered");
        }
        match byte {
            [0] => return Ok(said),
            [sign] if said.len() < MOST_SAID => said.push(sign),
            _ => return unanswered("it says too much"),
        }
    }
}

/// Only the two sentences of a scan count.
fn understood(said: &[u8]) -> Result<Said, Unheard> {
    let text = std::str::from_utf8(said).unwrap_or_default().trim();
    match text.strip_prefix("stream: ") {
        Some("OK") => Ok(Said::Clean),
        Some(found)
            if found
                .strip_suffix(" FOUND")
                .is_some_and(|name| !name.trim().is_empty()) =>
        {
            Ok(Said::Infected)
        }
        _ => unanswered("it does not say whether the file is clean"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;
    use std::thread;

    /// A scanner that takes a file and says so; it hands back what it was sent.
    fn scanner(says: &'static [u8]) -> (Address, thread::JoinHandle<Vec<u8>>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = Address::Tcp(listener.local_addr().unwrap().to_string());
        let taken = thread::spawn(move || {
            let (mut line, _) = listener.accept().unwrap();
            let mut command = [0; 10];
            line.read_exact(&mut command).unwrap();
            assert_eq!(&command, b"zINSTREAM\0");
            let mut content = Vec::new();
            loop {
                let mut length = [0; 4];
                line.read_exact(&mut length).unwrap();
                let length = u32::from_be_bytes(length) as usize;
                if length == 0 {
                    break;
                }
                assert!(length <= PIECE);
                let mut piece = vec![0; length];
                line.read_exact(&mut piece).unwrap();
                content.extend(piece);
            }
            let _ = line.write_all(says);
            content
        });
        (address, taken)
    }

    fn quickly(address: &Address, content: &[u8]) -> Result<Said, Unheard> {
        ask_within(
            address,
            content,
            Duration::from_millis(300),
            Duration::from_millis(600),
        )
    }

    #[test]
    fn a_file_arrives_whole_and_is_answered_for() {
        let content: Vec<u8> = (0..200_000_u32).map(|number| number.to_le_bytes()[0]).collect();
        let (address, taken) = scanner(b"stream: OK\0");
        assert_eq!(quickly(&address, &content), Ok(Said::Clean));
        assert_eq!(taken.join().unwrap(), content);
        let (address, taken) = scanner(b"stream: Our.Test.Signature FOUND\0");
        assert_eq!(quickly(&address, b"x"), Ok(Said::Infected));
        taken.join().unwrap();
    }

    /// Proves SG5: whatever else a scanner says, also the beginning of a right answer, passes nothing.
    #[test]
    fn what_is_not_understood_passes_nothing() {
        for says in [
            &b""[..],
            b"\0",
            b"stream: OK",
            b"OK\0",
            b"stream: OKAY\0",
            b"stream:  FOUND\0",
            b"stream: OK FOUNDLING\0",
            b"INSTREAM size limit exceeded. ERROR\0",
            b"stream: Can't allocate memory ERROR\0",
            b"UNKNOWN COMMAND\0",
            b"\xff\xfe\0",
            b"HTTP/1.1 200 OK\r\n\r\nstream: OK\0",
        ] {
            let (address, taken) = scanner(says);
            let said = quickly(&address, b"x");
            assert!(said.is_err(), "{}: {said:?}", String::from_utf8_lossy(says));
            taken.join().unwrap();
        }
        let long = vec![b'a'; 5000];
        let (address, taken) = scanner(Box::leak(long.into_boxed_slice()));
        assert_eq!(quickly(&address, b"x"), unanswered("it says too much"));
        taken.join().unwrap();
    }

    /// Proves SG5: a scanner that is away, takes nothing, or does not answer in time passes nothing.
    #[test]
    fn a_scanner_that_is_away_or_slow_passes_nothing() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = Address::Tcp(listener.local_addr().unwrap().to_string());
        let begun = Instant::now();
        // It listens, and nobody accepts.
        assert!(quickly(&address, &vec![0; 8 * 1024 * 1024]).is_err());
        assert!(begun.elapsed() < Duration::from_secs(5));
        drop(listener);
        assert!(
            matches!(quickly(&address, b"x"), Err(Unheard::Away(_))),
            "nobody listens"
        );
        let place = tempfile::tempdir().unwrap();
        let nowhere = Address::Unix(place.path().join("none"));
        assert!(quickly(&nowhere, b"x").is_err());
        // One sign after the other, each in time, and never done.
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = Address::Tcp(listener.local_addr().unwrap().to_string());
        let drip = thread::spawn(move || {
            let (mut line, _) = listener.accept().unwrap();
            while line.write_all(b" ").is_ok() {
                thread::sleep(Duration::from_millis(50));
            }
        });
        assert_eq!(quickly(&address, b"x"), unanswered(TOO_LONG));
        drip.join().unwrap();
        // One that takes each piece in time, and all of them never.
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = Address::Tcp(listener.local_addr().unwrap().to_string());
        let sip = thread::spawn(move || {
            let (mut line, _) = listener.accept().unwrap();
            let mut taken = vec![0; 256 * 1024];
            let mut all = 0;
            while let Ok(some @ 1..) = line.read(&mut taken) {
                all += some;
                thread::sleep(Duration::from_millis(50));
            }
            all
        });
        let large = vec![0; 64 * 1024 * 1024];
        assert_eq!(quickly(&address, &large), unanswered(TOO_LONG));
        assert!(sip.join().unwrap() < large.len(), "it gave up on the way");
    }

    #[test]
    fn an_address_says_where() {
        let read = |text: &str| text.parse::<Address>();
        assert_eq!(read("tcp://scan:3310"), Ok(Address::Tcp("scan:3310".to_owned())));
        assert_eq!(
            read("unix:/run/clamd.sock"),
            Ok(Address::Unix(PathBuf::from("/run/clamd.sock")))
        );
        for wrong in [
            "",
            "scan:3310",
            "tcp://scan",
            "tcp://:3310",
            "tcp://scan:0",
            "unix:run",
            "http://a:1",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
