//! `demo`, `serve`, `migrate`.

use crate::backups::Backups;
use crate::folder::Folder;
use crate::options::{Demo, Migrate, Serve, Serving};
use crate::workplace::{open, open_current, open_place, told};
use crate::{backup, night};
use crate::{copies_page, mail, photograph, scanner, sealed, today, trail, trail_page, workbook};
use access::Viewer;
use anyhow::{Context, Result, bail};
use front::{App, Settings};
use kernel::{Clock, SystemClock, SystemEntropy};
use post::runner::{Runner, Work};
use std::io::Write;
use std::sync::Arc;
use store::Db;
use tokio::net::TcpListener;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Makes a demonstration, or opens the one that is there, and serves it.
pub(crate) fn demo(options: &Demo) -> Result<()> {
    let public_url = public_url(&options.serving)?;
    let folder = Folder::at(&options.data);
    let fresh = folder.is_new()?;
    if !fresh && !folder.is_demo() {
        bail!(
            "{} is not a demonstration: it is left alone. Choose another folder with --data",
            folder.path().display()
        );
    }
    if fresh {
        folder.make(&SystemEntropy, true)?;
        let (private, public) = sealed::fresh_keys();
        folder.set_recipient(&public)?;
        folder.keep_private_backup_key(&private)?;
    }
    let db = open(&folder, options.database.as_deref())?;
    if folder.is_complete() {
        refuse_foreign(&db)?;
    } else {
        if !db.is_blank()? {
            bail!(
                "there are records in this database already, and they are not a whole demonstration: either its first start was interrupted, \
                 then delete {} and start again, or it is somebody's real database, then it is left alone",
                folder.path().display()
            );
        }
        db.migrate(&SystemClock)?;
        say("Rebuilding two published programmes as records. This happens once.")?;
        let loaded = ::demo::load(&db, &SystemClock, true).map_err(told)?;
        folder.set_complete()?;
        say(&format!(
            "{} sessions, {} bookings, {} signatures, {} feedback forms.",
            loaded.sessions, loaded.bookings, loaded.attendance, loaded.forms
        ))?;
    }
    db.migrate(&SystemClock)?;
    say(&format!(
        "\nDemonstration accounts; the password of each is {}",
        ::demo::PASSWORD
    ))?;
    for account in ::demo::accounts() {
        say(&format!(
            "  {:<15} {:<30} code now {}  secret {}",
            account.role.label(),
            account.email,
            account.secret.code_at(SystemClock.now()),
            account.secret.typed()
        ))?;
    }
    let mut notice = "This is a demonstration. Everybody in it is invented; the totals of two programmes are published ones.".to_owned();
    if options.serving.smtp.is_none() {
        say(&format!(
            "\nNothing is sent: each message becomes a file in {}",
            folder.mail().display()
        ))?;
        notice.push_str(" Nothing is sent: each message becomes a file in the folder \u{201c}mail\u{201d} beside its data.");
    }
    run(&folder, db, &options.serving, public_url, &notice)
}

/// Refuses a database that is not the one this demonstration was made in, before anything is changed in it: its trail does not
/// fit the folder's key.
fn refuse_foreign(db: &Db) -> Result<()> {
    if db.is_blank()? || !matches!(audit::verify(db), Ok(Ok(events)) if events > 0) {
        bail!(
            "this database is not the one this demonstration was made in, or it was changed: it is left alone. Name the right one, or choose a new folder with --data"
        );
    }
    Ok(())
}

/// Serves a data folder.
pub(crate) fn serve(options: &Serve) -> Result<()> {
    let public_url = public_url(&options.serving)?;
    let folder = Folder::at(&options.place.data);
    let refuse_demonstration = |is_one: bool| {
        if is_one {
            bail!(
                "{} is a demonstration, and everybody knows its passwords: `trellis demo` shows it, `trellis init` makes a real one",
                folder.path().display()
            );
        }
        Ok(())
    };
    refuse_demonstration(folder.is_demo())?;
    let db = open_current(&options.place)?;
    // Its files may be gone; what it wrote into its trail stays.
    refuse_demonstration(::demo::is_one(&db).map_err(told)?)?;
    if !db.read_now(|tx| Ok(identity::accounts::any(tx)?)).map_err(told)? {
        bail!(
            "nobody can sign in to {}: it has no account. An interrupted `trellis init` left it; delete it and make it again",
            folder.path().display()
        );
    }
    responses::publish_ours(
        &db,
        &Viewer::system(ticket::Ticket::of("publish instruments")),
        &SystemClock,
        &SystemEntropy,
    )
    .map_err(told)?;
    run(&folder, db, &options.serving, public_url, "")
}

/// The address for links in mail: as it was given, or the one that is listened on, where that is one that can be opened.
fn public_url(serving: &Serving) -> Result<String> {
    match &serving.public_url {
        Some(url) => Ok(url.clone()),
        None if serving.listen.ip().is_unspecified() => bail!(
            "{} is no address that a link can lead to: say with --public-url what people use",
            serving.listen
        ),
        None => Ok(format!("http://{}", serving.listen)),
    }
}

/// Brings the database to this version, after a backup of it as it is (SR11).
pub(crate) fn migrate(options: &Migrate) -> Result<()> {
    let place = &options.place;
    let folder = Folder::at(&place.data);
    let file = folder.database();
    if place.database.is_none()
        && let (Ok(found), Ok(disk)) = (std::fs::metadata(&file), rustix::fs::statvfs(&file))
    {
        refuse_without_room(found.len(), disk.f_bavail.saturating_mul(disk.f_frsize))?;
    }
    let db = open_place(place)?;
    let made = if options.without_backup || db.pending()?.is_empty() || db.is_blank()? {
        None
    } else {
        let sealed = options
            .backup
            .clone()
            .unwrap_or_else(|| folder.before_upgrade(SystemClock.now()));
        let recipient = folder.recipient()?.context(
            "no backup key is set, so the backup before the upgrade cannot be sealed: make a copy yourself, then say --without-backup",
        )?;
        let made = backup::seal(&db, &folder.key()?, &recipient, &sealed)
            .context("nothing was changed: the backup before the upgrade failed")?;
        say(&format!("Sealed {}: this is the way back.", sealed.display()))?;
        Some(made)
    };
    let taken = db.migrate(&SystemClock)?;
    if let Some(made) = made {
        made.keep(&db)?;
    }
    say(&if taken.is_empty() {
        "Nothing to do.".to_owned()
    } else {
        format!("Done: {}.", taken.join(", "))
    })
}

/// A step may write every table anew, in the log first: it is not begun without room for both (SR11).
fn refuse_without_room(file: u64, free: u64) -> Result<()> {
    let wanted = file.saturating_mul(2);
    if free < wanted {
        bail!("{free} bytes are free on the disk, and {wanted} may be needed: make room first");
    }
    Ok(())
}

/// Every route of the house.
pub(crate) fn routes() -> front::Routes {
    today::routes()
        .and(trail_page::routes())
        .and(copies_page::routes())
        .and(directory::routes())
        .and(learning::routes(
            certificate::PRESS,
            workbook::READER,
            photograph::DEVELOPER,
            responses::FORMS,
        ))
        .and(responses::routes(workbook::READER))
        .and(insight::routes())
        .and(ledger::routes())
}

fn run(folder: &Folder, db: Db, serving: &Serving, public_url: String, notice: &str) -> Result<()> {
    tracing_subscriber::registry()
        .with(
            tracing_subscriber::fmt::layer()
                .json()
                .with_writer(std::io::stderr),
        )
        .with(tracing_subscriber::filter::LevelFilter::INFO)
        .init();
    let settings = Settings {
        public_url,
        idle_seconds: serving.idle_minutes * 60,
        notice: notice.to_owned(),
        proxy: serving.proxy,
        demonstration: !notice.is_empty(),
        scans: serving.scanner.is_some(),
        ..Settings::default()
    };
    let address = settings.public_url.clone();
    let mut works: Vec<Box<dyn Work>> = vec![
        Box::new(learning::jobs::Reminders::new(&settings.public_url)),
        Box::new(learning::jobs::HeldSessions),
        Box::new(learning::jobs::Offers::new(&settings.public_url)),
        Box::new(learning::jobs::ReleasedPlaces::new(&settings.public_url)),
        Box::new(learning::jobs::Tidying),
        Box::new(learning::pairs::find::Alike),
        Box::new(learning::pathways::night::Counting),
        Box::new(learning::earlier::work::EarlierYears(responses::FORMS)),
        Box::new(learning::attendance_sums::work::Packing),
        Box::new(learning::own_record::SendRecords::new(&settings.public_url)),
        Box::new(learning::commitments::remind::Commitments::new(
            &settings.public_url,
        )),
        Box::new(responses::FollowUps::new(&settings.public_url)),
        Box::new(ledger::Owing),
        Box::new(ledger::Chasing::new(&settings.public_url)),
    ];
    works.extend(directory::works(&settings.public_url));
    let (clock, entropy) = (Arc::new(SystemClock), Arc::new(SystemEntropy));
    let system = Viewer::system(ticket::Ticket::of("add up"));
    let added: Arc<dyn kernel::Entropy> = entropy.clone();
    responses::add_up_missing(&db, &system, &added).map_err(told)?;
    learning::attendance_sums::work::fill(&db, &system).map_err(told)?;
    let runner = Runner::new(
        db.clone(),
        clock.clone(),
        entropy.clone(),
        mail::sender(serving, settings.demonstration.then(|| folder.mail()))?,
        works,
    )
    .start()?;
    if let Some(witness) = &serving.witness {
        trail::keep_witness(&db, witness)?;
    }
    if let Some(place) = &serving.backups {
        Backups::new(&db, folder, place)?.keep()?;
    }
    night::watch(&db)?;
    if let Some(address) = &serving.scanner {
        scanner::watch(&db, address.clone())?;
    }
    let app = App::new(db, clock, entropy, settings);
    let service = routes().service(app.clone());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind(serving.listen)
            .await
            .with_context(|| format!("cannot listen on {}", serving.listen))?;
        if let Some(operations) = serving.operations {
            if !operations.ip().is_loopback() {
                bail!("health and metrics are for loopback only, not {operations}");
            }
            let listener = TcpListener::bind(operations)
                .await
                .with_context(|| format!("cannot listen on {operations}"))?;
            #[expect(
                clippy::disallowed_methods,
                reason = "the operations listener lives as long as the process"
            )]
            tokio::spawn(front::serve(
                listener,
                front::operations_router(app),
                std::future::pending(),
            ));
        }
        say(&format!("\nServing on {address}"))?;
        let told = async {
            stop().await;
            runner.begin_no_more();
        };
        front::serve(listener, service, told).await;
        Ok(())
    })?;
    runner.stop();
    Ok(())
}

/// Ends at SIGINT or SIGTERM.
async fn stop() {
    let interrupt = tokio::signal::ctrl_c();
    let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) else {
        let _ = interrupt.await;
        return;
    };
    tokio::select! {
        _ = interrupt => {}
        _ = terminate.recv() => {}
    }
}

/// Says it on standard output, at once.
///
/// # Errors
/// When nobody takes it.
pub(crate) fn say(text: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{text}")?;
    out.flush()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::refuse_without_room;

    /// Proves SR11: no upgrade is begun without room for it.
    #[test]
    fn an_upgrade_wants_twice_the_room() {
        assert!(refuse_without_room(1000, 2000).is_ok());
        let refused = refuse_without_room(1000, 1999).unwrap_err().to_string();
        assert!(refused.contains("make room first"), "{refused}");
    }
}
