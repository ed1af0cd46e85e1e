//! A proposal made into a format: TOML that can be saved, read again and edited.

use std::fmt::Write;

use sellout_model::Currency;

use super::proposal::{Alike, Proposal};
use super::words::{dictionary, key};
use crate::format::{Field, Format, letter_of};

/// What a person says beside the mapping.
#[derive(Clone, Copy, Debug, Default)]
pub struct Terms<'a> {
    /// The format's code; made from the vendor's if nothing is said.
    pub code: Option<&'a str>,
    /// Whose files these are; a column may say it.
    pub vendor: Option<&'a str>,
    /// What people call that vendor, if not by its code.
    pub vendor_name: Option<&'a str>,
    /// The currency of amounts where the file names none.
    pub currency: Option<Currency>,
}

impl Proposal {
    /// The format that this mapping says. `None` where it has no product or no figure.
    pub fn to_format(&self, terms: Terms<'_>) -> Option<Format> {
        Format::from_toml(&self.to_toml(terms)?).ok()
    }

    /// The same as TOML text, as a user would keep it.
    pub fn to_toml(&self, terms: Terms<'_>) -> Option<String> {
        let figures = [Field::Quantity, Field::Amount, Field::Price];
        if !figures.iter().any(|field| self.gives(*field)) || !Field::IDENTITY.iter().any(|field| self.gives(*field)) {
            return None;
        }
        let mut text = String::new();
        self.write(&mut text, terms).ok()?;
        Some(text)
    }

    fn write(&self, text: &mut String, terms: Terms<'_>) -> std::fmt::Result {
        let by_column = self.header_of(Field::Vendor).is_some();
        let vendor = terms.vendor.filter(|_| !by_column);
        let code = terms.code.map_or_else(|| code(vendor.unwrap_or("mapped")), str::to_owned);
        let title = vendor.map_or_else(|| "Sales by reseller".to_owned(), |vendor| format!("Sales of {vendor}"));
        writeln!(text, "code = {}\ntitle = {}", quoted(&code), quoted(&title))?;
        if let Some(vendor) = vendor {
            writeln!(text, "vendor = {}", quoted(vendor))?;
            if let Some(name) = terms.vendor_name.filter(|name| *name != vendor) {
                writeln!(text, "vendor_name = {}", quoted(name))?;
            }
        }
        self.write_match(text)?;
        self.write_table(text)?;
        writeln!(text, "\n[columns]")?;
        let measured = self.measures().and_then(|measures| measures.figures.as_deref());
        for column in self.plain() {
            match column.field {
                Some(_) if measured == Some(column.header.as_str()) => {
                    let header = quoted(&column.header);
                    writeln!(text, "quantity = {header}\namount = {header}")?;
                }
                Some(field) => writeln!(text, "{field} = {}", quoted(&column.header))?,
                None => {}
            }
        }
        if let Some(wide) = &self.wide {
            self.write_bands(text, wide)?;
        }
        self.write_rest(text, terms)
    }

    /// The headers that are not read belong to the file's look all the same.
    fn write_match(&self, text: &mut String) -> std::fmt::Result {
        let others = self.plain().filter(|c| c.field.is_none() && !c.header.contains('*'));
        let others: Vec<&str> = others.map(|c| c.header.as_str()).filter(|h| letter_of(h).is_none()).collect();
        if others.is_empty() { Ok(()) } else { writeln!(text, "\n[match]\nheaders = {}", list(others)) }
    }

    fn write_table(&self, text: &mut String) -> std::fmt::Result {
        writeln!(text, "\n[table]")?;
        match self.noticed.sheets {
            Alike::Named if !self.sheet.is_empty() => {
                writeln!(text, "sheets = [{}]\nelse_first = true", quoted(&self.sheet))?;
            }
            Alike::All => writeln!(text, "sheets = \"all\"")?,
            Alike::First | Alike::Named => {}
        }
        if let Some(field) = self.noticed.sheet_name {
            writeln!(text, "sheet_name = \"{field}\"")?;
        }
        if self.header_row == 0 {
            return writeln!(text, "header_rows = 0");
        }
        writeln!(text, "header_within = {}", self.header_row + 10)?;
        let noticed = &self.noticed;
        if noticed.tables > 1 || noticed.titled.is_some() || !noticed.ends_at.is_empty() {
            writeln!(text, "blocks = \"all\"")?;
        }
        if !noticed.ends_at.is_empty() {
            writeln!(text, "ends_at = {}", list(noticed.ends_at.iter().map(String::as_str)))?;
        }
        if self.wide.as_ref().is_some_and(|wide| wide.header_rows == 2) {
            writeln!(text, "header_rows = 2\nfill_right = [1]")?;
        }
        let needed: &[Field] = match &self.wide {
            Some(_) => &Field::IDENTITY,
            None => &[Field::Ean, Field::Product, Field::Code, Field::Quantity, Field::Amount, Field::Date],
        };
        // What only a further table has cannot be asked of the first.
        let first = |header: &str| !self.noticed.further.iter().any(|further| further == header);
        let required: Vec<&str> =
            needed.iter().filter(|f| self.header_of(**f).is_some_and(first)).map(|field| field.as_str()).collect();
        writeln!(text, "required = {}", list(required))
    }

    /// What stands outside the columns: in titles, and in a column that names the figure of its row.
    fn write_beside(&self, text: &mut String) -> std::fmt::Result {
        if let Some(measures) = self.measures() {
            writeln!(text, "\n[when]")?;
            for (field, word) in [("quantity", &measures.quantity), ("amount", &measures.amount)] {
                writeln!(text, "{field} = {{ column = {}, is = {} }}", quoted(&measures.column), quoted(word))?;
            }
        }
        if let Some(headings) = self.noticed.headings.as_ref().filter(|headings| headings.stores) {
            writeln!(text, "\n[rows]\nheading = \"store\"")?;
            if !headings.label.is_empty() {
                let label = format!(r"^{}\s*", regex::escape(&headings.label));
                writeln!(text, "\n[values.store]\nremove = {}", quoted(&label))?;
            }
        }
        let Some(titled) = &self.noticed.titled else { return Ok(()) };
        match titled.pattern() {
            Some(pattern) => writeln!(text, "\n[[facts]]\nfrom = \"title\"\npattern = {}", quoted(&pattern))?,
            None => writeln!(text, "\n[[facts]]\nfrom = \"last_title\"")?,
        }
        writeln!(text, "gives = \"{}\"", titled.gives)
    }

    fn write_rest(&self, text: &mut String, terms: Terms<'_>) -> std::fmt::Result {
        self.write_beside(text)?;
        let fractions = self.header_of(Field::Quantity).is_some_and(|h| self.noticed.fractions.iter().any(|f| f == h));
        if fractions {
            writeln!(text, "\n[reading]\nfractions = true")?;
        }
        if let Some(label) = &self.noticed.period_beside {
            writeln!(text, "\n[period]\ncell = {{ beside = {} }}", quoted(label))?;
        }
        let has = |field| self.header_of(field).is_some();
        let orders = has(Field::OrderId) && has(Field::Date);
        writeln!(text, "\n[policy]\nreports = \"{}\"", if orders { "orders" } else { "periods" })?;
        if let Some(grain) = self.noticed.grain.filter(|_| has(Field::Date) && !orders) {
            writeln!(text, "grain = {}", quoted(grain.as_str()))?;
        }
        if let Some(currency) = terms.currency.filter(|_| !self.currency_is_written() || has(Field::Currency)) {
            writeln!(text, "currency = \"{currency}\"")?;
        }
        let taxed = self.header_of(Field::Amount).and_then(|header| dictionary().meanings(&key(header)).taxed);
        taxed.map_or(Ok(()), |taxed| writeln!(text, "vat_included = {taxed}"))
    }
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

pub(super) fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

pub(super) fn list<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    let each: Vec<String> = texts.into_iter().map(quoted).collect();
    format!("[{}]", each.join(", "))
}
