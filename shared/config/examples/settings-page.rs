//! Writes docs/settings.md to stdout.

use std::io::Write;

fn main() -> std::io::Result<()> {
    std::io::stdout().write_all(sellout_config::reference_markdown().as_bytes())
}
