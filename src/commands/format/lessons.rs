//! `sellout format lessons`: what is remembered of a format's files, and having it forgotten.

use clap::Args;
use sellout_store::Formats;
use sellout_store::audit::{self, Deed};
use sellout_store::format_lessons::{self, Lesson, Turn, Which};
use serde_json::json;

use crate::failure::{Exit, Failure};
use crate::output::Output;
use crate::setup::House;
use crate::table::Table;

/// What earlier files taught about a format: changed headers, and how dates and numbers are written
///
/// What is forgotten is asked about in the next file; what is loaded stays as it was read. It can be remembered again.
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  sellout format lessons generic\n  sellout format lessons generic --forget \"Pieces sold\""
)]
pub(crate) struct Lessons {
    /// The format's code
    #[arg(value_name = "CODE")]
    code: String,
    /// Forget what this header stands for; without one, how the files are written
    #[arg(long, value_name = "HEADER", num_args = 0..=1, default_missing_value = "", conflicts_with = "restore")]
    forget: Option<String>,
    /// Remember it again
    #[arg(long, value_name = "HEADER", num_args = 0..=1, default_missing_value = "")]
    restore: Option<String>,
}

/// Lists them, once the one that is named is forgotten or remembered.
pub(super) async fn run(asked: &Lessons, out: Output) -> Result<Exit, Failure> {
    let house = House::for_command().await?;
    let org = house.organisation().await?.org();
    let code = asked.code.as_str();
    if Formats::load(house.db.read(), org).await?.get(code).is_none() {
        return Err(Failure::new(format!("there is no format {code:?}; `sellout format list` names them")));
    }
    let named = asked.forget.as_ref().map(|header| (header, Turn::Forget));
    if let Some((header, turn)) = named.or(asked.restore.as_ref().map(|header| (header, Turn::Restore))) {
        let which = if header.is_empty() { Which::Reading } else { Which::Column(header) };
        let (tx, now) = (house.db.begin().await?, house.clock.now());
        if !format_lessons::turn(&tx, org, code, which, turn).await? {
            let what = turn.before();
            return Err(Failure::new(format!(
                "nothing like that is {what} of {code}; `sellout format lessons {code}` says what is"
            )));
        }
        let subject = format!("{code} {header}");
        let deed = Deed { user: None, action: turn.action(), subject: subject.trim_end(), detail: None };
        audit::append(&tx, org, &deed, now).await?;
        tx.commit().await?;
    }
    let lessons = format_lessons::of_format(house.db.read(), org, code).await?;
    house.close().await?;
    tell(&lessons, out)?;
    Ok(Exit::Fine)
}

fn tell(lessons: &[Lesson], out: Output) -> Result<(), Failure> {
    if lessons.is_empty() {
        return out.say("nothing is remembered of this format's files");
    }
    let mut table = Table::new(&["column", "is", "learnt from", "now"]);
    for lesson in lessons {
        out.json(&json!({
            "header": lesson.header, "stands_for": lesson.stands_for, "reading": lesson.reading,
            "forgotten": lesson.forgotten, "upload_id": lesson.upload, "filename": lesson.filename,
            "learned_at": lesson.learned_at,
        }))?;
        let says = match (&lesson.stands_for, &lesson.reading) {
            (Some(word), _) if word.is_empty() => "not read".to_owned(),
            (Some(word), _) => word.clone(),
            (None, reading) => serde_json::to_string(reading).map_err(Failure::new)?,
        };
        let header = lesson.header.clone().unwrap_or_else(|| "how the files are written".to_owned());
        let now = if lesson.forgotten { "forgotten: asked" } else { "remembered" };
        table.row([header.into(), says.into(), lesson.filename.clone().into(), now.into()]);
    }
    out.table(&table)
}
