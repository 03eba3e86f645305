//! Messages over SMTP: one recipient each, a Message-ID that stays the same over every try.

use crate::address::Address;
use crate::outbox::Outgoing;
use kernel::{Fault, Instant};
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{Message, SmtpTransport, Transport};
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

/// The sender.
#[derive(Clone, Debug)]
pub struct Mailer {
    transport: SmtpTransport,
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
        let address: lettre::Address = config
            .from
            .reveal()
            .parse()
            .map_err(|error| Fault::caused("the sender is no address", error))?;
        Ok(Self {
            transport: builder.build(),
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
        let builder = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(letter.template.subject())
            .date(SystemTime::UNIX_EPOCH + Duration::from_millis(millis))
            .message_id(Some(format!("<{}@{}>", outgoing.id, self.host)))
            .raw_header(HeaderValue::new(automatic, "auto-generated".to_owned()));
        let text = SinglePart::plain(letter.template.text(&letter.days, letter.link.reveal()));
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
                parts = parts.singlepart(attached(name, calendar)?);
            }
            builder.multipart(parts)
        };
        message.map_err(|error| Fault::caused("a message could not be put together", error))
    }

    /// Sends a message. Blocks.
    pub fn send(&self, outgoing: &Outgoing, now: Instant) -> Result<(), Refused> {
        let message = self
            .message(outgoing, now)
            .map_err(|fault| Refused::Never(fault.to_string()))?;
        match self.transport.send(&message) {
            Ok(_) => Ok(()),
            Err(error) => {
                // The server's own words may repeat the address: only the number is kept.
                match error.status() {
                    None => Err(Refused::Unreachable),
                    Some(code) if error.is_permanent() => {
                        Err(Refused::Never(format!("the mail server answered {code}")))
                    }
                    Some(code) => Err(Refused::Later(format!("the mail server answered {code}"))),
                }
            }
        }
    }
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
