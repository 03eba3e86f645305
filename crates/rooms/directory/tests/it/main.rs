//! The room's pages, asked as a browser asks.

#[cfg(test)]
mod browser;
#[cfg(test)]
mod managing;
#[cfg(test)]
mod queues;
#[cfg(test)]
mod way_in;
