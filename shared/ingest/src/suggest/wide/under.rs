//! Figures that repeat under the labels of the row above: `Leeds` over `Qty` and `Value`, `York` over the same.

use super::{Figure, Found, Sight, Style, Wide, in_words, is_total, once, time, told};
use crate::format::{Field, Gives};
use crate::value::Said;
use crate::value::text::header_key;

/// A column that has a figure's word and a label above it.
struct Labelled {
    /// Its index among the columns.
    column: usize,
    word: String,
    label: String,
    field: Field,
}

/// The table, if it is one.
pub(super) fn find(sight: Sight<'_>) -> Option<Found> {
    let above = sight.above()?;
    let all: Vec<Labelled> = (0..sight.columns.len()).filter_map(|at| labelled(sight, &above, at)).collect();
    let repeats = |word: &str| {
        once(all.iter().filter(|one| one.word == word && !is_total(&one.label)).map(|one| one.label.as_str())).len() > 1
    };
    let all: Vec<&Labelled> = all.iter().filter(|one| repeats(&one.word)).collect();
    let labels = once(all.iter().map(|one| one.label.as_str()).filter(|label| !is_total(label)));
    let except = once(all.iter().map(|one| one.label.as_str()).filter(|label| is_total(label)));
    if labels.len() < 2 {
        return None;
    }
    let times = labels.iter().filter(|label| time(label).is_some()).count();
    let (gives, confidence, why) = if times == labels.len() {
        (Gives::Period, 0.9, "the labels above are periods".to_owned())
    } else {
        sight.say(&labels)
    };
    let reason = format!("{why}: {}", in_words(&labels));
    let words = once(all.iter().map(|one| one.word.as_str()));
    let (mut figures, mut columns, mut taken) = (Vec::new(), Vec::new(), Vec::new());
    for word in words {
        let Some(first) = all.iter().find(|one| one.word == word) else { continue };
        let header = sight.header(&sight.columns[first.column]).to_owned();
        let field = Some(first.field).filter(|field| !taken.contains(field));
        taken.extend(field);
        let place = sight.columns[first.column].at;
        let mut column = told(&header, first.field, confidence, &format!("under each label; {reason}"));
        if field.is_none() {
            (column.field, column.confidence) = (None, 0.0);
            column.reason = format!("another figure under the labels is the {}", first.field);
        }
        columns.push((place, column));
        figures.push(Figure { word: header.clone(), field, headers: vec![header] });
    }
    let wide = Wide {
        gives,
        bare_months: gives == Gives::Period && labels.iter().any(|l| matches!(time(l), Some(Said::Month(_)))),
        labels,
        figures,
        style: Style::Words,
        header_rows: 2,
        rows: vec![1],
        days_mean: None,
        except,
        totals: Vec::new(),
        confidence,
        reason,
    };
    Some(Found { wide, labelled: all.iter().map(|one| one.column).collect(), told: columns })
}

fn labelled(sight: Sight<'_>, above: &[String], at: usize) -> Option<Labelled> {
    let column = &sight.columns[at];
    let header = sight.header(column);
    let label = above.get(column.at).filter(|label| !label.is_empty() && header_key(label) != header_key(header))?;
    let field = column.meanings.figure()?;
    column.content.could_be_numbers().then(|| Labelled {
        column: at,
        word: header_key(header),
        label: label.clone(),
        field,
    })
}
