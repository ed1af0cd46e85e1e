//! What somebody said of a changed file's columns, as answers that its format can take.

use std::collections::BTreeMap;

use super::Drift;
use super::roles::Roles;
use crate::answers::Answers;
use crate::format::{Field, Format};
use crate::value::text::header_key;

/// Why a column cannot be what was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotOfFormat {
    /// The header.
    pub header: String,
    /// The field that the format has no column for.
    pub field: Field,
}

impl Drift {
    /// The answers that a mapping gives: header to field, `None` for a column that is not read. A header that is not
    /// mapped is what it was taken for.
    pub fn answered(&self, format: &Format, mapping: &BTreeMap<String, Option<Field>>) -> Result<Answers, NotOfFormat> {
        let roles = Roles::of(format).all;
        let mut answers = Answers { format: Some(format.code.clone()), ..Answers::default() };
        for header in self.header.iter().filter(|header| !header.is_empty()) {
            let mut key = [header_key(header)];
            format.put_headers_right(&mut key);
            let taken = self.healed.iter().chain(&self.asked).find(|taken| taken.header == *header);
            let role = roles.iter().find(|role| role.is_called(&key[0]));
            let usual = taken.map(|taken| taken.field).or(role.map(|role| role.field)).flatten();
            let said = mapping.get(header).copied().unwrap_or(usual);
            let stands_for = match (said, taken) {
                (said, Some(taken)) if said == usual => taken.stands_for.clone(),
                (said, None) if said == usual => continue,
                (None, _) => String::new(),
                (Some(field), _) => match roles.iter().find(|role| role.field == Some(field)) {
                    Some(role) => role.words.first().cloned().unwrap_or_default(),
                    None => return Err(NotOfFormat { header: header.clone(), field }),
                },
            };
            answers.headers.insert(header.clone(), stands_for);
        }
        Ok(answers)
    }
}
