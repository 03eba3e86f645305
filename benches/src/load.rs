//! So many connections, each sending its next request as soon as the last was answered.

use crate::exchange::{Connection, hidden};
use anyhow::{Result, bail};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What one row of a table says.
#[derive(Clone, Copy)]
pub(crate) struct Figures {
    /// Requests answered as they should be.
    pub(crate) answered: usize,
    /// How long that took.
    pub(crate) took: Duration,
    /// Half of the requests took no longer.
    pub(crate) median: Duration,
    /// 99 of 100 took no longer.
    pub(crate) p99: Duration,
}

impl Figures {
    /// Requests in a second.
    #[expect(clippy::cast_precision_loss, reason = "a rate is shown with three digits")]
    pub(crate) fn rate(&self) -> f64 {
        self.answered as f64 / self.took.as_secs_f64()
    }
}

/// The shortest time within which so many of 100 of some times are, which are sorted: one of them, by nearest rank.
pub(crate) fn within(sorted: &[Duration], share: usize) -> Duration {
    let rank = (sorted.len() * share).div_ceil(100);
    sorted.get(rank.saturating_sub(1)).copied().unwrap_or_default()
}

/// The hidden fields that let a form be sent once.
pub(crate) struct Ticket {
    /// Says that the form is ours.
    pub(crate) token: String,
    /// Says which sending it is.
    pub(crate) id: String,
}

impl Ticket {
    fn on(page: &str) -> Option<Self> {
        Some(Self {
            token: hidden(page, "form-token")?,
            id: hidden(page, "form-id")?,
        })
    }
}

/// What to send, and for how long.
pub(crate) struct Load {
    /// Where.
    pub(crate) address: SocketAddr,
    /// Connections.
    pub(crate) connections: usize,
    /// Stop after this.
    pub(crate) lasts: Duration,
    /// Requests. With `over` the list begins again at its end; without it, the load ends there.
    pub(crate) requests: Arc<Vec<Vec<u8>>>,
    /// Begin again at the end of the list.
    pub(crate) over: bool,
    /// The status that every answer must have.
    pub(crate) wanted: u16,
    /// Hand back what makes the forms on the pages acceptable.
    pub(crate) collect: bool,
}

impl Load {
    /// Runs it; the tickets come in no order.
    ///
    /// # Errors
    /// When an answer has another status: then nothing was measured.
    pub(crate) fn run(self) -> Result<(Figures, Vec<Ticket>)> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        runtime.block_on(self.drive())
    }

    async fn drive(self) -> Result<(Figures, Vec<Ticket>)> {
        let load = Arc::new(self);
        let next = Arc::new(AtomicUsize::new(0));
        let tickets = Arc::new(Mutex::new(Vec::new()));
        let mut lines = Vec::new();
        for _ in 0..load.connections {
            lines.push(Connection::open(load.address).await?);
        }
        let begun = Instant::now();
        let mut tasks = tokio::task::JoinSet::new();
        for mut line in lines {
            let (load, next, tickets) = (Arc::clone(&load), Arc::clone(&next), Arc::clone(&tickets));
            tasks.spawn(async move {
                let mut times = Vec::new();
                while begun.elapsed() < load.lasts {
                    let place = next.fetch_add(1, Ordering::Relaxed);
                    let place = if load.over {
                        place % load.requests.len().max(1)
                    } else {
                        place
                    };
                    let Some(request) = load.requests.get(place) else {
                        break;
                    };
                    let sent = Instant::now();
                    let answer = line.send(request).await?;
                    times.push(sent.elapsed());
                    if answer.status != load.wanted {
                        bail!("answered {} instead of {}", answer.status, load.wanted);
                    }
                    if load.collect {
                        let page = String::from_utf8_lossy(answer.body);
                        tickets
                            .lock()
                            .unwrap_or_else(PoisonError::into_inner)
                            .extend(Ticket::on(&page));
                    }
                }
                Ok(times)
            });
        }
        let mut times = Vec::new();
        while let Some(done) = tasks.join_next().await {
            times.append(&mut done??);
        }
        let took = begun.elapsed();
        times.sort_unstable();
        let figures = Figures {
            answered: times.len(),
            took,
            median: within(&times, 50),
            p99: within(&times, 99),
        };
        let tickets = std::mem::take(&mut *tickets.lock().unwrap_or_else(PoisonError::into_inner));
        Ok((figures, tickets))
    }
}
