//! Processor time of processes, as the kernel counts it (Linux only).

use std::time::Duration;

/// Ticks of `/proc/PID/stat` in a second: fixed at 100 for programs on Linux.
const TICKS: u64 = 100;

/// Processor time of a process, of the children it has outlived, and of those still running.
pub(crate) fn of(process: u32) -> Duration {
    let mut ticks = 0;
    for id in numbers("/proc") {
        let Some(fields) = stat(id) else { continue };
        let number = |place: usize| {
            fields
                .get(place)
                .and_then(|text| text.parse::<u64>().ok())
                .unwrap_or(0)
        };
        // Fields after the name: state, parent, ...; user and system time are the 12th and 13th, those of ended children the next two.
        if id == process {
            ticks += number(11) + number(12) + number(13) + number(14);
        } else if number(1) == u64::from(process) {
            ticks += number(11) + number(12);
        }
    }
    Duration::from_millis(ticks * 1000 / TICKS)
}

/// Processor time of a process and of the children of another to the nanosecond, for what takes less than a tick. Threads and children that ended are not in it.
pub(crate) fn exact(process: u32, parent: Option<u32>) -> Duration {
    let children = numbers("/proc")
        .into_iter()
        .filter(|id| parent.is_some_and(|parent| child(*id, parent)));
    Duration::from_nanos(
        children
            .chain([process])
            .flat_map(|id| {
                numbers(&format!("/proc/{id}/task"))
                    .into_iter()
                    .map(move |task| format!("/proc/{id}/task/{task}/schedstat"))
            })
            .filter_map(|path| {
                let text = std::fs::read_to_string(path).ok()?;
                text.split(' ').next()?.parse::<u64>().ok()
            })
            .sum(),
    )
}

fn child(process: u32, parent: u32) -> bool {
    stat(process).is_some_and(|fields| fields.get(1).is_some_and(|field| *field == parent.to_string()))
}

/// The entries of a folder that are numbers.
fn numbers(folder: &str) -> Vec<u32> {
    std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .collect()
}

/// Memory of a process that is in use now, in megabytes.
pub(crate) fn megabytes(process: u32) -> u64 {
    std::fs::read_to_string(format!("/proc/{process}/status"))
        .unwrap_or_default()
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .and_then(|rest| rest.trim().split(' ').next()?.parse::<u64>().ok())
        .unwrap_or(0)
        / 1024
}

fn stat(process: u32) -> Option<Vec<String>> {
    let text = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let (_, rest) = text.rsplit_once(')')?;
    Some(rest.split_whitespace().map(str::to_owned).collect())
}
