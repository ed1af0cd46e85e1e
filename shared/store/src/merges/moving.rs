//! Statements are brought to where the merges say that their vendors and stores belong, and keep what their files called
//! them, so that a merge taken back brings them home.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, QueryResult, Value};
use sellout_model::{Channel, LoadId, OrgId, Place, PlaceParts, StoreKey, UploadId};

use super::{Seat, spellings};
use crate::rule::{self, Moved};
use crate::{organisations, sql, uploads};

/// What bringing statements home did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moves {
    /// Statements that are at another place now.
    pub statements: u64,
    /// Uploads whose statements moved, or count otherwise for it.
    pub uploads: BTreeSet<UploadId>,
    /// The data version after it.
    pub version: i64,
}

/// Statements with one name as sent that stand at one seat.
struct Group {
    now: Seat,
    /// What their files call it, where that is something else.
    sent: Option<Seat>,
}

/// Brings all statements to where they belong and judges what that touches. In the caller's transaction; takes the
/// organisation's lock.
pub async fn settle(tx: &impl ConnectionTrait, org: OrgId, now: DateTime<Utc>) -> Result<Moves, DbErr> {
    let version = organisations::lock(tx, org).await?.data_version;
    let finished = "s.load_id IN (SELECT l.id FROM loads l WHERE l.org_id = $1 AND l.state = 'finished')";
    let moved = place(tx, org, finished, None).await?;
    if moved.statements == 0 {
        return Ok(Moves { version, ..Moves::default() });
    }
    let effect = rule::recompute_moved(tx, org, version + 1, &moved).await?;
    let version = organisations::raise_data_version(tx, org, "merge", None, now).await?;
    for upload in effect.uploads.union(&effect.beside) {
        uploads::recount(tx, org, *upload).await?;
    }
    Ok(Moves { statements: moved.statements, uploads: effect.uploads, version })
}

/// Brings the statements of a load that ends to where they belong, before it is judged.
pub(crate) async fn place_load(tx: &impl ConnectionTrait, org: OrgId, load: LoadId) -> Result<(), DbErr> {
    let text = "SELECT 1 AS found FROM merges WHERE org_id = $1 AND undone_at IS NULL LIMIT 1";
    if sql::row(tx, text, [org.0.into()]).await?.is_some() {
        place(tx, org, "s.load_id = $2", Some(load)).await?;
    }
    Ok(())
}

/// Moves the statements `s` of which `which` holds.
async fn place(tx: &impl ConnectionTrait, org: OrgId, which: &str, load: Option<LoadId>) -> Result<Moved, DbErr> {
    let meanings = spellings(tx, org).await?;
    let mut moved = Moved::default();
    for group in groups(tx, org, which, load).await? {
        let home = group.sent.as_ref().unwrap_or(&group.now);
        let goal = meanings.resolve(home);
        if goal != group.now {
            group.go(tx, org, &goal, which, load, &mut moved).await?;
        }
    }
    Ok(moved)
}

async fn groups(tx: &impl ConnectionTrait, org: OrgId, which: &str, load: Option<LoadId>) -> Result<Vec<Group>, DbErr> {
    let text = format!(
        "SELECT DISTINCT s.vendor, s.store, s.channel, s.sent_vendor, s.sent_store, s.sent_channel FROM statements s \
         WHERE s.org_id = $1 AND {which}"
    );
    let bound = std::iter::once(Value::from(org.0)).chain(load.map(|load| load.0.into()));
    let rows = sql::rows(tx, &text, bound).await?;
    rows.iter().map(group).collect()
}

fn group(row: &QueryResult) -> Result<Group, DbErr> {
    let text = |name: &str| row.try_get::<String>("", name);
    let now = Seat { vendor: text("vendor")?, store: text("store")?, channel: text("channel")? };
    let sent = match row.try_get::<Option<String>>("", "sent_vendor")? {
        Some(vendor) => Some(Seat { vendor, store: text("sent_store")?, channel: text("sent_channel")? }),
        None => None,
    };
    Ok(Group { now, sent })
}

impl Group {
    /// Moves its statements and notes what that touches.
    async fn go(
        &self,
        tx: &impl ConnectionTrait,
        org: OrgId,
        goal: &Seat,
        which: &str,
        load: Option<LoadId>,
        moved: &mut Moved,
    ) -> Result<(), DbErr> {
        self.note(tx, org, goal, (which, load), moved).await?;
        self.name(tx, org, goal).await?;
        let first: Vec<Value> = std::iter::once(Value::from(org.0)).chain(load.map(|load| load.0.into())).collect();
        let (own, mut values) = self.condition(first.len() + 1);
        let set = first.len() + values.len() + 1;
        let home = self.sent.as_ref().unwrap_or(&self.now);
        let sent = (home != goal).then_some(home);
        values.extend([goal.vendor.clone(), goal.store.clone(), goal.channel.clone()].map(Value::from));
        let name = |of: fn(&Seat) -> &String| Value::from(sent.map(of).cloned());
        values.extend([name(|seat| &seat.vendor), name(|seat| &seat.store), name(|seat| &seat.channel)]);
        values.push(format!(":{}:{}", goal.channel, goal.store).into());
        let text = format!(
            "UPDATE statements AS s SET vendor = ${set}, store = ${}, channel = ${}, sent_vendor = ${}, \
             sent_store = ${}, sent_channel = ${}, part = {}, place = CASE WHEN kind = 'period' THEN {} || ${} \
             ELSE place END WHERE s.org_id = $1 AND {which} AND {own}",
            set + 1,
            set + 2,
            set + 3,
            set + 4,
            set + 5,
            if sent.is_some() { "number" } else { "0" },
            days(tx),
            set + 6,
        );
        let bound = first.into_iter().chain(values);
        moved.statements += sql::execute(tx, &text, bound).await?.rows_affected();
        Ok(())
    }

    /// A store that its vendor takes along keeps its name.
    async fn name(&self, tx: &impl ConnectionTrait, org: OrgId, goal: &Seat) -> Result<(), DbErr> {
        let text = "INSERT INTO stores (org_id, vendor, key, name, channel, created_at) SELECT org_id, \
            CAST($2 AS VARCHAR), CAST($3 AS VARCHAR), name, CAST($4 AS VARCHAR), created_at FROM stores \
            WHERE org_id = $1 AND vendor = $5 AND key = $6 AND channel = $7 ON CONFLICT DO NOTHING";
        let names = [goal, &self.now].into_iter().flat_map(|seat| [&seat.vendor, &seat.store, &seat.channel]);
        let bound = std::iter::once(Value::from(org.0)).chain(names.map(|name| name.as_str().into()));
        sql::execute(tx, text, bound.collect::<Vec<_>>()).await.map(|_| ())
    }

    /// The places and uploads that the move touches, of statements that may count.
    async fn note(
        &self,
        tx: &impl ConnectionTrait,
        org: OrgId,
        goal: &Seat,
        (which, load): (&str, Option<LoadId>),
        moved: &mut Moved,
    ) -> Result<(), DbErr> {
        let first: Vec<Value> = std::iter::once(Value::from(org.0)).chain(load.map(|load| load.0.into())).collect();
        let (own, values) = self.condition(first.len() + 1);
        let from = format!("FROM statements s WHERE s.org_id = $1 AND {which} AND {own} AND s.state <> 'aside'");
        let text = format!("SELECT DISTINCT {} {from} AND s.kind = 'period'", rule::PLACE);
        let bound = || first.iter().chain(&values).cloned();
        for row in sql::rows(tx, &text, bound()).await? {
            let left = rule::place(&row)?;
            let reached = at(&left, goal)?;
            for place in [left, reached] {
                moved.periods.entry(place.vendor.clone()).or_default().push(place);
            }
        }
        let text = format!("SELECT DISTINCT s.upload_id {from}");
        for row in sql::rows(tx, &text, bound()).await? {
            moved.uploads.insert(UploadId(row.try_get("", "upload_id")?));
        }
        let text = format!("SELECT 1 AS found {from} AND s.kind <> 'period' LIMIT 1");
        if self.now.vendor != goal.vendor && sql::row(tx, &text, bound()).await?.is_some() {
            moved.orders.extend([self.now.vendor.clone(), goal.vendor.clone()]);
        }
        Ok(())
    }

    /// What holds of its statements `s`; values are bound from `$from` on.
    fn condition(&self, from: usize) -> (String, Vec<Value>) {
        let seat = |names: [&str; 3], from: usize| {
            let parts: Vec<String> = names.iter().zip(from..).map(|(name, n)| format!("s.{name} = ${n}")).collect();
            parts.join(" AND ")
        };
        let values = |seat: &Seat| [&seat.vendor, &seat.store, &seat.channel].map(|text| Value::from(text.as_str()));
        let now = seat(["vendor", "store", "channel"], from);
        let mut bound = values(&self.now).to_vec();
        match &self.sent {
            Some(sent) => {
                bound.extend(values(sent));
                let sent = seat(["sent_vendor", "sent_store", "sent_channel"], from + 3);
                (format!("{now} AND {sent}"), bound)
            }
            None => (format!("{now} AND s.sent_vendor IS NULL"), bound),
        }
    }
}

/// The place of a period with its days, of another store.
fn at(place: &Place, seat: &Seat) -> Result<Place, DbErr> {
    let mut place = place.clone();
    place.vendor.clone_from(&seat.vendor);
    if let PlaceParts::Period { store, channel, .. } = &mut place.parts {
        *store = StoreKey::from_stored(seat.store.as_str());
        *channel = seat.channel.parse::<Channel>().map_err(DbErr::Type)?;
    }
    Ok(place)
}

/// The beginning of the key of a period's place, up to its days, as `sellout_model::Place::key` writes it.
fn days(tx: &impl ConnectionTrait) -> &'static str {
    if tx.get_database_backend() == DbBackend::Postgres {
        "'period:' || to_char(place_from, 'YYYY-MM-DD') || '..' || to_char(place_to, 'YYYY-MM-DD')"
    } else {
        "'period:' || place_from || '..' || place_to"
    }
}
