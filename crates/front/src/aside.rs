//! Work that takes its time and asks nothing of the database: off the threads that serve requests, few at a time.

use kernel::{Fault, Refusal, Stop};
use std::time::Duration;
use tokio::sync::Semaphore;

static PLACES: Semaphore = Semaphore::const_new(2);

/// Runs `work` on a thread of its own; busy when too many wait.
///
/// # Errors
/// Busy, or a thread that failed.
pub async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Stop> {
    let Ok(Ok(place)) = tokio::time::timeout(Duration::from_secs(2), PLACES.acquire()).await else {
        return Err(Refusal::Busy.into());
    };
    // The closure owns the place: a caller that goes away cannot make room for more.
    let done = tokio::task::spawn_blocking(move || {
        let _place = place;
        work()
    })
    .await
    .map_err(|error| Fault::caused("a thread failed", error))?;
    Ok(done)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::channel;

    /// Proves SR14: what takes long takes two places at most, and who waits too long is told to come back.
    #[tokio::test]
    async fn only_so_many_are_aside_at_once() {
        assert_eq!(aside(|| 7).await.unwrap(), 7);
        let (end, wait) = channel::<()>();
        let wait = std::sync::Arc::new(std::sync::Mutex::new(wait));
        let held: Vec<_> = (0..2)
            .map(|_| {
                let wait = wait.clone();
                aside(move || drop(wait.lock().map(|wait| wait.recv())))
            })
            .collect();
        let mut held = Box::pin(futures_util::future::join_all(held));
        let third = async {
            tokio::time::sleep(Duration::from_millis(50)).await;
            aside(|| 7).await
        };
        tokio::select! {
            _ = &mut held => panic!("the places were not held"),
            third = third => assert!(matches!(third, Err(Stop::Refusal(Refusal::Busy)))),
        }
        drop(end);
        held.await;
        assert_eq!(aside(|| 7).await.unwrap(), 7);
    }
}
