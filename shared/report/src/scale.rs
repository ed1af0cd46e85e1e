//! Axes: round numbers that hold a set of values, and where a value lies between them. Shared by every chart.

/// An axis from a round number below to a round number above, with ticks at equal steps; zero is always on it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Scale {
    /// Lowest tick.
    pub(crate) low: f64,
    /// Highest tick.
    pub(crate) high: f64,
    /// Distance between ticks.
    pub(crate) step: f64,
}

impl Scale {
    /// The axis that holds all `values` with about `wanted` steps of 1, 2, 2.5 or 5 times a power of ten.
    pub(crate) fn of(values: impl IntoIterator<Item = i64>, wanted: u32) -> Self {
        let (low, high) = values.into_iter().fold((0_i64, 0_i64), |(low, high), v| (low.min(v), high.max(v)));
        if low == high {
            return Self { low: 0.0, high: 10_000.0, step: 10_000.0 };
        }
        let (low, high) = (low as f64, high as f64);
        let rough = (high - low) / f64::from(wanted.max(1));
        let power = 10_f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 2.5, 5.0, 10.0].map(|m| m * power).into_iter().find(|s| *s >= rough).unwrap_or(rough);
        Self { low: (low / step).floor() * step, high: (high / step).ceil() * step, step }
    }

    /// The ticks from low to high.
    pub(crate) fn ticks(&self) -> impl Iterator<Item = f64> {
        let (low, step) = (self.low, self.step);
        let count = ((self.high - self.low) / self.step).round() as u32;
        (0..=count).map(move |i| low + f64::from(i) * step)
    }

    /// Where a value lies, 0 at the lowest tick and 1 at the highest.
    pub(crate) fn place(&self, value: f64) -> f64 {
        (value - self.low) / (self.high - self.low)
    }
}

/// How many labels to skip so that at most `fit` of `count` stand beside each other.
pub(crate) fn label_step(count: usize, fit: usize) -> usize {
    count.div_ceil(fit.max(1)).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_is_round_and_holds_zero_and_every_value() {
        let scale = Scale::of([312, 978], 4);
        assert_eq!((scale.low, scale.high, scale.step), (0.0, 1000.0, 250.0));
        let scale = Scale::of([-120, 300], 4);
        assert_eq!((scale.low, scale.high), (-200.0, 400.0));
        assert_eq!(scale.ticks().collect::<Vec<_>>(), [-200.0, 0.0, 200.0, 400.0]);
        assert!((scale.place(100.0) - 0.5).abs() < 1e-12);
    }

    #[test]
    fn nothing_at_all_still_has_an_axis() {
        assert_eq!(Scale::of([], 4).ticks().count(), 2);
        assert!(Scale::of([0, 0], 4).place(0.0).abs() < f64::EPSILON);
    }

    #[test]
    fn labels_are_thinned_to_fit() {
        assert_eq!(label_step(30, 10), 3);
        assert_eq!(label_step(5, 10), 1);
    }
}
