//! Flags.

fn main() {}
