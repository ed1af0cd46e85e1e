//! What is counted while a file is loaded.

use std::collections::BTreeMap;
use std::sync::Arc;

use sellout_ingest::question::Contradiction;
use sellout_ingest::{AliasRow, Control, RowWarning, Source};
use sellout_model::{Amount, Currency};
use sellout_store::warnings::{KEPT_OF_READING, Warning};

use super::derive::Conversion;

/// Counts and findings of one load. Every row read is loaded (which judging may refine), skipped or failed.
#[derive(Debug, Default)]
pub struct Counted {
    /// Sales rows handed to the load.
    pub loaded: i64,
    /// Rows that are no sales.
    pub skipped: i64,
    /// Places named without a sale.
    pub named: i64,
    /// Rows that could not be read.
    pub failed: i64,
    /// Row errors, several of which a row may have.
    pub errors: usize,
    /// For each currency of the file, the sum in ten-thousandths.
    pub originals: BTreeMap<Currency, i64>,
    /// How many warnings there are.
    pub warnings: i32,
    /// The first of them.
    pub shown: Vec<Warning>,
    /// Totals of the file compared with its rows.
    pub controls: Vec<Control>,
    /// What the vendor calls its products, in files that say nothing else.
    pub aliases: Vec<AliasRow>,
    /// The vendor of all rows, if they are of one.
    pub vendor: Option<String>,
    /// What amounts were converted with.
    pub(super) conversion: Option<Arc<Conversion>>,
    /// What speaks against what the format says of its money.
    pub contradiction: Option<Contradiction>,
    last_failed: Option<(u16, u32)>,
}

impl Counted {
    /// Rows read.
    pub fn read(&self) -> i64 {
        self.loaded + self.skipped + self.failed + self.aliases.len() as i64
    }

    /// Counts a row that failed, once for all its errors; errors of a row come together.
    pub(super) fn fail(&mut self, source: Source) {
        let row = (source.sheet, source.row);
        if self.last_failed != Some(row) {
            self.failed += 1;
            self.last_failed = Some(row);
        }
    }

    pub(super) fn add_original(&mut self, currency: Option<Currency>, amount: Option<Amount>) {
        if let (Some(currency), Some(amount)) = (currency, amount) {
            let sum = self.originals.entry(currency).or_default();
            *sum = sum.saturating_add(amount.0);
        }
    }

    pub(super) fn warn(&mut self, warning: &RowWarning, sheets: &[String]) {
        let sheet = warning.source.and_then(|source| sheet_of(source, sheets));
        self.warn_with(warning.code, warning.message.clone(), sheet, warning.source.map(|source| source.row));
    }

    /// Adds a warning; those beyond what an upload keeps are only counted.
    pub fn warn_with(&mut self, code: &str, message: String, sheet: Option<String>, row: Option<u32>) {
        self.warnings += 1;
        if self.shown.len() < KEPT_OF_READING {
            self.shown.push(Warning { code: code.to_owned(), message, sheet, row });
        }
    }

    /// Totals of the file that its rows do not come to, by a cent or by one piece.
    pub(super) fn warn_of_gaps(&mut self, sheets: &[String]) {
        let gaps: Vec<_> = self.controls.iter().filter(|c| super::settle::has_gap(c)).cloned().collect();
        for control in gaps {
            let message = super::settle::gap_in_words(&control);
            self.warn_with("control_total", message, sheet_of(control.source, sheets), Some(control.source.row));
        }
    }
}

fn sheet_of(source: Source, sheets: &[String]) -> Option<String> {
    sheets.get(usize::from(source.sheet)).filter(|s| !s.is_empty()).cloned()
}
