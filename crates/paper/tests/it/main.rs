//! What leaves as a file holds what it should and nothing else.

#[cfg(test)]
mod calendars;
#[cfg(test)]
mod sheets;
