//! The room's pages, asked as a browser asks.

#[cfg(test)]
mod browser;
#[cfg(test)]
mod lists;
#[cfg(test)]
mod managing;
#[cfg(test)]
mod own_account;
#[cfg(test)]
mod queues;
#[cfg(test)]
mod timings;
#[cfg(test)]
mod upkeep;
#[cfg(test)]
mod way_in;
