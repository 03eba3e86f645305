//! Accounts against a real database, on either engine.

#[cfg(test)]
mod accounts;
#[cfg(test)]
mod attacks;
#[cfg(test)]
mod house;
#[cfg(test)]
mod links;
#[cfg(test)]
mod signing_in;
