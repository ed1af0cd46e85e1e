//! An orders export in the layout that the platform documents: one row an order line, the order's own fields on its
//! first row only; discounts, refunds, shipping and tax beside the products.

use chrono::{Days, NaiveDate};

use crate::catalogue::{Product, assortment};
use crate::dice::Dice;
use crate::expected::{Sample, Sold, Tally};
use crate::files::{month_days, months, season};
use crate::money::Money;
use crate::text_table::line as text_line;

const NAME: &str = "orders_export_1.csv";
/// Every column of the export, in its order. Those that the samples leave empty stand here too.
const HEADER: [&str; 79] = [
    "Name",
    "Email",
    "Financial Status",
    "Paid at",
    "Fulfillment Status",
    "Fulfilled at",
    "Accepts Marketing",
    "Currency",
    "Subtotal",
    "Shipping",
    "Taxes",
    "Total",
    "Discount Code",
    "Discount Amount",
    "Shipping Method",
    "Created at",
    "Lineitem quantity",
    "Lineitem name",
    "Lineitem price",
    "Lineitem compare at price",
    "Lineitem sku",
    "Lineitem requires shipping",
    "Lineitem taxable",
    "Lineitem fulfillment status",
    "Billing Name",
    "Billing Street",
    "Billing Address1",
    "Billing Address2",
    "Billing Company",
    "Billing City",
    "Billing Zip",
    "Billing Province",
    "Billing Country",
    "Billing Phone",
    "Shipping Name",
    "Shipping Street",
    "Shipping Address1",
    "Shipping Address2",
    "Shipping Company",
    "Shipping City",
    "Shipping Zip",
    "Shipping Province",
    "Shipping Country",
    "Shipping Phone",
    "Notes",
    "Note Attributes",
    "Cancelled at",
    "Payment Method",
    "Payment Reference",
    "Refunded Amount",
    "Vendor",
    "Outstanding Balance",
    "Employee",
    "Location",
    "Device ID",
    "Id",
    "Tags",
    "Risk Level",
    "Source",
    "Lineitem discount",
    "Tax 1 Name",
    "Tax 1 Value",
    "Tax 2 Name",
    "Tax 2 Value",
    "Tax 3 Name",
    "Tax 3 Value",
    "Tax 4 Name",
    "Tax 4 Value",
    "Tax 5 Name",
    "Tax 5 Value",
    "Phone",
    "Receipt Number",
    "Duties",
    "Billing Province Name",
    "Shipping Province Name",
    "Payment ID",
    "Payment Terms Name",
    "Next Payment Due At",
    "Payment References",
];
const TOWNS: [(&str, &str); 6] = [
    ("Bristol", "BS1 4ST"),
    ("Edinburgh", "EH1 2NG"),
    ("Leeds", "LS1 5RD"),
    ("London", "E8 3PN"),
    ("Manchester", "M1 1AE"),
    ("Norwich", "NR2 1TF"),
];

#[derive(Clone, Copy, PartialEq)]
enum Outcome {
    Paid,
    /// One piece of the first line was paid back.
    PartiallyRefunded,
    Refunded,
    /// Never paid: its lines are no sales.
    Voided,
}

struct Line {
    product: &'static Product,
    units: i64,
    discount: Money,
}

impl Line {
    fn gross(&self) -> Money {
        self.product.price("GBP").times(self.units)
    }
}

struct Order {
    number: i64,
    day: NaiveDate,
    clock: String,
    town: (&'static str, &'static str),
    outcome: Outcome,
    lines: Vec<Line>,
    /// Taken off the whole order, beside what is taken off its lines.
    discount: Money,
}

pub(super) fn orders() -> Sample {
    let mut dice = Dice::seeded(1001);
    let mut tally = Tally::of("shopify");
    let mut orders = Vec::new();
    for (year, month) in months((2024, 4), (2025, 6)) {
        let mut days: Vec<NaiveDate> = (0..11 * season(year, month) / 100)
            .map(|_| month_days(year, month).0 + Days::new(dice.between(0, 27).unsigned_abs()))
            .collect();
        days.sort_unstable();
        for day in days {
            orders.push(order(&mut dice, 1001 + orders.len() as i64, day));
        }
    }
    let mut text = text_line(&HEADER, ',');
    // The platform lists the newest order first.
    for order in orders.iter().rev() {
        for index in 0..order.lines.len() {
            text += &row(order, index);
        }
        count(&mut tally, order);
    }
    tally.finish(NAME, text.into_bytes())
}

fn order(dice: &mut Dice, number: i64, day: NaiveDate) -> Order {
    let products = *dice.pick_weighted(&[(1, 64), (2, 26), (3, 10)]);
    let products = assortment(dice, products);
    let outcome = *dice.pick_weighted(&[
        (Outcome::Paid, 91),
        (Outcome::PartiallyRefunded, 4),
        (Outcome::Refunded, 3),
        (Outcome::Voided, 2),
    ]);
    // Spring's code takes off each line; the welcome code takes off the whole order.
    let (of_lines, of_order) = match outcome {
        Outcome::Paid => *dice.pick_weighted(&[((0, 0), 74), ((15, 0), 18), ((0, 10), 8)]),
        _ => (0, 0),
    };
    let line = |(product, units): (&'static Product, i64)| {
        let discount = product.price("GBP").times(units).percent(of_lines);
        Line { product, units, discount }
    };
    let units: Vec<i64> = products.iter().map(|_| *dice.pick_weighted(&[(1, 88), (2, 12)])).collect();
    let (hour, minute, second) = (dice.between(7, 22), dice.between(0, 59), dice.between(0, 59));
    let summer = (4..=10).contains(&chrono::Datelike::month(&day));
    let clock = format!("{hour:02}:{minute:02}:{second:02} {}", if summer { "+0100" } else { "+0000" });
    let lines: Vec<Line> = products.into_iter().zip(units).map(line).collect();
    let discount = lines.iter().map(Line::gross).sum::<Money>().percent(of_order);
    Order { number, day, clock, town: *dice.pick(&TOWNS), outcome, lines, discount }
}

impl Order {
    fn at(&self) -> String {
        format!("{} {}", self.day, self.clock)
    }

    fn all_discounts(&self) -> Money {
        self.lines.iter().map(|line| line.discount).sum::<Money>() + self.discount
    }

    fn subtotal(&self) -> Money {
        self.lines.iter().map(Line::gross).sum::<Money>() - self.all_discounts()
    }

    /// Free above 40 pounds, and for what went back whole.
    fn shipping(&self) -> Money {
        let free = self.subtotal() >= Money::cents(4_000) || self.outcome == Outcome::Refunded;
        if free { Money::default() } else { Money::cents(395) }
    }

    fn refunded(&self) -> Money {
        match self.outcome {
            Outcome::Paid | Outcome::Voided => Money::default(),
            Outcome::PartiallyRefunded => self.lines[0].product.price("GBP"),
            Outcome::Refunded => self.subtotal(),
        }
    }

    fn status(&self) -> &'static str {
        match self.outcome {
            Outcome::Paid => "paid",
            Outcome::PartiallyRefunded => "partially_refunded",
            Outcome::Refunded => "refunded",
            Outcome::Voided => "voided",
        }
    }
}

/// What was sold: each line less its discount; what was taken off the whole order, and what was paid back, as lines of
/// their own. Shipping and tax are no sales.
fn count(tally: &mut Tally, order: &Order) {
    if order.outcome == Outcome::Voided {
        return tally.skipped(order.lines.len() as u32);
    }
    let sold = |units: i64, amount: Money| Sold { from: order.day, to: order.day, currency: "GBP", units, amount };
    for line in &order.lines {
        tally.sold(sold(line.units, line.gross() - line.discount));
    }
    for taken_off in [order.discount, order.refunded()] {
        if taken_off > Money::default() {
            tally.sold(sold(0, -taken_off));
        }
    }
}

fn row(order: &Order, index: usize) -> String {
    let line = &order.lines[index];
    let product = line.product;
    let mut cells = vec![String::new(); HEADER.len()];
    let mut set = |column: &str, value: String| {
        if let Some(position) = HEADER.iter().position(|name| *name == column) {
            cells[position] = value;
        }
    };
    set("Name", format!("#{}", order.number));
    set("Email", format!("buyer{}@example.com", order.number));
    set("Created at", order.at());
    set("Lineitem quantity", line.units.to_string());
    set("Lineitem name", format!("{} - {}", product.name, product.size));
    set("Lineitem price", product.price("GBP").text());
    set("Lineitem sku", product.sku.to_owned());
    set("Lineitem requires shipping", "true".to_owned());
    set("Lineitem taxable", "true".to_owned());
    set("Lineitem fulfillment status", fulfilment(order).to_owned());
    set("Lineitem discount", line.discount.text());
    set("Vendor", "Aldermere".to_owned());
    if index == 0 {
        for (column, value) in order_cells(order) {
            set(column, value);
        }
    }
    text_line(&cells, ',')
}

fn fulfilment(order: &Order) -> &'static str {
    if order.outcome == Outcome::Voided { "pending" } else { "fulfilled" }
}

fn order_cells(order: &Order) -> Vec<(&'static str, String)> {
    let total = order.subtotal() + order.shipping();
    let (town, zip) = order.town;
    // A sixth of a price with 20 % on it, to the cent.
    let tax = Money(total.0 / 6 / 100 * 100);
    let mut cells = vec![
        ("Financial Status", order.status().to_owned()),
        ("Fulfillment Status", fulfilment(order).replace("pending", "unfulfilled")),
        ("Accepts Marketing", "no".to_owned()),
        ("Currency", "GBP".to_owned()),
        ("Subtotal", order.subtotal().text()),
        ("Shipping", order.shipping().text()),
        ("Taxes", tax.text()),
        ("Total", total.text()),
        ("Discount Amount", order.all_discounts().text()),
        ("Shipping Method", "Tracked 48".to_owned()),
        ("Payment Method", "Shopify Payments".to_owned()),
        ("Refunded Amount", order.refunded().text()),
        ("Outstanding Balance", Money::default().text()),
        ("Id", format!("61870{:08}", order.number * 3_571)),
        ("Risk Level", "Low".to_owned()),
        ("Source", "web".to_owned()),
        ("Tax 1 Name", "GB VAT 20%".to_owned()),
        ("Tax 1 Value", tax.text()),
    ];
    for names in
        [["Billing City", "Billing Zip", "Billing Country"], ["Shipping City", "Shipping Zip", "Shipping Country"]]
    {
        cells.extend(names.into_iter().zip([town, zip, "GB"].map(str::to_owned)));
    }
    if order.all_discounts() > Money::default() {
        let code = if order.discount > Money::default() { "WELCOME10" } else { "SPRING15" };
        cells.push(("Discount Code", code.to_owned()));
    }
    if order.outcome == Outcome::Voided {
        cells.push(("Cancelled at", order.at()));
    } else {
        cells.extend([("Paid at", order.at()), ("Fulfilled at", order.at())]);
    }
    cells
}
