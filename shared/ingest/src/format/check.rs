//! What the types cannot say: descriptions that would read nothing, or something else than they seem to.

use sellout_model::Grain;

use super::Format;
use super::condition::Condition;
use super::error::FormatError;
use super::field::Field;
use super::rules::{AmountFrom, Reports};
use super::words::letter_of;

/// Refuses a description that contradicts itself.
pub(crate) fn check(format: &Format) -> Result<(), FormatError> {
    let wrong = |near: &str, message: &str| Err(FormatError::near(format.source(), near, message.to_owned()));
    let code_ok = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
    if format.code.is_empty() || !format.code.chars().all(code_ok) {
        return wrong("code", "the code has lower case letters, digits, - and _ only, such as \"my-shop\"");
    }
    let aliases = format.policy.reports == Reports::Aliases;
    if aliases && !format.columns.contains_key(&Field::Alias) {
        return wrong("reports", "a format that reports aliases needs the column alias under [columns]");
    }
    if !aliases && ![Field::Quantity, Field::Amount].iter().any(|f| format.knows(*f)) && !format.knows(Field::Price) {
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
    letters(format)?;
    bands(format)?;
    facts(format)?;
    conditions(format)?;
    constants(format)
}

fn policy(format: &Format) -> Result<(), FormatError> {
    let wrong = |near: &str, message: &str| Err(FormatError::near(format.source(), near, message.to_owned()));
    if format.policy.grain == Grain::Range {
        return wrong("grain", "the grain is day, week, month or quarter");
    }
    if format.policy.amount_from == AmountFrom::ListPrice && !format.knows(Field::Quantity) {
        return wrong("amount_from", "amounts by list price need pieces; name the header of quantity under [columns]");
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
        _ if format.returns.is_used() && (format.orders.is_used() || format.bands.is_some()) => {
            wrong("[returns]", "[returns] stands in plain rows; leave out [orders] and [bands]")
        }
        _ => Ok(()),
    }
}

fn header(format: &Format) -> Result<(), FormatError> {
    let wrong = |near: &str, message: &str| Err(FormatError::near(format.source(), near, message.to_owned()));
    let rows = format.table.header_rows;
    let outside = |row: &usize| *row == 0 || *row > rows;
    if rows > 10 {
        return wrong("header_rows", "a header has up to 10 rows, or 0 where there is none");
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
    if format.rows.heading.is_none() && !format.rows.heading_when.as_slice().is_empty() {
        return wrong("heading_when", "heading_when says which rows are headings; say with heading what they give");
    }
    if format.table.side_by_side && (format.table.blocks.is_some() || format.bands.is_some()) {
        return wrong("side_by_side", "tables side by side cannot be blocks or have labels; split the file");
    }
    let Some(bands) = &format.bands else { return Ok(()) };
    let others = bands.only.iter().chain(bands.under.values());
    if bands.rows.iter().any(outside) || others.map(|only| only.row).any(|row| outside(&row)) {
        return wrong("[bands]", "the rows of [bands] are rows of the header, counted from 1; raise header_rows");
    }
    Ok(())
}

/// A table without a header: its columns have letters and nothing else.
fn letters(format: &Format) -> Result<(), FormatError> {
    let wrong = |near: &str, message: &str| Err(FormatError::near(format.source(), near, message.to_owned()));
    if format.table.header_rows > 0 {
        return Ok(());
    }
    if format.bands.is_some() || format.table.blocks.is_some() || format.table.side_by_side {
        return wrong("header_rows", "labels and blocks are found by their header; a table without one has neither");
    }
    let mut words = format.columns.values().chain(format.rows.take.iter().map(|c| &c.column));
    if words.any(|words| words.as_slice().iter().any(|word| letter_of(word).is_none())) {
        return wrong("[columns]", "a table without a header names its columns by letter, such as \"@A\"");
    }
    Ok(())
}

fn bands(format: &Format) -> Result<(), FormatError> {
    let wrong = |near: &str, message: &str| Err(FormatError::near(format.source(), near, message.to_owned()));
    let Some(bands) = &format.bands else { return Ok(()) };
    if bands.gives.is_some() == bands.pattern.is_some() {
        return wrong("[bands]", "[bands] needs either gives or pattern, to know what its labels say");
    }
    let measured = [!bands.measure.as_slice().is_empty(), !bands.columns.is_empty(), !bands.under.is_empty()];
    if measured.iter().filter(|given| **given).count() != 1 {
        return wrong("[bands]", "[bands] needs either measure or [bands.columns] or [bands.under]");
    }
    let figure = |f: &Field| Field::NUMBERS.contains(f);
    let keys = bands.columns.keys().chain(bands.measure.as_slice()).chain(bands.under.keys()).chain(bands.total.keys());
    if !keys.into_iter().all(figure) {
        return wrong("[bands", "only figures (quantity, amount, price, discount) stand under labels");
    }
    if let Some(pattern) = &bands.pattern {
        if let Some(group) = pattern.groups().find(|name| *name != "measure" && !is_text_field(name)) {
            let message = format!(
                "the group {group} of the pattern is no field; name it store, product, period, month, year or measure"
            );
            return wrong("pattern", &message);
        }
        if pattern.groups().any(|name| name == "measure") == bands.columns.is_empty() {
            return wrong("pattern", "a group named measure needs its words under [bands.columns], and they need it");
        }
    }
    if !matches!(bands.days_mean, None | Some(Grain::Week | Grain::Month | Grain::Quarter)) {
        return wrong("days_mean", "a day as a label can mean its week, month or quarter");
    }
    Ok(())
}

fn facts(format: &Format) -> Result<(), FormatError> {
    let wrong = |message: &str| Err(FormatError::near(format.source(), "[[facts]]", message.to_owned()));
    for fact in &format.facts {
        if fact.from.is_some() == fact.cell.is_some() {
            return wrong("a fact needs either from or cell");
        }
        let unknown = |pattern: &super::Pattern| pattern.groups().any(|name| !is_text_field(name));
        if fact.fields().is_empty() || (fact.gives.is_none() && fact.pattern.as_ref().is_some_and(unknown)) {
            return wrong(
                "a fact needs gives, or a pattern whose groups are all named after fields such as store or year",
            );
        }
        if fact.fields().iter().any(|field| Field::NUMBERS.contains(field)) {
            return wrong("a fact gives texts and dates; figures stand in columns");
        }
    }
    Ok(())
}

/// What a group of a pattern may be named after: a field that is no figure, or a part of a period beside its year.
fn is_text_field(name: &str) -> bool {
    matches!(name, "week" | "quarter")
        || Field::ALL.iter().any(|field| field.as_str() == name && !Field::NUMBERS.contains(field))
}

fn conditions(format: &Format) -> Result<(), FormatError> {
    let idle = |c: &Condition| !c.asks();
    if format.conditions().chain(format.recognise.rows.as_slice()).any(idle) {
        let message = "a condition needs is, not, matches or blank beside its column".to_owned();
        return Err(FormatError::near(format.source(), "[rows]", message));
    }
    if format.when.keys().any(|field| !Field::NUMBERS.contains(field)) {
        let message = "only figures are read in some rows and not in others".to_owned();
        return Err(FormatError::near(format.source(), "[when", message));
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
