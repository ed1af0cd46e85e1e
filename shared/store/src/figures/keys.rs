//! What sums are grouped by: as statements know it, and as rows do.

/// The columns of a grouping; in the query they are called `k1`, `k2`, ...
#[derive(Clone, Copy, Debug)]
pub(super) struct Keys {
    /// As statement `s` knows them; `None` where rows alone do.
    pub(super) by_statement: Option<&'static [&'static str]>,
    /// As row `r` and its statement `s` know them.
    pub(super) by_row: &'static [&'static str],
    /// Whether order rows alone know them.
    pub(super) orders_alone: bool,
}

const fn of_statements(columns: &'static [&'static str]) -> Keys {
    Keys { by_statement: Some(columns), by_row: columns, orders_alone: false }
}

const fn of_orders(columns: &'static [&'static str]) -> Keys {
    Keys { by_statement: None, by_row: columns, orders_alone: true }
}

impl Keys {
    /// Everything together.
    pub(super) const NONE: Self = of_statements(&[]);
    /// The day a row is booked on.
    pub(super) const DAY: Self =
        Self { by_statement: Some(&["s.place_to"]), by_row: &["COALESCE(r.sold_on, s.place_to)"], orders_alone: false };
    /// The vendor's code.
    pub(super) const VENDOR: Self = of_statements(&["s.vendor"]);
    /// The store: vendor, key, channel.
    pub(super) const STORE: Self = of_statements(&["s.vendor", "s.store", "s.channel"]);
    /// Online or offline.
    pub(super) const CHANNEL: Self = of_statements(&["s.channel"]);
    /// The product key's id.
    pub(super) const PRODUCT: Self = Self { by_statement: None, by_row: &["r.key_id"], orders_alone: false };
    /// The file's currency.
    pub(super) const CURRENCY: Self = Self { by_statement: None, by_row: &["r.currency"], orders_alone: false };
    /// The buyer's country.
    pub(super) const COUNTRY: Self = of_orders(&["r.country"]);
    /// The buyer's city, with its country: names repeat.
    pub(super) const CITY: Self = of_orders(&["r.city", "r.country"]);
    /// Where the buyer came from.
    pub(super) const UTM_SOURCE: Self = of_orders(&["r.utm_source"]);
    /// What the buyer used.
    pub(super) const DEVICE: Self = of_orders(&["r.device"]);

    /// `k1, k2, ...`, each after `prefix`.
    pub(super) fn names(&self, prefix: &str) -> Vec<String> {
        (1..=self.by_row.len()).map(|n| format!("{prefix}{n}")).collect()
    }
}
