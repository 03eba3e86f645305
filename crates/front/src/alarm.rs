//! The limit of time for the head of a request, without setting a timer for each request: a connection has one, which is set further only
//! when it rings too early.

use hyper::rt::{Sleep, Timer};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

/// The timer of one connection.
#[derive(Clone)]
pub(crate) struct Alarm(Arc<Mutex<Pin<Box<tokio::time::Sleep>>>>);

impl Alarm {
    /// A timer that has rung.
    pub(crate) fn new() -> Self {
        Self(Arc::new(Mutex::new(Box::pin(tokio::time::sleep(Duration::ZERO)))))
    }
}

impl Timer for Alarm {
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Sleep>> {
        self.sleep_until(Instant::now() + duration)
    }

    fn sleep_until(&self, deadline: Instant) -> Pin<Box<dyn Sleep>> {
        Box::pin(Until {
            alarm: self.clone(),
            deadline: deadline.into(),
        })
    }
}

/// Waits for one moment.
struct Until {
    alarm: Alarm,
    deadline: tokio::time::Instant,
}

impl Sleep for Until {}

impl Future for Until {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut alarm = self.alarm.0.lock().unwrap_or_else(PoisonError::into_inner);
        if alarm.deadline() > self.deadline {
            alarm.as_mut().reset(self.deadline);
        }
        while alarm.as_mut().poll(context).is_ready() {
            if tokio::time::Instant::now() >= self.deadline {
                return Poll::Ready(());
            }
            // It was set for an earlier request, which has come since.
            alarm.as_mut().reset(self.deadline);
        }
        Poll::Pending
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Proves SR14: whatever was waited for before, each limit ends at its own time.
    #[tokio::test]
    async fn each_limit_ends_at_its_own_time() {
        let alarm = Alarm::new();
        let begun = Instant::now();
        let at = |milliseconds| begun + Duration::from_millis(milliseconds);
        let given_up = tokio::time::timeout(Duration::from_millis(5), alarm.sleep_until(at(40)));
        assert!(given_up.await.is_err());
        for (until, most) in [(90, 2000), (91, 2000), (20, 2000)] {
            alarm.sleep_until(at(until)).await;
            assert!(begun.elapsed() >= Duration::from_millis(until), "{until}");
            assert!(begun.elapsed() < Duration::from_millis(most), "{until}");
        }
        let far = tokio::time::timeout(Duration::from_millis(5), alarm.sleep_until(at(60_000)));
        assert!(far.await.is_err());
        alarm
            .sleep_until(Instant::now() + Duration::from_millis(10))
            .await;
        assert!(
            begun.elapsed() < Duration::from_secs(30),
            "an earlier end than before"
        );
    }
}
