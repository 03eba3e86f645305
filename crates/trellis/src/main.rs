//! The Trellis program: one binary that serves a partnership, keeps its data safe, and computes evidence from files.

mod apart;
mod backup;
mod backups;
mod changes;
mod copies_page;
mod evidence_files;
mod folder;
#[cfg(test)]
mod house_rules;
mod init;
mod lens_files;
mod mail;
mod night;
mod options;
mod photograph;
mod process;
mod questionnaire;
mod scanner;
mod sealed;
mod service;
mod today;
mod trail;
mod trail_page;
mod user;
mod workbook;
mod workplace;

use clap::Parser;
use options::{Audit, Command, Evidence, Options, User};
use std::io::Write;
use std::process::ExitCode;

fn main() -> ExitCode {
    let options = Options::parse();
    match process::keep_to_ourselves().and_then(|()| run(options)) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            // There is nobody to tell when the error stream itself is gone.
            let _ = writeln!(std::io::stderr(), "trellis: {}", workplace::in_words(&error));
            ExitCode::from(1)
        }
    }
}

fn run(options: Options) -> anyhow::Result<u8> {
    match options.command {
        Command::Demo(demo) => service::demo(&demo).map(|()| 0),
        Command::Init(init) => init::init(&init).map(|()| 0),
        Command::Serve(serve) => service::serve(&serve).map(|()| 0),
        Command::Migrate(migrate) => service::migrate(&migrate).map(|()| 0),
        Command::Backup(backup) => backup::backup(&backup).map(|()| 0),
        Command::BackupKey(key) => backup::set_key(&key).map(|()| 0),
        Command::Restore(restore) => backup::restore(&restore).map(|()| 0),
        Command::User {
            command: User::Link(link),
        } => user::link(&link).map(|()| 0),
        Command::Audit {
            command: Audit::Verify { place, head },
        } => trail::verify(&place, head.as_deref()),
        Command::Audit {
            command: Audit::Head { place },
        } => trail::head(&place).map(|()| 0),
        Command::Evidence {
            command: Evidence::CheckPublished,
        } => evidence_files::check_published(),
        Command::DevelopPhotograph => photograph::child().map(|()| 0),
        Command::ReadWorkbook => workbook::child().map(|()| 0),
        Command::Evidence { command } => evidence_files::run(&command),
        Command::Lens(lens) => lens_files::run(&lens),
    }
}
