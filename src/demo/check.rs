//! Whether the figures are those that the samples must come to: each file right after it was loaded, all of them
//! together, and the report's own rows.

use std::fs::File;
use std::path::Path;

use sellout_model::{OrgId, Period, Quantity, ReportFormat, ReportKind};
use sellout_samples::{Expected, REPORT_PERIOD, Sample};
use sellout_worker::reporting::{Filters, Wanted, write_report};
use serde::Serialize;

use super::sums::sums_of;
use crate::failure::Failure;
use crate::loading::Loaded;
use crate::setup::House;

/// One figure beside what it must be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Finding {
    /// Of what.
    pub(super) of: String,
    /// Which figure: rows, units, or a currency.
    pub(super) figure: String,
    /// What it is.
    pub(super) is: String,
    /// What it must be.
    pub(super) must_be: String,
}

impl Finding {
    pub(super) fn new(of: &str, figure: &str, is: &impl ToString, must_be: &impl ToString) -> Self {
        let (is, must_be) = (is.to_string(), must_be.to_string());
        Self { of: of.to_owned(), figure: figure.to_owned(), is, must_be }
    }

    /// Whether it is as it must be.
    pub(super) fn is_right(&self) -> bool {
        self.is == self.must_be
    }
}

/// The name of the findings about everything that counts in the end.
pub(super) const TOGETHER: &str = "all files together";

/// Compares everything.
pub(super) async fn check(
    house: &House,
    org: OrgId,
    folder: &Path,
    samples: &[Sample],
    loaded: &[Loaded],
) -> Result<Vec<Finding>, Failure> {
    let mut findings: Vec<Finding> = samples.iter().zip(loaded).flat_map(|(s, l)| of_file(&s.expected, l)).collect();
    let totals = sellout_samples::totals();
    let all = sums_of(everything(house, org, samples).await?).await?;
    findings.extend(all.beside(TOGETHER, &totals.together)?);
    let report = folder.join("report.csv");
    let report = File::open(&report).map_err(|e| Failure::new(format!("{} cannot be read: {e}", report.display())))?;
    let of = format!("report.csv, {REPORT_PERIOD}");
    findings.extend(sums_of(report).await?.beside(&of, &totals.in_report_period)?);
    Ok(findings)
}

/// A file's own counts, read before later files could replace what it says.
fn of_file(expected: &Expected, loaded: &Loaded) -> Vec<Finding> {
    let of = &expected.file;
    let Some((upload, _)) = &loaded.upload else {
        return vec![Finding::new(of, "status", &"not taken", &"loaded")];
    };
    let mut findings = vec![
        Finding::new(of, "format", &upload.format.as_deref().unwrap_or_default(), &expected.format),
        // Rows that say what is known already are loaded too, but do not count again.
        Finding::new(of, "rows loaded", &(upload.rows_loaded + upload.rows_duplicate), &expected.rows_loaded),
        Finding::new(of, "rows skipped", &upload.rows_skipped, &expected.rows_skipped),
        Finding::new(of, "rows failed", &upload.rows_failed, &expected.rows_failed),
    ];
    if expected.living.is_none() {
        let units = upload.units.map(|units| Quantity(units).to_string()).unwrap_or_default();
        findings.push(Finding::new(of, "units", &units, &expected.figures.units));
    }
    findings
}

/// Every sale as a table, over all days that the samples speak of.
async fn everything(house: &House, org: OrgId, samples: &[Sample]) -> Result<File, Failure> {
    let from = samples.iter().filter_map(|sample| sample.expected.period_from).min();
    let to = samples.iter().filter_map(|sample| sample.expected.period_to).max();
    let (from, to) = from.zip(to).ok_or_else(|| Failure::new("the samples name no days"))?;
    let period = Period::between(from, to).map_err(Failure::new)?;
    let (kind, format) = (ReportKind::Transactions, ReportFormat::Csv);
    let wanted = Wanted { kind, period, filters: Filters::default(), format, version: None };
    Ok(write_report(&house.db, org, &wanted).await.map_err(Failure::new)?.file)
}
