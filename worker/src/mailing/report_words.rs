//! What a mail says of a report, and the file that goes with it.

use chrono::Days;
use sea_orm::ConnectionTrait;
use sellout_files::FileKey;
use sellout_mail::mails::{ReportFailed, ReportReady, ScheduledReport};
use sellout_mail::{Attachment, Change, Line, Moment, Money, ReportFacts, ReportFile, Share, Units, Unsubscribe};
use sellout_model::{OrgId, ReportStatus};
use sellout_report::{Report, Subject};
use sellout_store::{organisations, reports, schedules};

use super::Composed;
use crate::normalise::Trouble;
use crate::reporting::{Wanted, compose as compose_report, permille, title_of};
use crate::services::Services;

/// How many resellers stand in a mail.
const TOP: usize = 5;
/// How many days a link in a mail works.
const LINK_DAYS: u64 = 14;

/// The subject of a report's mail.
pub(super) async fn subject(
    conn: &impl ConnectionTrait,
    org: OrgId,
    report: &reports::Model,
) -> Result<String, Trouble> {
    let title = title(conn, org, report).await?;
    Ok(format!("{}: {}", Line::name(&title), report.period()?))
}

/// What a report is called: by its schedule, by who asked for it, or by its kind.
async fn title(conn: &impl ConnectionTrait, org: OrgId, report: &reports::Model) -> Result<String, Trouble> {
    let name = match report.schedule_id {
        Some(id) => schedules::get(conn, org, id.into()).await?.map(|schedule| schedule.name),
        None => None,
    };
    match name.or_else(|| report.title.clone()) {
        Some(title) => Ok(title),
        None => Ok(title_of(report.kind()?).to_owned()),
    }
}

/// Words of the mail about a report that was not made; `None` if it was, or is still being made.
pub(super) async fn compose_failure(
    services: &Services,
    conn: &impl ConnectionTrait,
    org: OrgId,
    report: &reports::Model,
) -> Result<Option<Composed>, Trouble> {
    let Some(organisation) = organisations::get(conn, org).await? else { return Ok(None) };
    if report.status()? != ReportStatus::Failed {
        return Ok(None);
    }
    let words = services.templates.render(&ReportFailed {
        organisation: Line::name(&organisation.name),
        title: Line::name(&title(conn, org, report).await?),
        period: report.period()?,
        reason: Line::new(report.error.as_deref().unwrap_or("it could not be made")),
        asked: Moment(report.created_at.with_timezone(&organisation.zone()?)),
        scheduled: report.schedule_id.is_some(),
        link: services.mail.public_url.as_ref().map(|url| format!("{}/reports", url.trim_end_matches('/'))),
    });
    let words = words.map_err(|e| Trouble::Passing(format!("cannot write the mail: {e}")))?;
    Ok(Some(Composed { words, attachments: Vec::new(), unsubscribe: None }))
}

/// Words and file of a report's mail.
pub(super) async fn compose(services: &Services, org: OrgId, row: &reports::Model) -> Result<Composed, Trouble> {
    let read = services.db.read();
    let organisation = organisations::get(read, org).await?;
    let organisation = organisation.ok_or_else(|| Trouble::failed("gone", "the organisation is gone"))?;
    let wanted = crate::handlers::make_report::wanted(row)?;
    let wanted = Wanted { version: row.data_version, ..wanted };
    let (report, _) = compose_report(read, org, &wanted).await?;
    let zone = organisation.zone()?;
    let name = format!("{}.{}", report.file_stem(), sellout_report::extension(wanted.format));
    let (file, attachments) = attached(services, org, row, &name, zone).await?;
    let facts = facts(&report, file, zone);
    let words = match row.schedule_id {
        None => services.templates.render(&ReportReady {
            organisation: Line::name(&organisation.name),
            asked_by: None,
            report: facts,
        }),
        Some(id) => {
            let schedule = schedules::get(read, org, id.into()).await?;
            let title = schedule.as_ref().map_or_else(|| report.title.clone(), |s| s.name.clone());
            services.templates.render(&ScheduledReport {
                organisation: Line::name(&organisation.name),
                schedule: Line::name(&title),
                next: schedule.and_then(|s| s.next_run_at).map(|at| Moment(at.with_timezone(&zone))),
                unsubscribe: None,
                report: facts,
            })
        }
    };
    let words = words.map_err(|e| Trouble::Passing(format!("cannot write the mail: {e}")))?;
    let unsubscribe = row.schedule_id.is_some().then(|| Unsubscribe::Mail(services.mail.from.clone()));
    Ok(Composed { words, attachments, unsubscribe })
}

fn facts(report: &Report, file: ReportFile, zone: chrono_tz::Tz) -> ReportFacts {
    let total = report.summary.total;
    let money = |figures: sellout_report::Figures| Money(figures.amount, report.currency);
    let comparisons = [report.summary.previous, report.summary.last_year];
    let changes = comparisons.into_iter().flatten().map(|other| Change {
        against: other.period,
        amount: money(other.figures),
        permille: permille(total, other.figures),
    });
    let top = report.ranking(Subject::Reseller).map(|ranking| ranking.lines.as_slice()).unwrap_or_default();
    let share = |line: &sellout_report::Line| Share {
        name: Line::new(&line.name),
        amount: money(line.figures),
        percent: line.figures.share_of(total).map_or(0, |share| (share.0 + 5).div_euclid(10)),
    };
    ReportFacts {
        title: Line::new(&report.title),
        period: report.period,
        amount: (!report.is_empty()).then(|| money(total)),
        units: Some(Units(total.units)),
        rows: total.rows,
        changes: changes.collect(),
        top: top.iter().take(TOP).map(share).collect(),
        filters: report.filters.iter().map(|(name, value)| (Line::new(name), Line::new(value))).collect(),
        notes: sellout_report::words::notes(report).iter().map(|note| Line::new(note)).collect(),
        as_of: Moment(report.figures_as_of.with_timezone(&zone)),
        file,
    }
}

async fn attached(
    services: &Services,
    org: OrgId,
    row: &reports::Model,
    name: &str,
    zone: chrono_tz::Tz,
) -> Result<(ReportFile, Vec<Attachment>), Trouble> {
    let size = u64::try_from(row.size_bytes.unwrap_or_default()).unwrap_or_default();
    if size <= services.mail.max_attachment {
        let bytes = services.files.get_bytes(FileKey::report(org, row.report())).await?.to_vec();
        let media_type = sellout_report::content_type(row.format()?).to_owned();
        let file = ReportFile::Attached { name: Line::name(name) };
        return Ok((file, vec![Attachment { name: name.to_owned(), media_type, bytes }]));
    }
    let shown = Line::new(&size_in_words(size));
    let file = match (&services.mail.public_url, &services.mail.links) {
        (Some(url), Some(links)) => {
            let until = row.finished_at.unwrap_or(row.created_at) + Days::new(LINK_DAYS);
            let token = (links.0)(row.report(), until);
            let url = format!("{}/api/v1/reports/{}/file?token={token}", url.trim_end_matches('/'), row.id);
            ReportFile::Link { url, size: shown, until: Moment(until.with_timezone(&zone)) }
        }
        _ => ReportFile::OnThePage { size: shown },
    };
    Ok((file, Vec::new()))
}

fn size_in_words(bytes: u64) -> String {
    let tenths = bytes / 100_000;
    format!("{}.{} MB", tenths / 10, tenths % 10)
}
