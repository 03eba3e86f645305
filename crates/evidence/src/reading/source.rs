//! A window over a file that always starts at a record.

use std::io::{ErrorKind, Read};

/// Bytes asked for at once.
const WINDOW: usize = 1 << 18;
/// The longest record: longer ones are a quote that never closes, or no CSV at all.
pub(super) const LONGEST: usize = 1 << 20;

pub(super) struct Source<'r> {
    inner: &'r mut dyn Read,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    ended: bool,
}

/// What came of asking for more.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum More {
    /// More bytes are there.
    Came,
    /// There are none.
    Ended,
    /// The record is longer than the longest allowed.
    TooLong,
}

impl<'r> Source<'r> {
    pub(super) fn new(inner: &'r mut dyn Read) -> Self {
        Self {
            inner,
            buffer: vec![0; WINDOW],
            start: 0,
            end: 0,
            ended: false,
        }
    }

    /// What is there, from the next record on.
    pub(super) fn data(&self) -> &[u8] {
        self.buffer.get(self.start..self.end).unwrap_or_default()
    }

    /// Bytes of the window are done with.
    pub(super) fn consume(&mut self, bytes: usize) {
        self.start = (self.start + bytes).min(self.end);
    }

    /// Reads on. At the end of the file a missing last line end is added, so that records always end in one.
    pub(super) fn more(&mut self) -> std::io::Result<More> {
        if self.ended {
            return Ok(More::Ended);
        }
        self.buffer.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
        if self.end == self.buffer.len() {
            if self.buffer.len() >= LONGEST {
                return Ok(More::TooLong);
            }
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
        loop {
            let space = self.buffer.get_mut(self.end..).unwrap_or_default();
            match self.inner.read(space) {
                Ok(0) => break,
                Ok(bytes) => {
                    self.end += bytes;
                    return Ok(More::Came);
                }
                Err(problem) if problem.kind() == ErrorKind::Interrupted => {}
                Err(problem) => return Err(problem),
            }
        }
        self.ended = true;
        if self.data().last().is_none_or(|byte| *byte == b'\n') {
            return Ok(More::Ended);
        }
        if let Some(slot) = self.buffer.get_mut(self.end) {
            *slot = b'\n';
            self.end += 1;
        }
        Ok(More::Came)
    }
}
