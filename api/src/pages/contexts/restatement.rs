//! The page of one change of the figures.

use chrono::{DateTime, NaiveDate};
use sellout_model::{Channel, Quantity};
use serde::Serialize;
use uuid::Uuid;

use crate::pages::Page;
use crate::routes::analytics::FiguresView;
use crate::routes::restatements::{
    BeforeAfterView, MovedPlaceView, MovedProductView, MovedView, RestatementView, RestatementWithFigures,
};
use crate::routes::uploads::change::Touched;

/// What changed, and why.
#[derive(Debug, Serialize)]
pub(crate) struct RestatementPage {
    #[serde(flatten)]
    pub(crate) shown: RestatementWithFigures,
}

/// Believable figures of a change.
pub(crate) fn sample_moved() -> MovedView {
    let figures =
        |amount: &str, units, rows| FiguresView { amount: Some(amount.to_owned()), units: Some(Quantity(units)), rows };
    let moved = BeforeAfterView {
        before: figures("1415.70", 1_110_000, 110),
        after: figures("1400.00", 1_100_000, 109),
        change: "-15.70".to_owned(),
    };
    let day = NaiveDate::from_ymd_opt(2025, 4, 1).unwrap_or_default();
    MovedView {
        currency: "EUR".to_owned(),
        all: moved.clone(),
        places: vec![MovedPlaceView {
            vendor: Some("corner-shop".to_owned()),
            store: Some("Leeds <b>".to_owned()),
            channel: Some(Channel::Offline),
            order: None,
            period_from: day,
            period_to: day,
            figures: moved.clone(),
        }],
        places_in_all: 3,
        products: Some(vec![MovedProductView {
            id: None,
            key: Some("code:rose".to_owned()),
            name: Some("Rose <b>".to_owned()),
            figures: moved,
        }]),
        products_in_all: Some(1),
    }
}

impl Page for RestatementPage {
    const TEMPLATE: &'static str = "restatement.html";

    fn sample() -> Self {
        let upload = Touched { id: Uuid::from_u128(1), filename: "April <sales>.xlsx".to_owned() };
        let restatement = RestatementView {
            data_version: 7,
            at: DateTime::from_timestamp(1_760_000_000, 0).unwrap_or_default(),
            cause: "load".to_owned(),
            upload: Some(upload),
        };
        Self { shown: RestatementWithFigures { restatement, moved: sample_moved() } }
    }
}
