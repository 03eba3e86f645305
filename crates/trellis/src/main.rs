//! The Trellis program: one binary that serves, keeps and checks a partnership.
fn main() {}
