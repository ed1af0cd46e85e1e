//! The part of a proposed format that says what stands across.

use std::fmt::Write;

use sellout_model::Grain;

use super::proposal::Proposal;
use super::to_format::{list, quoted};
use super::wide::{Style, Wide};
use crate::format::{Gives, letter_of};

impl Proposal {
    /// What repeats under labels.
    pub(super) fn write_bands(&self, text: &mut String, wide: &Wide) -> std::fmt::Result {
        writeln!(text, "\n[bands]")?;
        match wide.style {
            Style::WordBehind | Style::WordBefore => writeln!(text, "pattern = {}", quoted(&pattern(wide)))?,
            Style::Labels | Style::Words | Style::Titles | Style::Halves => {
                writeln!(text, "gives = \"{}\"", word(wide.gives))?;
            }
        }
        if !wide.rows.is_empty() {
            writeln!(text, "rows = {:?}", wide.rows)?;
        }
        if let Some(grain) = wide.days_mean.filter(|grain| *grain != Grain::Day) {
            writeln!(text, "days_mean = {}", quoted(grain.as_str()))?;
        }
        // Where the labels are no times, every header would be one.
        let plain = self.plain().map(|c| c.header.as_str()).filter(|h| letter_of(h).is_none());
        let plain = plain.filter(|_| wide.style == Style::Labels && wide.gives != Gives::Period);
        let except: Vec<&str> = wide
            .except
            .iter()
            .map(String::as_str)
            .chain(plain)
            .filter(|h| self.measures().is_some() || !wide.totals.iter().any(|t| t == h))
            .collect();
        if !except.is_empty() {
            writeln!(text, "except = {}", list(except))?;
        }
        let figures = || wide.figures.iter().filter_map(|figure| figure.field.map(|field| (field, figure)));
        match wide.style {
            // The rows say which figure they have.
            Style::Labels if self.measures().is_some() => writeln!(text, "measure = [\"quantity\", \"amount\"]")?,
            Style::Labels => {
                for (field, _) in figures() {
                    writeln!(text, "measure = \"{field}\"")?;
                    if !wide.totals.is_empty() {
                        let totals = wide.totals.iter().map(String::as_str);
                        writeln!(text, "\n[bands.total]\n{field} = {}", list(totals))?;
                    }
                }
            }
            Style::Halves => writeln!(text, "measure = {}", list(figures().map(|(field, _)| field.as_str())))?,
            Style::Titles => {
                writeln!(text, "\n[bands.under]")?;
                for (field, figure) in figures() {
                    writeln!(text, "{field} = {{ row = 1, is = {} }}", quoted(&figure.word))?;
                }
            }
            Style::Words | Style::WordBehind | Style::WordBefore => {
                writeln!(text, "\n[bands.columns]")?;
                for (field, figure) in figures() {
                    writeln!(text, "{field} = {}", quoted(&figure.word))?;
                }
            }
        }
        Ok(())
    }
}

/// The word of formats for what labels say.
fn word(gives: Gives) -> &'static str {
    match gives {
        Gives::Store => "store",
        Gives::Period => "period",
        Gives::Product => "product",
    }
}

/// The pattern of headers that hold a label and a figure's word.
fn pattern(wide: &Wide) -> String {
    let label = word(wide.gives);
    let words = wide.figures.iter().filter(|figure| figure.field.is_some()).map(|figure| regex::escape(&figure.word));
    let words = words.collect::<Vec<_>>().join("|");
    let between = r"[\s_/|:–(.-]+";
    if wide.style == Style::WordBefore {
        format!(r"^(?P<measure>{words}){between}(?P<{label}>.+?)\)?$")
    } else {
        format!(r"^(?P<{label}>.+?){between}(?P<measure>{words})\)?$")
    }
}
