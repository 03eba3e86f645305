//! What leaves the service on paper or as a file: CSV, XLSX, calendar files and QR codes; and what comes in as a table or a photograph. Pure: data in, bytes out; no
//! storage, no clock, no network.

pub mod archive;
pub mod book;
pub mod calendar;
pub mod certificate;
pub mod csv;
pub mod document;
mod grid;
pub mod photograph;
pub mod qr;
pub mod sheet;
pub mod table;
pub mod xlsx;

pub use grid::{Cell, Grid};
