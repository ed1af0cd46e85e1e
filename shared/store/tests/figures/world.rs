//! A made-up organisation with every kind of statement and row, in memory and in the database.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use sea_orm::ActiveValue::Set;
use sea_orm::EntityTrait;
use sellout_model::{Ean, OrgId, ProductKey};
use sellout_store::product_keys::{self, NewKey};
use sellout_store::{loads, statements, uploads};
use sellout_testing::{TestDb, day, moment};
use uuid::Uuid;

use crate::dice::Dice;
use crate::written::{add_history, add_row, totals};

pub(crate) const VENDORS: [&str; 2] = ["north", "south"];
pub(crate) const STORES: [&str; 3] = ["*", "harbour", "station"];
pub(crate) const LAST_VERSION: i64 = 4;

#[derive(Clone, Debug, Default)]
pub(crate) struct Row {
    pub(crate) number: i32,
    pub(crate) key: usize,
    pub(crate) sold_on: Option<NaiveDate>,
    pub(crate) quantity: Option<i64>,
    pub(crate) original: Option<i64>,
    pub(crate) amount: Option<i64>,
    pub(crate) net: Option<i64>,
    pub(crate) gross: Option<i64>,
    pub(crate) vat: Option<i16>,
    pub(crate) currency: Option<&'static str>,
    pub(crate) country: Option<&'static str>,
    pub(crate) city: Option<&'static str>,
}

/// What counts of a statement in some versions.
#[derive(Clone, Debug)]
pub(crate) struct Counts {
    pub(crate) from: i64,
    pub(crate) to: Option<i64>,
    pub(crate) not: BTreeSet<i32>,
}

#[derive(Clone, Debug)]
pub(crate) struct Statement {
    pub(crate) id: i64,
    pub(crate) upload: Uuid,
    pub(crate) load: Uuid,
    pub(crate) vendor: &'static str,
    pub(crate) store: &'static str,
    pub(crate) channel: &'static str,
    pub(crate) order: bool,
    pub(crate) from: NaiveDate,
    pub(crate) to: NaiveDate,
    pub(crate) rows: Vec<Row>,
    pub(crate) counts: Vec<Counts>,
}

pub(crate) struct World {
    pub(crate) org: OrgId,
    /// Ids of the product keys: two valid EANs, then two codes that nobody knows.
    pub(crate) keys: Vec<i64>,
    pub(crate) uploads: Vec<Uuid>,
    pub(crate) statements: Vec<Statement>,
}

impl World {
    /// With two uploads and no statements.
    pub(crate) async fn empty(db: &TestDb) -> Self {
        let org = db.organisation().await;
        let key = |ean: Option<&str>, text: &str| {
            let ean = ean.map(|ean| Ean::parse(ean).unwrap());
            let key = ean.as_ref().map_or_else(|| ProductKey::of_code(text), ProductKey::of_ean);
            NewKey { vendor: "north".to_owned(), key, ean, text: text.to_owned(), sku: None }
        };
        let keys = [
            key(Some("4006381333931"), "Rose water"),
            key(Some("96385074"), "Lip balm"),
            key(None, "A1"),
            key(None, "B2"),
        ];
        let keys = product_keys::intern(db.write(), org, &keys, moment(0)).await.unwrap();
        let mut world = Self { org, keys, uploads: Vec::new(), statements: Vec::new() };
        for number in 1..=2 {
            world.add_upload(db, number).await;
        }
        world
    }

    /// With some dozen statements of every kind.
    pub(crate) async fn random(db: &TestDb, seed: u64) -> Self {
        let mut world = Self::empty(db).await;
        let mut dice = Dice::of(seed);
        for number in 0..40 {
            let statement = world.made_up(&mut dice, number);
            world.add(db, statement).await;
        }
        world
    }

    async fn add_upload(&mut self, db: &TestDb, number: i64) {
        let id = sellout_store::new_id(moment(number));
        let upload = uploads::ActiveModel {
            id: Set(id),
            org_id: Set(self.org.0),
            number: Set(number),
            filename: Set("sales.xlsx".to_owned()),
            size_bytes: Set(1),
            sha256: Set(format!("{number:064}")),
            storage_key: Set("key".to_owned()),
            status: Set("completed".to_owned()),
            created_at: Set(moment(number)),
            ..Default::default()
        };
        uploads::Entity::insert(upload).exec_without_returning(db.write()).await.unwrap();
        let load = loads::ActiveModel {
            id: Set(id),
            org_id: Set(self.org.0),
            upload_id: Set(id),
            state: Set("finished".to_owned()),
            sheets: Set(r#"["April","May"]"#.to_owned()),
            created_at: Set(moment(number)),
            ..Default::default()
        };
        loads::Entity::insert(load).exec_without_returning(db.write()).await.unwrap();
        self.uploads.push(id);
    }

    /// A statement with one row, which the caller changes before adding it.
    pub(crate) fn plain(&self, from: &str, to: &str) -> Statement {
        let row = Row {
            quantity: Some(10_000),
            original: Some(123_400),
            amount: Some(123_400),
            currency: Some("EUR"),
            ..Row::default()
        };
        Statement {
            id: 0,
            upload: self.uploads[0],
            load: self.uploads[0],
            vendor: "north",
            store: "harbour",
            channel: "offline",
            order: false,
            from: day(from),
            to: day(to),
            rows: vec![row],
            counts: vec![Counts { from: 1, to: None, not: BTreeSet::new() }],
        }
    }

    fn made_up(&self, dice: &mut Dice, number: usize) -> Statement {
        let start = day("2025-01-20") + Days::new(dice.below(60) as u64);
        let length = dice.pick(&[0, 0, 6, 6, 7, 13, 30, 89]);
        let (from, to) = (start, start + Days::new(length));
        let order = dice.one_in(3);
        let dated = dice.below(3);
        let count = dice.below(6);
        let rows = (0..count).map(|n| made_up_row(dice, n as i32, (from, length), order, dated)).collect();
        let mut statement = Statement {
            order,
            from,
            to,
            rows,
            vendor: dice.pick(&VENDORS),
            store: if order { STORES[0] } else { dice.pick(&STORES) },
            channel: if order { "online" } else { dice.pick(&["online", "offline"]) },
            upload: self.uploads[number % 2],
            load: self.uploads[number % 2],
            ..self.plain("2025-01-01", "2025-01-01")
        };
        statement.counts = made_up_counts(dice, &statement.rows);
        statement
    }

    /// Writes a statement with its rows and history.
    pub(crate) async fn add(&mut self, db: &TestDb, mut statement: Statement) -> i64 {
        let tx = db.begin().await.unwrap();
        let all = totals(&statement.rows, &BTreeSet::new());
        let place = format!("place:{}", self.statements.len());
        let row = statements::ActiveModel {
            org_id: Set(self.org.0),
            load_id: Set(statement.load),
            upload_id: Set(statement.upload),
            number: Set(self.statements.len() as i32),
            vendor: Set(statement.vendor.to_owned()),
            store: Set(statement.store.to_owned()),
            channel: Set(statement.channel.to_owned()),
            kind: Set(if statement.order { "order" } else { "period" }.to_owned()),
            place: Set(place),
            place_from: Set(statement.from),
            place_to: Set(statement.to),
            state: Set("live".to_owned()),
            rows: Set(all.rows),
            ..Default::default()
        };
        statement.id = statements::Entity::insert(row).exec_with_returning(&tx).await.unwrap().id;
        for counts in &statement.counts {
            add_history(&tx, self.org, &statement, counts).await;
        }
        for row in &statement.rows {
            add_row(&tx, self.keys[row.key], &statement, row).await;
        }
        tx.commit().await.unwrap();
        let id = statement.id;
        self.statements.push(statement);
        id
    }
}

fn made_up_row(dice: &mut Dice, number: i32, (from, length): (NaiveDate, u64), order: bool, dated: usize) -> Row {
    let original = dice.between(-500_000, 2_000_000);
    let amount = dice.but(6, original * 9 / 10);
    Row {
        number,
        key: dice.below(4),
        // Statements without days, with days, and with both.
        sold_on: if dated == 0 || (dated == 2 && dice.one_in(2)) {
            None
        } else {
            Some(from + Days::new(dice.below(length as usize + 1) as u64))
        },
        quantity: dice.but(5, dice_quantity(original)),
        original: amount.map_or_else(|| Some(original).filter(|o| o % 2 == 0), |_| Some(original)),
        amount,
        net: amount.filter(|a| a % 3 != 0).map(|a| a / 2),
        gross: amount.filter(|a| a % 5 != 0).map(|a| a * 2),
        vat: dice.pick(&[None, Some(0), Some(1)]),
        currency: Some(dice.pick(&["EUR", "PLN", "XTS"])),
        country: if order { dice.pick(&[None, Some("DE"), Some("FR")]) } else { None },
        city: if order { dice.pick(&[None, Some("Valencia"), Some("Paris")]) } else { None },
    }
}

fn dice_quantity(original: i64) -> i64 {
    (original / 100_000 + 1) * 10_000
}

/// One or two spans of versions, each with its own rows that do not count.
fn made_up_counts(dice: &mut Dice, rows: &[Row]) -> Vec<Counts> {
    let some = |dice: &mut Dice| {
        let all_count = dice.one_in(2);
        rows.iter().filter(|_| !all_count && dice.one_in(3)).map(|row| row.number).collect()
    };
    let first = dice.between(1, LAST_VERSION);
    let end = dice.but(2, first + 1);
    let mut counts = vec![Counts { from: first, to: end, not: some(dice) }];
    if let Some(end) = end
        && dice.one_in(2)
    {
        counts.push(Counts { from: end, to: None, not: some(dice) });
    }
    counts
}
