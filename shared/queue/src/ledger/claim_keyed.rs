//! Picking jobs with keys: whose turn it is, then that key's best job, as long as its limit has room. A key that
//! has a job running does not wait, and one that had a turn waits from there: so a long backlog never outruns a
//! newcomer by its age.

use std::cmp::Reverse;
use std::collections::{BTreeMap, VecDeque};

use sea_orm::{DatabaseTransaction, FromQueryResult};

use super::claim::{Candidate, Claim};
use super::claim_keyless::{kind_list, level};
use super::held::Held;
use crate::sql::{Column, all, json_rows, rows_from, skip_locked, write};
use crate::time::Micros;
use crate::{LedgerError, Move};

/// A key whose turn it may be, with its best jobs.
#[derive(Debug)]
struct Lane {
    key: String,
    last_turn: Micros,
    runs: bool,
    jobs: VecDeque<Candidate>,
}

#[derive(FromQueryResult)]
struct LaneRow {
    key: String,
    last_turn: Micros,
    running: i32,
}

/// Which keys this transaction holds, and how many more of each may run.
type Rooms = BTreeMap<String, Option<i32>>;

/// The candidates in the order of turns, and the number of the next turn; the rows of their keys are held until the
/// transaction ends.
pub(super) async fn pick(
    tx: &DatabaseTransaction,
    claim: &Claim<'_>,
    now: Micros,
) -> Result<(Vec<Candidate>, Micros), LedgerError> {
    let mut lanes = lanes(tx, claim, now).await?;
    // Turns are counted by time, but never stand still or go back: claims of one microsecond have an order too.
    let turn = lanes.iter().map(|lane| lane.last_turn + 1).max().unwrap_or_default().max(now);
    if lanes.is_empty() {
        return Ok((Vec::new(), turn));
    }
    lanes.sort_by_key(|lane| lane_order(lane, now));
    lanes.truncate(claim.slots);
    if lanes.len() < claim.slots {
        for lane in &mut lanes {
            lane.jobs = best_of(tx, claim, &lane.key, now).await?.into();
        }
    }
    let keys = lanes
        .iter()
        .flat_map(|lane| lane.jobs.iter().filter_map(|job| job.limit_key.clone()).chain([lane.key.clone()]));
    let rooms = hold(tx, claim.queue.as_str(), keys.collect()).await?;
    lanes.retain(|lane| rooms.contains_key(&lane.key));
    Ok((deal(lanes, rooms, claim.slots, now, turn), turn))
}

fn lane_order(lane: &Lane, now: Micros) -> (Reverse<Micros>, Micros, Micros) {
    let Some(best) = lane.jobs.front() else { return (Reverse(Micros::MIN), 0, 0) };
    let waits_since = if lane.runs { now } else { best.run_at.max(lane.last_turn) };
    (Reverse(level(best.priority, waits_since, now)), lane.last_turn, best.run_at)
}

/// Deals slots: again and again the lane whose turn it is gives its best job that has room.
fn deal(mut lanes: Vec<Lane>, mut rooms: Rooms, slots: usize, now: Micros, turn: Micros) -> Vec<Candidate> {
    let mut dealt = Vec::new();
    while dealt.len() < slots {
        for lane in &mut lanes {
            lane.jobs.retain(|job| has_room(job, &rooms));
        }
        lanes.retain(|lane| !lane.jobs.is_empty());
        let Some(lane) = lanes.iter_mut().min_by_key(|lane| lane_order(lane, now)) else { break };
        let Some(job) = lane.jobs.pop_front() else { break };
        (lane.last_turn, lane.runs) = (turn + dealt.len() as Micros, true);
        if let Some(Some(room)) = job.limit_key.as_ref().and_then(|key| rooms.get_mut(key)) {
            *room -= 1;
        }
        dealt.push(job);
    }
    dealt
}

fn has_room(job: &Candidate, rooms: &Rooms) -> bool {
    let Some(key) = &job.limit_key else { return true };
    // A limit that another claim holds right now is not ours to count.
    rooms.get(key).is_some_and(|room| room.is_none_or(|room| room > 0))
}

/// The condition of a key's claimable jobs. Parameters: $1 the queue, $2 now.
fn claimable(claim: &Claim<'_>) -> String {
    format!(
        "{} AND fair_key IS NOT NULL AND crashes < 2 AND run_at <= $2 AND kind IN ({}) \
         AND (limit_key IS NULL OR limit_key NOT IN \
         (SELECT full_key.key FROM turns AS full_key WHERE full_key.queue = $1 AND full_key.running >= full_key.most))",
        Move::Claim.guard(),
        kind_list(claim.kinds)
    )
}

/// Every key with a job that may run, and its best one.
async fn lanes(tx: &DatabaseTransaction, claim: &Claim<'_>, now: Micros) -> Result<Vec<Lane>, LedgerError> {
    let sql = format!(
        "SELECT lane.key, lane.last_turn, lane.running, jobs.id, jobs.priority, jobs.run_at, jobs.fair_key, jobs.limit_key \
         FROM (SELECT turns.key, turns.last_turn, turns.running, (SELECT job.id FROM jobs AS job WHERE job.queue = $1 \
         AND job.fair_key = turns.key AND {} ORDER BY job.run_at - job.priority * 300000000 LIMIT 1) AS best \
         FROM turns WHERE turns.queue = $1) AS lane JOIN jobs ON jobs.id = lane.best \
         WHERE NOT EXISTS (SELECT 1 FROM queues WHERE name = $1 AND paused)",
        claimable(claim)
    );
    let statement = crate::sql::statement(tx, sql, [claim.queue.as_str().into(), now.into()]);
    let rows = sea_orm::ConnectionTrait::query_all_raw(tx, statement).await?;
    let mut lanes = Vec::with_capacity(rows.len());
    for row in &rows {
        let LaneRow { key, last_turn, running } = LaneRow::from_query_result(row, "")?;
        let jobs = [Candidate::from_query_result(row, "")?].into();
        lanes.push(Lane { key, last_turn, runs: running > 0, jobs });
    }
    Ok(lanes)
}

/// The best jobs of one key, enough for all slots.
async fn best_of(
    tx: &DatabaseTransaction,
    claim: &Claim<'_>,
    key: &str,
    now: Micros,
) -> Result<Vec<Candidate>, LedgerError> {
    // No bare parameter as limit: see `claim_keyless`.
    let sql = format!(
        "SELECT id, priority, run_at, fair_key, limit_key FROM jobs WHERE queue = $1 AND fair_key = $3 AND {} \
         ORDER BY run_at - priority * 300000000 LIMIT $4 + 0",
        claimable(claim)
    );
    let values = [claim.queue.as_str().into(), now.into(), key.into(), (claim.slots as i64).into()];
    Ok(all(tx, sql, values).await?)
}

#[derive(FromQueryResult)]
struct TurnRow {
    key: String,
    running: i32,
    most: Option<i32>,
}

/// Holds the rows of keys, passing over those that another claim holds.
pub(super) async fn hold(tx: &DatabaseTransaction, queue: &str, keys: Vec<String>) -> Result<Rooms, LedgerError> {
    let rows = keys.into_iter().map(|key| serde_json::json!({"key": key})).collect();
    let sql = format!(
        "SELECT key, running, most FROM turns WHERE queue = $1 AND key IN (SELECT given.key FROM {}) {}",
        rows_from(tx, 2, &[Column::Text("key")]),
        skip_locked(tx)
    );
    let rows: Vec<TurnRow> = all(tx, sql, [queue.into(), json_rows(rows)]).await?;
    Ok(rows.into_iter().map(|row| (row.key, row.most.map(|most| most - row.running))).collect())
}

/// Counts claimed jobs up on the keys that [`pick`] holds; whoever was dealt first had its turn first.
pub(super) async fn count_up(tx: &DatabaseTransaction, jobs: &[Held], turn: Micros) -> Result<(), LedgerError> {
    let mut counts: BTreeMap<&str, (i32, Micros)> = BTreeMap::new();
    for (place, job) in jobs.iter().enumerate() {
        for key in job.keys() {
            let count = counts.entry(key).or_default();
            *count = (count.0 + 1, turn + place as Micros);
        }
    }
    for (key, (count, turn)) in counts {
        let Some(queue) = jobs.first().map(|job| job.queue.as_str()) else { break };
        let sql = "UPDATE turns SET running = running + $3, last_turn = $4 WHERE queue = $1 AND key = $2";
        write(tx, sql, [queue.into(), key.into(), count.into(), turn.into()]).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(key: &str, run_at: Micros, limit: Option<&str>) -> Candidate {
        let (fair_key, limit_key) = (Some(key.to_owned()), limit.map(Into::into));
        Candidate { id: uuid::Uuid::nil(), priority: 1, run_at, fair_key, limit_key }
    }

    fn lane(key: &str, last_turn: Micros, jobs: &[(Micros, Option<&str>)]) -> Lane {
        let jobs = jobs.iter().map(|(run_at, limit)| job(key, *run_at, *limit)).collect();
        Lane { key: key.to_owned(), last_turn, runs: false, jobs }
    }

    fn dealt(lanes: Vec<Lane>, rooms: &[(&str, Option<i32>)], slots: usize) -> Vec<String> {
        let rooms = rooms.iter().map(|(key, room)| ((*key).to_owned(), *room)).collect();
        let dealt = deal(lanes, rooms, slots, 1_000_000, 1_000_000);
        dealt.into_iter().map(|job| format!("{}{}", job.fair_key.unwrap_or_default(), job.run_at)).collect()
    }

    #[test]
    fn keys_take_turns_and_the_one_served_longest_ago_begins() {
        let lanes = vec![lane("a", 900, &[(1, None), (2, None), (3, None)]), lane("b", 10, &[(500, None)])];
        assert_eq!(dealt(lanes, &[], 3), ["b500", "a1", "a2"]);
    }

    #[test]
    fn a_full_limit_is_passed_over_within_one_claim() {
        let lanes = vec![lane("a", 0, &[(1, Some("v")), (2, Some("v")), (3, None)]), lane("b", 1, &[(4, Some("v"))])];
        assert_eq!(dealt(lanes, &[("v", Some(1))], 9), ["a1", "a3"]);
    }

    #[test]
    fn a_long_backlog_gains_no_priority_by_waiting_behind_itself() {
        let hour = 3_600_000_000;
        let now = 10 * hour;
        let new = lane("b", 0, &[(now - 1_000, None)]);
        let served_now = lane("a", now - 1, &[(now - hour, None)]);
        assert!(lane_order(&new, now) < lane_order(&served_now, now));
        let runs = Lane { runs: true, ..lane("a", now - hour, &[(now - hour, None)]) };
        assert!(lane_order(&new, now) < lane_order(&runs, now));
        let starved = lane("c", now - hour, &[(now - hour, None)]);
        assert!(lane_order(&starved, now) < lane_order(&new, now));
    }
}
