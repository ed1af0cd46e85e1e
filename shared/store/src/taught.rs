//! Formats as files are read by them now: what earlier files taught is laid over each.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, DbErr};
use sellout_ingest::Format;
use sellout_model::OrgId;

use crate::format_lessons::{self, Lessons};
use crate::formats::{Formats, Unreadable};

/// The formats of one organisation, with what their earlier files taught.
#[derive(Clone, Debug, Default)]
pub struct Taught {
    /// Those in force, each with its version; 0 is the built-in one.
    pub in_force: Vec<(Format, i32)>,
    /// Own ones that cannot be read any more.
    pub unreadable: Vec<Unreadable>,
    lessons: BTreeMap<String, Lessons>,
}

impl Taught {
    /// Those of an organisation, its own ones first.
    pub async fn load(conn: &impl ConnectionTrait, org: OrgId) -> Result<Self, DbErr> {
        let Formats { in_force, unreadable } = Formats::load(conn, org).await?;
        let lessons = format_lessons::known(conn, org).await?;
        let mut taught = Self { in_force: Vec::new(), unreadable, lessons };
        taught.in_force = in_force.into_iter().map(|(format, version)| (taught.teach(format), version)).collect();
        Ok(taught)
    }

    /// A description with what earlier files of its code taught over it.
    pub fn teach(&self, format: Format) -> Format {
        match self.lessons.get(&format.code) {
            Some(lessons) => lessons.answers.over(&format),
            None => format,
        }
    }

    /// The format in force under a code, with its version.
    pub fn get(&self, code: &str) -> Option<&(Format, i32)> {
        self.in_force.iter().find(|(format, _)| format.code == code)
    }

    /// The headers of each format's last file, by code.
    pub fn last_headers(&self) -> BTreeMap<String, Vec<String>> {
        let kept = self.lessons.iter().filter_map(|(code, lessons)| Some((code.clone(), lessons.header.clone()?)));
        kept.collect()
    }
}
