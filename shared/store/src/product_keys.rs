//! What sales rows call their products, and which product that is.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait, IntoCondition};
use sea_orm::{QueryResult, QuerySelect, QueryTrait};
use sellout_model::{Ean, OrgId, ProductId, ProductKey};
use serde::Serialize;

use crate::given_rows::{self, json_rows, rows_from};
use crate::product_aliases::ANY_VENDOR;
use crate::products::{self, NewProduct};
use crate::sql::{self, IDS_A_STATEMENT};

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "product_keys")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub org_id: Uuid,
    pub vendor: String,
    pub key: String,
    pub ean: Option<String>,
    pub text: String,
    pub sku: Option<String>,
    pub product_id: Option<Uuid>,
    pub created_at: DateTime<Utc>,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What a sales row calls its product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewKey {
    /// The vendor whose row it is.
    pub vendor: String,
    /// EAN, else the vendor's own code or name.
    pub key: ProductKey,
    /// The article number, if there is one.
    pub ean: Option<Ean>,
    /// The product's name or code as the file writes it.
    pub text: String,
    /// The vendor's stock code, where it stands beside a name.
    pub sku: Option<String>,
}

/// Whose word a key is: everybody's for a valid EAN, else the vendor's own.
pub fn spoken_by<'v>(ean: Option<&Ean>, vendor: &'v str) -> &'v str {
    if ean.is_some_and(Ean::check_digit_ok) { ANY_VENDOR } else { vendor }
}

impl NewKey {
    fn valid_ean(&self) -> Option<Ean> {
        self.ean.filter(Ean::check_digit_ok)
    }

    fn spoken_by(&self) -> &str {
        spoken_by(self.ean.as_ref(), &self.vendor)
    }

    /// The product that a valid EAN stands for, named from the file.
    fn product(&self) -> Option<NewProduct> {
        let ean = self.valid_ean()?;
        let name = if self.text.trim().is_empty() { ean.to_string() } else { self.text.clone() };
        Some(NewProduct { ean: Some(ean), name, sku: self.sku.clone() })
    }

    fn given(&self) -> Given<'_> {
        Given {
            vendor: self.spoken_by(),
            key: self.key.as_str(),
            ean: self.ean.as_ref().map(Ean::as_str),
            text: &self.text,
            sku: self.sku.as_deref(),
        }
    }
}

/// A key as it is handed to a statement.
#[derive(Serialize)]
struct Given<'k> {
    vendor: &'k str,
    key: &'k str,
    ean: Option<&'k str>,
    text: &'k str,
    sku: Option<&'k str>,
}

/// The fields of [`Given`]; which key it is comes first.
const GIVEN: [given_rows::Column; 5] = {
    use given_rows::Column::Text;
    [Text("vendor"), Text("key"), Text("ean"), Text("text"), Text("sku")]
};

/// Ids by the key's text and whose word it is.
type Ids = HashMap<(String, String), i64>;

/// The ids of the keys, in their order; those not met before are made and matched.
///
/// A valid EAN that is not in the catalogue creates its product; other keys are matched by the catalogue's EANs
/// and by aliases, or stay unmatched.
pub async fn intern(
    tx: &impl ConnectionTrait,
    org: OrgId,
    keys: &[NewKey],
    now: DateTime<Utc>,
) -> Result<Vec<i64>, DbErr> {
    let mut ids = Ids::new();
    for chunk in keys.chunks(IDS_A_STATEMENT) {
        look_up(tx, org, chunk, &mut ids).await?;
        let mut new = BTreeMap::new();
        for key in chunk {
            let id = (key.key.as_str(), key.spoken_by());
            if !ids.contains_key(&(id.0.to_owned(), id.1.to_owned())) {
                new.entry(id).or_insert(key);
            }
        }
        let new: Vec<&NewKey> = new.into_values().collect();
        if !new.is_empty() && add(tx, org, &new, now, &mut ids).await? < new.len() {
            // Another load has been faster with some of them.
            look_up(tx, org, chunk, &mut ids).await?;
        }
    }
    let id = |key: &NewKey| {
        let found = ids.get(&(key.key.as_str().to_owned(), key.spoken_by().to_owned())).copied();
        found.ok_or_else(|| DbErr::RecordNotFound(format!("product key {}", key.key)))
    };
    keys.iter().map(id).collect()
}

async fn look_up(tx: &impl ConnectionTrait, org: OrgId, keys: &[NewKey], ids: &mut Ids) -> Result<(), DbErr> {
    let given: Vec<Given<'_>> = keys.iter().map(NewKey::given).collect();
    note(&sql::rows(tx, &known(tx), [json_rows(&given)?, org.0.into()]).await?, ids)
}

/// The query for given keys that are there. `SQLite` takes the tables of a cross join in their order; else it would read
/// what is given once for each key that there is.
fn known(connection: &impl ConnectionTrait) -> String {
    format!(
        "SELECT k.id, k.vendor, k.key FROM {} CROSS JOIN product_keys k \
         WHERE k.org_id = $2 AND k.key = given.key AND k.vendor = given.vendor",
        rows_from(connection, 1, &GIVEN[..2])
    )
}

/// Takes note of keys: id, whose word, and text.
fn note(rows: &[QueryResult], ids: &mut Ids) -> Result<(), DbErr> {
    for row in rows {
        ids.insert((row.try_get_by_index(2)?, row.try_get_by_index(1)?), row.try_get_by_index(0)?);
    }
    Ok(())
}

/// Adds keys in the order given, which is that of the index, so that two loads never wait in a circle. How many of them
/// were not there yet.
async fn add(
    tx: &impl ConnectionTrait,
    org: OrgId,
    keys: &[&NewKey],
    now: DateTime<Utc>,
    ids: &mut Ids,
) -> Result<usize, DbErr> {
    let made: Vec<NewProduct> = keys.iter().filter_map(|key| key.product()).collect();
    products::ensure(tx, org, &made, now).await?;
    let given: Vec<Given<'_>> = keys.iter().map(|key| key.given()).collect();
    let text = format!(
        "INSERT INTO product_keys (org_id, vendor, key, ean, text, sku, created_at) \
         SELECT {}, given.vendor, given.key, given.ean, given.text, given.sku, {} FROM {} WHERE 1 = 1 \
         ON CONFLICT (org_id, key, vendor) DO NOTHING RETURNING id, vendor, key",
        sql::typed(tx, 2, "UUID"),
        sql::typed(tx, 3, "TIMESTAMPTZ"),
        rows_from(tx, 1, &GIVEN),
    );
    let added = sql::rows(tx, &text, [json_rows(&given)?, org.0.into(), now.into()]).await?;
    note(&added, ids)?;
    let holders = sql::placeholders(2, keys.len());
    let which = format!("key IN ({holders}) AND product_id IS NULL");
    match_products(tx, org, &which, keys.iter().map(|key| key.key.as_str().into()).collect()).await?;
    Ok(added.len())
}

/// Matches the keys that use an alias anew, after it was confirmed or deleted.
pub(crate) async fn match_alias(tx: &impl ConnectionTrait, org: OrgId, alias_key: &str) -> Result<(), DbErr> {
    let code = format!("code:{alias_key}");
    match_products(tx, org, "key IN ($2, $3)", vec![alias_key.into(), code.into()]).await
}

/// Matches the keys that have the EAN of a product that was added.
pub(crate) async fn match_ean(tx: &impl ConnectionTrait, org: OrgId, ean: &Ean) -> Result<(), DbErr> {
    match_products(tx, org, "ean = $2", vec![ean.as_str().into()]).await
}

/// Matches the keys of a vendor anew, after it was merged into another one or came back.
pub(crate) async fn match_vendor(tx: &impl ConnectionTrait, org: OrgId, vendor: &str) -> Result<(), DbErr> {
    match_products(tx, org, "vendor = $2", vec![vendor.into()]).await
}

/// The one place that says which product a key means: its EAN's, else the vendor's alias, else that of the vendor it is
/// merged into, else everybody's.
async fn match_products(tx: &impl ConnectionTrait, org: OrgId, which: &str, values: Vec<Value>) -> Result<(), DbErr> {
    let code = "CASE WHEN product_keys.key LIKE 'code:%' THEN SUBSTR(product_keys.key, 6) ELSE product_keys.key END";
    let alias = |vendor: &str| {
        format!(
            "(SELECT a.product_id FROM product_aliases a WHERE a.org_id = product_keys.org_id \
             AND a.vendor = {vendor} AND a.alias_key = {code})"
        )
    };
    let update = format!(
        "UPDATE product_keys SET product_id = COALESCE(\
         (SELECT p.id FROM products p WHERE p.org_id = product_keys.org_id AND p.ean = product_keys.ean), \
         {}, {}, {}) WHERE org_id = $1 AND {which}",
        alias("product_keys.vendor"),
        alias(MERGED_INTO),
        alias("'*'")
    );
    let values = std::iter::once(Value::from(org.0)).chain(values);
    sql::execute(tx, &update, values).await.map(|_| ())
}

/// The ids of the keys that mean a product.
pub(crate) async fn of_product(conn: &impl ConnectionTrait, org: OrgId, product: ProductId) -> Result<Vec<i64>, DbErr> {
    ids(conn, org, Column::ProductId.eq(product.0)).await
}

/// The ids of the keys that an EAN, a key or a vendor's code stands for: also those of the product with that EAN.
pub(crate) async fn of_text(conn: &impl ConnectionTrait, org: OrgId, text: &str) -> Result<Vec<i64>, DbErr> {
    let code = ProductKey::of_code(text.strip_prefix("code:").unwrap_or(text));
    let with_ean = products::Entity::find()
        .select_only()
        .column(products::Column::Id)
        .filter(products::Column::OrgId.eq(org.0))
        .filter(products::Column::Ean.eq(text))
        .into_query();
    let which =
        Column::Key.is_in([text, code.as_str()]).or(Column::Ean.eq(text)).or(Column::ProductId.in_subquery(with_ean));
    ids(conn, org, which).await
}

async fn ids(conn: &impl ConnectionTrait, org: OrgId, which: impl IntoCondition) -> Result<Vec<i64>, DbErr> {
    let query = Entity::find().select_only().column(Column::Id).filter(Column::OrgId.eq(org.0));
    query.filter(which.into_condition()).into_tuple().all(conn).await
}

/// The vendor that a key's vendor is merged into.
const MERGED_INTO: &str = "(SELECT m.into_vendor FROM merges m WHERE m.org_id = product_keys.org_id \
    AND m.vendor = product_keys.vendor AND m.store = '' AND m.undone_at IS NULL)";

/// Some keys, by id; at most a few thousand.
pub async fn by_ids(
    conn: &impl ConnectionTrait,
    org: OrgId,
    ids: impl IntoIterator<Item = i64>,
) -> Result<HashMap<i64, Model>, DbErr> {
    let rows = Entity::find().filter(Column::OrgId.eq(org.0)).filter(Column::Id.is_in(ids)).all(conn).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

#[cfg(test)]
mod tests {
    use sea_orm::Database;

    use super::*;

    #[tokio::test]
    async fn given_keys_are_read_once_and_each_is_found_by_the_index() {
        let db = Database::connect("sqlite::memory:").await.unwrap();
        let table = "CREATE TABLE product_keys (id INTEGER PRIMARY KEY, org_id BLOB, vendor TEXT, key TEXT, \
            UNIQUE (org_id, key, vendor))";
        db.execute_unprepared(table).await.unwrap();
        let text = format!("EXPLAIN QUERY PLAN {}", known(&db));
        let plan = sql::rows(&db, &text, ["[]".into(), Uuid::nil().into()]).await.unwrap();
        let steps: Vec<String> = plan.iter().map(|step| step.try_get("", "detail").unwrap()).collect();
        assert!(steps[0].starts_with("SCAN json_each"), "{steps:?}");
        assert!(steps[1].ends_with("(org_id=? AND key=? AND vendor=?)"), "{steps:?}");
    }
}
