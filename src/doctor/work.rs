//! What waits, what failed and what was left behind: queues, jobs, workers, mails, loads.

use chrono::TimeDelta;
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter};
use sellout_model::{EmailStatus, LoadState};
use sellout_queue::ledger::QueueView;
use sellout_store::email_log::{self, Filter};
use sellout_store::{Page, loads, organisations};

use super::finding::Finding;
use crate::failure::Failure;
use crate::setup::House;

/// A due job that waits longer than this is stuck.
const STUCK_SECONDS: i64 = 300;
/// A mail that is owed longer than this does not get through.
const OWED: TimeDelta = TimeDelta::hours(1);
/// A load that is written longer than this, or dead and not deleted, was left behind.
const LEFT: TimeDelta = TimeDelta::hours(3);

/// Looks at it.
pub(super) async fn look(house: &House) -> Result<Vec<Finding>, Failure> {
    let queues = house.ledger.queues().await?;
    let workers = house.ledger.workers().await?.len();
    let mut findings = waiting(&queues, workers);
    findings.push(failed_jobs(&queues));
    findings.push(mails(house).await?);
    findings.push(left_loads(house).await?);
    Ok(findings)
}

fn waiting(queues: &[QueueView], workers: usize) -> Vec<Finding> {
    let mut findings = Vec::new();
    for queue in queues {
        let (name, depth, age) = (queue.name, queue.depth, queue.oldest_age_seconds.unwrap_or_default());
        if queue.paused && depth > 0 {
            let cure = format!("`sellout jobs resume {name}` when it may go on");
            findings.push(Finding::warning("queues", format!("{name} is paused with {depth} jobs due"), cure));
        } else if age > STUCK_SECONDS {
            let said = format!("{depth} jobs of {name} wait, the oldest for {age} s");
            let cure = match workers {
                0 => "no worker runs: start `sellout serve` or `sellout worker`",
                _ => "raise SELLOUT_CONCURRENCY or start another worker; `sellout jobs list` shows what runs",
            };
            findings.push(Finding::warning("queues", said, cure));
        }
    }
    if findings.is_empty() {
        let due: i64 = queues.iter().map(|queue| queue.depth).sum();
        findings.push(Finding::ok("queues", format!("{due} jobs due, {workers} workers")));
    }
    findings
}

fn failed_jobs(queues: &[QueueView]) -> Finding {
    match queues.iter().map(|queue| queue.failed).sum::<i64>() {
        0 => Finding::ok("jobs", "none failed"),
        failed => Finding::warning(
            "jobs",
            format!("{failed} failed"),
            "`sellout jobs list --state failed` says why, `sellout jobs retry ID` starts one anew",
        ),
    }
}

async fn mails(house: &House) -> Result<Finding, Failure> {
    let (mut failed, mut owed) = (0, 0);
    let long_ago = house.clock.now() - OWED;
    for organisation in organisations::all(house.db.read()).await? {
        let of = async |filter: Filter| {
            let listed = email_log::list(house.db.read(), organisation.org(), &filter, Page::first(1)).await?;
            Ok::<_, Failure>(listed.total)
        };
        failed += of(Filter { status: Some(EmailStatus::Failed), ..Filter::default() }).await?;
        let pending = Filter { status: Some(EmailStatus::Pending), before: Some(long_ago), ..Filter::default() };
        owed += of(pending).await?;
    }
    Ok(if owed > 0 {
        let said = format!("{owed} mails have waited for more than an hour");
        Finding::warning("mails", said, "see the line `mail` above, and whether a worker serves the queue email")
    } else if failed > 0 {
        Finding::warning(
            "mails",
            format!("{failed} could not be delivered"),
            "the page Emails says why and sends again",
        )
    } else {
        Finding::ok("mails", "none failed, none waits")
    })
}

async fn left_loads(house: &House) -> Result<Finding, Failure> {
    let unfinished = [LoadState::Writing.as_str(), LoadState::Dead.as_str()];
    let left = Condition::all()
        .add(loads::Column::State.is_in(unfinished))
        .add(loads::Column::CreatedAt.lt(house.clock.now() - LEFT));
    let left = loads::Entity::find().filter(left).count(house.db.read()).await?;
    Ok(if left == 0 {
        Finding::ok("loads", "none left behind")
    } else {
        let cure = "a running worker deletes them; they count nowhere";
        Finding::warning("loads", format!("{left} unfinished loads were left behind"), cure)
    })
}

#[cfg(test)]
mod tests {
    use super::super::finding::Health;
    use super::*;

    fn queue(depth: i64, age: i64, paused: bool) -> QueueView {
        QueueView {
            name: "email",
            paused,
            depth,
            scheduled: 0,
            running: 0,
            failed: 0,
            oldest_due_at: None,
            oldest_age_seconds: Some(age),
            rate_per_minute: None,
        }
    }

    #[test]
    fn jobs_that_nobody_takes_are_found_with_the_cure() {
        let stuck = waiting(&[queue(3, 900, false)], 0);
        assert_eq!(stuck[0].status, Health::Warning);
        assert!(stuck[0].cure.as_deref().is_some_and(|cure| cure.contains("sellout worker")));
        let paused = waiting(&[queue(3, 900, true)], 1);
        assert!(paused[0].cure.as_deref().is_some_and(|cure| cure.contains("jobs resume email")));
        assert_eq!(waiting(&[queue(3, 2, false), queue(0, 0, true)], 1)[0].status, Health::Ok);
    }
}
