//! What the types cannot say: descriptions that would read nothing, or something else than they seem to.

use sellout_model::Grain;

use super::Format;
use super::condition::Condition;
use super::error::FormatError;
use super::field::Field;
use super::rules::Reports;

/// Refuses a description that contradicts itself.
pub(crate) fn check(format: &Format) -> Result<(), FormatError> {
    let wrong = |near: &str, message: &str| Err(FormatError::near(format.source(), near, message.to_owned()));
    let code_ok = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
    if format.code.is_empty() || !format.code.chars().all(code_ok) {
        return wrong("code", "the code has lower case letters, digits, - and _ only, such as \"my-shop\"");
    }
    if ![Field::Quantity, Field::Amount].iter().any(|f| format.knows(*f)) && !format.knows(Field::Price) {
        return wrong("[columns]", "no column gives a figure; name the header of quantity or amount under [columns]");
    }
    if !Field::IDENTITY.iter().any(|f| format.knows(*f)) && format.rows.heading != Some(Field::Product) {
        return wrong(
            "[columns]",
            "no column names the product; give ean, product or code under [columns], or a constant",
        );
    }
    if let Some(field) = format.table.required.iter().find(|f| !format.knows(**f)) {
        return wrong("required", &format!("{field} is required but has no column under [columns]"));
    }
    policy(format)?;
    header(format)?;
    conditions(format)?;
    constants(format)
}

fn policy(format: &Format) -> Result<(), FormatError> {
    let wrong = |near: &str, message: &str| Err(FormatError::near(format.source(), near, message.to_owned()));
    if format.policy.grain == Grain::Range {
        return wrong("grain", "the grain is day, week, month or quarter");
    }
    match format.policy.reports {
        Reports::Orders if !format.knows(Field::OrderId) => {
            wrong("reports", "a format that reports orders needs the column order_id under [columns]")
        }
        Reports::Settlements if !format.knows(Field::SettlementId) => {
            wrong("reports", "a format that reports settlements needs the column settlement_id under [columns]")
        }
        Reports::Periods | Reports::Parts | Reports::Settlements if format.orders.is_used() => {
            wrong("[orders]", "[orders] is for formats with reports = \"orders\"")
        }
        _ => Ok(()),
    }
}

fn header(format: &Format) -> Result<(), FormatError> {
    let wrong = |near: &str, message: &str| Err(FormatError::near(format.source(), near, message.to_owned()));
    let rows = format.table.header_rows;
    let outside = |row: &usize| *row == 0 || *row > rows;
    if rows == 0 || rows > 10 {
        return wrong("header_rows", "a header has 1 to 10 rows");
    }
    if format.table.fill_right.iter().any(outside) {
        return wrong("fill_right", "fill_right names rows of the header, counted from 1; raise header_rows");
    }
    if !matches!(format.table.sheet_name, None | Some(Field::Store | Field::Vendor | Field::Period)) {
        return wrong("sheet_name", "a sheet's name can give store, vendor or period");
    }
    if !matches!(format.rows.heading, None | Some(Field::Store | Field::Product)) {
        return wrong("heading", "a heading row can give store or product");
    }
    let Some(bands) = &format.bands else { return Ok(()) };
    if bands.rows.iter().any(outside) || bands.only.iter().any(|only| outside(&only.row)) {
        return wrong("[bands]", "the rows of [bands] are rows of the header, counted from 1; raise header_rows");
    }
    if bands.measure.is_some() != bands.columns.is_empty() {
        return wrong("[bands]", "[bands] needs either measure or [bands.columns]");
    }
    let figure = |f: &Field| Field::NUMBERS.contains(f);
    if !bands.columns.keys().chain(bands.measure.iter()).all(figure) {
        return wrong("[bands", "only figures (quantity, amount, price, discount) stand under labels");
    }
    Ok(())
}

fn conditions(format: &Format) -> Result<(), FormatError> {
    let rules = &format.rows;
    let idle = |c: &&Condition| !c.asks();
    if rules.take.iter().chain(&rules.keep).chain(&rules.drop).find(idle).is_some() {
        let message = "a condition needs is, not, matches or blank beside its column".to_owned();
        return Err(FormatError::near(format.source(), "[rows]", message));
    }
    for pattern in format.values.values().filter_map(|rule| rule.pick.as_ref()) {
        if pattern.regex().captures_len() < 2 {
            let message = "the pattern of pick needs a group in brackets".to_owned();
            return Err(FormatError::near(format.source(), "pick", message));
        }
    }
    Ok(())
}

fn constants(format: &Format) -> Result<(), FormatError> {
    for (field, text) in &format.constant {
        let readable = if Field::NUMBERS.contains(field) {
            matches!(crate::value::number::parse(text, crate::value::DecimalSign::Point), Ok(Some(_)))
        } else {
            !text.trim().is_empty()
        };
        if !readable {
            let message = format!("the constant {field} cannot be read; write a value such as \"1\" or \"100.00\"");
            return Err(FormatError::near(format.source(), "[constant]", message));
        }
    }
    Ok(())
}
