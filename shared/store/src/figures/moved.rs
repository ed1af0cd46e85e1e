//! What one change of the figures moved: what counted before a data version began and what counts since, place by place
//! and product by product, whatever moved most first.

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbErr, QueryResult};
use sellout_model::{Basis, OrgId};

use super::measure::{Measure, basic, farthest_first};
use super::query::Query;
use super::ranking::{Group, Key};
use super::{Counted, Line, Subject, line_names};
use crate::page::Listed;

/// Above so many rows nobody waits for what they come to by product.
const ROWS_BY_PRODUCT: i64 = 500_000;

/// Figures before and after.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BeforeAfter {
    /// What counted.
    pub before: Counted,
    /// What counts since.
    pub after: Counted,
}

/// A place whose figures moved.
#[derive(Clone, Debug, PartialEq)]
pub struct MovedPlace {
    /// Its vendor and store, as a ranking of stores names them.
    pub store: Line,
    /// The id of an order or settlement.
    pub id: Option<String>,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// Its figures.
    pub figures: BeforeAfter,
}

/// A product whose figures moved.
#[derive(Clone, Debug, PartialEq)]
pub struct MovedProduct {
    /// As a ranking of products names it.
    pub product: Line,
    /// Its figures.
    pub figures: BeforeAfter,
}

/// What a change moved.
#[derive(Clone, Debug, PartialEq)]
pub struct Moved {
    /// All places together.
    pub all: BeforeAfter,
    /// The places that moved most, and how many did.
    pub places: Listed<MovedPlace>,
    /// The products that moved most, and how many did; `None` where too many rows would have to be added up.
    pub products: Option<Listed<MovedProduct>>,
}

/// What changed when `version` began; at most `limit` places and products.
pub async fn moved(conn: &impl ConnectionTrait, org: OrgId, version: i64, limit: u64) -> Result<Moved, DbErr> {
    let change = Change { org, version, limit };
    let all = change.all(conn).await?;
    let places = change.places(conn).await?;
    let few = all.before.rows + all.after.rows <= ROWS_BY_PRODUCT;
    let products = if few { Some(change.products(conn).await?) } else { None };
    Ok(Moved { all, places, products })
}

struct Change {
    org: OrgId,
    version: i64,
    limit: u64,
}

/// What ended with the version before, and what began with this one.
const SIDES: [&str; 2] = ["to_version", "from_version"];
const PLACE: &str = "s.vendor, s.store, s.channel, s.kind, s.place";

impl Change {
    fn measures() -> Vec<Measure> {
        basic(Basis::Reported)
    }

    async fn all(&self, conn: &impl ConnectionTrait) -> Result<BeforeAfter, DbErr> {
        let mut query = Query::default();
        let sums: Vec<String> = Self::measures().iter().map(Measure::by_side).collect();
        query.push(&format!("SELECT {} FROM (", sums.join(", ")));
        self.statements(&mut query, None);
        query.push(") sides");
        query.rows(conn).await?.first().map_or(Ok(BeforeAfter::default()), BeforeAfter::read)
    }

    /// A row a side and key, from the totals of statements.
    fn statements(&self, query: &mut Query, by: Option<&str>) {
        let sums: Vec<String> = Self::measures().iter().map(Measure::of_totals).collect();
        let keys = by.map(|by| format!(", {by}, MIN(s.place_from) AS place_from, MAX(s.place_to) AS place_to"));
        for (side, column) in SIDES.iter().enumerate() {
            if side > 0 {
                query.push(" UNION ALL ");
            }
            query.push(&format!("SELECT {side} AS side, {}{}", sums.join(", "), keys.as_deref().unwrap_or_default()));
            query.push(" FROM statement_history h JOIN statements s ON s.id = h.statement_id WHERE h.org_id = ");
            query.bind(self.org.0).push(&format!(" AND h.{column} = ")).bind(self.version);
            if let Some(by) = by {
                query.push(&format!(" GROUP BY {by}"));
            }
        }
    }

    async fn places(&self, conn: &impl ConnectionTrait) -> Result<Listed<MovedPlace>, DbErr> {
        let mut sides = Query::default();
        sides.push(
            "SELECT vendor, store, channel, kind, place, MIN(place_from) AS place_from, MAX(place_to) AS place_to, ",
        );
        sides.push(&Self::measures().iter().map(Measure::by_side).collect::<Vec<_>>().join(", ")).push(" FROM (");
        self.statements(&mut sides, Some(PLACE));
        sides.push(") sides GROUP BY vendor, store, channel, kind, place");
        let rows = self.farthest(sides, "vendor, place").rows(conn).await?;
        let groups = rows.iter().map(store_of).collect::<Result<Vec<_>, DbErr>>()?;
        let stores = line_names::named(conn, self.org, Subject::Store, &groups).await?;
        let place = |(row, store): (&QueryResult, Line)| {
            let (kind, place): (String, String) = (row.try_get("", "kind")?, row.try_get("", "place")?);
            Ok(MovedPlace {
                store,
                id: (kind != "period").then(|| place.split_once(':').map_or(place.clone(), |(_, id)| id.to_owned())),
                from: row.try_get("", "place_from")?,
                to: row.try_get("", "place_to")?,
                figures: BeforeAfter::read(row)?,
            })
        };
        listed(&rows, rows.iter().zip(stores).map(place))
    }

    async fn products(&self, conn: &impl ConnectionTrait) -> Result<Listed<MovedProduct>, DbErr> {
        let unmatched = "CASE WHEN k.product_id IS NULL THEN k.id END";
        let mut sides = Query::default();
        sides.push(&format!("SELECT k.product_id AS g1, {unmatched} AS g2, "));
        sides.push(&Self::measures().iter().map(Measure::by_side).collect::<Vec<_>>().join(", ")).push(" FROM (");
        for (arm, table) in ["sellout_entries", "ecommerce_orders"].into_iter().enumerate() {
            for (side, column) in SIDES.iter().enumerate() {
                if arm + side > 0 {
                    sides.push(" UNION ALL ");
                }
                self.rows(&mut sides, table, side, column);
            }
        }
        sides.push(&format!(") sides JOIN product_keys k ON k.id = sides.key_id GROUP BY k.product_id, {unmatched}"));
        let rows = self.farthest(sides, "g1, g2").rows(conn).await?;
        let groups = rows.iter().map(product_of).collect::<Result<Vec<_>, DbErr>>()?;
        let products = line_names::named(conn, self.org, Subject::Product, &groups).await?;
        let product =
            |(row, product): (&QueryResult, Line)| Ok(MovedProduct { product, figures: BeforeAfter::read(row)? });
        listed(&rows, rows.iter().zip(products).map(product))
    }

    /// A row a key of one side, from the rows that counted then.
    fn rows(&self, query: &mut Query, table: &str, side: usize, column: &str) {
        let then = self.version - 1 + side as i64;
        let sums: Vec<String> = Self::measures().iter().map(Measure::of_rows).collect();
        query.push(&format!("SELECT {side} AS side, r.key_id, {}", sums.join(", ")));
        query.push(" FROM statement_history h JOIN statements s ON s.id = h.statement_id");
        query.push(&format!(" JOIN {table} r ON r.statement_id = h.statement_id WHERE h.org_id = "));
        query.bind(self.org.0).push(&format!(" AND h.{column} = ")).bind(self.version);
        query.push(
            " AND (h.rows = s.rows OR NOT EXISTS (SELECT 1 FROM uncounted_rows u \
             WHERE u.statement_id = r.statement_id AND u.row_no = r.row_no AND u.from_version <= ",
        );
        query.bind(then).push(" AND (u.to_version IS NULL OR u.to_version > ").bind(then).push("))) GROUP BY r.key_id");
    }

    /// Those of the sides that moved, farthest first.
    fn farthest(&self, sides: Query, then_by: &str) -> Query {
        let differ: Vec<String> = Self::measures().iter().map(Measure::differs).collect();
        let mut query = sides.inside("SELECT moved.*, CAST(COUNT(*) OVER () AS BIGINT) AS in_all FROM (", ") moved");
        query.push(&format!(" WHERE {} ORDER BY {}, ", differ.join(" OR "), farthest_first("amount")));
        query.push(&format!("{}, {then_by} LIMIT ", farthest_first("units"))).bind(self.limit as i64);
        query
    }
}

fn listed<T>(rows: &[QueryResult], items: impl Iterator<Item = Result<T, DbErr>>) -> Result<Listed<T>, DbErr> {
    let total = rows.first().map_or(Ok(0), |row| row.try_get::<i64>("", "in_all"))?;
    Ok(Listed { items: items.collect::<Result<_, _>>()?, total: total as u64 })
}

fn store_of(row: &QueryResult) -> Result<Group, DbErr> {
    let values = ["vendor", "store", "channel"].map(|name| row.try_get::<Option<String>>("", name));
    let values = values.into_iter().collect::<Result<Vec<_>, DbErr>>()?;
    Ok(Group { key: Key::Values(values), counted: Counted::default() })
}

fn product_of(row: &QueryResult) -> Result<Group, DbErr> {
    Ok(Group { key: Key::product(row)?, counted: Counted::default() })
}

impl BeforeAfter {
    fn read(row: &QueryResult) -> Result<Self, DbErr> {
        Ok(Self { before: Counted::read(row, "before_")?, after: Counted::read(row, "after_")? })
    }
}
