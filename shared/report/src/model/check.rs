//! Holds every section against the total before a writer draws it.

use super::{Figures, Report, Subject};
use crate::ReportError;

impl Report {
    /// Fails with the name of the first section that does not come to the total, to the last ten-thousandth.
    pub fn check(&self) -> Result<(), ReportError> {
        let total = self.summary.total;
        if let Some(series) = &self.over_time {
            agree(&series.heading(), series.total(), total)?;
        }
        for ranking in &self.rankings {
            if ranking.subject.splits_the_total() && !ranking.lines.is_empty() {
                agree(ranking.subject.heading(), ranking.total(), total)?;
            }
        }
        Ok(())
    }

    /// What the lines of a ranking are shares of: the total, or of countries what the countries come to.
    pub fn whole_of(&self, subject: Subject) -> Figures {
        let own = self.ranking(subject).filter(|_| !subject.splits_the_total());
        own.map_or(self.summary.total, super::Ranking::total)
    }
}

fn agree(section: &str, found: Figures, total: Figures) -> Result<(), ReportError> {
    if found == total {
        return Ok(());
    }
    Err(ReportError::Disagrees { section: section.to_lowercase(), found, total })
}

#[cfg(test)]
mod tests {
    use sellout_model::Amount;

    use crate::sample;

    #[test]
    fn a_section_that_is_a_ten_thousandth_off_is_named() {
        let mut report = sample::report(200);
        report.check().expect("the sample ties");
        report.rankings[2].lines[0].figures.amount.0 += 1;
        let error = report.check().expect_err("a line was changed").to_string();
        assert!(error.contains("top products"), "{error}");
        report.rankings[2].lines[0].figures.amount.0 -= 1;
        report.summary.total.amount = Amount(1);
        assert!(report.check().expect_err("the total was changed").to_string().contains("sales by day"));
    }
}
