//! Where figures are read: which statements, by their totals or by which table's rows, under which conditions.
//! Everything that says which rows count stands here, once.

use chrono::NaiveDate;
use sea_orm::Value;
use sellout_model::{OrgId, Period, StoreKey};

use super::Scope;
use super::query::Query;
use super::scope::Sellers;

/// How a statement's place lies to the days asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Reach {
    /// Wholly inside.
    Inside,
    /// Cut by an edge.
    Edge,
}

/// Which rows of a statement that an edge cuts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Those booked inside.
    Booked,
    /// Those without a day in a place longer than a week: nobody knows where they belong.
    OutsideGrain,
}

/// The tables of sales rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Table {
    /// Product by statement.
    Entries,
    /// Order lines.
    Orders,
}

impl Table {
    fn name(self) -> &'static str {
        match self {
            Self::Entries => "sellout_entries",
            Self::Orders => "ecommerce_orders",
        }
    }

    /// The statements whose rows lie in it.
    fn kinds(self) -> &'static str {
        match self {
            Self::Entries => "s.kind = 'period'",
            Self::Orders => "s.kind <> 'period'",
        }
    }
}

/// A question, whose and at which version it is answered.
#[derive(Clone, Debug)]
pub(super) struct Asked<'a> {
    pub(super) org: OrgId,
    pub(super) scope: &'a Scope,
    pub(super) version: i64,
    pub(super) sqlite: bool,
    /// The product keys that the scope's product means; `None` if it asks for all products or for unmatched ones.
    pub(super) keys: Option<Vec<i64>>,
    /// The vendor and the stores that the scope means.
    pub(super) sellers: Sellers,
}

impl Asked<'_> {
    /// The tables that can answer.
    pub(super) fn tables(&self, orders_alone: bool) -> &'static [Table] {
        if orders_alone || self.scope.country.is_some() { &[Table::Orders] } else { &[Table::Entries, Table::Orders] }
    }

    /// `FROM ... WHERE ...` over statements `s` and their history `h`.
    ///
    /// CROSS JOIN keeps `SQLite` to this order of joins, which the indexes are made for; `PostgreSQL` picks its own.
    pub(super) fn statements(&self, query: &mut Query, reach: Reach) {
        let index = self.index(reach);
        query.push(&format!(" FROM statements s{index} CROSS JOIN statement_history h WHERE "));
        self.statement_conditions(query, reach);
    }

    /// `SQLite` knows nothing of how many statements an edge can cut, and would look through all later ones.
    fn index(&self, reach: Reach) -> &'static str {
        if self.sqlite && reach == Reach::Edge { " INDEXED BY statements_of_many_days" } else { "" }
    }

    /// `FROM ... WHERE ...` over the rows `r` of a table with their statements.
    pub(super) fn rows(&self, query: &mut Query, table: Table, reach: Reach, part: Part) {
        let (name, kinds) = (table.name(), table.kinds());
        if self.keys.is_some() {
            // A product's rows are few, and found by their key.
            query.push(&format!(" FROM {name} r CROSS JOIN statements s CROSS JOIN statement_history h WHERE "));
        } else {
            let index = self.index(reach);
            query.push(&format!(" FROM statements s{index} CROSS JOIN statement_history h CROSS JOIN {name} r WHERE "));
        }
        self.statement_conditions(query, reach);
        query.push(&format!(" AND {kinds} AND r.statement_id = s.id"));
        self.counts(query);
        if reach == Reach::Edge
            && let Some(period) = self.scope.period
        {
            self.part(query, period, part);
        }
        self.row_filters(query);
    }

    fn statement_conditions(&self, query: &mut Query, reach: Reach) {
        query.push("s.org_id = ").bind(self.org.0);
        if let Some(period) = self.scope.period {
            place(query, period, reach);
        }
        let scope = self.scope;
        let filters: [(&str, Option<Value>); 3] = [
            ("s.channel", scope.channel.map(|channel| channel.as_str().into())),
            ("s.vendor", self.sellers.vendor.as_deref().map(Into::into)),
            ("s.upload_id", scope.upload.map(|upload| upload.0.into())),
        ];
        for (column, value) in filters {
            if let Some(value) = value {
                query.push(&format!(" AND {column} = ")).bind(value);
            }
        }
        if let Some(store) = &scope.store {
            self.store(query, store);
        }
        // An empty statement counts, but of nothing: it makes no line of a ranking.
        query.push(" AND h.statement_id = s.id AND h.rows > 0 AND ");
        self.valid(query, "h");
    }

    /// Of a store by its key, or of one that stores with this key are merged into.
    fn store(&self, query: &mut Query, store: &StoreKey) {
        query.push(" AND (s.store = ").bind(store.as_str());
        for seat in &self.sellers.elsewhere {
            query.push(" OR (s.vendor = ").bind(seat.vendor.as_str());
            query.push(" AND s.store = ").bind(seat.store.as_str());
            query.push(" AND s.channel = ").bind(seat.channel.as_str()).push(")");
        }
        query.push(")");
    }

    /// A row of history or of what does not count, valid at the version.
    fn valid(&self, query: &mut Query, alias: &str) {
        query.push(&format!("{alias}.from_version <= ")).bind(self.version);
        query.push(&format!(" AND ({alias}.to_version IS NULL OR {alias}.to_version > ")).bind(self.version).push(")");
    }

    /// Leaves out the rows that do not count; statements whose rows all do are not looked up row by row.
    fn counts(&self, query: &mut Query) {
        query.push(
            " AND (h.rows = s.rows OR NOT EXISTS (SELECT 1 FROM uncounted_rows u \
             WHERE u.statement_id = r.statement_id AND u.row_no = r.row_no AND ",
        );
        self.valid(query, "u");
        query.push("))");
    }

    fn part(&self, query: &mut Query, period: Period, part: Part) {
        let a_week_at_most = if self.sqlite {
            "julianday(s.place_to) - julianday(s.place_from) < 7"
        } else {
            "s.place_to - s.place_from < 7"
        };
        match part {
            Part::Booked => {
                query.push(" AND (");
                between(query, "r.sold_on", period.from, period.to);
                query.push(&format!(" OR (r.sold_on IS NULL AND {a_week_at_most} AND "));
                between(query, "s.place_to", period.from, period.to);
                query.push("))");
            }
            Part::OutsideGrain => {
                query.push(&format!(" AND r.sold_on IS NULL AND NOT {a_week_at_most}"));
            }
        }
    }

    fn row_filters(&self, query: &mut Query) {
        if let Some(country) = &self.scope.country {
            query.push(" AND r.country = ").bind(country.as_str());
        }
        match &self.keys {
            Some(keys) if keys.is_empty() => query.push(" AND 1 = 0"),
            Some(keys) => query.push(" AND r.key_id IN (").bind_all(keys.iter().copied()).push(")"),
            None if self.scope.product.is_some() => {
                query.push(
                    " AND r.key_id IN (SELECT k.id FROM product_keys k WHERE k.product_id IS NULL AND k.org_id = ",
                );
                query.bind(self.org.0).push(")")
            }
            None => query,
        };
    }
}

fn between(query: &mut Query, column: &str, from: NaiveDate, to: NaiveDate) {
    query.push(&format!("{column} >= ")).bind(from).push(&format!(" AND {column} <= ")).bind(to);
}

fn place(query: &mut Query, period: Period, reach: Reach) {
    query.push(" AND ");
    match reach {
        Reach::Inside => {
            between(query, "s.place_to", period.from, period.to);
            query.push(" AND s.place_from >= ").bind(period.from);
        }
        Reach::Edge => {
            // Said in the words of the partial index: a single day is never cut.
            query.push("s.place_from < s.place_to AND s.place_to >= ").bind(period.from);
            query.push(" AND s.place_from <= ").bind(period.to);
            query.push(" AND (s.place_from < ").bind(period.from).push(" OR s.place_to > ").bind(period.to).push(")");
        }
    }
}
