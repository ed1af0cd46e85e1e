//! The first page: the figures.

use serde::Serialize;

use crate::pages::Page;

/// Totals with what they are compared with, the trend, the best.
#[derive(Debug, Default, Serialize)]
pub(crate) struct OverviewPage {
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) basis: &'static str,
    pub(crate) basis_words: &'static str,
    pub(crate) currency: String,
    pub(crate) period_words: String,
    pub(crate) presets: Vec<Preset>,
    pub(crate) problem: Option<String>,
    pub(crate) is_empty: bool,
    /// The newest days that have figures, if these have none.
    pub(crate) latest: Option<Latest>,
    pub(crate) tiles: Vec<Tile>,
    pub(crate) notes: Vec<String>,
    pub(crate) chart_title: String,
    /// SVG, made by the report crate.
    pub(crate) chart: String,
    pub(crate) points: Vec<PointLine>,
    pub(crate) rankings: Vec<RankingTable>,
}

/// Days that are often looked at.
#[derive(Debug, Serialize)]
pub(crate) struct Preset {
    pub(crate) name: String,
    pub(crate) from: String,
    pub(crate) to: String,
}

/// The month in which the figures end.
#[derive(Debug, Serialize)]
pub(crate) struct Latest {
    pub(crate) day: String,
    pub(crate) name: String,
    pub(crate) from: String,
    pub(crate) to: String,
}

/// One figure with its changes in per cent.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Tile {
    pub(crate) name: &'static str,
    pub(crate) value: String,
    pub(crate) unit: String,
    pub(crate) change: Option<f64>,
    pub(crate) year_change: Option<f64>,
}

/// One step of the trend.
#[derive(Debug, Serialize)]
pub(crate) struct PointLine {
    pub(crate) name: String,
    pub(crate) amount: String,
    pub(crate) units: String,
}

/// A ranking as a table.
#[derive(Debug, Serialize)]
pub(crate) struct RankingTable {
    pub(crate) name: &'static str,
    pub(crate) column: &'static str,
    pub(crate) lines: Vec<RankingLine>,
}

/// One line of it.
#[derive(Debug, Default, Serialize)]
pub(crate) struct RankingLine {
    pub(crate) name: String,
    pub(crate) href: Option<String>,
    pub(crate) amount: String,
    pub(crate) units: String,
    pub(crate) share: String,
    pub(crate) share_value: f64,
}

impl Page for OverviewPage {
    const TEMPLATE: &'static str = "overview.html";

    fn sample() -> Self {
        let preset =
            || Preset { name: "April 2025".to_owned(), from: "2025-04-01".to_owned(), to: "2025-04-30".to_owned() };
        let line = RankingLine {
            name: "<Pen>".to_owned(),
            href: Some("/sales?product=1".to_owned()),
            ..RankingLine::default()
        };
        Self {
            period_words: "April 2025".to_owned(),
            basis: "net",
            basis_words: "without VAT where known",
            currency: "EUR".to_owned(),
            presets: vec![preset()],
            problem: Some("no".to_owned()),
            tiles: vec![
                Tile {
                    name: "Amount",
                    value: "1,415.70".to_owned(),
                    unit: "EUR".to_owned(),
                    change: Some(12.5),
                    year_change: None,
                },
                Tile {
                    name: "Units",
                    value: "12".to_owned(),
                    change: Some(-3.0),
                    year_change: Some(0.0),
                    ..Tile::default()
                },
            ],
            notes: vec!["3 rows wait for a rate.".to_owned()],
            chart_title: "Sales by day".to_owned(),
            chart: "<svg></svg>".to_owned(),
            points: vec![PointLine { name: "7 Apr".to_owned(), amount: "1.00".to_owned(), units: "1".to_owned() }],
            rankings: vec![RankingTable { name: "Top products", column: "Product", lines: vec![line] }],
            ..Self::default()
        }
    }
}
