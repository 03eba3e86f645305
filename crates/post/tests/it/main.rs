//! Mail and jobs against a real SMTP conversation.

#[cfg(test)]
mod ahead;
mod ending;
#[cfg(test)]
mod house;
#[cfg(test)]
mod mails;
#[cfg(test)]
mod queue;
#[cfg(test)]
mod senders;
#[cfg(test)]
mod sink;
