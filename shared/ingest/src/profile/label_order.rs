//! Day first or month first in the labels above columns: 01/04/2025, 01/05/2025, ...

use super::bands::{label_text, time_of};
use super::header::Header;
use crate::format::{Bands, Format, Gives};
use crate::value::{DateHint, DateOrder, Said, period};

/// The order of the labels: by a day above 12, by the format, or because only one of them gives each column a period
/// of its own that follows on the one before. `None` where nothing tells.
pub(super) fn of(format: &Format, bands: &Bands, header: &Header) -> Option<DateOrder> {
    if bands.gives != Some(Gives::Period) {
        return Some(format.reading.dates.unwrap_or_default());
    }
    let texts: Vec<String> = (0..header.keys.len()).map(|at| label_text(bands, header, at).replace('_', " ")).collect();
    let hints: Vec<DateHint> = texts.iter().map(|text| period::hint(text)).collect();
    let proof = hints.iter().find_map(|hint| match hint {
        DateHint::Proof(order) => Some(*order),
        DateHint::Nothing | DateHint::Unsure => None,
    });
    if let Some(order) = proof.or(format.reading.dates) {
        return Some(order);
    }
    if !hints.contains(&DateHint::Unsure) {
        return Some(DateOrder::default());
    }
    let days: Vec<&String> =
        texts.iter().zip(&hints).filter(|(_, h)| **h == DateHint::Unsure).map(|(t, _)| t).collect();
    let follows = |order: DateOrder| {
        let said = days.iter().map(|text| time_of(bands, text, order));
        let from: Vec<_> = said
            .filter_map(|said| match said {
                Some(Said::Period(period)) => Some(period.from),
                Some(Said::Month(_) | Said::Year(_)) | None => None,
            })
            .collect();
        from.len() > 1 && from.windows(2).all(|two| two[0] < two[1])
    };
    match (follows(DateOrder::DayFirst), follows(DateOrder::MonthFirst)) {
        (true, false) => Some(DateOrder::DayFirst),
        (false, true) => Some(DateOrder::MonthFirst),
        _ => None,
    }
}
