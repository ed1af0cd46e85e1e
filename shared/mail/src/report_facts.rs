//! What mails tell of reports.

use sellout_model::Period;
use serde::{Serialize, Serializer};

use crate::words::{Line, Moment, Money, Units, period_in_words};

/// A report, as its readers see it at a glance.
#[derive(Clone, Debug, Serialize)]
pub struct ReportFacts {
    /// What kind of report, in words.
    pub title: Line,
    /// The days it is about.
    pub period: Period,
    /// Its total.
    pub amount: Option<Money>,
    /// Its pieces.
    pub units: Option<Units>,
    /// How many sales rows it counts.
    pub rows: u64,
    /// Against earlier periods; the first is said beside the total.
    pub changes: Vec<Change>,
    /// The largest resellers, largest first.
    pub top: Vec<Share>,
    /// What it is limited to: name and value.
    pub filters: Vec<(Line, Line)>,
    /// What its reader should know, such as rows left out.
    pub notes: Vec<Line>,
    /// When the figures were what they are.
    pub as_of: Moment,
    /// The report itself.
    pub file: ReportFile,
}

/// The total against that of another period.
#[derive(Clone, Copy, Debug)]
pub struct Change {
    /// The other period.
    pub against: Period,
    /// Its total.
    pub amount: Money,
    /// How much more, in tenths of a percent; `None` where the other total is nothing.
    pub permille: Option<i64>,
}

/// One reseller's part of a total.
#[derive(Clone, Debug, Serialize)]
pub struct Share {
    /// The reseller.
    pub name: Line,
    /// Its amount.
    pub amount: Money,
    /// Its part of the total in whole percent; negative where returns outweigh sales.
    pub percent: i64,
}

/// Where the report's file is.
#[derive(Clone, Debug)]
pub enum ReportFile {
    /// In the mail.
    Attached {
        /// Its name.
        name: Line,
    },
    /// Behind a signed link, because it is too large for a mail.
    Link {
        /// The link.
        url: String,
        /// Its size, as shown.
        size: Line,
        /// Until when the link works.
        until: Moment,
    },
    /// On the reports page, because it is too large for a mail and no link can be given.
    OnThePage {
        /// Its size, as shown.
        size: Line,
    },
}

impl Change {
    fn percent(&self) -> Option<String> {
        self.permille.map(|p| format!("{}{}.{} %", if p < 0 { "-" } else { "+" }, p.abs() / 10, p.abs() % 10))
    }

    fn against(&self) -> String {
        period_in_words(&self.against)
    }
}

impl ReportFile {
    fn sentence(&self) -> String {
        match self {
            Self::Attached { name } => format!("{name}, attached"),
            Self::Link { size, until, .. } => format!("{size}, for download until {until}"),
            Self::OnThePage { size } => format!("{size}, on the reports page"),
        }
    }

    fn link(&self) -> Option<&str> {
        match self {
            Self::Link { url, .. } => Some(url),
            _ => None,
        }
    }
}

#[derive(Serialize)]
struct ShownChange {
    sentence: String,
    row: (String, String),
}

#[derive(Serialize)]
struct ShownFile<'a> {
    sentence: String,
    link: Option<&'a str>,
}

impl Serialize for Change {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (against, amount) = (self.against(), self.amount);
        let percent = self.percent();
        let sentence = match &percent {
            Some(percent) => format!("{percent} against {against}"),
            None => format!("{amount} in {against}"),
        };
        let value = percent.map_or_else(|| amount.to_string(), |percent| format!("{amount} ({percent})"));
        ShownChange { sentence, row: (against, value) }.serialize(serializer)
    }
}

impl Serialize for ReportFile {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        ShownFile { sentence: self.sentence(), link: self.link() }.serialize(serializer)
    }
}
