//! What a file says vendors call products becomes aliases, in the transaction that ends its load.
//!
//! A text that means another product already is not changed: its row is refused, which asks the sender.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr};
use sellout_ingest::{AliasRow, Product};
use sellout_model::{LoadId, OrgId, ProductId, UploadId};
use sellout_store::catalogue::{Catalogue, Found, Said};
use sellout_store::product_aliases::{self, ANY_VENDOR, Confirmed, NewAlias};
use sellout_store::products::{self, NewProduct};
use sellout_store::row_errors::{self, NewRowError};

use super::Counted;

/// What became of a file's aliases.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AliasesTaken {
    /// Rows whose text means what they say, now or before.
    pub taken: i64,
    /// Rows that were refused.
    pub refused: i64,
}

/// Whose file it is.
pub(crate) struct AliasesFrom {
    pub(crate) org: OrgId,
    pub(crate) upload: UploadId,
    pub(crate) load: LoadId,
}

/// Confirms the aliases of a file.
pub(crate) async fn take_aliases(
    tx: &impl ConnectionTrait,
    from: &AliasesFrom,
    counted: &Counted,
    sheets: &[String],
    now: DateTime<Utc>,
) -> Result<AliasesTaken, DbErr> {
    let mut taken = AliasesTaken::default();
    if counted.aliases.is_empty() {
        return Ok(taken);
    }
    let mut catalogue = Catalogue::load(tx, from.org).await?;
    let mut errors = Vec::new();
    for row in &counted.aliases {
        match take(tx, from, row, &mut catalogue, now).await? {
            Ok(()) => taken.taken += 1,
            Err((code, message)) => errors.push(refusal(row, code, message, sheets)),
        }
    }
    taken.refused = errors.len() as i64;
    let before = i32::try_from(counted.errors).unwrap_or(i32::MAX);
    row_errors::insert(tx, from.org, from.load, from.upload, before, &errors).await?;
    Ok(taken)
}

async fn take(
    tx: &impl ConnectionTrait,
    from: &AliasesFrom,
    row: &AliasRow,
    catalogue: &mut Catalogue,
    now: DateTime<Utc>,
) -> Result<Result<(), (&'static str, String)>, DbErr> {
    let product = match find(tx, from.org, &row.product, catalogue, now).await? {
        Ok(product) => product,
        Err(refused) => return Ok(Err(refused)),
    };
    let vendor = row.vendor.as_deref().unwrap_or(ANY_VENDOR);
    let new = NewAlias { vendor, alias: &row.alias, product, upload: Some(from.upload) };
    Ok(match product_aliases::confirm(tx, from.org, &new, false, now).await? {
        Confirmed::Made(_) | Confirmed::Known(_) => Ok(()),
        Confirmed::Taken(known) => {
            let other = products::get(tx, from.org, ProductId(known.product_id)).await?;
            let name = other.map_or_else(String::new, |product| product.name);
            let message = format!(
                "\"{}\" means {name} already; take that alias back under Products and send the file again, or leave the row out",
                row.alias
            );
            Err(("alias_taken", message))
        }
    })
}

/// The product that a row names. One with a sound EAN is made, named from the file, if the catalogue has it not.
async fn find(
    tx: &impl ConnectionTrait,
    org: OrgId,
    said: &Product,
    catalogue: &mut Catalogue,
    now: DateTime<Utc>,
) -> Result<Result<ProductId, (&'static str, String)>, DbErr> {
    let name = said.text.as_deref();
    match catalogue.find(&Said { ean: said.ean, sku: said.sku.as_deref(), name }) {
        Found::One(product) => return Ok(Ok(product)),
        Found::Several => {
            let message = "several products of the catalogue have this name; give the EAN".to_owned();
            return Ok(Err(("several_products", message)));
        }
        Found::Nothing => {}
    }
    let (Some(ean), Some(name)) = (said.ean.filter(sellout_model::Ean::check_digit_ok), name) else {
        let message = "no product of the catalogue is meant; add it first, or correct its EAN or name".to_owned();
        return Ok(Err(("unknown_product", message)));
    };
    let new = NewProduct { ean: Some(ean), name: name.to_owned(), sku: said.sku.clone() };
    let Some(made) = products::create(tx, org, &new, now).await? else {
        return Ok(Err((
            "unknown_product",
            "the product was added by somebody else just now; send it again".to_owned(),
        )));
    };
    catalogue.add(made.product(), made.ean.as_deref(), made.sku.as_deref(), &made.name);
    Ok(Ok(made.product()))
}

fn refusal(row: &AliasRow, code: &str, message: String, sheets: &[String]) -> NewRowError {
    NewRowError {
        sheet: sheets.get(usize::from(row.source.sheet)).cloned().unwrap_or_default(),
        row: Some(row.source.row),
        column: None,
        column_no: row.source.column,
        severity: "error",
        code: code.to_owned(),
        message,
        value: row.alias.clone(),
        raw: String::new(),
    }
}
