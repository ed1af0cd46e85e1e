//! Whether the cells of a new column could be those of a column of the format.

use crate::format::{Field, Format};
use crate::suggest::content::Content;

/// How much the cells alone speak for the field, 0 to 1; `None` where they speak against it.
pub(super) fn speaks(format: &Format, field: Option<Field>, cells: &Content) -> Option<(f64, &'static str)> {
    if cells.is_empty() {
        return Some((0.0, ""));
    }
    let Some(field) = field else { return Some((0.1, "")) };
    let numbers = cells.are_numbers() && !cells.are_eans();
    let text = !cells.are_numbers() && !cells.are_dates();
    let yes = |fits: bool, strength: f64, why: &'static str| fits.then_some((strength, why));
    match field {
        Field::Ean if cells.are_eans() => Some((0.75, "its cells are EANs with right check digits")),
        Field::Ean => yes(cells.could_be_eans() || format.reading.ean_optional, 0.2, "its cells could be EANs"),
        Field::Date | Field::PeriodFrom | Field::PeriodTo => yes(cells.are_dates(), 0.6, "its cells are dates"),
        Field::Period => yes(!numbers || cells.are_dates(), 0.2, ""),
        Field::Month if cells.are_months() => Some((0.5, "its cells are months")),
        Field::Month => yes(!numbers, 0.2, ""),
        Field::Year => yes(cells.are_years(), 0.6, "its cells are years"),
        Field::Currency | Field::OriginalCurrency => yes(cells.are_currencies(), 0.6, "its cells are currencies"),
        Field::Quantity if cells.have_decimals() => yes(numbers, 0.05, ""),
        Field::Quantity => yes(numbers && !cells.are_years(), 0.25, "its cells are whole numbers"),
        f if Field::NUMBERS.contains(&f) && cells.have_decimals() => yes(numbers, 0.3, "its cells have decimals"),
        f if Field::NUMBERS.contains(&f) => yes(numbers && !cells.are_years(), 0.15, "its cells are numbers"),
        Field::Product | Field::Vendor | Field::Country | Field::City | Field::Channel => {
            yes(text, 0.15, "its cells are texts")
        }
        Field::Store => yes(!cells.are_eans() && !cells.have_decimals() && !cells.are_dates(), 0.1, ""),
        _ => yes(!cells.have_decimals(), 0.1, ""),
    }
}
