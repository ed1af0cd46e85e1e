//! What the upload keeps of a load's counts: findings, control totals, and the counts that judging needs.

use sea_orm::{ConnectionTrait, DbErr};
use sellout_ingest::format::AmountFrom;
use sellout_ingest::{Control, Measure};
use sellout_model::{Amount, OrgId};
use sellout_store::load::LoadCounts;
use sellout_store::rates::RateTable;
use sellout_store::uploads::Findings;
use serde::Serialize;

use super::{AliasesTaken, Counted, Trouble, Written};

/// The smallest gap of money that is told, in ten-thousandths: a cent.
const A_CENT: i64 = 100;
/// One piece.
const A_PIECE: i64 = 10_000;

#[derive(Serialize)]
struct ShownControl<'c> {
    label: &'c str,
    measure: Measure,
    file: String,
    loaded: String,
    gap: String,
}

/// Whether a total differs from its rows by a cent or a piece at least.
pub(super) fn has_gap(control: &Control) -> bool {
    let least = match control.measure {
        Measure::Amount => A_CENT,
        Measure::Units => A_PIECE,
    };
    (control.file - control.rows).abs() >= least
}

fn text(control: &Control, value: i64) -> String {
    Amount(value).to_text(if control.measure == Measure::Amount { 2 } else { 0 })
}

/// The gap as a sentence with both figures.
pub(super) fn gap_in_words(control: &Control) -> String {
    let what = if control.measure == Measure::Amount { "amount" } else { "units" };
    format!(
        "the file's total \"{}\" says {what} {}, its rows come to {}: a gap of {}; check whether rows are missing",
        control.label,
        text(control, control.file),
        text(control, control.rows),
        text(control, control.file - control.rows),
    )
}

fn json(value: &impl Serialize) -> Result<String, Trouble> {
    serde_json::to_string(value).map_err(|e| Trouble::Passing(format!("cannot write findings: {e}")))
}

/// What the upload's row keeps beside the counts.
pub fn findings(counted: &Counted, written: Option<&Written>) -> Result<Findings, Trouble> {
    let controls: Vec<ShownControl<'_>> = counted
        .controls
        .iter()
        .map(|control| ShownControl {
            label: &control.label,
            measure: control.measure,
            file: text(control, control.file),
            loaded: text(control, control.rows),
            gap: text(control, control.file - control.rows),
        })
        .collect();
    Ok(Findings {
        format: written.map(|w| (w.format.code.clone(), w.format_version)),
        vendor: counted.vendor.clone(),
        warnings: Some((counted.warnings, json(&counted.shown)?)),
        control: Some(json(&controls)?),
        ..Findings::default()
    })
}

/// Whether the load's foreign amounts were converted by rates that have changed meanwhile. The caller holds the
/// organisation's lock, as whoever changes rates does: what changes later finds the load in the figures.
pub async fn rates_changed(tx: &impl ConnectionTrait, org: OrgId, counted: &Counted) -> Result<bool, DbErr> {
    let Some(conversion) = &counted.conversion else { return Ok(false) };
    if counted.originals.keys().all(|currency| *currency == conversion.currency) {
        return Ok(false);
    }
    Ok(RateTable::load(tx, org).await? != conversion.rates)
}

/// The counts that judging keeps with the load.
pub fn load_counts(written: &Written, aliases: AliasesTaken) -> LoadCounts {
    let counted = &written.counted;
    LoadCounts {
        rows_read: counted.read(),
        rows_skipped: counted.skipped,
        rows_failed: counted.failed + aliases.refused,
        aliases: aliases.taken,
        originals: counted.originals.iter().map(|(currency, sum)| (*currency, *sum)).collect(),
        sheets: written.sheets.clone(),
        format: (written.format.code.clone(), written.format_version),
        default_mode: written.default_mode(),
        by_list_price: written.format.policy.amount_from == AmountFrom::ListPrice,
    }
}
