//! Messages over SMTP, or into a folder where nobody is to be written to: one recipient each, a Message-ID that stays the same over every
//! try.

use crate::address::Address;
use crate::outbox::Outgoing;
use kernel::{Fault, Instant};
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{Message, SmtpTransport, Transport};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// How the connection to the mail server is protected.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Protection {
    /// Not at all: only for a server on this machine.
    None,
    /// Starts plain and must change to TLS.
    #[default]
    StartTls,
    /// TLS from the first byte.
    Tls,
}

/// Where and how mail goes out.
#[derive(Clone, Debug)]
pub struct Config {
    /// The mail server.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub protection: Protection,
    /// User and password, if the server wants them.
    pub login: Option<(String, kernel::Personal<String>)>,
    /// The neutral sender.
    pub from: Address,
}

/// Why a message did not go out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refused {
    /// The server cannot be reached: no use trying the next message now.
    Unreachable,
    /// Try again later. Words without a personal value.
    Later(String),
    /// The server will never take it.
    Never(String),
}

/// Where messages go.
#[derive(Clone, Debug)]
enum Way {
    Server(SmtpTransport),
    Folder(PathBuf),
}

/// Answers that refuse the login and say nothing about the message (RFC 4954, 6).
const LOGIN: [u16; 4] = [530, 534, 535, 538];

/// Bytes in a line of a calendar file.
const LINE: usize = 75;

/// The sender.
#[derive(Clone, Debug)]
pub struct Mailer {
    way: Way,
    from: Mailbox,
    host: String,
}

impl Mailer {
    /// A sender for this configuration. Opens no connection yet.
    pub fn new(config: &Config) -> Result<Self, Fault> {
        let mut builder = SmtpTransport::builder_dangerous(&config.host)
            .port(config.port)
            .timeout(Some(Duration::from_secs(5)));
        let tls = || {
            TlsParameters::new(config.host.clone())
                .map_err(|error| Fault::caused("TLS for mail could not be set up", error))
        };
        builder = match config.protection {
            Protection::None => builder.tls(Tls::None),
            Protection::StartTls => builder.tls(Tls::Required(tls()?)),
            Protection::Tls => builder.tls(Tls::Wrapper(tls()?)),
        };
        if let Some((user, password)) = &config.login {
            builder = builder.credentials(Credentials::new(user.clone(), password.reveal().clone()));
        }
        Self::by(Way::Server(builder.build()), &config.from)
    }

    /// A sender that writes each message as a file `ID.eml` into a folder: for a demonstration, which writes to nobody.
    pub fn into_folder(folder: &Path, from: &Address) -> Result<Self, Fault> {
        Self::by(Way::Folder(folder.to_owned()), from)
    }

    fn by(way: Way, from: &Address) -> Result<Self, Fault> {
        let address: lettre::Address = from
            .reveal()
            .parse()
            .map_err(|error| Fault::caused("the sender is no address", error))?;
        Ok(Self {
            way,
            host: address.domain().to_owned(),
            from: Mailbox::new(Some("Trellis".to_owned()), address),
        })
    }

    /// The whole message.
    pub fn message(&self, outgoing: &Outgoing, now: Instant) -> Result<Message, Fault> {
        let letter = &outgoing.letter;
        let to: lettre::Address = letter
            .to
            .reveal()
            .parse()
            .map_err(|_| Fault::new("a message has no readable recipient"))?;
        let millis = u64::try_from(now.millis()).unwrap_or(0);
        let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
        let mut builder = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(letter.template.subject())
            .date(SystemTime::UNIX_EPOCH + Duration::from_millis(millis))
            .message_id(Some(format!("<{}@{}>", outgoing.id, self.host)))
            .raw_header(HeaderValue::new(automatic, "auto-generated".to_owned()));
        let leave = letter.leave.reveal();
        if !leave.is_empty() {
            // Programs for mail show it as a button of their own (RFC 2369, 3.2).
            let header = HeaderName::new_from_ascii_str("List-Unsubscribe");
            builder = builder.raw_header(HeaderValue::new(header, format!("<{leave}>")));
        }
        let text = SinglePart::plain(letter.template.text(&letter.days, letter.link.reveal(), leave));
        let files = [
            ("meeting.ics", &letter.calendar),
            ("dropped-days.ics", &letter.dropped),
        ];
        let files: Vec<_> = files
            .into_iter()
            .filter_map(|(name, file)| Some((name, file.as_ref()?)))
            .collect();
        let message = if files.is_empty() {
            builder.singlepart(text)
        } else {
            // A boundary of our own: a random one could spell a word.
            let mut parts = MultiPart::mixed()
                .boundary(format!("part-{}", outgoing.id))
                .singlepart(text);
            for (name, calendar) in files {
                parts = parts.singlepart(attached(name, &self.organised(calendar))?);
            }
            builder.multipart(parts)
        };
        message.map_err(|error| Fault::caused("a message could not be put together", error))
    }

    /// The calendar file with the sender as organiser of each entry: who publishes or cancels one has to say who organises it
    /// (RFC 5546, 3.2.1 and 3.2.5), and the sender is known only here.
    fn organised(&self, calendar: &str) -> String {
        let mut line = "ORGANIZER:mailto:".to_owned();
        for sign in self.from.email.to_string().chars() {
            if sign.is_ascii_alphanumeric() || "@.-_~+".contains(sign) {
                line.push(sign);
            } else {
                for part in ["%", &format!("{:02X}", u32::from(sign))] {
                    line.push_str(part);
                }
            }
        }
        // A line has 75 bytes at most; what follows begins with a space (RFC 5545, 3.1). All of it is ASCII.
        let mut place = LINE;
        while place < line.len() {
            line.insert_str(place, "\r\n ");
            place += LINE + 2;
        }
        calendar.replace("BEGIN:VEVENT\r\n", &format!("BEGIN:VEVENT\r\n{line}\r\n"))
    }

    /// Sends a message. Blocks.
    pub fn send(&self, outgoing: &Outgoing, now: Instant) -> Result<(), Refused> {
        let message = self
            .message(outgoing, now)
            .map_err(|fault| Refused::Never(fault.to_string()))?;
        let server = match &self.way {
            Way::Server(server) => server,
            Way::Folder(folder) => {
                return keep(folder, outgoing, &message)
                    .map_err(|error| Refused::Later(format!("the folder for mail: {}", error.kind())));
            }
        };
        match server.send(&message) {
            Ok(_) => Ok(()),
            Err(error) => {
                // The server's own words may repeat the address: only the number is kept.
                match error.status() {
                    None => Err(Refused::Unreachable),
                    // Every message would be refused until the operator has mended the login.
                    Some(code) if LOGIN.contains(&u16::from(code)) => {
                        Err(Refused::Later("the mail server refused the login".to_owned()))
                    }
                    Some(code) if error.is_permanent() => {
                        Err(Refused::Never(format!("the mail server answered {code}")))
                    }
                    Some(code) => Err(Refused::Later(format!("the mail server answered {code}"))),
                }
            }
        }
    }
}

/// Writes a message as a file; a second try writes the same file.
fn keep(folder: &Path, outgoing: &Outgoing, message: &Message) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let whole = folder.join(format!("{}.eml", outgoing.id));
    let part = folder.join(format!("{}.part", outgoing.id));
    std::fs::write(&part, message.formatted())?;
    std::fs::rename(part, whole)
}

/// A calendar file as a part of a message.
fn attached(name: &str, calendar: &str) -> Result<SinglePart, Fault> {
    let kind = if calendar.contains("METHOD:CANCEL") {
        "text/calendar; charset=utf-8; method=CANCEL"
    } else {
        "text/calendar; charset=utf-8; method=PUBLISH"
    };
    let kind = ContentType::parse(kind)
        .map_err(|error| Fault::caused("the calendar file's type is not readable", error))?;
    Ok(Attachment::new(name.to_owned()).body(calendar.to_owned(), kind))
}
