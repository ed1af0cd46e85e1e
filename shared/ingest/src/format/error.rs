//! What is wrong with a description, with the line and column of the mistake.

use thiserror::Error;

/// A mistake in a format description.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("line {line}, column {column}: {message}")]
pub struct FormatError {
    /// Line, 1-based.
    pub line: usize,
    /// Column, 1-based, in characters.
    pub column: usize,
    /// What is wrong and what to write.
    pub message: String,
}

impl FormatError {
    /// From the TOML reader, whose spans are bytes.
    pub(crate) fn from_toml(source: &str, error: &toml::de::Error) -> Self {
        let start = error.span().map_or(0, |span| span.start);
        Self::at_byte(source, start, error.message().to_owned())
    }

    /// At the first line that begins with `needle`, else where it stands first, else where the description names the
    /// one that it changes, else at the start.
    pub(crate) fn near(source: &str, needle: &str, message: String) -> Self {
        let line = |begins: &str| source.find(&format!("\n{begins}")).map(|at| at + 1);
        let at = line(needle).or_else(|| source.find(needle)).or_else(|| line("extends"));
        Self::at_byte(source, at.unwrap_or(0), message)
    }

    /// At a place in the text.
    pub(crate) fn at_byte(source: &str, byte: usize, message: String) -> Self {
        let before = source.get(..byte).unwrap_or(source);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |tail| tail.chars().count()) + 1;
        Self { line, column, message }
    }
}
