//! The program as an operator meets it: the real binary, real folders, real processes.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod backups;
mod day;
mod deployment;
mod evidence;
mod halting;
mod house;
mod imports;
mod killed;
mod lens;
mod photographs;
mod privacy;
mod refusing;
mod restoring;
mod starting;
mod supply;
mod upgrading;
mod web;
mod workbooks;
