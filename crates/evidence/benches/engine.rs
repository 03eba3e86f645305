//! Load on the engine: writes files of made-up responses, reads them back as a command would, and prints CPU time,
//! wall time and peak memory. `cargo bench -p evidence` runs 10^4 to 10^6 rows, `cargo bench -p evidence -- full`
//! adds 10^7 (1.5 GB of temporary files). One line for each job, as for the table in docs/performance.md.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::Instant;

use evidence::cli::{Output, PairedArgs, Streams, TableArgs, paired, table};
use evidence::disclosure::Profile;
use evidence::reading::Input;
use evidence::{Format, Scale, Statement, Statements};

const ITEMS: usize = 15;
const AREAS: u64 = 33;
const BACKGROUNDS: u64 = 12;

/// A small generator, so that every run reads the same bytes.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    fn answer(&mut self) -> &'static str {
        match self.roll() % 32 {
            0..=11 => "1",
            12..=22 => "2",
            23..=25 => "3",
            26..=27 => "4",
            28..=29 => "5",
            30 => "",
            _ => "not asked",
        }
    }
}

fn write_rows(path: &Path, rows: u64, seed: u64, coded: bool) -> std::io::Result<u64> {
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
    let mut dice = Dice(seed);
    let mut line = String::from(if coded { "code" } else { "area,background" });
    for item in 1..=ITEMS {
        let _ = write!(line, ",s{item}");
    }
    line.push('\n');
    let mut bytes = 0;
    for row in 0..=rows {
        out.write_all(line.as_bytes())?;
        bytes += line.len() as u64;
        line.clear();
        if row == rows {
            break;
        }
        if coded {
            // Every other person of the second file is in the first.
            let person = if dice.roll().is_multiple_of(2) {
                row
            } else {
                row + rows * seed
            };
            let _ = write!(line, "{:010x}", person.wrapping_mul(0x9e37_79b9) & 0xff_ffff_ffff);
        } else {
            let (area, background) = (dice.roll() % AREAS, dice.roll() % BACKGROUNDS);
            let _ = write!(line, "Borough {area},Background {background}");
        }
        for _ in 0..ITEMS {
            line.push(',');
            line.push_str(dice.answer());
        }
        line.push('\n');
    }
    out.flush()?;
    Ok(bytes)
}

fn statements() -> Option<Statements> {
    let item = |place: usize| {
        Statement::new(
            &format!("s{place}"),
            &format!("Statement {place}"),
            Scale::agreement(),
        )
    };
    Statements::new("Load", (1..=ITEMS).map(item).collect()).ok()
}

/// CPU time of this process in milliseconds, from the scheduler's own count.
fn cpu() -> f64 {
    let text = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    text.split(' ')
        .next()
        .and_then(|nanos| nanos.parse::<f64>().ok())
        .unwrap_or(0.0)
        / 1e6
}

fn peak() -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text
        .lines()
        .find(|line| line.starts_with("VmHWM:"))
        .unwrap_or_default();
    line.split_whitespace()
        .nth(1)
        .and_then(|kilobytes| kilobytes.parse::<u64>().ok())
        .unwrap_or(0)
        / 1024
}

fn timed(name: &str, rows: u64, bytes: u64, job: impl FnOnce() -> Option<usize>) -> std::io::Result<()> {
    // Ask the kernel to forget the peak so far; where it refuses, the peak is that of the whole run.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    let (wall, used) = (Instant::now(), cpu());
    let written = job().ok_or_else(|| std::io::Error::other("the job failed"))?;
    let (wall, used) = (wall.elapsed().as_secs_f64() * 1e3, cpu() - used);
    writeln!(
        std::io::stdout(),
        "{name:<28} {rows:>9} rows {:>6} MB: {used:>8.1} ms CPU {wall:>8.1} ms wall {:>5} MB peak, {written} bytes out",
        bytes / 1_000_000,
        peak()
    )
}

fn main() -> std::io::Result<()> {
    let full = std::env::args().any(|word| word == "full");
    let folder = std::env::temp_dir().join(format!("engine-load-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let done = run(&folder, if full { 7 } else { 6 });
    std::fs::remove_dir_all(&folder)?;
    done
}

fn run(folder: &Path, most: u32) -> std::io::Result<()> {
    let statements = statements().ok_or_else(|| std::io::Error::other("statements"))?;
    let (plain, before, after) = (folder.join("r.csv"), folder.join("b.csv"), folder.join("a.csv"));
    let by = ["area".to_owned(), "background".to_owned()];
    for power in 4..=most {
        let rows = 10_u64.pow(power);
        let bytes = write_rows(&plain, rows, 1, false)?;
        for (name, profile) in [
            ("table by two, internal", Profile::Internal),
            ("table by two, partner", Profile::Partner),
            ("table by two, public", Profile::Public),
        ] {
            timed(name, rows, bytes, || {
                let mut file = File::open(&plain).ok()?;
                let (mut out, mut err) = (Vec::new(), Vec::new());
                let args = TableArgs {
                    statements: &statements,
                    responses: Input::new("responses", &mut file),
                    by: &by,
                    distribution: false,
                    interval: false,
                    filters: &[],
                    split_missing: false,
                    one_decimal: false,
                    output: Output {
                        profile,
                        format: Format::Csv,
                    },
                };
                table(
                    args,
                    Streams {
                        out: &mut out,
                        err: &mut err,
                    },
                )
                .ok()?;
                Some(out.len()).filter(|_| err.is_empty())
            })?;
        }
        std::fs::remove_file(&plain)?;
        let bytes = write_rows(&before, rows, 0, true)? + write_rows(&after, rows, 3, true)?;
        timed("paired, partner", rows, bytes, || {
            let (mut first, mut second) = (File::open(&before).ok()?, File::open(&after).ok()?);
            let (mut out, mut err) = (Vec::new(), Vec::new());
            let args = PairedArgs {
                statements: &statements,
                before: Input::new("before", &mut first),
                after: Input::new("after", &mut second),
                code: "code",
                output: Output {
                    profile: Profile::Partner,
                    format: Format::Csv,
                },
            };
            paired(
                args,
                Streams {
                    out: &mut out,
                    err: &mut err,
                },
            )
            .ok()?;
            Some(out.len()).filter(|_| err.is_empty())
        })?;
    }
    Ok(())
}
