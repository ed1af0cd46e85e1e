//! The table of loaded files, as `import` and `demo` show it.

use sellout_model::{Amount, Currency, Quantity, UploadStatus};
use sellout_report::show;
use sellout_store::uploads;

use super::{Loaded, Outcome};
use crate::table::{Cell, Table, Tone};

/// The longest name of a file or a vendor, in letters: the table stays as wide as a terminal.
const LONGEST_FILE: usize = 34;
const LONGEST_VENDOR: usize = 16;

const HEADS: [&str; 9] = ["file", "vendor", "format", ">sure", ">loaded", ">skipped", ">failed", ">units", ">amount"];

/// A table of files, a line each.
#[derive(Debug)]
pub(crate) struct Summary(Table);

impl Summary {
    /// Without lines yet.
    pub(crate) fn new() -> Self {
        Self(Table::new(&HEADS))
    }

    /// Adds a file.
    pub(crate) fn add(&mut self, loaded: &Loaded) {
        self.0.row(cells(loaded));
    }

    /// The table.
    pub(crate) fn table(&self) -> &Table {
        &self.0
    }
}

fn cells(loaded: &Loaded) -> Vec<Cell> {
    let name = sellout_model::one_line(&crate::setup::file_name(&loaded.file), LONGEST_FILE);
    let Some((upload, currency)) = &loaded.upload else {
        return vec![name.into(), Cell::default(), Cell::toned("not taken", Tone::Bad)];
    };
    let what = match (loaded.status(), &loaded.outcome) {
        (UploadStatus::Completed | UploadStatus::CompletedWithErrors, Outcome::Known) => {
            Cell::toned("loaded before", Tone::Faint)
        }
        (UploadStatus::Completed | UploadStatus::CompletedWithErrors, _) => {
            upload.format.clone().unwrap_or_default().into()
        }
        (UploadStatus::Failed, _) => Cell::toned("failed", Tone::Bad),
        (status, _) => Cell::toned(status.as_str().replace('_', " "), Tone::Warn),
    };
    let sure = upload.confidence.map(|sure| format!("{:.0} %", sure * 100.0)).unwrap_or_default();
    let units = upload.units.map(|units| show::units(Quantity(units)));
    vec![
        name.into(),
        sellout_model::one_line(&vendor(upload), LONGEST_VENDOR).into(),
        what,
        sure.into(),
        Cell::count(upload.rows_loaded, Tone::Good),
        Cell::count(upload.rows_skipped, Tone::Plain),
        Cell::count(upload.rows_failed, Tone::Warn),
        units.unwrap_or_default().into(),
        amount(upload, *currency),
    ]
}

/// In the organisation's currency; what waits for a rate, as the file has it.
fn amount(upload: &uploads::Model, currency: Currency) -> Cell {
    let original = upload.original_currency.as_deref().and_then(|code| code.parse::<Currency>().ok());
    let text = |amount, currency| format!("{} {currency}", show::money(Amount(amount), currency));
    match (upload.amount, upload.original_amount.zip(original)) {
        (Some(amount), _) => text(amount, currency).into(),
        (None, Some((amount, currency))) => Cell::toned(text(amount, currency), Tone::Warn),
        (None, None) => Cell::default(),
    }
}

/// A file whose rows name their resellers has no vendor of its own.
fn vendor(upload: &uploads::Model) -> String {
    let vendor = upload.vendor.clone().or_else(|| upload.vendor_given.clone());
    vendor.unwrap_or_else(|| if upload.rows_loaded > 0 { "several".to_owned() } else { String::new() })
}
