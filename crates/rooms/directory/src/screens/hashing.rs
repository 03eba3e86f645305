//! Hashing passwords off the threads that serve requests, few at a time: each takes tens of milliseconds and 19 MiB.

use kernel::{Fault, Refusal, Stop};
use std::time::Duration;
use tokio::sync::Semaphore;

static PLACES: Semaphore = Semaphore::const_new(4);

/// Runs `work` on a thread that may take its time; busy when too many wait.
pub(crate) async fn hashing<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Fault> + Send + 'static,
) -> Result<T, Stop> {
    let Ok(Ok(place)) = tokio::time::timeout(Duration::from_secs(5), PLACES.acquire()).await else {
        return Err(Refusal::Busy.into());
    };
    // The closure owns the place: a caller that goes away cannot make room for more than four.
    let done = tokio::task::spawn_blocking(move || {
        let _place = place;
        work()
    })
    .await
    .map_err(|error| Fault::caused("a hashing thread failed", error))?;
    Ok(done?)
}
