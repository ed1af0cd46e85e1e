//! A believable report for tests, previews of mails and pages, and the example. The sales are made by a
//! seeded generator and the sections by adding those sales up, so everything ties. All names are invented.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, Utc};
use sellout_model::{Amount, Basis, Channel, Currency, Ean, Period, Quantity, ReportKind};

use crate::model::{
    Comparison, Figures, Line, Ranking, Report, Rest, Series, SourceError, Subject, Summary, Transaction, VatMix,
};

/// Reseller, currency and share of a euro that one unit of it is worth, in hundredths.
const RESELLERS: [(&str, &str, i64); 5] = [
    ("Nordlys", "EUR", 100),
    ("Maison Clair", "EUR", 100),
    ("Polna Róża", "PLN", 23),
    ("Квітка", "UAH", 2),
    ("Harbour & Sons", "GBP", 117),
];
const STORES: [&str; 6] = ["Main street", "Rynek Główny", "Хрещатик", "Σταδίου", "Old port", "Online"];
const PRODUCTS: [&str; 12] = [
    "Night cream 50 ml",
    "Rose water toner 200 ml",
    "Krem nawilżający z żurawiną 75 ml",
    "Олія для волосся «Золота осінь» 100 мл",
    "Κρέμα χεριών με ελιά και μέλι 75 ml",
    "Gift set: cleanser, toner, cream & serum in a tin with a ribbon",
    "Lip balm, raspberry",
    "Day cream SPF 30 50 ml",
    "Hand soap refill 500 ml",
    "Crème de jour à l’argan 50 ml",
    "Scented candle, fig",
    "日本の椿油 30 ml",
];
const COUNTRIES: [&str; 5] = ["DE", "FR", "PL", "UA", "GB"];

/// A month's sales summary over `rows` sales.
pub fn report(rows: u32) -> Report {
    let period = Period::month_of(first_day());
    let sales: Vec<Transaction> = sales(rows).collect();
    let total = figures(&sales);
    let scaled = |percent: i64| Figures {
        amount: Amount(total.amount.0 / 100 * percent),
        units: Quantity(total.units.0 / 1_000_000 * percent * 10_000),
        rows: total.rows * percent.unsigned_abs() / 100,
    };
    let returns: Vec<Transaction> =
        sales.iter().filter(|s| s.quantity.is_some_and(Quantity::is_return)).cloned().collect();
    let summary = Summary {
        total,
        previous: (rows > 0).then(|| Comparison { period: period.previous(), figures: scaled(91) }),
        last_year: (rows > 0).then(|| Comparison { period: period.last_year(), figures: scaled(118) }),
        returns: Some(figures(&returns)),
        vat: Some(VatMix { included: total.amount, ..VatMix::default() }),
        ..Summary::default()
    };
    let grain = Series::grain_for(&period);
    let booked = sales.iter().map(|s| (s.period.to, figures(std::slice::from_ref(s))));
    Report {
        title: "Sales summary".to_owned(),
        organisation: "Atelier Lumen".to_owned(),
        kind: ReportKind::SalesSummary,
        period,
        currency: Currency::EUR,
        basis: Basis::Reported,
        figures_as_of: DateTime::<Utc>::from_timestamp(1_746_081_000, 0).unwrap_or_default(),
        data_version: 42,
        filters: Vec::new(),
        summary,
        over_time: Series::filled(grain, &period, booked),
        rankings: rankings(&sales),
    }
}

/// The sales of [`report`], in the order of their days.
pub fn sales(rows: u32) -> impl Iterator<Item = Transaction> {
    let mut dice = Dice(0x2545_f491_4f6c_dd1d);
    (0..rows).map(move |index| sale(index, rows, &mut dice))
}

/// The sales as the writers take them.
pub fn stream(rows: u32) -> impl Iterator<Item = Result<Transaction, SourceError>> {
    sales(rows).map(Ok)
}

fn first_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 4, 1).unwrap_or_default()
}

fn sale(index: u32, rows: u32, dice: &mut Dice) -> Transaction {
    let day = first_day() + Days::new(u64::from(index) * 30 / u64::from(rows.max(1)));
    let (vendor, currency, worth) = RESELLERS[dice.low(5)];
    let store = dice.low(STORES.len());
    let product = dice.low(PRODUCTS.len());
    let pieces = match dice.below(20) {
        0 => -1,
        n => 1 + (n as i64) / 7,
    };
    let price = 79_900 + product as i64 * 41_300 + dice.below(40) as i64 * 33;
    let original = Amount(pieces * price * 100 / worth);
    let online = store + 1 == STORES.len();
    Transaction {
        sold_on: Some(day),
        period: Period::day(day),
        vendor: vendor.to_owned(),
        store: Some(STORES[store].to_owned()),
        channel: if online { Channel::Online } else { Channel::Offline },
        country: online.then(|| COUNTRIES[dice.low(COUNTRIES.len())].to_owned()),
        product_ean: Ean::parse(&format!("59012341234{product:02}")).ok(),
        functional_name: Some(PRODUCTS[product].to_owned()),
        quantity: Quantity::from_pieces(pieces),
        amount: Some(Amount(original.0 * worth / 100)),
        original_amount: Some(original),
        original_currency: currency.parse().ok(),
    }
}

fn figures(sales: &[Transaction]) -> Figures {
    let each = sales.iter().map(|s| Figures {
        amount: s.amount.unwrap_or_default(),
        units: s.quantity.unwrap_or_default(),
        rows: 1,
    });
    each.sum()
}

fn rankings(sales: &[Transaction]) -> Vec<Ranking> {
    let text = |t: &Option<String>| t.clone().unwrap_or_default();
    let online: Vec<Transaction> = sales.iter().filter(|s| s.channel == Channel::Online).cloned().collect();
    vec![
        ranking(Subject::Reseller, sales, 20, |s| (s.vendor.clone(), None)),
        ranking(Subject::Channel, sales, 2, |s| (channel_name(s.channel).to_owned(), None)),
        ranking(Subject::Product, sales, 8, |s| (text(&s.functional_name), s.product_ean.map(|e| e.to_string()))),
        ranking(Subject::Store, sales, 20, |s| (text(&s.store), Some(s.vendor.clone()))),
        ranking(Subject::Country, &online, 20, |s| (text(&s.country), None)),
    ]
}

fn channel_name(channel: Channel) -> &'static str {
    match channel {
        Channel::Online => "Online",
        Channel::Offline => "In shops",
    }
}

fn ranking(
    subject: Subject,
    sales: &[Transaction],
    best: usize,
    key: impl Fn(&Transaction) -> (String, Option<String>),
) -> Ranking {
    let mut groups: BTreeMap<(String, Option<String>), Figures> = BTreeMap::new();
    for sale in sales {
        let group = groups.entry(key(sale)).or_default();
        *group = group.plus(figures(std::slice::from_ref(sale)));
    }
    let mut lines: Vec<Line> = groups
        .into_iter()
        .enumerate()
        .map(|(i, ((name, detail), figures))| Line { name, detail, figures, previous: before(i, figures) })
        .collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.figures.amount));
    let others = lines.split_off(best.min(lines.len()));
    let rest = (!others.is_empty())
        .then(|| Rest { count: others.len() as u64, figures: others.iter().map(|l| l.figures).sum() });
    Ranking { subject, lines, rest }
}

/// What a line was in the period before: a little more, a little less, or not there yet.
fn before(index: usize, figures: Figures) -> Option<Figures> {
    let percent = [93, 108, 100, 71, 0, 122][index % 6];
    (percent > 0).then(|| Figures { amount: Amount(figures.amount.0 / 100 * percent), ..figures })
}

/// Xorshift: the same numbers on every machine.
#[derive(Debug)]
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % limit
    }

    /// Below `limit`, small numbers more often.
    fn low(&mut self, limit: usize) -> usize {
        let (a, b) = (self.below(limit as u64), self.below(limit as u64));
        a.min(b) as usize
    }
}
