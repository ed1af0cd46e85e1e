//! One finding: which check, how it stands, what was found, and the cure.

use std::fmt::Display;

use serde::Serialize;

use crate::table::{Cell, Tone};

/// How something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Health {
    /// As it should be.
    Ok,
    /// It works, but somebody should look.
    Warning,
    /// It does not work.
    Failed,
}

/// What one check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Finding {
    /// Which check.
    pub(super) check: &'static str,
    /// How it stands.
    pub(super) status: Health,
    /// What was found.
    #[serde(rename = "message")]
    pub(super) said: String,
    /// What helps, where it is not well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) cure: Option<String>,
}

impl Finding {
    /// As it should be.
    pub(super) fn ok(check: &'static str, said: impl Display) -> Self {
        Self { check, status: Health::Ok, said: said.to_string(), cure: None }
    }

    /// It works, but somebody should look.
    pub(super) fn warning(check: &'static str, said: impl Display, cure: impl Display) -> Self {
        Self { check, status: Health::Warning, said: said.to_string(), cure: Some(cure.to_string()) }
    }

    /// It does not work.
    pub(super) fn failed(check: &'static str, said: impl Display, cure: impl Display) -> Self {
        Self { check, status: Health::Failed, said: said.to_string(), cure: Some(cure.to_string()) }
    }

    /// Well with these words, or failed with the error's and this cure.
    pub(super) fn of<E: Display>(check: &'static str, tried: Result<impl Display, E>, cure: impl Display) -> Self {
        match tried {
            Ok(said) => Self::ok(check, said),
            Err(error) => Self::failed(check, error, cure),
        }
    }

    /// The word for a terminal.
    pub(super) fn mark(&self) -> Cell {
        match self.status {
            Health::Ok => Cell::toned("ok", Tone::Good),
            Health::Warning => Cell::toned("look", Tone::Warn),
            Health::Failed => Cell::toned("FAILED", Tone::Bad),
        }
    }
}
