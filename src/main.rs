//! The `sellout` command.
fn main() {}
