//! Descriptions that change a built-in one: `extends` names it, and what is said beside it counts over that.
//!
//! Tables merge key by key; everything else, lists too, takes the place of what was there. `without` takes something
//! away first. The built-in description is read anew each time, so what it learns later holds here too.

use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Deserializer};

use super::Format;
use super::error::FormatError;

/// A description taken together: what is said, over what it extends.
pub(super) struct Together<'i> {
    table: Spanned<DeTable<'i>>,
    /// What is said over the extended description, as paths.
    pub(super) said: Vec<String>,
}

/// The description in a text, over the one that it extends.
pub(super) fn together(source: &str) -> Result<Together<'_>, FormatError> {
    let wrong = |span: Range<usize>, message: String| FormatError::at_byte(source, span.start, message);
    let parsed = DeTable::parse(source).map_err(|e| FormatError::from_toml(source, &e))?;
    let whole = parsed.span();
    let mut said = parsed.into_inner();
    let Some(extends) = said.get("extends").cloned() else {
        if let Some((key, _)) = said.get_key_value("without") {
            return Err(wrong(key.span(), "without takes away from what extends names; say extends too".to_owned()));
        }
        return Ok(Together { table: Spanned::new(whole, said), said: Vec::new() });
    };
    let at = extends.span();
    let code = extends.get_ref().as_str().unwrap_or_default();
    let Some(base) = Format::builtin_by_code(code) else {
        let codes: Vec<&str> = Format::builtin().iter().map(|format| format.code.as_str()).collect();
        return Err(wrong(at, format!("extends names a built-in format: {}", codes.join(", "))));
    };
    let base = DeTable::parse(base.source()).map_err(|e| wrong(at.clone(), e.message().to_owned()))?;
    let mut table = placed(base.into_inner(), &at);
    let mut paths = Vec::new();
    for (span, path) in taken_away(source, &mut said)? {
        if let Some(unknown) = unknown_word(&table, &path) {
            return Err(wrong(span, format!("{path}: {unknown}")));
        }
        remove(&mut table, &path);
        paths.push(path);
    }
    let extends = said.remove_entry("extends");
    merge(&mut table, said, "", &mut paths);
    table.extend(extends);
    Ok(Together { table: Spanned::new(at, table), said: paths })
}

impl<'i> Together<'i> {
    /// Reads it as a type.
    pub(super) fn read<T: Deserialize<'i>>(self, source: &str) -> Result<T, FormatError> {
        T::deserialize(Deserializer::from(self.table)).map_err(|e| FormatError::from_toml(source, &e))
    }
}

/// The paths that `without` names, each with its place; they are taken out of what is said.
fn taken_away(source: &str, said: &mut DeTable<'_>) -> Result<Vec<(Range<usize>, String)>, FormatError> {
    let Some(without) = said.remove("without") else { return Ok(Vec::new()) };
    let at = without.span();
    let paths = match without.into_inner() {
        DeValue::Array(paths) => paths.into_iter().collect(),
        one => vec![Spanned::new(at, one)],
    };
    let path = |path: Spanned<DeValue<'_>>| {
        let text = path.get_ref().as_str().map(str::to_owned);
        let message = "without names what is taken away, such as \"columns.amount\"";
        let text = text.ok_or_else(|| FormatError::at_byte(source, path.span().start, message.to_owned()))?;
        Ok((path.span(), text))
    };
    paths.into_iter().map(path).collect()
}

/// What is wrong with a path: the types themselves say whether they know its words.
fn unknown_word(table: &DeTable<'_>, path: &str) -> Option<String> {
    let mut with_it = table.clone();
    empty_at(&mut with_it, path);
    let error = Format::deserialize(Deserializer::from(Spanned::new(0..0, with_it))).err()?;
    let message = error.message();
    message.starts_with("unknown ").then(|| message.to_owned())
}

/// Puts an empty table where a path leads: no word takes it for the name of another.
fn empty_at(table: &mut DeTable<'_>, path: &str) {
    let (word, rest) = path.split_once('.').map_or((path, None), |(word, rest)| (word, Some(rest)));
    let mut below = match table.remove(word).map(Spanned::into_inner) {
        Some(DeValue::Table(below)) => below,
        _ => DeTable::new(),
    };
    if let Some(rest) = rest {
        empty_at(&mut below, rest);
    }
    table.insert(Spanned::new(0..0, word.to_owned().into()), Spanned::new(0..0, DeValue::Table(below)));
}

fn remove(table: &mut DeTable<'_>, path: &str) {
    match path.split_once('.') {
        None => {
            table.remove(path);
        }
        Some((word, rest)) => {
            if let Some(DeValue::Table(below)) = table.get_mut(word).map(Spanned::get_mut) {
                remove(below, rest);
            }
        }
    }
}

fn merge<'i>(base: &mut DeTable<'i>, said: DeTable<'i>, path: &str, paths: &mut Vec<String>) {
    for (key, value) in said {
        let path = if path.is_empty() { key.get_ref().to_string() } else { format!("{path}.{}", key.get_ref()) };
        let there = base.remove(key.get_ref().as_ref()).map(Spanned::into_inner);
        let span = value.span();
        let value = match (there, value.into_inner()) {
            (Some(DeValue::Table(mut below)), DeValue::Table(said)) => {
                merge(&mut below, said, &path, paths);
                DeValue::Table(below)
            }
            (_, value) => {
                // Its own name is no field that it changes.
                paths.extend(Some(path).filter(|path| path != "code"));
                value
            }
        };
        base.insert(key, Spanned::new(span, value));
    }
}

/// The extended description with everything in it standing where it is named: that is where its mistakes are shown.
fn placed<'i>(table: DeTable<'i>, at: &Range<usize>) -> DeTable<'i> {
    let value = |value: DeValue<'i>| match value {
        DeValue::Table(below) => DeValue::Table(placed(below, at)),
        other => other,
    };
    let entry = |(key, of): (Spanned<_>, Spanned<_>)| {
        (Spanned::new(at.clone(), key.into_inner()), Spanned::new(at.clone(), value(of.into_inner())))
    };
    table.into_iter().map(entry).collect()
}
