//! The figures at a data version: summaries, series, rankings, lists of sales and the stream of transactions.
//!
//! All of them count the same rows. A row is booked on its own day or, where it has none, on the last day of its
//! place. It counts in a range if that day lies in it; a row without a day whose place is longer than a week counts
//! only if the whole place lies inside, else it is left out and told as `outside_grain`. Statements that lie wholly
//! inside are counted by the totals of their history; only those that an edge cuts, and filters or subjects that rows
//! alone know, read rows. A statement's place encloses the days of its rows.

mod bucket;
mod counted;
mod keys;
mod line_names;
mod measure;
mod moved;
mod query;
mod ranking;
mod sale;
mod sale_id;
mod sales;
mod scope;
mod series;
mod source;
mod summary;
mod tally;
mod top;
mod total;
mod transactions;
mod unmatched;

pub use bucket::Bucket;
pub use counted::{Counted, Detail};
pub use moved::{BeforeAfter, Moved, MovedPlace, MovedProduct, moved};
pub use sale::{Sale, SaleProduct, SaleSource, SaleStore};
pub use sale_id::SaleId;
pub use sales::sales;
pub use scope::{ProductFilter, Scope};
pub use series::{Point, series};
pub use summary::{Compared, Summary, Unconverted, counted, returns, summary};
pub use top::{Line, Metric, Ranking, Subject, top};
pub use total::{Total, change_pct, share_pct};
pub use transactions::{Cursor, TransactionPage, transactions};
pub use unmatched::{Unmatched, unmatched};
