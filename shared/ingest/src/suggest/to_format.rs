//! A proposal made into a format: TOML that can be saved, read again and edited.

use std::fmt::Write;

use sellout_model::Currency;

use super::Proposal;
use crate::format::{Field, Format};
use crate::value::currency;

impl Proposal {
    /// The format that this mapping says, for one vendor; `currency` counts where the file names none. `None` where
    /// the mapping has no product or no figure.
    pub fn to_format(&self, vendor: &str, currency: Option<Currency>) -> Option<Format> {
        Format::from_toml(&self.to_toml(vendor, currency)?).ok()
    }

    /// The same as TOML text, as a user would keep it.
    pub fn to_toml(&self, vendor: &str, currency: Option<Currency>) -> Option<String> {
        let mapped: Vec<(Field, &str)> =
            self.columns.iter().filter_map(|c| c.field.map(|f| (f, c.header.as_str()))).collect();
        let has = |field: Field| mapped.iter().any(|(f, _)| *f == field);
        let figures = has(Field::Quantity) || has(Field::Amount) || has(Field::Price);
        if !figures || !Field::IDENTITY.iter().any(|f| has(*f)) {
            return None;
        }
        let mut text = String::new();
        write_head(&mut text, self, vendor).ok()?;
        for (field, header) in &mapped {
            writeln!(text, "{field} = {}", quoted(header)).ok()?;
        }
        text.push_str("\n[policy]\n");
        let orders = has(Field::OrderId) && has(Field::Date);
        writeln!(text, "reports = \"{}\"", if orders { "orders" } else { "periods" }).ok()?;
        let in_header = mapped.iter().any(|(f, h)| *f == Field::Amount && currency::in_header(h).is_some());
        if let Some(currency) = currency.filter(|_| !in_header) {
            writeln!(text, "currency = \"{currency}\"").ok()?;
        }
        Some(text)
    }
}

fn write_head(text: &mut String, proposal: &Proposal, vendor: &str) -> std::fmt::Result {
    writeln!(text, "code = {}", quoted(&code(vendor)))?;
    writeln!(text, "title = {}", quoted(&format!("Sales of {vendor}")))?;
    writeln!(text, "vendor = {}\n\n[table]", quoted(vendor))?;
    if !proposal.sheet.is_empty() {
        writeln!(text, "sheets = [{}]\nelse_first = true", quoted(&proposal.sheet))?;
    }
    let required: Vec<String> = [Field::Ean, Field::Product, Field::Code, Field::Quantity, Field::Amount, Field::Date]
        .iter()
        .filter(|f| proposal.header_of(**f).is_some())
        .map(|f| format!("\"{f}\""))
        .collect();
    writeln!(text, "header_within = {}", proposal.header_row + 10)?;
    writeln!(text, "required = [{}]\n\n[columns]", required.join(", "))
}

/// A code that a format may have.
fn code(vendor: &str) -> String {
    let plain = crate::value::text::plain(vendor);
    let kept: String = plain
        .chars()
        .map(|c| if c.is_whitespace() { '_' } else { c })
        .filter(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_'))
        .collect();
    if kept.is_empty() { "mapped".to_owned() } else { kept }
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
