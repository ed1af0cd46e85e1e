//! Sales over time, a bucket a day, week or month.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use sellout_model::{Grain, Period};

use super::Figures;

/// One bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    /// The day, week or month.
    pub period: Period,
    /// What was booked in it.
    pub figures: Figures,
}

/// Buckets in order of time, without gaps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    /// How long a bucket is: day, week or month.
    pub grain: Grain,
    /// The buckets.
    pub points: Vec<Point>,
}

impl Series {
    /// The grain that shows a period well: days up to six weeks, weeks up to seven months, else months.
    pub fn grain_for(period: &Period) -> Grain {
        match period.days() {
            ..=42 => Grain::Day,
            43..=214 => Grain::Week,
            _ => Grain::Month,
        }
    }

    /// The series over `period` with a zero bucket wherever `booked` has none.
    ///
    /// `booked` is keyed by any day of a bucket; figures of the same bucket are added. Buckets at the edges
    /// reach beyond the period where a week or month does. Of ranges, which have no calendar, `None`.
    pub fn filled(
        grain: Grain,
        period: &Period,
        booked: impl IntoIterator<Item = (NaiveDate, Figures)>,
    ) -> Option<Self> {
        let mut buckets: BTreeMap<Period, Figures> = BTreeMap::new();
        let mut day = period.from;
        while day <= period.to {
            let bucket = Period::of_grain(grain, day)?;
            buckets.insert(bucket, Figures::default());
            day = bucket.to.checked_add_days(Days::new(1))?;
        }
        for (day, figures) in booked {
            let bucket = buckets.entry(Period::of_grain(grain, day)?).or_default();
            *bucket = bucket.plus(figures);
        }
        let points = buckets.into_iter().map(|(period, figures)| Point { period, figures }).collect();
        Some(Self { grain, points })
    }

    /// All buckets together.
    pub fn total(&self) -> Figures {
        self.points.iter().map(|p| p.figures).sum()
    }

    /// A bucket's name on an axis: `7 Apr`, `W14`, `Apr 2025`.
    pub fn label(&self, point: &Point) -> String {
        match self.grain {
            Grain::Day => point.period.from.format("%-d %b").to_string(),
            Grain::Week => point.period.from.format("W%V").to_string(),
            Grain::Month => point.period.from.format("%b %Y").to_string(),
            Grain::Quarter | Grain::Range => point.period.to_string(),
        }
    }

    /// The heading: `Sales by week`.
    pub fn heading(&self) -> String {
        format!("Sales by {}", self.grain.as_str())
    }
}

#[cfg(test)]
mod tests {
    use sellout_model::Amount;

    use super::*;

    #[test]
    fn buckets_without_sales_are_there_and_zero() {
        let period: Period = "2025-04".parse().expect("a month");
        let day = NaiveDate::from_ymd_opt(2025, 4, 9).expect("a day");
        let figures = Figures { amount: Amount(5), rows: 1, ..Figures::default() };
        let weeks =
            Series::filled(Grain::Week, &period, [(day, figures), (day, figures)]).expect("weeks have a calendar");
        assert_eq!(weeks.points.len(), 5);
        assert_eq!(weeks.points[1].figures.amount, Amount(10));
        assert_eq!(weeks.label(&weeks.points[1]), "W15");
        assert_eq!(weeks.total().rows, 2);
        let days = Series::filled(Grain::Day, &period, []).expect("days have a calendar");
        assert_eq!((days.points.len(), days.label(&days.points[6])), (30, "7 Apr".to_owned()));
    }

    #[test]
    fn the_grain_follows_the_length_of_the_period() {
        let grain = |text: &str| Series::grain_for(&text.parse().expect("a period"));
        assert_eq!(grain("2025-04"), Grain::Day);
        assert_eq!(grain("2025-Q1"), Grain::Week);
        assert_eq!(grain("2025-01..2025-12"), Grain::Month);
    }
}
