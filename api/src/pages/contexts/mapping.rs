//! The part of an upload's page that asks what an unknown table is: its columns, what stands across, the ranked
//! candidates and the first rows as they would load.

use std::collections::BTreeMap;

use sellout_ingest::Proposal;
use sellout_ingest::format::{Field, Gives};
use serde::{Deserialize, Serialize};

use crate::problem::{Answer, Problem};

/// The question about an unknown table.
#[derive(Debug, Default, Serialize)]
pub(crate) struct MappingForm {
    /// The columns under no label.
    pub(crate) columns: Vec<MappedColumn>,
    /// What says something beside the columns, and what is not read.
    pub(crate) notes: Vec<String>,
    /// What stands across, in words; none of a plain table.
    pub(crate) across: Option<String>,
    /// The figures under the labels.
    pub(crate) figures: Vec<MappedColumn>,
    /// The words that columns can have.
    pub(crate) words: Vec<Meaning>,
    /// What is still missing, in words.
    pub(crate) missing: Vec<&'static str>,
    /// Formats that could read the file, best first.
    pub(crate) candidates: Vec<CandidateLine>,
    /// The first rows.
    pub(crate) rows: Vec<RowLine>,
    /// Why there are none.
    pub(crate) refused: Option<String>,
}

/// A column, or the same figure under every label, and what it is proposed to be.
#[derive(Debug, Serialize)]
pub(crate) struct MappedColumn {
    /// The form's name of it: its place, as headers may have line breaks.
    pub(crate) name: String,
    pub(crate) header: String,
    /// A word of `words`; empty where nothing fits.
    pub(crate) field: &'static str,
    /// Hundredths; 0 where nothing is proposed.
    pub(crate) sure: u32,
    pub(crate) reason: String,
}

/// A word and what it means.
#[derive(Debug, Serialize)]
pub(crate) struct Meaning {
    pub(crate) word: &'static str,
    pub(crate) says: &'static str,
}

/// A format that comes near.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct CandidateLine {
    pub(crate) code: String,
    pub(crate) title: String,
    pub(crate) score: f64,
    /// The columns that the file lacks for it.
    #[serde(default)]
    pub(crate) lacks: Vec<String>,
}

/// A row as it would be loaded, skipped or refused.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct RowLine {
    pub(crate) sheet: String,
    pub(crate) row: u32,
    pub(crate) sale: Option<SaleLine>,
    pub(crate) errors: Vec<ErrorLine>,
}

/// What would be loaded.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct SaleLine {
    pub(crate) ean: Option<String>,
    pub(crate) product: Option<String>,
    pub(crate) vendor: Option<String>,
    pub(crate) store: Option<String>,
    pub(crate) channel: Option<String>,
    pub(crate) period: Option<String>,
    pub(crate) quantity: Option<f64>,
    pub(crate) amount: Option<String>,
    pub(crate) currency: Option<String>,
}

/// What is wrong with a row.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct ErrorLine {
    pub(crate) column: Option<String>,
    pub(crate) message: String,
    pub(crate) value: String,
}

/// A detection as it was kept.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Kept {
    candidates: Vec<CandidateLine>,
    preview: Option<KeptRows>,
}

/// The kept or fresh rows of a preview.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct KeptRows {
    rows: Vec<RowLine>,
    refused: Option<String>,
}

/// So many candidates are shown.
const CANDIDATES: usize = 5;

impl MappingForm {
    /// The question as the detection of the upload asks it.
    pub(crate) fn of(detection: &serde_json::Value, proposal: Option<&Proposal>, needs: &[String]) -> Answer<Self> {
        let kept: Kept = serde_json::from_value(detection.clone()).map_err(Problem::internal)?;
        let mut form = Self { candidates: kept.candidates, missing: missing(needs), ..Self::default() };
        form.candidates.retain(|candidate| candidate.lacks.is_empty());
        form.candidates.truncate(CANDIDATES);
        if let Some(proposal) = proposal {
            form.fill(proposal);
        }
        form.show(kept.preview.unwrap_or_default());
        Ok(form)
    }

    /// The same question with what somebody has changed, and the rows as they would load now.
    pub(crate) fn changed(
        &mut self,
        proposal: &Proposal,
        needs: &[&str],
        preview: Option<impl Serialize>,
    ) -> Answer<()> {
        self.fill(proposal);
        self.missing = missing(needs);
        let rows = preview.map(serde_json::to_value).transpose().map_err(Problem::internal)?;
        let rows = rows.map(serde_json::from_value).transpose().map_err(Problem::internal)?;
        self.show(rows.unwrap_or_default());
        Ok(())
    }

    /// The words that somebody chose, right or wrong.
    pub(crate) fn typed(&mut self, fields: &BTreeMap<String, String>) {
        for column in self.columns.iter_mut().chain(&mut self.figures) {
            if let Some(word) = fields.get(&column.name) {
                column.field = Field::ALL.iter().map(|field| field.as_str()).find(|known| known == word).unwrap_or("");
            }
        }
    }

    fn fill(&mut self, proposal: &Proposal) {
        self.words = words();
        self.notes = proposal.notes();
        self.columns = Vec::new();
        for (at, column) in proposal.columns.iter().enumerate() {
            if figure_of(proposal, &column.header).is_none() {
                self.columns.push(MappedColumn {
                    name: format!("map.{at}"),
                    header: header(&column.header),
                    field: column.field.map_or("", Field::as_str),
                    sure: (column.confidence * 100.0).round() as u32,
                    reason: column.reason.clone(),
                });
            }
        }
        let Some(wide) = &proposal.wide else { return };
        let what = match wide.gives {
            Gives::Period => "periods",
            Gives::Store => "stores",
            Gives::Product => "products",
        };
        self.across = Some(format!("{} {what} across: {}", wide.labels.len(), wide.labels.join(", ")));
        let told = |header: &str| proposal.columns.iter().find(|column| column.header == header);
        let figure = |(at, figure): (usize, &sellout_ingest::suggest::Figure)| {
            let told = figure.headers.first().and_then(|header| told(header));
            MappedColumn {
                name: format!("across.{at}"),
                header: if figure.word.is_empty() { format!("Under each of the {what}") } else { figure.word.clone() },
                field: figure.field.map_or("", Field::as_str),
                sure: told.map_or(0, |column| (column.confidence * 100.0).round() as u32),
                reason: told.map_or_else(|| wide.reason.clone(), |column| column.reason.clone()),
            }
        };
        self.figures = wide.figures.iter().enumerate().map(figure).collect();
    }

    fn show(&mut self, preview: KeptRows) {
        (self.rows, self.refused) = (preview.rows, preview.refused);
    }
}

/// The figure that a column stands in, by its place among the figures.
pub(crate) fn figure_of(proposal: &Proposal, header: &str) -> Option<usize> {
    proposal.wide.as_ref()?.figures.iter().position(|figure| figure.headers.iter().any(|h| h == header))
}

/// A header for people: a column without one is named by its letter.
fn header(header: &str) -> String {
    match header.strip_prefix('@') {
        Some(letter) => format!("Column {letter}, which has no header of its own"),
        None => header.to_owned(),
    }
}

/// What is missing, as somebody would say it.
fn missing(needs: &[impl AsRef<str>]) -> Vec<&'static str> {
    let words = needs.iter().filter_map(|need| match need.as_ref() {
        "vendor" => Some("whose sales these are"),
        "period" => Some("the period of the figures"),
        "currency" => Some("the currency of the amounts"),
        "product" => Some("a column that names the product"),
        "figure" => Some("a column with pieces or an amount"),
        _ => None,
    });
    words.collect()
}

/// The words that columns of sales can have, for people.
fn words() -> Vec<Meaning> {
    Field::ALL
        .iter()
        .filter(|field| **field != Field::Alias)
        .map(|field| Meaning { word: field.as_str(), says: says(*field) })
        .collect()
}

fn says(field: Field) -> &'static str {
    match field {
        Field::Ean => "EAN",
        Field::Product => "product's name",
        Field::Code => "product's code",
        Field::Alias => "reseller's own name of the product",
        Field::Quantity => "pieces",
        Field::Amount => "amount for all pieces",
        Field::Price => "price of one piece",
        Field::Discount => "discount",
        Field::Currency => "currency",
        Field::OriginalAmount => "amount before conversion",
        Field::OriginalCurrency => "currency before conversion",
        Field::Store => "store",
        Field::Vendor => "reseller",
        Field::Channel => "channel",
        Field::Date => "date",
        Field::Month => "month",
        Field::Week => "week (its number, with a year beside it)",
        Field::Year => "year",
        Field::Period => "period",
        Field::PeriodFrom => "first day",
        Field::PeriodTo => "last day",
        Field::OrderId => "order number",
        Field::LineId => "line of the order",
        Field::SettlementId => "settlement",
        Field::Country => "country",
        Field::City => "city",
        Field::UtmSource => "UTM source",
        Field::UtmMedium => "UTM medium",
        Field::UtmCampaign => "UTM campaign",
        Field::Device => "device",
        Field::Cost => "cost of goods",
        Field::Fee => "fee",
    }
}

/// A believable question.
pub(crate) fn sample() -> MappingForm {
    let column = |name: &str, header: &str, field| MappedColumn {
        name: name.to_owned(),
        header: header.to_owned(),
        field,
        sure: 90,
        reason: "the header is \"qty\"".to_owned(),
    };
    let sale = SaleLine { product: Some("Rose <Pen>".to_owned()), quantity: Some(3.0), ..SaleLine::default() };
    let error = ErrorLine { message: "write a number".to_owned(), value: "<b>".to_owned(), ..ErrorLine::default() };
    MappingForm {
        columns: vec![column("map.0", "Item <Pen>", "product"), column("map.1", "Other", "")],
        notes: vec!["row 9 is the header of <another> table".to_owned()],
        across: Some("2 stores across: Leeds, York".to_owned()),
        figures: vec![column("across.0", "Qty", "quantity")],
        words: words(),
        missing: missing(&["vendor", "period"]),
        candidates: vec![CandidateLine {
            code: "generic".to_owned(),
            title: "Generic".to_owned(),
            score: 0.45,
            lacks: Vec::new(),
        }],
        rows: vec![
            RowLine { row: 2, sale: Some(sale), ..RowLine::default() },
            RowLine { row: 3, errors: vec![error], ..RowLine::default() },
            RowLine { row: 4, ..RowLine::default() },
        ],
        refused: Some("no header within the first rows".to_owned()),
    }
}
