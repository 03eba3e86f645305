//! How fast pages and forms are: the real binary in its own process, 10,000 public sessions, 1, 16 and 64 connections, and
//! a bare axum "hello" in the same run to compare with. Prints a Markdown section; `cargo xtask bench` puts it into
//! docs/performance.md.

mod cpu;
mod exchange;
mod hello;
mod lists;
mod load;
mod report;
mod server;
mod shelves;
mod staff;
mod world;
mod written;
mod years;

use anyhow::Result;
use clap::Parser;
use std::net::SocketAddr;
use std::path::PathBuf;

/// What to measure.
#[derive(Parser)]
struct Options {
    /// The binary to measure
    #[arg(long, default_value = "target/release/trellis")]
    binary: PathBuf,
    /// Address of a throwaway PostgreSQL; without it only SQLite is measured
    #[arg(long)]
    postgres: Option<String>,
    /// Process number of that PostgreSQL, whose processor time is counted too
    #[arg(long)]
    postmaster: Option<u32>,
    /// Seconds for each row of the tables
    #[arg(long, default_value_t = 4)]
    seconds: u64,
    /// Measure the staff's pages with years of records instead
    #[arg(long)]
    staff: bool,
    /// Measure the staff's pages on PostgreSQL only
    #[arg(long, requires = "postgres")]
    postgres_only: bool,
    /// Where the years of records stay for another run, or stand already: on SQLite, or with `--postgres-only` beside that database
    #[arg(long)]
    keep: Option<PathBuf>,
    /// Serve the bare "hello" here and do nothing else
    #[arg(long)]
    hello: Option<SocketAddr>,
}

fn main() -> Result<()> {
    let options = Options::parse();
    match options.hello {
        Some(address) => hello::serve(address),
        None if options.staff => staff::run(&options),
        None => report::run(&options),
    }
}
