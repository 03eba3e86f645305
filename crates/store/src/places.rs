//! The places of those who read: given in the order of asking, so that nobody is overtaken until her time is up (SR14).

use kernel::{Refusal, Stop};
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;
use std::time::{Duration, Instant};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// So many places.
pub(crate) struct Places(Arc<Semaphore>);

/// A place; given up when dropped.
pub(crate) struct Place {
    _permit: OwnedSemaphorePermit,
}

impl Places {
    /// At least one.
    pub(crate) fn new(places: usize) -> Self {
        Self(Arc::new(Semaphore::new(places.max(1))))
    }

    /// The next place that comes free.
    ///
    /// # Errors
    /// Busy when none did for so long.
    pub(crate) async fn in_time(&self, patience: Duration) -> Result<Place, Stop> {
        let asked = tokio::time::timeout(patience, Arc::clone(&self.0).acquire_owned());
        given(asked.await.ok().and_then(Result::ok))
    }

    /// The same on a thread that may wait.
    ///
    /// # Errors
    /// As [`Self::in_time`].
    pub(crate) fn in_time_now(&self, patience: Duration) -> Result<Place, Stop> {
        // A thread that waits does so for its own time, not for that of a task that it may belong to.
        let asked = tokio::task::unconstrained(Arc::clone(&self.0).acquire_owned());
        given(until(Instant::now() + patience, asked).and_then(Result::ok))
    }
}

fn given(permit: Option<OwnedSemaphorePermit>) -> Result<Place, Stop> {
    permit
        .map(|permit| Place { _permit: permit })
        .ok_or(Stop::Refusal(Refusal::Busy))
}

/// Wakes the thread that waits.
struct Waiting(Thread);

impl Wake for Waiting {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Waits on this thread, outside of any runtime, until the future is ready or its time is over.
fn until<F: Future>(end: Instant, future: F) -> Option<F::Output> {
    let waker = Waker::from(Arc::new(Waiting(std::thread::current())));
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return Some(output);
        }
        let left = end.checked_duration_since(Instant::now())?;
        std::thread::park_timeout(left);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Proves SR14: who waits longest is next, whoever else asks meanwhile.
    #[test]
    fn nobody_is_overtaken() {
        let places = Places::new(1);
        let mut context = Context::from_waker(Waker::noop());
        let held = places.in_time_now(Duration::ZERO).unwrap();
        let mut first = pin!(Arc::clone(&places.0).acquire_owned());
        assert!(first.as_mut().poll(&mut context).is_pending());
        drop(held);
        assert!(
            places.in_time_now(Duration::ZERO).is_err(),
            "the place is the one's who waited"
        );
        assert!(first.as_mut().poll(&mut context).is_ready());
    }

    /// Proves SR14: whoever waits in vain is told in time, and who waits in time is served.
    #[test]
    fn waiting_ends() {
        let places = Places::new(1);
        let held = places.in_time_now(Duration::ZERO).unwrap();
        assert!(places.in_time_now(Duration::from_millis(5)).is_err());
        std::thread::scope(|scope| {
            let waits = scope.spawn(|| places.in_time_now(Duration::from_mins(1)).is_ok());
            drop(held);
            assert!(waits.join().unwrap());
        });
    }
}
