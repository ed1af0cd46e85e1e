//! Answers about how a file is read: what its changed columns are, and how its dates, numbers and money are written.

use std::collections::BTreeMap;

use sellout_ingest::Answers;
use sellout_ingest::drift::Drift;
use sellout_ingest::format::{AmountsAre, Field, Format};
use sellout_ingest::value::{DateOrder, DecimalSign};
use sellout_model::UploadId;
use sellout_store::{Taught, uploads};
use uuid::Uuid;

use super::change::Resolution;
use crate::extract::Caller;
use crate::problem::{Answer, Problem};
use crate::state::App;

/// A file of a known format whose columns have changed, and what a mapping says of them.
pub(super) struct Changed {
    pub(super) upload: uploads::Model,
    /// The format as it reads files now; boxed, as descriptions are large.
    pub(super) format: Box<Format>,
    /// What the mapping says, as the format takes it.
    pub(super) answers: Answers,
    /// The columns that were named, and what they are.
    pub(super) said: BTreeMap<String, Option<Field>>,
}

impl Changed {
    /// The changed file of an upload; none where it is no such file, or the mapping is to be a format of its own.
    pub(super) async fn of(app: &App, caller: &Caller, id: Uuid, said: &Resolution) -> Answer<Option<Self>> {
        let named = |text: &Option<String>| text.as_deref().is_some_and(|text| !text.trim().is_empty());
        if named(&said.save_as) || named(&said.format) {
            return Ok(None);
        }
        let upload = uploads::get(app.db.read(), caller.org, UploadId(id)).await?;
        let upload = upload.ok_or_else(|| Problem::not_found("upload"))?;
        let Some((code, drift)) = upload.changed() else { return Ok(None) };
        let taught = Taught::load(app.db.read(), caller.org).await?;
        let Some((format, _)) = taught.get(&code).cloned() else { return Ok(None) };
        let said = fields(&drift, said.mapping.as_ref())?;
        let answers = answers(&format, &drift, &said)?;
        Ok(Some(Self { upload, format: Box::new(format), answers, said }))
    }
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
    if said.mapping.is_none() {
        return Ok(answers);
    }
    let Some(changed) = Changed::of(app, caller, id, said).await? else { return Ok(answers) };
    Ok(Answers { format: changed.answers.format, headers: changed.answers.headers, ..answers })
}

/// The field that a word names.
fn field(header: &str, word: &str) -> Answer<Field> {
    Field::ALL.iter().find(|field| field.as_str() == word).copied().ok_or_else(|| {
        let words: Vec<_> = Field::ALL.iter().map(|field| field.as_str()).collect();
        Problem::invalid(format!("mapping.{header}"), format!("{word:?} is not one of {}", words.join(", ")))
    })
}

/// The columns that a mapping names, and what they are.
fn fields(drift: &Drift, mapping: Option<&BTreeMap<String, String>>) -> Answer<BTreeMap<String, Option<Field>>> {
    let mut said: BTreeMap<String, Option<Field>> = BTreeMap::new();
    for (header, word) in mapping.into_iter().flatten() {
        if !drift.header.contains(header) {
            return Err(Problem::invalid(format!("mapping.{header}"), "the file has no such column"));
        }
        let word = word.trim();
        said.insert(header.clone(), if word.is_empty() { None } else { Some(field(header, word)?) });
    }
    Ok(said)
}

fn answers(format: &Format, drift: &Drift, said: &BTreeMap<String, Option<Field>>) -> Answer<Answers> {
    drift.answered(format, said).map_err(|error| {
        let words = format!(
            "{} has no column for {}; keep the mapping as a format of its own with save_as",
            format.title, error.field
        );
        Problem::invalid(format!("mapping.{}", error.header), words)
    })
}
