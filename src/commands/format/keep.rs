//! `sellout format list`, `export` and `import`: the descriptions that are kept in the database.

use std::path::PathBuf;

use clap::Args;
use sellout_store::audit::{self, Deed};
use sellout_store::{Formats, format_versions};
use serde::Serialize;

use super::described;
use crate::failure::{Exit, Failure};
use crate::output::{self, Output};
use crate::setup::House;
use crate::table::Table;

/// The formats that read files, built in and of your own
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  sellout format list")]
pub(crate) struct List {}

/// Write a format description as TOML
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  sellout format export generic -o generic.toml")]
pub(crate) struct Export {
    /// The format's code
    #[arg(value_name = "CODE")]
    code: String,
    /// With all that it extends, instead of what was saved
    #[arg(long)]
    whole: bool,
    /// Where to; stdout if left out
    #[arg(short, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Keep a format description: it reads the next files
///
/// It may be a whole one, or say `extends` and only what it changes of a built-in one. Each time is a new version.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  sellout format import my-shop.toml")]
pub(crate) struct Import {
    /// The description, TOML
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

#[derive(Serialize)]
struct Line<'a> {
    code: &'a str,
    title: &'a str,
    version: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    extends: Option<&'a str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    overrides: &'a [String],
}

/// Lists them.
pub(super) async fn list(out: Output) -> Result<Exit, Failure> {
    let house = House::for_command().await?;
    let formats = Formats::load(house.db.read(), house.organisation().await?.org()).await?;
    house.close().await?;
    let mut table = Table::new(&["code", "title", "whose", "changes"]);
    for (format, version) in &formats.in_force {
        out.json(&Line {
            code: &format.code,
            title: &format.title,
            version: *version,
            extends: format.extends.as_deref(),
            overrides: format.changes(),
        })?;
        let whose = if *version == 0 { "built in".to_owned() } else { format!("yours, version {version}") };
        let cells = [format.code.clone(), format.title.clone(), whose, format.changes().join(", ")];
        table.row(cells.map(Into::into));
    }
    out.table(&table)?;
    for unreadable in &formats.unreadable {
        output::note(&format!("note: the kept format {} cannot be read: {}", unreadable.kept.code, unreadable.error));
    }
    Ok(Exit::Fine)
}

/// Writes one.
pub(super) async fn export(asked: &Export, out: Output) -> Result<Exit, Failure> {
    let house = House::for_command().await?;
    let formats = Formats::load(house.db.read(), house.organisation().await?.org()).await?;
    house.close().await?;
    let found = formats.get(&asked.code);
    let (format, _) = found.ok_or_else(|| {
        Failure::new(format!("there is no format {:?}; `sellout format list` names them", asked.code))
    })?;
    let text = if asked.whole { format.whole().map_err(Failure::new)?.to_string() } else { format.source().to_owned() };
    match &asked.output {
        Some(file) => {
            let written = std::fs::write(file, text);
            written.map_err(|e| Failure::new(format!("{} cannot be written: {e}", file.display())))?;
            let line = format!("{} is in {}", format.code, file.display());
            out.answer(&serde_json::json!({ "code": format.code, "file": file }), &line)?;
        }
        None if out.is_json() => out.json(&serde_json::json!({ "code": format.code, "source": text }))?,
        None => output::data(text.as_bytes())?,
    }
    Ok(Exit::Fine)
}

/// Keeps one.
pub(super) async fn import(Import { file }: &Import, out: Output) -> Result<Exit, Failure> {
    let format = described(file)?;
    let house = House::for_command().await?;
    let (org, now) = (house.organisation().await?.org(), house.clock.now());
    let tx = house.db.begin().await?;
    let kept = format_versions::save(&tx, org, &format.code, format.source(), None, now).await?;
    let deed = Deed { user: None, action: "format.save", subject: &format.code, detail: None };
    audit::append(&tx, org, &deed, now).await?;
    tx.commit().await?;
    house.close().await?;
    let line = Line {
        code: &format.code,
        title: &format.title,
        version: kept.version,
        extends: format.extends.as_deref(),
        overrides: format.changes(),
    };
    out.answer(&line, &format!("{} is kept as version {}; it reads the next files", format.code, kept.version))?;
    Ok(Exit::Fine)
}
