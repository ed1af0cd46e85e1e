//! The names under which files are kept. They are made of ids alone; what the sender called the file is data.

use std::fmt;
use std::str::FromStr;

use sellout_model::{EmailId, OrgId, ReportId, UploadId};
use uuid::Uuid;

/// The name of one kept file: `organisation/shelf/id`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FileKey {
    org: OrgId,
    shelf: Shelf,
    id: Uuid,
}

/// What kind of files stand together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shelf {
    /// What people sent.
    Uploads,
    /// What reports were written as.
    Reports,
    /// Built mails.
    Mails,
}

impl Shelf {
    const ALL: [Self; 3] = [Self::Uploads, Self::Reports, Self::Mails];

    fn name(self) -> &'static str {
        match self {
            Self::Uploads => "uploads",
            Self::Reports => "reports",
            Self::Mails => "mails",
        }
    }
}

impl FileKey {
    /// The key of any file of an organisation.
    pub fn new(org: OrgId, shelf: Shelf, id: Uuid) -> Self {
        Self { org, shelf, id }
    }

    /// The file that somebody sent.
    pub fn upload(org: OrgId, id: UploadId) -> Self {
        Self::new(org, Shelf::Uploads, id.0)
    }

    /// The file of a report.
    pub fn report(org: OrgId, id: ReportId) -> Self {
        Self::new(org, Shelf::Reports, id.0)
    }

    /// The bytes of a mail.
    pub fn mail(org: OrgId, id: EmailId) -> Self {
        Self::new(org, Shelf::Mails, id.0)
    }
}

impl fmt::Display for FileKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.org, self.shelf.name(), self.id)
    }
}

impl FromStr for FileKey {
    type Err = String;
    /// Reads back what `Display` wrote, and nothing else.
    fn from_str(text: &str) -> Result<Self, String> {
        let bad = || format!("{text:?} is not the key of a kept file");
        let mut parts = text.split('/');
        let (Some(org), Some(shelf), Some(id), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
            return Err(bad());
        };
        let shelf = Shelf::ALL.into_iter().find(|s| s.name() == shelf).ok_or_else(bad)?;
        let key = Self::new(org.parse().map_err(|_| bad())?, shelf, id.parse().map_err(|_| bad())?);
        if key.to_string() == text { Ok(key) } else { Err(bad()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_back_and_nothing_else_is_a_key() {
        let key = FileKey::upload(OrgId(Uuid::from_u128(1)), UploadId(Uuid::from_u128(2)));
        assert_eq!(key.to_string().parse(), Ok(key));
        let id = Uuid::from_u128(2);
        for text in
            [format!("{id}/secrets/{id}"), format!("../{id}/uploads/{id}"), format!("{id}/uploads/../x"), String::new()]
        {
            assert!(text.parse::<FileKey>().is_err(), "{text}");
        }
    }
}
