//! The command line. Each option can also be set by an environment variable, so that a service unit needs no secrets in
//! its command.

mod address;
mod evidence;
mod lens;

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::net::SocketAddr;
use std::path::PathBuf;

pub(crate) use self::evidence::{Evidence, Format, Output, Profile, ValueScale};
pub(crate) use self::lens::{About as LensAbout, Lens, Shape};

/// The shared working system of a partnership.
#[derive(Parser, Debug)]
#[command(version, about, max_term_width = 110)]
pub(crate) struct Options {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    /// Make a demonstration with two published programmes rebuilt as records, and serve it
    Demo(Demo),
    /// Make a new data folder with its first account, an administrator
    Init(Init),
    /// Serve a data folder
    Serve(Serve),
    /// Bring the database to this version
    Migrate(Migrate),
    /// Make a sealed backup while the server runs
    Backup(Backup),
    /// Set the public key that backups are sealed to
    BackupKey(BackupKey),
    /// Restore a sealed backup into a new data folder
    Restore(Restore),
    /// Accounts, when no mail arrives
    User {
        #[command(subcommand)]
        command: User,
    },
    /// The audit trail
    Audit {
        #[command(subcommand)]
        command: Audit,
    },
    /// Read a workbook from standard input: the server starts it for each that somebody sends
    #[command(hide = true)]
    ReadWorkbook,
    /// Make a photograph on standard input anew: the server starts it for each that somebody sends
    #[command(hide = true)]
    DevelopPhotograph,
    /// The evidence engine on files, without a database
    Evidence {
        #[command(subcommand)]
        command: Evidence,
    },
    /// The language lens on files, without a database: words that blame, make little of harm or hide who does it
    Lens(Lens),
}

/// Where the data is.
#[derive(Args, Debug, Clone)]
pub(crate) struct Place {
    /// The data folder: key, and the database file unless --database is given
    #[arg(long, env = "TRELLIS_DATA", default_value = "trellis-data")]
    pub(crate) data: PathBuf,
    /// A PostgreSQL address (postgres://user@host/database) instead of the file
    #[arg(long, env = "TRELLIS_DATABASE")]
    pub(crate) database: Option<String>,
}

/// How to serve.
#[derive(Args, Debug, Clone)]
pub(crate) struct Serving {
    /// Address to serve on
    #[arg(long, env = "TRELLIS_LISTEN", default_value = "127.0.0.1:8700")]
    pub(crate) listen: SocketAddr,
    /// Loopback address for health and metrics
    #[arg(long, env = "TRELLIS_OPERATIONS")]
    pub(crate) operations: Option<SocketAddr>,
    /// The address people use, for links in mail; https:// makes cookies secure. Without it the address that is served on
    #[arg(long, env = "TRELLIS_PUBLIC_URL", value_parser = address::of_people)]
    pub(crate) public_url: Option<String>,
    /// File that the head of the audit trail is written to at the start and each hour, on a disk that somebody else keeps
    #[arg(long, env = "TRELLIS_WITNESS")]
    pub(crate) witness: Option<PathBuf>,
    /// Folder for sealed backups that the server makes by itself: a whole one each hour, what changed every five minutes, kept for
    /// two weeks
    #[arg(long, env = "TRELLIS_BACKUPS")]
    pub(crate) backups: Option<PathBuf>,
    /// Address of the reverse proxy in front: limits per source then count what it says in X-Forwarded-For
    #[arg(long, env = "TRELLIS_PROXY")]
    pub(crate) proxy: Option<std::net::IpAddr>,
    /// Mail server, HOST:PORT; without it mail waits in the outbox
    #[arg(long, env = "TRELLIS_SMTP")]
    pub(crate) smtp: Option<String>,
    /// TLS to the mail server: starttls, tls from the first byte, or none (only for one on this machine); alone it means starttls
    #[arg(
        long,
        env = "TRELLIS_SMTP_TLS",
        value_enum,
        num_args = 0..=1,
        default_value = "none",
        default_missing_value = "starttls"
    )]
    pub(crate) smtp_tls: SmtpTls,
    /// User to log in to the mail server as
    #[arg(long, env = "TRELLIS_SMTP_USER", requires = "smtp_password_file")]
    pub(crate) smtp_user: Option<String>,
    /// File that holds the password for it and that nobody else can read
    #[arg(long, env = "TRELLIS_SMTP_PASSWORD_FILE", requires = "smtp_user")]
    pub(crate) smtp_password_file: Option<PathBuf>,
    /// Sender of mail
    #[arg(
        long,
        env = "TRELLIS_MAIL_FROM",
        default_value = "no-reply@localhost.localdomain"
    )]
    pub(crate) mail_from: String,
    /// Virus scanner that looks at photographs people send: ClamAV's daemon, at tcp://HOST:PORT or unix:/PATH. Without it they are not
    /// looked at
    #[arg(long, env = "TRELLIS_SCANNER")]
    pub(crate) scanner: Option<crate::scanner::Address>,
    /// Minutes without a request after which a signed-in person is signed out, 2 to 600. Pages with people's needs are among those
    /// she sees, so more than 15 is not advised
    #[arg(long, env = "TRELLIS_IDLE_MINUTES", default_value_t = 15, value_parser = clap::value_parser!(i64).range(2..=600))]
    pub(crate) idle_minutes: i64,
}

/// How the connection to the mail server is protected.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum SmtpTls {
    /// Not at all
    #[value(alias = "false")]
    None,
    /// Starts plain and must change to TLS
    #[value(alias = "true")]
    Starttls,
    /// TLS from the first byte
    Tls,
}

/// Options of `demo`.
#[derive(Args, Debug)]
pub(crate) struct Demo {
    /// The demonstration's folder; made if it is not there, kept if it is, refused if it is not a demonstration
    #[arg(long, default_value = "trellis-demo")]
    pub(crate) data: PathBuf,
    /// A PostgreSQL address instead of the file
    #[arg(long)]
    pub(crate) database: Option<String>,
    #[command(flatten)]
    pub(crate) serving: Serving,
}

/// Options of `init`.
#[derive(Args)]
pub(crate) struct Init {
    #[command(flatten)]
    pub(crate) place: Place,
    /// Work e-mail of the first administrator
    #[arg(long)]
    pub(crate) email: String,
    /// Name of the first administrator
    #[arg(long)]
    pub(crate) name: String,
    /// The address people will use, for the invitation that is printed
    #[arg(long, default_value = "http://127.0.0.1:8700", value_parser = address::of_people)]
    pub(crate) public_url: String,
}

kernel::masked!(Init);

/// What to do with an account.
#[derive(Subcommand, Debug)]
pub(crate) enum User {
    /// Print a new link for setting the password; it works once and for an hour, and earlier links stop working
    Link(Link),
}

/// Options of `user link`.
#[derive(Args)]
pub(crate) struct Link {
    #[command(flatten)]
    pub(crate) place: Place,
    /// Work e-mail of the account
    #[arg(long)]
    pub(crate) email: String,
    /// The address people use
    #[arg(long, env = "TRELLIS_PUBLIC_URL", default_value = "http://127.0.0.1:8700", value_parser = address::of_people)]
    pub(crate) public_url: String,
}

kernel::masked!(Link);

/// Options of `serve`.
#[derive(Args, Debug)]
pub(crate) struct Serve {
    #[command(flatten)]
    pub(crate) place: Place,
    #[command(flatten)]
    pub(crate) serving: Serving,
}

/// Options of `migrate`.
#[derive(Args, Debug)]
pub(crate) struct Migrate {
    #[command(flatten)]
    pub(crate) place: Place,
    /// Where to put the sealed backup that is made first; default: into the data folder, named by the time
    #[arg(long)]
    pub(crate) backup: Option<PathBuf>,
    /// Make no backup first: there is one already, made with the version before
    #[arg(long, conflicts_with = "backup")]
    pub(crate) without_backup: bool,
}

/// Options of `backup`.
#[derive(Args, Debug)]
pub(crate) struct Backup {
    /// File to write
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) place: Place,
    /// Public backup key (age1...); default: the one that `init`, `restore` or `backup-key` set
    #[arg(long)]
    pub(crate) to: Option<String>,
}

/// Options of `backup-key`.
#[derive(Args, Debug)]
pub(crate) struct BackupKey {
    /// Public backup key (age1...)
    pub(crate) public: String,
    /// The data folder
    #[arg(long, env = "TRELLIS_DATA", default_value = "trellis-data")]
    pub(crate) data: PathBuf,
}

/// Options of `restore`.
#[derive(Args, Debug)]
pub(crate) struct Restore {
    /// The sealed backup
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) place: Place,
    /// File with the private backup key
    #[arg(long)]
    pub(crate) identity: PathBuf,
    /// What changed since that backup, as the server sealed it
    #[arg(long)]
    pub(crate) changes: Option<PathBuf>,
    /// Head of the audit trail that the backup must contain or equal
    #[arg(long)]
    pub(crate) head: Option<PathBuf>,
}

/// What to do with the audit trail.
#[derive(Subcommand, Debug)]
pub(crate) enum Audit {
    /// Walk the whole trail; with --head also find a cut tail or a rewritten trail
    Verify {
        #[command(flatten)]
        place: Place,
        /// A head that was kept elsewhere
        #[arg(long)]
        head: Option<PathBuf>,
    },
    /// Print the head of the trail, to be kept by somebody else
    Head {
        #[command(flatten)]
        place: Place,
    },
}
