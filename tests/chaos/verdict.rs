//! What must be so when all is quiet. Every breach is a finding; the test shows all of them at once.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::DbErr;
use serde_json::{Value as Json, json};
use uuid::Uuid;

use crate::books::Books;
use crate::installation::ADMIN;
use crate::made::{Made, Totals};
use crate::mails::{Letters, bare};
use crate::schedules::{READERS, Schedules};
use crate::sender::Sender;

/// What was sent, and what came of it.
#[derive(Debug)]
pub(crate) struct Case<'a> {
    pub(crate) books: &'a Books,
    pub(crate) sender: &'a Sender,
    pub(crate) sent: &'a [(Uuid, Made)],
    pub(crate) schedules: &'a Schedules,
    pub(crate) letters: &'a Letters,
}

impl Case<'_> {
    /// Everything that is not as it should be.
    pub(crate) async fn findings(&self) -> Result<Vec<String>, DbErr> {
        let mut findings = self.letters.findings.clone();
        findings.extend(self.of_jobs().await?);
        findings.extend(self.of_loads().await?);
        findings.extend(self.of_answers().await);
        findings.extend(self.of_mails().await?);
        findings.extend(self.of_firings().await?);
        Ok(findings)
    }

    async fn of_jobs(&self) -> Result<Vec<String>, DbErr> {
        let ill = self.books.jobs().await?.into_iter().filter(|job| job.state != "succeeded");
        let mut findings: Vec<_> = ill
            .map(|job| format!("{} {} is {}: {}", job.kind, job.id, job.state, job.error.unwrap_or_default()))
            .collect();
        let keys = self.books.busy_keys().await?;
        findings.extend(keys.into_iter().map(|key| format!("the key {key} counts jobs that do not run")));
        Ok(findings)
    }

    async fn of_loads(&self) -> Result<Vec<String>, DbErr> {
        let mut findings = Vec::new();
        let (uploads, mut loaded) = (self.books.uploads().await?, BTreeMap::from_iter(self.books.loaded().await?));
        let accepted: BTreeSet<Uuid> = self.sent.iter().map(|(id, _)| *id).collect();
        if (accepted.len(), uploads.len()) != (self.sent.len(), self.sent.len()) {
            let (sent, there) = (self.sent.len(), uploads.len());
            findings
                .push(format!("{sent} files were sent, taken for {} uploads, and {there} are there", accepted.len()));
        }
        for (id, status) in uploads.iter().filter(|(_, status)| status != "completed") {
            findings.push(format!("the upload {id} is {status}"));
        }
        for (id, file) in self.sent {
            let Totals { rows, units, amount } = file.totals;
            let (should, is) = ([rows, units * 10_000, amount, 1], loaded.remove(id).unwrap_or_default());
            if is != should {
                findings.push(format!("{}: rows, units, amount, loads are {is:?}, not {should:?}", file.name));
            }
        }
        findings.extend(loaded.keys().map(|id| format!("rows of {id}, which nobody sent")));
        Ok(findings)
    }

    /// What the API says of each upload, and of all together.
    async fn of_answers(&self) -> Vec<String> {
        let (mut findings, mut all) = (Vec::new(), Totals::default());
        for (id, file) in self.sent {
            let upload = self.sender.get(&format!("/uploads/{id}")).await;
            let is = totals(&upload, "rows_loaded");
            if (&upload["status"], is) != (&json!("completed"), Some(file.totals)) {
                findings.push(format!("{} is shown as {upload:#}, and has {:?}", file.name, file.totals));
            }
            all += file.totals;
        }
        let summary = self.sender.get("/analytics/summary").await;
        if totals(&summary, "rows") != Some(all) {
            findings.push(format!("the summary is {summary:#}, and all files have {all:?}"));
        }
        findings
    }

    async fn of_mails(&self) -> Result<Vec<String>, DbErr> {
        let (mails, mut findings) = (self.books.mails().await?, Vec::new());
        for mail in mails.iter().filter(|mail| mail.status != "sent") {
            findings.push(format!("the mail {} to {} is {}", mail.message_id, mail.recipient, mail.status));
        }
        for (id, file) in self.sent {
            let owed: Vec<_> =
                mails.iter().filter(|mail| mail.upload == Some(*id)).map(|mail| &mail.recipient).collect();
            if owed != [ADMIN] {
                findings.push(format!("{} was told to {owed:?}, not to its sender once", file.name));
            }
        }
        for (report, ..) in self.books.reports().await? {
            let owed: BTreeSet<_> =
                mails.iter().filter(|mail| mail.report == Some(report)).map(|mail| &mail.recipient).collect();
            let many = mails.iter().filter(|mail| mail.report == Some(report)).count();
            if (owed.len(), many) != (READERS, READERS) {
                findings.push(format!("the report {report} was mailed {many} times, to {owed:?}"));
            }
        }
        let owed: BTreeSet<&str> = mails.iter().map(|mail| bare(&mail.message_id)).collect();
        let came: BTreeSet<&str> = self.letters.by_id.keys().map(String::as_str).collect();
        findings.extend(owed.difference(&came).map(|id| format!("{id} is owed and did not come")));
        findings.extend(came.difference(&owed).map(|id| format!("{id} came and is not owed")));
        Ok(findings)
    }

    /// A time of a schedule is one firing, one job, one report.
    async fn of_firings(&self) -> Result<Vec<String>, DbErr> {
        let (firings, reports, mut findings) = (self.books.firings().await?, self.books.reports().await?, Vec::new());
        let jobs: Vec<_> = self.books.jobs().await?.into_iter().filter(|job| job.kind == "fire-schedule").collect();
        for id in &self.schedules.0 {
            let fired: Vec<_> = firings.iter().filter(|(name, ..)| name.ends_with(id)).collect();
            let by: BTreeSet<Uuid> = fired.iter().map(|(.., job)| *job).collect();
            let of_it = jobs.iter().filter(|job| job.payload.contains(id.as_str()));
            let times: Vec<String> = of_it.map(|job| time_of(&job.payload)).collect();
            let different: BTreeSet<&String> = times.iter().collect();
            let made = reports.iter().filter(|(_, schedule, _)| schedule.to_string() == *id).count();
            let counts = [fired.len(), by.len(), times.len(), different.len(), made];
            if counts[0] == 0 || counts.iter().any(|count| *count != counts[0]) {
                findings.push(format!("of {id} there are {counts:?} firings, their jobs, jobs, times, reports"));
            }
        }
        let ill = reports.iter().filter(|(.., status)| status != "completed");
        findings.extend(ill.map(|(id, _, status)| format!("the report {id} is {status}")));
        Ok(findings)
    }
}

fn time_of(payload: &str) -> String {
    let payload: Json = serde_json::from_str(payload).unwrap();
    payload["fire_at"].to_string()
}

/// Rows, units and amount of an answer.
fn totals(answer: &Json, rows: &str) -> Option<Totals> {
    let amount: sellout_model::Amount = answer["amount"].as_str()?.parse().ok()?;
    Some(Totals { rows: answer[rows].as_i64()?, units: answer["units"].as_i64()?, amount: amount.0 })
}
