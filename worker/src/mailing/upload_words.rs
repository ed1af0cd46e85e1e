//! What a mail says of an upload: loaded, loaded with errors, asked, or failed.

use chrono_tz::Tz;
use sea_orm::ConnectionTrait;
use sellout_ingest::Format;
use sellout_mail::mails::{UploadFailed, UploadLoaded, UploadLoadedWithErrors, UploadNeedsAnswer};
use sellout_mail::{Control, ErrorLine, Errors, Line, LoadedFacts, Moment, Money, Need, Units, UploadFacts};
use sellout_model::{Amount, Currency, OrgId, Period, Quantity, UploadStatus};
use sellout_store::{archives, organisations, uploads, users, vendors};
use serde::Deserialize;

use super::row_errors::Attached;
use super::{Composed, archive_words};
use crate::normalise::Trouble;
use crate::services::Services;

/// How many warnings stand in a mail.
const WARNINGS: usize = 10;
#[derive(Deserialize)]
struct ShownWarning {
    message: String,
}

#[derive(Deserialize)]
struct ShownControl {
    label: String,
    file: String,
    loaded: String,
    gap: String,
}

/// The words of the mail about an upload as it stands now, with its row errors as they are attached; `None` while it is
/// being processed.
pub(super) async fn compose(
    services: &Services,
    conn: &impl ConnectionTrait,
    org: OrgId,
    upload: &uploads::Model,
    wrong: Attached,
) -> Result<Option<Composed>, Trouble> {
    let organisation = organisations::get(conn, org).await?;
    let Some(organisation) = organisation else { return Ok(None) };
    let (zone, currency) = (organisation.zone()?, organisation.currency()?);
    let name = Line::name(&organisation.name);
    let facts = facts(services, conn, org, upload, zone).await?;
    if let Some(files) = archives::files(upload)?
        && matches!(
            upload.status()?,
            UploadStatus::Completed | UploadStatus::CompletedWithErrors | UploadStatus::Failed
        )
    {
        let words = archive_words::words(services, conn, org, upload, (name, facts), &files).await?;
        return Ok(Some(Composed { words, attachments: Vec::new(), unsubscribe: None }));
    }
    let words = match upload.status()? {
        UploadStatus::Completed => services.templates.render(&UploadLoaded {
            organisation: name,
            upload: facts,
            loaded: loaded(upload, currency)?,
        }),
        UploadStatus::CompletedWithErrors => {
            let errors = errors(&wrong, upload.rows_failed);
            let loaded = loaded(upload, currency)?;
            services.templates.render(&UploadLoadedWithErrors { organisation: name, upload: facts, loaded, errors })
        }
        UploadStatus::NeedsFormat | UploadStatus::NeedsPeriod | UploadStatus::NeedsMode => {
            let needs = needs(upload);
            services.templates.render(&UploadNeedsAnswer { organisation: name, upload: facts, needs })
        }
        UploadStatus::Failed => {
            let errors = (!wrong.lines.is_empty()).then(|| errors(&wrong, upload.rows_failed));
            let reason = upload.error.as_deref().unwrap_or("it could not be processed");
            services.templates.render(&UploadFailed {
                organisation: name,
                upload: facts,
                code: Line::new(upload.code.as_deref().unwrap_or("failed")),
                reason: Line::new(reason),
                place: None,
                errors,
            })
        }
        UploadStatus::Pending | UploadStatus::Processing | UploadStatus::Undone => return Ok(None),
    };
    let words = words.map_err(|e| Trouble::Passing(format!("cannot write the mail: {e}")))?;
    Ok(Some(Composed { words, attachments: wrong.attachment.into_iter().collect(), unsubscribe: None }))
}

async fn facts(
    services: &Services,
    conn: &impl ConnectionTrait,
    org: OrgId,
    upload: &uploads::Model,
    zone: Tz,
) -> Result<UploadFacts, Trouble> {
    let vendor = match upload.vendor.as_ref().or(upload.vendor_given.as_ref()) {
        Some(code) => Some(vendors::get(conn, org, code).await?.map_or_else(|| code.clone(), |vendor| vendor.name)),
        None => None,
    };
    let sent_by = match upload.uploaded_by {
        Some(user) => users::get(conn, org, user.into()).await?.map(|user| Line::new(&user.email)),
        None => None,
    };
    let format = upload
        .format
        .as_deref()
        .map(|code| Line::new(Format::builtin_by_code(code).map_or(code, |format| format.title.as_str())));
    let days = upload.period_from.zip(upload.period_to);
    Ok(UploadFacts {
        filename: Line::name(&upload.filename),
        vendor: vendor.map(|name| Line::new(&name)),
        period: days.and_then(|(from, to)| Period::between(from, to).ok()),
        format,
        sent: Moment(upload.created_at.with_timezone(&zone)),
        sent_by,
        link: services
            .mail
            .public_url
            .as_ref()
            .map(|url| format!("{}/uploads/{}", url.trim_end_matches('/'), upload.id)),
    })
}

fn loaded(upload: &uploads::Model, currency: Currency) -> Result<LoadedFacts, Trouble> {
    let parse = |e: serde_json::Error| Trouble::Passing(format!("cannot read the upload's findings: {e}"));
    let warnings: Vec<ShownWarning> = serde_json::from_str(&upload.warnings).map_err(parse)?;
    let controls: Vec<ShownControl> = serde_json::from_str(&upload.control).map_err(parse)?;
    let original: Option<Currency> = upload.original_currency.as_deref().and_then(|code| code.parse().ok());
    let count = |n: i64| u64::try_from(n).unwrap_or_default();
    let control = |c: &ShownControl| Control {
        label: Line::new(&c.label),
        file: Line::new(&c.file),
        loaded: Line::new(&c.loaded),
        gap: (c.gap.parse::<Amount>().unwrap_or_default() != Amount::ZERO).then(|| Line::new(&c.gap)),
    };
    Ok(LoadedFacts {
        amount: upload.amount.map(|amount| Money(Amount(amount), currency)),
        original: upload
            .original_amount
            .zip(original)
            .filter(|(_, c)| *c != currency)
            .map(|(a, c)| Money(Amount(a), c)),
        units: upload.units.map(|units| Units(Quantity(units))),
        rows_read: count(upload.rows_read),
        rows_loaded: count(upload.rows_loaded),
        rows_skipped: count(upload.rows_skipped),
        rows_failed: count(upload.rows_failed),
        rows_duplicate: count(upload.rows_duplicate),
        rows_restated: count(upload.rows_restated),
        rows_unconverted: count(upload.unconverted_rows),
        controls: controls.iter().map(control).collect(),
        warnings: warnings.iter().take(WARNINGS).map(|w| Line::new(&w.message)).collect(),
        warning_count: u64::from(upload.warning_count.unsigned_abs()),
    })
}

fn needs(upload: &uploads::Model) -> Vec<Need> {
    let asked: Vec<String> = serde_json::from_str(&upload.needs).unwrap_or_default();
    let why = upload.error.as_deref().map(Line::new).into_iter().collect::<Vec<_>>();
    let need = |word: &String| match word.as_str() {
        "period" => Need::period(Vec::new()),
        "mode" => Need::mode(vec![
            Line::new("replace: the figures of these periods become what this file says"),
            Line::new("append: this file's rows are added to what is there"),
        ]),
        "dates" | "decimal" | "amounts" | "vat" => Need::reading(why.clone()),
        _ => Need::format(why.clone()),
    };
    // Who does not know the format is asked for vendor and currency on the same page.
    let of_format = |word: &&String| !matches!(word.as_str(), "vendor" | "currency" | "product" | "figure");
    let without_format = !asked.iter().any(|word| word == "format");
    let needs: Vec<Need> = asked.iter().filter(|word| without_format || of_format(word)).map(need).collect();
    if needs.is_empty() { vec![Need::format(why)] } else { needs }
}

fn errors(wrong: &Attached, total: i64) -> Errors {
    let shown = wrong.lines.iter().map(|line| ErrorLine {
        sheet: Some(line.sheet.as_str()).filter(|s| !s.is_empty()).map(Line::new),
        row: line.row.unwrap_or_default(),
        column: line.column.as_deref().map(Line::new),
        message: Line::new(&line.message),
        value: Line::new(&line.value),
    });
    Errors::new(u64::try_from(total).unwrap_or_default(), shown, wrong.all())
}
