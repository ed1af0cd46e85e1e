//! Random organisations and random questions: every way to ask gives what plain counting gives.

use std::collections::{BTreeMap, BTreeSet};

use sellout_model::{Basis, Channel, Period, StoreKey, UploadId};
use sellout_store::Page;
use sellout_store::figures::{
    self, Bucket, Counted, Line, Metric, ProductFilter, Scope, Subject, returns, sales, series, summary, top,
    transactions,
};
use sellout_testing::{TestDb, on_both, period};

use crate::count::{Belongs, belongs, by, one, rows, sum};
use crate::dice::Dice;
use crate::world::{LAST_VERSION, STORES, VENDORS, World};

const WORLDS: u64 = 4;
const QUESTIONS: usize = 16;

on_both! {
    async fn every_figure_is_what_counting_row_by_row_gives(db) {
        for seed in 0..WORLDS {
            let world = World::random(db, seed).await;
            let mut dice = Dice::of(seed + 1000);
            for _ in 0..QUESTIONS {
                let scope = question(&mut dice, &world);
                let told = format!("seed {seed}, {scope:?}");
                the_summary_agrees(db, &world, &scope, &told).await;
                the_series_agree(db, &world, &scope, &told).await;
                the_rankings_agree(db, &world, &scope, &told).await;
                the_lists_agree(db, &world, &scope, &told).await;
            }
        }
    }
}

fn question(dice: &mut Dice, world: &World) -> Scope {
    let periods =
        ["2025-02", "2025-03", "2025-W08", "2025-02-14", "2025-02-10..2025-03-20", "2025-Q1", "2025-01..2025-07"];
    let product = ["4006381333931", "A1", "code:a1"].map(|text| ProductFilter::Text(text.to_owned()));
    let mut scope = Scope {
        period: dice.but(8, ()).map(|()| period(dice.pick(&periods))),
        basis: dice.pick(&[Basis::Reported, Basis::Reported, Basis::Net, Basis::Gross]),
        version: Some(dice.between(0, LAST_VERSION)),
        ..Scope::default()
    };
    match dice.below(9) {
        0 => scope.channel = Some(Channel::Online),
        1 => scope.vendor = Some(dice.pick(&VENDORS).to_owned()),
        2 => scope.store = Some(StoreKey::from_stored(dice.pick(&STORES))),
        3 => scope.product = Some(dice.pick(&product)),
        4 => scope.product = Some(ProductFilter::Unmatched),
        5 => scope.country = Some("DE".to_owned()),
        6 => scope.upload = Some(UploadId(dice.pick(&world.uploads))),
        _ => {}
    }
    scope
}

async fn the_summary_agrees(db: &TestDb, world: &World, scope: &Scope, told: &str) {
    let found = summary(db.read(), world.org, scope).await.unwrap();
    assert_eq!(found.total.counted, sum(world, scope, Belongs::Inside), "total, {told}");
    assert_eq!(found.outside_grain, sum(world, scope, Belongs::OutsideGrain), "outside grain, {told}");
    let inside: Vec<_> =
        rows(world, scope).into_iter().filter(|(s, r)| belongs(s, r, scope) == Belongs::Inside).collect();
    let vat = |vat| inside.iter().filter(|(_, r)| r.vat == vat).filter_map(|(_, r)| r.amount).map(i128::from).sum();
    let mix: (i128, i128, i128) = (vat(Some(1)), vat(Some(0)), vat(None));
    assert_eq!((found.total.with_vat.0, found.total.without_vat.0, found.total.vat_unknown().0), mix, "{told}");
    let unknown = |of: fn(&crate::world::Row) -> Option<i64>| inside.iter().filter(|(_, r)| of(r).is_none()).count();
    assert_eq!(found.total.no_net as usize, unknown(|r| r.net), "{told}");
    assert_eq!(found.total.no_gross as usize, unknown(|r| r.gross), "{told}");
    let mut unconverted: BTreeMap<&str, (i128, i64)> = BTreeMap::new();
    for (_, row) in &inside {
        if let (None, Some(original), Some(currency)) = (row.amount, row.original, row.currency) {
            let sum = unconverted.entry(currency).or_default();
            *sum = (sum.0 + i128::from(original), sum.1 + 1);
        }
    }
    let listed: BTreeMap<String, (i128, i64)> =
        found.unconverted.iter().map(|u| (u.currency.to_string(), (u.amount.0, u.rows))).collect();
    let unconverted = unconverted.into_iter().map(|(currency, sum)| (currency.to_owned(), sum)).collect();
    assert_eq!(listed, unconverted, "unconverted, {told}");
    if let Some(asked) = scope.period {
        let before = sum(world, &scope.over(asked.previous()), Belongs::Inside);
        assert_eq!(found.previous.unwrap().counted, before, "previous, {told}");
        let year = sum(world, &scope.over(asked.last_year()), Belongs::Inside);
        assert_eq!(found.last_year.unwrap().counted, year, "last year, {told}");
    }
    let is_return = |r: &crate::world::Row| r.quantity.map_or(r.original.is_some_and(|o| o < 0), |q| q < 0);
    let back = inside.iter().filter(|(_, r)| is_return(r));
    let back = back.fold(Counted::default(), |sum, (_, r)| sum + one(r, scope.basis));
    assert_eq!(returns(db.read(), world.org, scope).await.unwrap(), back, "returns, {told}");
}

async fn the_series_agree(db: &TestDb, world: &World, scope: &Scope, told: &str) {
    for bucket in [Bucket::Day, Bucket::Week, Bucket::Month] {
        let found = series(db.read(), world.org, scope, bucket).await.unwrap();
        let booked = by(world, scope, |s, r| bucket.of(r.sold_on.unwrap_or(s.to)));
        let some: BTreeMap<Period, Counted> =
            found.iter().filter(|p| p.counted.rows > 0).map(|p| (p.period, p.counted)).collect();
        assert_eq!(some, booked, "{bucket:?}, {told}");
        let gaps = found.windows(2).filter(|pair| pair[1].period.from != pair[0].period.to.succ_opt().unwrap());
        assert_eq!(gaps.count(), 0, "{bucket:?}, {told}");
    }
}

async fn the_rankings_agree(db: &TestDb, world: &World, scope: &Scope, told: &str) {
    let text = |value: Option<&str>| value.unwrap_or("?").to_owned();
    let products = ["4006381333931", "96385074", "code:a1", "code:b2"];
    let cases: [(Subject, BTreeMap<String, Counted>); 6] = [
        (Subject::Product, by(world, scope, |_, r| products[r.key].to_owned())),
        (Subject::Vendor, by(world, scope, |s, _| s.vendor.to_owned())),
        (Subject::Store, by(world, scope, |s, _| format!("{}/{}/{}", s.vendor, s.store.replace('*', "?"), s.channel))),
        (Subject::Channel, by(world, scope, |s, _| s.channel.to_owned())),
        (Subject::Country, by_orders(world, scope, |r| text(r.country))),
        (Subject::City, by_orders(world, scope, |r| format!("{}/{}", text(r.city), text(r.country)))),
    ];
    let name = |subject: Subject, line: &Line| {
        let key = text(line.key.as_deref());
        match subject {
            Subject::Store => format!("{}/{key}/{}", text(line.vendor.as_deref()), line.channel.unwrap()),
            Subject::City => format!("{key}/{}", text(line.country.as_deref())),
            _ => key,
        }
    };
    for (subject, expected) in cases {
        for metric in [Metric::Amount, Metric::Units] {
            let told = format!("{subject:?} by {metric:?}, {told}");
            let all = top(db.read(), world.org, scope, subject, metric, 100).await.unwrap();
            let lines: BTreeMap<String, Counted> = all.lines.iter().map(|l| (name(subject, l), l.counted)).collect();
            assert_eq!(lines, expected, "{told}");
            assert!(all.lines.windows(2).all(|w| metric.of(&w[0].counted) >= metric.of(&w[1].counted)), "{told}");
            let best = top(db.read(), world.org, scope, subject, metric, 2).await.unwrap();
            assert_eq!(best.lines, all.lines[..all.lines.len().min(2)], "{told}");
            assert_eq!((best.total, best.lines_in_all), (all.total, all.lines.len() as u64), "{told}");
            let rest = all.lines.iter().skip(2).fold(Counted::default(), |sum, line| sum + line.counted);
            assert_eq!(best.rest(), (all.lines.len().saturating_sub(2) as u64, rest), "{told}");
        }
    }
}

fn by_orders(world: &World, scope: &Scope, key: impl Fn(&crate::world::Row) -> String) -> BTreeMap<String, Counted> {
    let mut sums = by(world, scope, |s, r| (s.order, key(r)));
    sums.retain(|(order, _), _| *order);
    sums.into_iter().map(|((_, key), sum)| (key, sum)).collect()
}

async fn the_lists_agree(db: &TestDb, world: &World, scope: &Scope, told: &str) {
    let expected: BTreeSet<(i64, i32)> = rows(world, scope)
        .into_iter()
        .filter(|(s, r)| belongs(s, r, scope) == Belongs::Inside)
        .map(|(s, r)| (s.id, r.number))
        .collect();
    let mut listed = Vec::new();
    for page in 1.. {
        let found = sales(db.read(), world.org, scope, Page { page, per_page: 17 }).await.unwrap();
        assert_eq!(found.total as usize, expected.len(), "{told}");
        if found.items.is_empty() {
            break;
        }
        listed.extend(found.items);
    }
    let mut streamed = Vec::new();
    let mut cursor = None;
    loop {
        let page = transactions(db.read(), world.org, scope, cursor, 7).await.unwrap();
        assert!(page.sales.len() <= 7, "{told}");
        streamed.extend(page.sales);
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    for (what, list) in [("pages", &listed), ("stream", &streamed)] {
        assert_eq!(list.len(), expected.len(), "{what}: as many, so none twice, {told}");
        let found: BTreeSet<(i64, i32)> = list.iter().map(|sale| (sale.statement, sale.row_no)).collect();
        assert_eq!(found, expected, "{what}, {told}");
        let amount: i128 = list.iter().filter_map(|sale| sale.amount).map(|a| i128::from(a.0)).sum();
        assert_eq!(amount, figures::counted(db.read(), world.org, scope).await.unwrap().amount.0, "{what}, {told}");
    }
}
