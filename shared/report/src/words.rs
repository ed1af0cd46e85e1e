//! The sentences that every writer says alike: what the figures are, and what they leave out.

use sellout_model::{Basis, Currency};

use crate::model::{Known, Report, Summary};
use crate::show;

/// What a report without a single sale says in place of its sections.
pub const NO_SALES: &str = "No sales are booked in this period.";

/// What a reader must know to trust the figures, the basis first; only what applies.
pub fn notes(report: &Report) -> Vec<String> {
    let summary = &report.summary;
    let mut notes = vec![basis(report)];
    notes.extend(known("Without VAT", summary.net, report.currency));
    notes.extend(known("With VAT", summary.gross, report.currency));
    notes.extend(unconverted(summary));
    notes.extend(outside_grain(report));
    notes.extend(unknown(summary.rows_without_amount, "amount"));
    notes.extend(unknown(summary.rows_without_quantity, "quantity"));
    notes
}

/// When and at which data version the figures were read.
pub fn as_of(report: &Report) -> String {
    format!("Figures as of {} (data version {})", show::moment(report.figures_as_of), report.data_version)
}

/// The filters in one line, or that there are none.
pub fn filters(report: &Report) -> String {
    if report.filters.is_empty() {
        return "all sales".to_owned();
    }
    let each: Vec<String> = report.filters.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    each.join(" · ")
}

fn basis(report: &Report) -> String {
    let code = report.currency.code();
    let said = match report.basis {
        Basis::Reported => "as the files report them",
        Basis::Net => "without VAT where that is known",
        Basis::Gross => "with VAT where that is known",
    };
    let mut text = format!("Amounts are in {code}, {said}; other currencies are converted at the rate of the month.");
    if let Some(mix) = report.summary.vat {
        let parts = [("includes VAT", mix.included), ("excludes VAT", mix.excluded), ("does not say", mix.unknown)];
        let said: Vec<String> = parts
            .into_iter()
            .filter(|(_, amount)| amount.0 != 0)
            .map(|(how, amount)| format!("{code} {} {how}", show::money(amount, report.currency)))
            .collect();
        if !said.is_empty() {
            text.push_str(" Of the total, ");
            text.push_str(&said.join(", "));
            text.push('.');
        }
    }
    text
}

fn known(what: &str, known: Option<Known>, currency: Currency) -> Option<String> {
    let known = known?;
    let amount = show::money(known.amount, currency);
    Some(match known.unknown_rows {
        0 => format!("{what}: {currency} {amount}."),
        rows => format!("{what}: {currency} {amount}; not known for {}.", show::counted(rows, "row", "rows")),
    })
}

fn unconverted(summary: &Summary) -> impl Iterator<Item = String> {
    summary.unconverted.iter().map(|left| {
        format!(
            "{} {} in {} could not be converted, as there is no exchange rate yet: the units count, the amounts do not.",
            left.currency,
            show::money(left.amount, left.currency),
            show::counted(left.rows, "row", "rows"),
        )
    })
}

fn outside_grain(report: &Report) -> Option<String> {
    let left = report.summary.outside_grain;
    (left.rows > 0).then(|| {
        format!(
            "Left out: {} ({} {}, {} units) whose own period is longer than what lies in this report.",
            show::counted(left.rows, "row", "rows"),
            report.currency,
            show::money(left.amount, report.currency),
            show::units(left.units),
        )
    })
}

fn unknown(rows: u64, what: &str) -> Option<String> {
    (rows > 0).then(|| {
        let verb = if rows == 1 { "has" } else { "have" };
        format!("{} {verb} no {what} in the file; unknown counts as nothing here.", show::counted(rows, "row", "rows"))
    })
}

#[cfg(test)]
mod tests {
    use sellout_model::{Amount, Quantity};

    use super::*;
    use crate::model::{Figures, Unconverted};
    use crate::sample;

    #[test]
    fn everything_left_out_is_said() {
        let mut report = sample::report(50);
        report.summary.net = Some(Known { amount: Amount(10_000), unknown_rows: 1 });
        let currency = "UAH".parse().expect("a code");
        report.summary.unconverted = vec![Unconverted { currency, amount: Amount(4_000_000), rows: 3 }];
        report.summary.outside_grain = Figures { amount: Amount(3_100_000), units: Quantity(200_000), rows: 2 };
        report.summary.rows_without_amount = 1;
        let said = notes(&report).join("\n");
        for part in [
            "Without VAT: EUR 1.00; not known for 1 row.",
            "UAH 400.00 in 3 rows could not be converted",
            "Left out: 2 rows (EUR 310.00, 20 units)",
            "1 row has no amount in the file",
        ] {
            assert!(said.contains(part), "{part} in {said}");
        }
        assert!(!said.contains("quantity"));
    }
}
