//! The formats that read an organisation's files: its own ones, and the built-in ones that it does not keep itself.

use sea_orm::{ConnectionTrait, DbErr};
use sellout_ingest::{Format, FormatError};
use sellout_model::OrgId;

use crate::format_versions;

/// The formats of one organisation.
#[derive(Clone, Debug, Default)]
pub struct Formats {
    /// Those in force, each with its version; 0 is the built-in one.
    pub in_force: Vec<(Format, i32)>,
    /// Own ones that cannot be read any more: the built-in one counts in their place, where there is one.
    pub unreadable: Vec<Unreadable>,
}

/// An own format that a newer program cannot read.
#[derive(Clone, Debug)]
pub struct Unreadable {
    /// The row as it was saved.
    pub kept: format_versions::Model,
    /// Its mistake.
    pub error: FormatError,
}

impl Formats {
    /// Those of an organisation, its own ones first.
    pub async fn load(conn: &impl ConnectionTrait, org: OrgId) -> Result<Self, DbErr> {
        let mut formats = Self::default();
        for kept in format_versions::active(conn, org).await? {
            match Format::from_toml(&kept.source) {
                Ok(format) => formats.in_force.push((format, kept.version)),
                Err(error) => formats.unreadable.push(Unreadable { kept, error }),
            }
        }
        let builtin = Format::builtin().iter().filter(|format| formats.get(&format.code).is_none());
        let builtin: Vec<_> = builtin.map(|format| (format.clone(), 0)).collect();
        formats.in_force.extend(builtin);
        Ok(formats)
    }

    /// The format in force under a code, with its version.
    pub fn get(&self, code: &str) -> Option<&(Format, i32)> {
        self.in_force.iter().find(|(format, _)| format.code == code)
    }
}
