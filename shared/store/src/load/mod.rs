//! The bulk load: rows and statements written under a load that nobody sees until it is finished and judged.

mod anew;
mod dead;
mod drafts;
mod editions;
mod finish;
mod rows;
mod statements;
mod write;

use std::sync::Arc;

use chrono::NaiveDate;
use sellout_ingest::OrderFields;
use sellout_model::{Amount, Channel, Currency, Place, Quantity, Rate, RowHash, StoreKey, Vat};

pub use dead::delete_dead;
pub use drafts::Load;
pub use editions::{Restated, restate, restate_by_list_prices};
pub(crate) use finish::apply;
pub use finish::{Finished, LoadCounts, abandon, finish, keep_errors, settle};
pub use rows::Ready;
pub use write::{Entered, begin, enter, prepare_rows, write, write_rows};

/// A sales row ready to be written.
#[derive(Clone, Debug)]
pub struct SalesRow {
    /// The number of the place that it belongs to.
    pub place: u32,
    /// Which of the product keys that its chunk comes with it has.
    pub key: u32,
    /// Its number within the load; ascending.
    pub row_no: i32,
    /// The row's own day, if it has one.
    pub sold_on: Option<NaiveDate>,
    /// Pieces.
    pub quantity: Option<Quantity>,
    /// Amount in the file's currency.
    pub original: Option<Amount>,
    /// The file's currency.
    pub currency: Option<Currency>,
    /// Amount in the organisation's currency.
    pub amount: Option<Amount>,
    /// That without VAT.
    pub net: Option<Amount>,
    /// That with VAT.
    pub gross: Option<Amount>,
    /// Whether the amount has VAT inside.
    pub vat: Vat,
    /// The VAT rate in ten-thousandths, if the format gives one.
    pub vat_rate: Option<u32>,
    /// The rate that converted it: units of the file's currency per euro.
    pub rate: Option<Rate>,
    /// What makes it equal to another row.
    pub hash: RowHash,
    /// Index of the sheet.
    pub sheet: i16,
    /// Row in the file.
    pub source_row: i32,
    /// Column in the file, where one cell is meant.
    pub source_column: Option<i16>,
    /// The list price that its amount was made from, where the file gave none.
    pub list_price: Option<Amount>,
    /// The order's fields, of order rows.
    pub order: Option<Box<OrderFields>>,
}

/// A place that rows of a load belong to.
#[derive(Clone, Debug)]
pub struct MetPlace {
    /// The place.
    pub place: Arc<Place>,
    /// Store and channel of its statement, where the place does not say (orders and settlements).
    pub sold_by: Arc<SoldBy>,
}

/// Who sold it, for statements whose place does not tell.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SoldBy {
    /// The store.
    pub store: StoreKey,
    /// Online or offline.
    pub channel: Channel,
}

/// Some of a load's rows, in the order of the file, with the places and product keys that they share.
#[derive(Clone, Debug, Default)]
pub struct Chunk {
    /// Whether the places are numbered from 0 again. Rows of a load name its places by numbers, those of earlier chunks too,
    /// until then.
    pub afresh: bool,
    /// The places that are numbered now, in the order of their numbers; a place may have several. One that no row belongs to
    /// is named without a sale: it gets an empty statement if nothing else speaks of it.
    pub places: Vec<MetPlace>,
    /// The interned product keys; those of earlier chunks of the load may be among them.
    pub keys: Vec<i64>,
    /// The rows.
    pub rows: Vec<SalesRow>,
}

/// The load must not go on: it was given up, or its upload was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the load was given up meanwhile")]
pub struct GivenUp;

/// Why a chunk was not written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The load was given up.
    #[error(transparent)]
    GivenUp(#[from] GivenUp),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] sea_orm::DbErr),
}
