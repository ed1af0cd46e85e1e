//! Statements of a load into their table: begun with what is known of them, and written again where they grew.

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbErr};
use sellout_model::{LoadId, PlaceKind, PlaceParts, StoreKey};
use serde::Serialize;

use super::drafts::Draft;
use crate::given_rows::{Column, json_rows, rows_from};
use crate::sql;
use crate::totals::{TOTALS, Totals};

/// How many statements are written at a time: some 30 ms of `SQLite`'s writer.
pub(super) const A_BATCH: usize = 1_000;

/// What a statement is, whatever rows it has.
const IDENTITY: [Column; 6] = [
    Column::Int("number"),
    Column::Text("vendor"),
    Column::Text("store"),
    Column::Text("channel"),
    Column::Text("kind"),
    Column::Text("place"),
];

#[derive(Serialize)]
struct New<'d> {
    number: i32,
    vendor: &'d str,
    store: &'d str,
    channel: &'static str,
    kind: &'static str,
    place: String,
    #[serde(flatten)]
    figures: Figures<'d>,
}

#[derive(Serialize)]
struct Grown<'d> {
    id: i64,
    #[serde(flatten)]
    figures: Figures<'d>,
}

/// What changes with each row; the fields are [`growing`]'s.
#[derive(Serialize)]
struct Figures<'d> {
    hash: i64,
    place_from: NaiveDate,
    place_to: NaiveDate,
    #[serde(flatten)]
    totals: &'d Totals,
}

/// Writes new statements of a load; returns their ids by their numbers.
pub(super) async fn insert(
    tx: &impl ConnectionTrait,
    load: LoadId,
    drafts: impl Iterator<Item = &Draft>,
) -> Result<HashMap<i32, i64>, DbErr> {
    let columns: Vec<Column> = IDENTITY.into_iter().chain(growing()).collect();
    let list = |prefix: &str| columns.iter().map(|c| format!("{prefix}{}", c.name())).collect::<Vec<_>>().join(", ");
    let text = format!(
        "INSERT INTO statements (org_id, load_id, upload_id, state, {}) \
         SELECT loads.org_id, loads.id, loads.upload_id, 'aside', {} FROM {} CROSS JOIN loads WHERE loads.id = $2 \
         RETURNING id, number",
        list(""),
        list("given."),
        rows_from(tx, 1, &columns),
    );
    let rows: Vec<New<'_>> = drafts.map(new).collect();
    let written = sql::rows(tx, &text, [json_rows(&rows)?, load.0.into()]).await?;
    written.iter().map(|row| Ok((row.try_get("", "number")?, row.try_get("", "id")?))).collect()
}

/// Writes the newest figures of statements that have ids.
pub(super) async fn update(tx: &impl ConnectionTrait, drafts: impl Iterator<Item = &Draft>) -> Result<(), DbErr> {
    let set: Vec<String> = growing().map(|column| format!("{0} = given.{0}", column.name())).collect();
    let columns: Vec<Column> = std::iter::once(Column::BigInt("id")).chain(growing()).collect();
    let text = format!(
        "UPDATE statements SET {} FROM {} WHERE statements.id = given.id",
        set.join(", "),
        rows_from(tx, 1, &columns),
    );
    let rows: Vec<Grown<'_>> = drafts.filter_map(|d| Some(Grown { id: d.id?, figures: figures(d) })).collect();
    sql::execute(tx, &text, [json_rows(&rows)?]).await.map(|_| ())
}

/// The columns that change with each row.
fn growing() -> impl Iterator<Item = Column> {
    let own = [Column::BigInt("hash"), Column::Date("place_from"), Column::Date("place_to")];
    own.into_iter().chain(TOTALS.map(Column::BigInt))
}

fn new(draft: &Draft) -> New<'_> {
    let place = &draft.place;
    let (store, channel): (&StoreKey, _) = match &place.parts {
        PlaceParts::Period { store, channel, .. } => (store, *channel),
        _ => (&draft.sold_by.store, draft.sold_by.channel),
    };
    let kind = match place.kind() {
        PlaceKind::Period => "period",
        PlaceKind::Order => "order",
        PlaceKind::Settlement => "settlement",
    };
    New {
        number: draft.number,
        vendor: &place.vendor,
        store: store.as_str(),
        channel: channel.as_str(),
        kind,
        place: place.key(),
        figures: figures(draft),
    }
}

fn figures(draft: &Draft) -> Figures<'_> {
    // Only an order without any row has no day; the epoch keeps it out of every range.
    let day = |day: Option<NaiveDate>| day.unwrap_or(NaiveDate::from_ymd_opt(1970, 1, 1).unwrap_or_default());
    Figures { hash: draft.hash.0, place_from: day(draft.from), place_to: day(draft.to), totals: &draft.totals }
}
