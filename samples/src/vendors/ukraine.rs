//! Distributors in Ukraine: an export of their books with titles, Ukrainian headers, decimal commas in texts and a
//! total; and a sheet with the months across.

use super::{book, of_month, pieces, products, sheet, texts};
use crate::dice::Dice;
use crate::expected::{Sample, Tally};
use crate::money::Money;
use crate::sheet::Cell;

const EXPORT: &str = "Звіт про продажі Aldermere.xlsx";
const ACROSS: &str = "Aldermere Ukraine 2025.xlsx";

pub(super) fn export() -> Sample {
    let mut dice = Dice::seeded(380);
    let mut tally = Tally::of("ua-distributors");
    let mut rows =
        vec![texts(["", "Звіт про продажі за червень 2025"]), texts(["", "Постачальник: Aldermere"]), Vec::new()];
    rows.push(texts(["", "Штрихкод", "Товар", "Кількість", "Сума"]));
    let mut sums = (0, Money::default());
    for product in products(3, 11) {
        let units = pieces(&mut dice, 12);
        let amount = product.price("EUR").times(units * 45) + Money::cents(units * 35);
        rows.push(texts(["", &product.ean(), product.name, &units.to_string(), &spaced(amount)]));
        sums = (sums.0 + units, sums.1 + amount);
        tally.sold(of_month((2025, 6), "UAH", units, amount));
    }
    rows.push(texts(["", "Разом", "", &sums.0.to_string(), &spaced(sums.1)]));
    tally.skipped(1);
    book(tally, EXPORT, &[sheet("TDSheet", rows)])
}

/// `4 320,00` with a no-break space.
fn spaced(amount: Money) -> String {
    amount.pounds_text().replace('£', "")
}

pub(super) fn months_across() -> Sample {
    let mut dice = Dice::seeded(381);
    let mut tally = Tally::of("ua-distributors");
    let mut rows = vec![texts(["Артикул", "Номенклатура", "Січень 2025", "лютий 2025", "Березень 2025", "Всього"])];
    for product in products(0, 9) {
        let sold = [dice.between(1, 5), dice.between(0, 3), dice.between(1, 9)];
        let mut row = texts([product.sku, product.name]);
        row.extend(sold.iter().map(|units| Cell::count(*units)));
        row.push(Cell::count(sold.iter().sum()));
        rows.push(row);
        for (units, month) in sold.into_iter().zip(1..) {
            if units == 0 {
                tally.skipped(1);
            } else {
                tally.sold(of_month((2025, month), "UAH", units, Money::default()));
            }
        }
    }
    let mut sample = book(tally, ACROSS, &[sheet("Аркуш1", rows)]);
    sample.expected.figures.amounts.clear();
    sample
}
