//! Answers about how a file is read: what its changed columns are, and how its dates, numbers and money are written.

use std::collections::BTreeMap;

use sellout_ingest::Answers;
use sellout_ingest::drift::Drift;
use sellout_ingest::format::{AmountsAre, Field, Format};
use sellout_ingest::value::{DateOrder, DecimalSign};
use sellout_model::UploadId;
use sellout_store::{format_lessons, uploads};
use serde::Deserialize;
use uuid::Uuid;

use super::change::Resolution;
use crate::extract::Caller;
use crate::problem::{Answer, Problem};
use crate::routes::formats;
use crate::state::App;

/// The part of a kept detection that says which format a changed file seems to be of.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Kept {
    seems: Option<String>,
    drift: Option<Drift>,
}

/// The format that a file seems to be of but for changed columns.
pub(crate) fn seems(upload: &uploads::Model) -> Option<String> {
    kept(upload).seems
}

fn kept(upload: &uploads::Model) -> Kept {
    // A detection of an older release has none of it.
    upload.detection.as_deref().and_then(|told| serde_json::from_str(told).ok()).unwrap_or_default()
}

/// What was said about how the file is read.
pub(super) async fn reading_of(app: &App, caller: &Caller, id: Uuid, said: &Resolution) -> Answer<Answers> {
    let choose = |name: &str, word: &Option<String>, words: [&str; 2]| match word.as_deref().map(str::trim) {
        None | Some("") => Ok(None),
        Some(word) => match words.iter().position(|known| *known == word) {
            Some(at) => Ok(Some(at == 0)),
            None => Err(Problem::invalid(name, format!("{word:?} is neither {} nor {}", words[0], words[1]))),
        },
    };
    let dates = choose("dates", &said.dates, ["day_first", "month_first"])?;
    let decimal = choose("decimal", &said.decimal, [".", ","])?;
    let amounts = choose("amounts", &said.amounts, ["line", "unit"])?;
    let answers = Answers {
        dates: dates.map(|day| if day { DateOrder::DayFirst } else { DateOrder::MonthFirst }),
        decimal: decimal.map(|point| if point { DecimalSign::Point } else { DecimalSign::Comma }),
        amounts: amounts.map(|line| if line { AmountsAre::Line } else { AmountsAre::Unit }),
        vat_included: choose("vat", &said.vat, ["included", "excluded"])?,
        ..Answers::default()
    };
    let own_format = said.save_as.as_deref().is_some_and(|code| !code.trim().is_empty());
    let Some(mapping) = said.mapping.as_ref().filter(|_| !own_format) else { return Ok(answers) };
    let upload = uploads::get(app.db.read(), caller.org, UploadId(id)).await?;
    let upload = upload.ok_or_else(|| Problem::not_found("upload"))?;
    let Kept { seems: Some(code), drift: Some(drift) } = kept(&upload) else { return Ok(answers) };
    let Some(format) = format_in_force(app, caller, &code).await? else { return Ok(answers) };
    let headers = columns(&format, &drift, mapping)?;
    Ok(Answers { format: headers.format, headers: headers.headers, ..answers })
}

/// The format of this code as it reads files now, with what earlier files taught about it.
async fn format_in_force(app: &App, caller: &Caller, code: &str) -> Answer<Option<Format>> {
    let in_force = formats::all(app, caller.org).await?;
    let format = in_force.into_iter().map(|(format, _)| format).find(|format| format.code == code);
    let known = format_lessons::known(app.db.read(), caller.org).await?;
    Ok(format.map(|format| known.get(code).map_or(format.clone(), |lessons| lessons.answers.over(&format))))
}

/// The field that a word names.
fn field(header: &str, word: &str) -> Answer<Field> {
    Field::ALL.iter().find(|field| field.as_str() == word).copied().ok_or_else(|| {
        let words: Vec<_> = Field::ALL.iter().map(|field| field.as_str()).collect();
        Problem::invalid(format!("mapping.{header}"), format!("{word:?} is not one of {}", words.join(", ")))
    })
}

fn columns(format: &Format, drift: &Drift, mapping: &BTreeMap<String, String>) -> Answer<Answers> {
    let mut said: BTreeMap<String, Option<Field>> = BTreeMap::new();
    for (header, word) in mapping {
        if !drift.header.contains(header) {
            return Err(Problem::invalid(format!("mapping.{header}"), "the file has no such column"));
        }
        let word = word.trim();
        said.insert(header.clone(), if word.is_empty() { None } else { Some(field(header, word)?) });
    }
    drift.answered(format, &said).map_err(|error| {
        let words = format!(
            "{} has no column for {}; keep the mapping as a format of its own with save_as",
            format.title, error.field
        );
        Problem::invalid(format!("mapping.{}", error.header), words)
    })
}
