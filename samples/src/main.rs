//! Makes the sample vendor files.
fn main() {}
