//! The page of exchange rates: what waits for a person, what people gave, and the form for more.

use serde::Serialize;

use crate::extract;
use crate::pages::Page;
use crate::routes::exchange_rates::ChangedRate;
use crate::routes::exchange_rates::show::{HeldRate, RateView};
use crate::routes::exchange_rates::take_in::{Changes, Touched};

/// Exchange rates.
#[derive(Debug, Serialize)]
pub(crate) struct RatesPage {
    /// What was just done.
    pub(crate) done: Option<Changes>,
    /// Why rates were not taken.
    pub(crate) problem: Option<String>,
    pub(crate) held: Vec<HeldRate>,
    pub(crate) given: extract::Page<RateView>,
    /// Where the built-in rates come from.
    pub(crate) about: String,
}

impl Page for RatesPage {
    const TEMPLATE: &'static str = "rates.html";

    fn sample() -> Self {
        let (at, month) = (chrono::DateTime::UNIX_EPOCH, "2025-04".to_owned());
        let held = HeldRate {
            currency: "UAH".to_owned(),
            month: month.clone(),
            rate: "450".to_owned(),
            in_force: None,
            beside: "2025-03".to_owned(),
            beside_rate: "45".to_owned(),
            source: "<b>.csv".to_owned(),
            given_by: None,
            created_at: at,
        };
        let given = RateView {
            currency: "USD".to_owned(),
            month: month.clone(),
            rate: "1.1".to_owned(),
            source: "<b>.csv".to_owned(),
            given_by: None,
            built_in: Some("1.12".to_owned()),
            created_at: at,
        };
        let done = Changes {
            changed: vec![ChangedRate { currency: "USD".to_owned(), month }],
            uploads: vec![Touched { id: uuid::Uuid::nil(), filename: "<sales>.csv".to_owned() }],
            upload_count: 2,
            job_id: Some(uuid::Uuid::nil()),
            ..Changes::default()
        };
        Self {
            done: Some(done),
            problem: Some("line 2: wrong".to_owned()),
            held: vec![held],
            given: extract::Page { items: vec![given], page: 1, per_page: 1, total: 2 },
            about: "European Central Bank".to_owned(),
        }
    }
}
