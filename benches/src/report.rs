//! What is measured, and how it is written down.

use crate::exchange::{Answer, get, post};
use crate::load::{Figures, Load, Ticket};
use crate::server::Server;
use crate::world::{self, World};
use crate::{Options, cpu};
use anyhow::{Context, Result};
use kernel::{Clock, SystemClock};
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Connections at once.
const CONNECTIONS: [usize; 3] = [1, 16, 64];
/// Forms sent for one row at most.
const FORMS: usize = 12_000;

/// Measures everything and prints the section.
pub(crate) fn run(options: &Options) -> Result<()> {
    engine("SQLite", options, None)?;
    if let Some(url) = &options.postgres {
        engine("PostgreSQL", options, Some(url))?;
    }
    Ok(())
}

/// A row of a table, before it is shown.
struct Row<'r> {
    what: &'r str,
    connections: usize,
    figures: Figures,
    /// Processor time of server and database for all requests; none where it cannot be told apart.
    cpu: Option<Duration>,
    /// How many requests the bare server answered with as many connections; none where it has no meaning.
    hello: Option<f64>,
}

fn show(row: &Row<'_>) -> Result<()> {
    let milliseconds = |time: Duration| format!("{:.1} ms", time.as_secs_f64() * 1000.0);
    let each = row.cpu.map_or_else(
        || "-".to_owned(),
        |cpu| {
            format!(
                "{} µs",
                cpu.as_micros() / u128::try_from(row.figures.answered.max(1)).unwrap_or(1)
            )
        },
    );
    let share = row.hello.map_or_else(
        || "-".to_owned(),
        |hello| format!("{:.0}%", row.figures.rate() / hello * 100.0),
    );
    say(&format!(
        "| {} | {} | {:.0} | {each} | {} | {} | {share} |",
        row.what,
        row.connections,
        row.figures.rate(),
        milliseconds(row.figures.median),
        milliseconds(row.figures.p99),
    ))
}

fn heading(title: &str) -> Result<()> {
    say(&format!(
        "\n### {title}\n\n| request | connections | a second | CPU each | median | 99 of 100 within | of bare axum |\n| --- | --- | --- | --- | --- | --- | --- |"
    ))
}

fn engine(name: &str, options: &Options, postgres: Option<&str>) -> Result<()> {
    let scratch = tempfile::tempdir()?;
    let data = scratch.path().join("data");
    drop(Server::trellis(&options.binary, &data, postgres)?);
    let world = world::fill(&data, postgres)?;
    let mut starts = Vec::new();
    for _ in 0..5 {
        starts.push(Server::trellis(&options.binary, &data, postgres)?.started_in);
    }
    starts.sort_unstable();
    let server = Server::trellis(&options.binary, &data, postgres)?;
    std::thread::sleep(Duration::from_secs(2));
    let idle = cpu::megabytes(server.process());
    let bench = Bench {
        options,
        address: server.address,
        process: server.process(),
        postmaster: postgres.and(options.postmaster),
    };
    heading(&format!("{name}, {} public sessions", world::SESSIONS))?;
    let [hello, list, session] = bench.public()?;
    bench.bookings(&world)?;
    bench.doors(&data, &world)?;
    say(&format!(
        "\nBytes of the answers, with their heads: hello {hello}, list {list}, a session's page {session}. Start to first answer with these records: {} ms (median of 5, from {} to {}). Memory: {idle} MB idle after the start, {} MB after the load.",
        starts.get(2).context("no starts")?.as_millis(),
        starts.first().context("no starts")?.as_millis(),
        starts.last().context("no starts")?.as_millis(),
        cpu::megabytes(server.process())
    ))
}

/// A server under measurement.
struct Bench<'b> {
    options: &'b Options,
    address: SocketAddr,
    process: u32,
    postmaster: Option<u32>,
}

impl Bench<'_> {
    fn lasts(&self) -> Duration {
        Duration::from_secs(self.options.seconds)
    }

    fn cpu(&self) -> Duration {
        cpu::of(self.process) + self.postmaster.map(cpu::of).unwrap_or_default()
    }

    fn load(&self, connections: usize, requests: Vec<Vec<u8>>) -> Load {
        Load {
            address: self.address,
            connections,
            lasts: self.lasts(),
            requests: Arc::new(requests),
            over: true,
            wanted: 200,
            collect: false,
        }
    }

    /// The same pages over and over.
    fn pages(&self, connections: usize, requests: Vec<Vec<u8>>) -> Result<(Figures, Duration)> {
        let before = self.cpu();
        let (figures, _) = self.load(connections, requests).run()?;
        Ok((figures, self.cpu().saturating_sub(before)))
    }

    /// Each form once.
    fn forms(&self, connections: usize, requests: Vec<Vec<u8>>) -> Result<(Figures, Duration)> {
        let before = self.cpu();
        let (figures, _) = Load {
            over: false,
            wanted: 303,
            ..self.load(connections, requests)
        }
        .run()?;
        Ok((figures, self.cpu().saturating_sub(before)))
    }

    /// As many forms as one row sends, each fetched as a browser would.
    fn tickets(&self, page: &str) -> Result<Vec<Ticket>> {
        let (_, tickets) = Load {
            lasts: Duration::from_mins(2),
            over: false,
            collect: true,
            ..self.load(16, vec![get(page); FORMS])
        }
        .run()?;
        Ok(tickets)
    }

    /// The pages that are kept, each after what a bare server does at the same time of the day. Bytes of the three answers.
    fn public(&self) -> Result<[usize; 3]> {
        let server = Server::hello()?;
        let bare = Bench {
            options: self.options,
            address: server.address,
            process: server.process(),
            postmaster: None,
        };
        let session = self.one()?;
        let pages = [("public list", "/sessions"), ("a session's page", &*session)];
        for connections in CONNECTIONS {
            let (figures, cpu) = bare.pages(connections, vec![get("/")])?;
            let hello = figures.rate();
            show(&Row {
                what: "bare axum: hello",
                connections,
                figures,
                cpu: Some(cpu),
                hello: None,
            })?;
            for (what, page) in pages {
                let (figures, cpu) = self.pages(connections, vec![get(page)])?;
                show(&Row {
                    what,
                    connections,
                    figures,
                    cpu: Some(cpu),
                    hello: Some(hello),
                })?;
            }
        }
        Ok([bare.size("/")?, self.size("/sessions")?, self.size(&session)?])
    }

    /// One of those that take bookings.
    fn one(&self) -> Result<String> {
        Ok(self.bookable()?.first().context("no session")?.clone())
    }

    /// Sessions of the coming months that take bookings.
    fn bookable(&self) -> Result<Vec<String>> {
        let mut all = Vec::new();
        for month in 1..=4 {
            let month: String = SystemClock
                .today()
                .plus(30 * month)
                .iso()
                .chars()
                .take(7)
                .collect();
            let page = self.fetch(&format!("/sessions?month={month}"))?;
            all.extend(
                page.split("href=\"")
                    .filter_map(|rest| rest.split('"').next())
                    .filter(|link| link.starts_with("/sessions/S-"))
                    .map(str::to_owned),
            );
        }
        all.sort_unstable();
        all.dedup();
        Ok(all)
    }

    fn fetch(&self, page: &str) -> Result<String> {
        self.asked(page, |answer| String::from_utf8_lossy(answer.body).into_owned())
    }

    /// Bytes of an answer, head and body.
    fn size(&self, page: &str) -> Result<usize> {
        self.asked(page, |answer| answer.size())
    }

    fn asked<T>(&self, page: &str, take: impl FnOnce(Answer<'_>) -> T) -> Result<T> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        runtime.block_on(async {
            let mut line = crate::exchange::Connection::open(self.address).await?;
            Ok(take(line.send(&get(page)).await?))
        })
    }

    fn booking_forms(&self, world: &World, name: &str) -> Result<Vec<Vec<u8>>> {
        let sessions = self.bookable()?;
        let form = format!("{}/book", sessions.first().context("no session")?);
        let tickets = self.tickets(&form)?;
        Ok(tickets
            .iter()
            .zip(sessions.iter().cycle())
            .enumerate()
            .map(|(number, (ticket, session))| {
                post(
                    &format!("{session}/book"),
                    &[
                        ("form-token", &ticket.token),
                        ("form-id", &ticket.id),
                        ("name", "Robin Example"),
                        ("email", &format!("{name}-{number}@load.example")),
                        ("organisation", "Example Housing"),
                        ("background", "housing"),
                        ("area", &world.area),
                        ("access_needs", ""),
                        ("language_needs", ""),
                        ("website", ""),
                    ],
                )
            })
            .collect())
    }

    fn bookings(&self, world: &World) -> Result<()> {
        let form = format!("{}/book", self.bookable()?.first().context("no session")?);
        for connections in CONNECTIONS {
            let (figures, cpu) = self.pages(connections, vec![get(&form)])?;
            show(&Row {
                what: "booking form, made anew each time",
                connections,
                figures,
                cpu: Some(cpu),
                hello: None,
            })?;
        }
        for connections in CONNECTIONS {
            let requests = self.booking_forms(world, &format!("casey-{connections}"))?;
            let (figures, cpu) = self.forms(connections, requests)?;
            show(&Row {
                what: "booking sent (durable)",
                connections,
                figures,
                cpu: Some(cpu),
                hello: None,
            })?;
        }
        let requests = self.booking_forms(world, "beside")?;
        let figures = std::thread::scope(|scope| {
            let beside = scope.spawn(|| self.forms(8, requests));
            let figures = self.pages(8, vec![get("/sessions")]);
            beside
                .join()
                .map_err(|_| anyhow::anyhow!("the bookings failed"))??;
            figures
        })?
        .0;
        show(&Row {
            what: "public list while 8 others book: each commit makes it anew",
            connections: 8,
            figures,
            cpu: None,
            hello: None,
        })
    }

    fn doors(&self, data: &Path, world: &World) -> Result<()> {
        let keys = world::keys(data)?;
        let mut people = world
            .doors
            .iter()
            .flat_map(|door| door.people.iter().map(|email| (door.day, email)))
            .collect::<Vec<_>>()
            .into_iter();
        for connections in CONNECTIONS {
            let code = |day| learning::door::code::ticket(&keys, day, SystemClock.now());
            let form = format!("/door/{}", code(world.doors.first().context("no door")?.day));
            let tickets = self.tickets(&form)?;
            let share = if connections == 1 { 4000 } else { 8000 };
            let requests = tickets
                .iter()
                .zip(people.by_ref().take(share))
                .map(|(ticket, (day, email))| {
                    let fields = [
                        ("form-token", ticket.token.as_str()),
                        ("form-id", &ticket.id),
                        ("who", email),
                    ];
                    post(&format!("/door/{}", code(day)), &fields)
                })
                .collect();
            let (figures, cpu) = self.forms(connections, requests)?;
            show(&Row {
                what: "signed in at the door (durable)",
                connections,
                figures,
                cpu: Some(cpu),
                hello: None,
            })?;
        }
        Ok(())
    }
}

/// Prints a line at once.
pub(crate) fn say(text: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{text}")?;
    out.flush()?;
    Ok(())
}
