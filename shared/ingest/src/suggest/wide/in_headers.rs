//! Headers that hold the label and the figure's word: `Leeds Qty`, `Leeds Sales`, `York Qty`, `York Sales`.

use super::{Figure, Found, Sight, Style, Wide, in_words, is_total, once, time, told};
use crate::format::{Field, Gives};
use crate::suggest::words::{dictionary, key};
use crate::value::Said;

/// What stands between label and word.
const BETWEEN: [char; 9] = [' ', '_', '/', '|', ':', '-', '–', '(', '.'];

/// A header taken apart.
struct Part {
    column: usize,
    label: String,
    word: String,
    field: Field,
}

/// The table, if it is one.
pub(super) fn find(sight: Sight<'_>) -> Option<Found> {
    of(sight, Style::WordBehind).or_else(|| of(sight, Style::WordBefore))
}

fn of(sight: Sight<'_>, style: Style) -> Option<Found> {
    let mut parts: Vec<Part> = (0..sight.columns.len()).filter_map(|at| part(sight, at, style)).collect();
    let labels_of = |parts: &[Part], word: &str| {
        once(parts.iter().filter(|p| p.word == word && !is_total(&p.label)).map(|p| p.label.as_str())).len()
    };
    let repeated: Vec<String> =
        once(parts.iter().map(|p| p.word.as_str())).into_iter().filter(|word| labels_of(&parts, word) > 1).collect();
    parts.retain(|part| repeated.contains(&part.word));
    let labels = once(parts.iter().map(|p| p.label.as_str()).filter(|label| !is_total(label)));
    let times = labels.iter().filter(|label| time(label).is_some()).count();
    let is_time = times == labels.len();
    let (gives, confidence, why) =
        if is_time { (Gives::Period, 0.88, "headers of a period and a figure".to_owned()) } else { sight.say(&labels) };
    let sure = is_time || repeated.len() > 1 || labels.len() > 2 || confidence > 0.9;
    if labels.len() < 2 || !sure {
        return None;
    }
    let reason = format!("{why}: {}", in_words(&labels));
    let mut figures: Vec<Figure> = Vec::new();
    let mut columns = Vec::new();
    for part in &parts {
        let column = &sight.columns[part.column];
        match figures.iter_mut().find(|figure| figure.word == part.word) {
            Some(figure) => figure.headers.push(column.name.clone()),
            None => figures.push(Figure {
                word: part.word.clone(),
                field: Some(part.field).filter(|field| figures.iter().all(|f| f.field != Some(*field))),
                headers: vec![column.name.clone()],
            }),
        }
        let reason = format!("{:?} of {:?}; {reason}", part.word, part.label);
        columns.push((column.at, told(&column.name, part.field, confidence, &reason)));
    }
    let except = parts.iter().filter(|p| is_total(&p.label)).map(|p| sight.columns[p.column].name.as_str());
    let wide = Wide {
        gives,
        bare_months: is_time && labels.iter().any(|l| matches!(time(l), Some(Said::Month(_)))),
        except: once(except),
        labels,
        figures,
        style,
        header_rows: 1,
        rows: Vec::new(),
        days_mean: None,
        totals: Vec::new(),
        confidence,
        reason,
    };
    Some(Found { wide, labelled: parts.iter().map(|part| part.column).collect(), told: columns })
}

/// The longest word of a figure at one end of a header that is not itself such a word, with the rest as the label.
fn part(sight: Sight<'_>, at: usize, style: Style) -> Option<Part> {
    let column = &sight.columns[at];
    if !column.content.could_be_numbers()
        || column.is_repeated
        || column.meanings.never.is_some()
        || column.meanings.is_whole()
    {
        return None;
    }
    let header = sight.header(column);
    let cuts = || header.char_indices().filter(|(_, c)| BETWEEN.contains(c)).map(|(at, c)| (at, at + c.len_utf8()));
    let found = match style {
        Style::WordBefore => cuts().rev().find_map(|(end, next)| halves(&header[next..], &header[..end])),
        _ => cuts().find_map(|(end, next)| halves(&header[..end], &header[next..])),
    };
    found.map(|(label, word, field)| Part { column: at, label, word, field })
}

fn halves(label: &str, word: &str) -> Option<(String, String, Field)> {
    let trim = |text: &str| text.trim_matches(|c| BETWEEN.contains(&c) || c == ')').to_owned();
    let (label, word) = (trim(label), trim(word));
    let meanings = dictionary().meanings(&key(&word));
    let plain = time(&label).is_some() || dictionary().meanings(&key(&label)).is_nothing() || is_total(&label);
    let field = meanings.figure().filter(|_| meanings.is_whole() && plain && !label.is_empty())?;
    Some((label, word, field))
}
