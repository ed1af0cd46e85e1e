//! The one place that writes to stdout and stderr: data and what people asked for to stdout, everything said beside it
//! to stderr. With `--json` stdout carries JSON lines and nothing else.

use std::io::{self, ErrorKind, IsTerminal, Write};

use console::Style;
use serde::Serialize;

use crate::failure::Failure;
use crate::table::Table;

/// Where a command's results go, and in which form.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Output {
    json: bool,
}

impl Output {
    /// For people, or as JSON lines.
    pub(crate) fn new(json: bool) -> Self {
        Self { json }
    }

    /// Whether JSON lines are asked for.
    pub(crate) fn is_json(self) -> bool {
        self.json
    }

    /// A line for people; nothing with `--json`.
    pub(crate) fn say(self, line: &str) -> Result<(), Failure> {
        if self.json { Ok(()) } else { write(&[line.as_bytes(), b"\n"]) }
    }

    /// One JSON line; nothing without `--json`.
    pub(crate) fn json(self, value: &impl Serialize) -> Result<(), Failure> {
        if !self.json {
            return Ok(());
        }
        let text = serde_json::to_string(value).map_err(|e| Failure::new(format!("the answer is not JSON: {e}")))?;
        write(&[text.as_bytes(), b"\n"])
    }

    /// A table for people; nothing with `--json`.
    pub(crate) fn table(self, table: &Table) -> Result<(), Failure> {
        if self.json { Ok(()) } else { write(&[table.render(console::colors_enabled()).as_bytes()]) }
    }

    /// One thing in either form: a JSON line, or a line for people.
    pub(crate) fn answer(self, value: &impl Serialize, line: &str) -> Result<(), Failure> {
        self.json(value)?;
        self.say(line)
    }
}

/// Data as it is.
pub(crate) fn data(bytes: &[u8]) -> Result<(), Failure> {
    write(&[bytes])
}

/// Something to know beside the answer, on stderr.
pub(crate) fn note(line: &str) {
    beside(&[line, "\n"].concat());
}

/// Why the command failed, on stderr, as one line.
pub(crate) fn complain(message: &str) {
    let name = Style::new().for_stderr().red().bold().apply_to("sellout:");
    beside(&format!("{name} {}\n", message.split_whitespace().collect::<Vec<_>>().join(" ")));
}

/// Words that were asked for with `--help` or `--version`.
pub(crate) fn help(text: &str) -> Result<(), Failure> {
    write(&[text.as_bytes()])
}

/// Whether a person watches stderr.
pub(crate) fn is_watched() -> bool {
    io::stderr().is_terminal()
}

fn write(parts: &[&[u8]]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    let written = parts.iter().try_for_each(|part| out.write_all(part)).and_then(|()| out.flush());
    written.map_err(|error| match error.kind() {
        ErrorKind::BrokenPipe => Failure::nobody_listens(),
        _ => Failure::new(format!("the output cannot be written: {error}")),
    })
}

/// Where stderr is closed nobody can be told, and the exit code still says it.
fn beside(text: &str) {
    io::stderr().lock().write_all(text.as_bytes()).ok();
}
