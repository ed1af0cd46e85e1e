//! The demo's report: once by the job that mails it, and as a file of each format in the folder.

use std::path::Path;

use sellout_model::{OrgId, Period, ReportFormat, ReportKind};
use sellout_queue::payloads::MakeReport;
use sellout_queue::{SubmitOptions, submit};
use sellout_store::reports::{self, NewReport};
use sellout_worker::reporting::{Filters, Wanted, write_report};

use crate::commands::report::save;
use crate::failure::Failure;
use crate::setup::House;

/// The formats that lie in the folder.
const FORMATS: [ReportFormat; 3] = [ReportFormat::Pdf, ReportFormat::Xlsx, ReportFormat::Csv];

/// Asks for the report as PDF, mailed to somebody; its jobs are run by the caller.
pub(super) async fn mail_report(house: &House, org: OrgId, period: Period, to: &str) -> Result<(), Failure> {
    let new = NewReport {
        kind: ReportKind::SalesSummary,
        format: ReportFormat::Pdf,
        period,
        filters: serde_json::json!({}),
        recipients: vec![to.to_owned()],
        schedule: None,
        title: None,
        created_by: None,
        job: None,
    };
    let tx = house.db.begin().await?;
    let report = reports::create(&tx, org, &new, house.clock.now()).await?.report();
    let job = MakeReport { report_id: report };
    let submitted = submit(&tx, house.ledger.clock(), &job, SubmitOptions::of(org)).await?;
    reports::set_job(&tx, org, report, submitted.id).await?;
    Ok(tx.commit().await?)
}

/// Writes `report.pdf`, `report.xlsx` and `report.csv`.
pub(super) async fn write_reports(house: &House, org: OrgId, period: Period, folder: &Path) -> Result<(), Failure> {
    for format in FORMATS {
        let wanted =
            Wanted { kind: ReportKind::SalesSummary, period, filters: Filters::default(), format, version: None };
        let written = write_report(&house.db, org, &wanted).await.map_err(Failure::new)?;
        save(written, folder.join(format!("report.{}", sellout_report::extension(format)))).await?;
    }
    Ok(())
}
