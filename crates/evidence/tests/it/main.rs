//! The engine from outside.

mod first;
