//! A person's words over a proposal.

use std::collections::BTreeMap;

use super::proposal::{Proposal, ProposedColumn};
use super::wide::Style;
use crate::format::Field;

/// What is wrong with a mapping.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{header}: {message}")]
pub struct MappingError {
    /// The column.
    pub header: String,
    /// What is wrong and what to do.
    pub message: String,
}

impl Proposal {
    /// The same with what somebody said of some columns: header to field, a blank word leaves the column out. A field
    /// that is given to a column is taken from the one that was only proposed. Says all that is wrong.
    pub fn corrected(&self, mapping: &BTreeMap<String, String>) -> Result<Self, Vec<MappingError>> {
        let mut errors = Vec::new();
        let mut said: BTreeMap<&str, Option<Field>> = BTreeMap::new();
        for (header, word) in mapping {
            if !self.columns.iter().any(|column| column.header == *header) {
                errors.push(wrong(header, "the file has no such column"));
                continue;
            }
            match field(word) {
                Ok(field) => {
                    said.insert(header, field);
                }
                Err(message) => errors.push(wrong(header, message)),
            }
        }
        let mut corrected = self.clone();
        for column in &mut corrected.columns {
            if let Some(field) = said.get(column.header.as_str()) {
                (column.field, column.confidence) = (*field, 1.0);
            }
        }
        errors.extend(corrected.settle_labels(&said));
        errors.extend(corrected.settle_plain(&said));
        if errors.is_empty() { Ok(corrected) } else { Err(errors) }
    }

    /// Columns under labels: all of one figure are the same field; those left out or of another kind stand apart.
    fn settle_labels(&mut self, said: &BTreeMap<&str, Option<Field>>) -> Vec<MappingError> {
        let Some(wide) = &mut self.wide else { return Vec::new() };
        let mut errors = Vec::new();
        let field_of = |columns: &[ProposedColumn], header: &str| {
            columns.iter().find(|column| column.header == header).and_then(|column| column.field)
        };
        let is_figure = |field: &Field| Field::NUMBERS.contains(field);
        if wide.style == Style::Halves {
            let headers = wide.figures.iter().flat_map(|figure| &figure.headers);
            let (read, left): (Vec<&String>, Vec<&String>) =
                headers.partition(|header| field_of(&self.columns, header).is_some_and(|field| is_figure(&field)));
            if let (Some(header), false) = (left.first(), read.is_empty()) {
                errors.push(wrong(header, "the labels come twice: leave all of their columns out, or none"));
            }
        }
        for figure in &mut wide.figures {
            let given = |header: &&String| said.contains_key(header.as_str());
            let meant = figure.headers.iter().filter(given).find_map(|header| field_of(&self.columns, header));
            let meant = meant
                .filter(is_figure)
                .or_else(|| figure.headers.iter().filter_map(|header| field_of(&self.columns, header)).find(is_figure));
            for header in &figure.headers {
                let own = field_of(&self.columns, header).filter(is_figure);
                if said.contains_key(header.as_str()) && own.is_some() && own != meant {
                    let word = meant.map_or("", Field::as_str);
                    errors.push(wrong(
                        header,
                        format!("the columns beside it are the {word}; all of them are one figure"),
                    ));
                }
            }
            let (kept, apart): (Vec<String>, Vec<String>) = std::mem::take(&mut figure.headers)
                .into_iter()
                .partition(|header| field_of(&self.columns, header).is_some_and(|field| is_figure(&field)));
            for column in self.columns.iter_mut().filter(|column| kept.contains(&column.header)) {
                column.field = meant;
            }
            wide.except.extend(apart);
            (figure.headers, figure.field) = (kept, meant);
        }
        wide.figures.retain(|figure| !figure.headers.is_empty());
        for (at, figure) in wide.figures.iter().enumerate() {
            let earlier = wide.figures[..at].iter().find(|other| other.field == figure.field);
            if let (Some(earlier), Some(field)) = (earlier, figure.field) {
                errors.push(twice(&earlier.headers[0], &figure.headers[0], field));
            }
        }
        if wide.figures.is_empty() {
            self.wide = None;
        }
        errors
    }

    /// Columns under no label: one for each field.
    fn settle_plain(&mut self, said: &BTreeMap<&str, Option<Field>>) -> Vec<MappingError> {
        let labelled: Vec<bool> = self.columns.iter().map(|column| self.is_labelled(&column.header)).collect();
        let mut errors = Vec::new();
        for field in Field::ALL {
            let of: Vec<usize> = (0..self.columns.len())
                .filter(|at| !labelled[*at] && self.columns[*at].field == Some(*field))
                .collect();
            let by_person = |at: &usize| said.contains_key(self.columns[*at].header.as_str());
            let (given, proposed): (Vec<usize>, Vec<usize>) = of.into_iter().partition(by_person);
            if let [first, second, ..] = given.as_slice() {
                errors.push(twice(&self.columns[*first].header, &self.columns[*second].header, *field));
            }
            if !given.is_empty() {
                for at in proposed {
                    (self.columns[at].field, self.columns[at].confidence) = (None, 0.0);
                }
            }
        }
        errors
    }
}

fn field(word: &str) -> Result<Option<Field>, String> {
    let word = word.trim();
    if word.is_empty() {
        return Ok(None);
    }
    Field::ALL.iter().find(|field| field.as_str() == word).copied().map(Some).ok_or_else(|| {
        let words: Vec<_> = Field::ALL.iter().map(|field| field.as_str()).collect();
        format!("{word:?} is not one of {}", words.join(", "))
    })
}

fn wrong(header: &str, message: impl Into<String>) -> MappingError {
    MappingError { header: header.to_owned(), message: message.into() }
}

fn twice(first: &str, second: &str, field: Field) -> MappingError {
    wrong(second, format!("{first:?} is the {field} already; leave one of them blank"))
}
