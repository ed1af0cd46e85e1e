//! Sample sales files of an invented fragrance and skin-care house, the same bytes at every run, each with the totals that
//! a right reading of it gives. The totals are added up while the files are written, by nobody's parser. Reading the
//! files is not done here.

mod bench_rows;
mod catalogue;
mod dice;
mod expected;
mod files;
mod money;
mod sheet;
mod text_table;
mod vendors;

pub use bench_rows::{Extent, write_rows, write_workbook};
pub use expected::{Expected, Figures, Living, Note, Sample, Totals};
pub use files::all;
pub use vendors::vendors;

/// The quarter whose report shows the samples best: the quarter before it and the same of last year have figures too.
pub const REPORT_PERIOD: &str = "2025-Q2";

/// What the samples come to, one by one and together, as `samples/files/totals.json` holds it.
pub fn totals() -> Totals {
    expected::totals_of(&all())
}

/// The same of the files in `samples/vendors`.
pub fn vendor_totals() -> Totals {
    expected::totals_of(&vendors())
}
