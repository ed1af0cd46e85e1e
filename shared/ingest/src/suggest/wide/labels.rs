//! Labels that are the headers themselves: a month or a store in each column, all of one figure.

use chrono::Datelike;
use sellout_model::Grain;

use super::{Figure, Found, Sight, Style, Wide, in_words, is_total, once, time, told};
use crate::format::{Field, Gives};
use crate::suggest::column::Column;
use crate::suggest::content::is_edge_of_month;
use crate::suggest::header::is_numbered;
use crate::suggest::proof;
use crate::suggest::words::{dictionary, key};
use crate::value::Said;

/// So many columns are no chance, where nobody knows their labels.
const MANY: usize = 3;

/// The table, if it is one.
pub(super) fn find(sight: Sight<'_>) -> Option<Found> {
    periods(sight).or_else(|| places(sight))
}

/// Months, weeks, quarters or days across.
fn periods(sight: Sight<'_>) -> Option<Found> {
    let above = sight.above();
    let years = above.as_ref().filter(|above| above.iter().any(|text| is_year(text)));
    let numbered = is_numbered(&sight.sample.rows.get(sight.head.at?)?.1);
    let label = |column: &Column| -> Option<(String, Said)> {
        let header = sight.header(column);
        let bare = header.bytes().all(|b| b.is_ascii_digit()) && header.len() < 6;
        if header.is_empty() || (bare && !numbered) || !column.content.could_be_numbers() {
            return None;
        }
        let year = years.and_then(|above| above.get(column.at)).filter(|text| is_year(text));
        let text = year.map_or_else(|| header.to_owned(), |year| format!("{header} {year}"));
        time(&text).map(|said| (text, said))
    };
    let found: Vec<(usize, String, Said)> = (0..sight.columns.len())
        .filter_map(|at| label(&sight.columns[at]).map(|(text, said)| (at, text, said)))
        .collect();
    let labels = once(found.iter().map(|(_, text, _)| text.as_str()));
    let bare_months = found.iter().any(|(.., said)| matches!(said, Said::Month(_)));
    if labels.len() < if bare_months { MANY } else { 2 } {
        return None;
    }
    let labelled: Vec<usize> = found.iter().map(|(at, ..)| *at).collect();
    let reason = format!("the headers are periods: {}", in_words(&labels));
    let wide = Wide {
        gives: Gives::Period,
        labels,
        figures: Vec::new(),
        style: Style::Labels,
        header_rows: if years.is_some() { 2 } else { 1 },
        rows: if years.is_some() { vec![2, 1] } else { Vec::new() },
        days_mean: days_mean(&found),
        except: Vec::new(),
        totals: totals(sight, &labelled),
        bare_months,
        confidence: 0.9,
        reason,
    };
    if labelled.len() > wide.labels.len() {
        let halves = halves(sight, &wide, &labelled);
        return above.and_then(|above| titled(sight, wide, labelled, &above)).or(halves);
    }
    Some(of_one_figure(sight, wide, labelled))
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && text.parse().is_ok_and(|year: u32| (1990..2100).contains(&year))
}

/// What days as labels stand for: the month, if all are its first or last; the week, if all are the same weekday.
fn days_mean(found: &[(usize, String, Said)]) -> Option<Grain> {
    let day = |said: &Said| match said {
        Said::Period(period) if period.from == period.to => Some(period.from),
        Said::Period(_) | Said::Month(_) | Said::Year(_) => None,
    };
    let days: Vec<_> = found.iter().filter_map(|(.., said)| day(said)).collect();
    if days.is_empty() || days.len() < found.len() {
        None
    } else if days.iter().copied().all(is_edge_of_month) {
        Some(Grain::Month)
    } else {
        let weekday = days[0].weekday();
        days.iter().all(|day| day.weekday() == weekday).then_some(Grain::Week)
    }
}

/// The same periods twice, under titles that say which half is which figure.
fn titled(sight: Sight<'_>, mut wide: Wide, labelled: Vec<usize>, above: &[String]) -> Option<Found> {
    let title = |at: &usize| above.get(sight.columns[*at].at).map_or("", String::as_str);
    let titles = once(labelled.iter().map(title));
    let mut told_of = Vec::new();
    for text in titles {
        let field = dictionary().meanings(&key(&text)).figure()?;
        let first = labelled.iter().find(|at| title(at) == text)?;
        let reason = format!("the title above {}", wide.reason);
        told_of.push((sight.columns[*first].at, told(&text, field, wide.confidence, &reason)));
        wide.figures.push(Figure { word: text.clone(), field: Some(field), headers: vec![text] });
    }
    (wide.style, wide.header_rows, wide.rows) = (Style::Titles, 2, vec![2]);
    Some(Found { wide, labelled, told: told_of })
}

/// The same periods twice without titles: one half has decimals and is money, the other has none and is pieces.
fn halves(sight: Sight<'_>, wide: &Wide, labelled: &[usize]) -> Option<Found> {
    let (first, second) = labelled.split_at(wide.labels.len());
    let header = |at: &usize| sight.header(&sight.columns[*at]);
    if first.len() != second.len() || !first.iter().zip(second).all(|(a, b)| header(a) == header(b)) {
        return None;
    }
    let money = |half: &[usize]| half.iter().any(|at| sight.columns[*at].content.have_decimals());
    let fields = match (money(first), money(second)) {
        (true, false) => [Field::Amount, Field::Quantity],
        (false, true) => [Field::Quantity, Field::Amount],
        _ => return None,
    };
    let mut found = Found { wide: wide.clone(), labelled: labelled.to_vec(), told: Vec::new() };
    (found.wide.style, found.wide.confidence) = (Style::Halves, 0.6);
    for ((half, field), word) in [first, second].into_iter().zip(fields).zip(["first", "second"]) {
        let reason = format!("{}; they come twice, and the cells of the {word} look like it", wide.reason);
        let columns = || half.iter().map(|at| &sight.columns[*at]);
        found.told.extend(columns().map(|c| (c.at, told(&c.name, field, 0.6, &reason))));
        let headers = columns().map(|c| c.name.clone()).collect();
        found.wide.figures.push(Figure { word: format!("The {word} time"), field: Some(field), headers });
    }
    Some(found)
}

/// Stores or products across: columns of figures whose headers are no words of figures.
fn places(sight: Sight<'_>) -> Option<Found> {
    let is_label = |at: &usize| {
        let column = &sight.columns[*at];
        let content = &column.content;
        let figures = content.are_numbers() && !content.are_eans() && !content.are_years() && !content.is_counter();
        let known = sight.known.has_store(sight.header(column)) || sight.known.has_product(sight.header(column));
        let word = !sight.header(column).is_empty() && column.meanings.is_nothing();
        figures && !column.is_repeated && (known || word) && !is_total(sight.header(column))
    };
    let labelled: Vec<usize> = (0..sight.columns.len()).filter(is_label).collect();
    let labels: Vec<String> = labelled.iter().map(|at| sight.header(&sight.columns[*at]).to_owned()).collect();
    if labels.len() < 2 {
        return None;
    }
    let (gives, confidence, why) = sight.say(&labels);
    let is_known = confidence > 0.9;
    if !is_known && (labels.len() < MANY || confidence < 0.6 || !are_alike(sight, &labelled)) {
        return None;
    }
    let wide = Wide {
        gives,
        reason: format!("{why}: {}", in_words(&labels)),
        labels,
        figures: Vec::new(),
        style: Style::Labels,
        header_rows: 1,
        rows: Vec::new(),
        days_mean: None,
        except: Vec::new(),
        totals: totals(sight, &labelled),
        bare_months: false,
        confidence,
    };
    Some(of_one_figure(sight, wide, labelled))
}

/// Columns of the same figure are of one size, do not prove each other, and no other column has its word.
fn are_alike(sight: Sight<'_>, labelled: &[usize]) -> bool {
    let figure = |c: &Column| c.content.are_numbers() && c.meanings.figure().is_some() && !is_total(&c.title);
    let means = || labelled.iter().map(|at| sight.columns[*at].content.mean());
    let (least, most) = (means().fold(f64::MAX, f64::min), means().fold(0.0, f64::max));
    let pieces = labelled.iter().filter(|at| sight.columns[**at].content.are_pieces()).count();
    let one_kind = pieces == labelled.len() || pieces == 0;
    one_kind
        && most <= least.max(0.5) * 20.0
        && !sight.columns.iter().any(figure)
        && proof::guesses(sight.columns).is_empty()
}

/// Which figure all the cells are: by a title, else by their look.
fn of_one_figure(sight: Sight<'_>, mut wide: Wide, labelled: Vec<usize>) -> Found {
    let (field, sure, why) = figure(sight, &labelled);
    let confidence = wide.confidence.min(sure);
    let reason = format!("{}; {why}", wide.reason);
    let columns = || labelled.iter().map(|at| &sight.columns[*at]);
    let told_of = columns().map(|c| (c.at, told(sight.header(c), field, confidence, &reason))).collect();
    let headers = columns().map(|c| sight.header(c).to_owned()).collect();
    wide.figures = vec![Figure { word: String::new(), field: Some(field), headers }];
    Found { wide, labelled, told: told_of }
}

fn figure(sight: Sight<'_>, labelled: &[usize]) -> (Field, f64, String) {
    let above = sight.head.at.unwrap_or(0);
    let titles = (0..above).rev().flat_map(|row| sight.sample.rows[row].1.iter());
    let decimals = labelled.iter().any(|at| sight.columns[*at].content.have_decimals());
    for title in titles.chain([&sight.sample.name]).filter(|title| !title.is_empty()) {
        let meanings = dictionary().meanings(&key(title));
        // A title such as "Sales of April" names the report, not the figure.
        let telling = |field: &Field| meanings.is_whole() || (*field == Field::Quantity) != decimals;
        if let Some(field) = meanings.figure().filter(telling) {
            return (field, 0.85, format!("the title {title:?} says {field}"));
        }
    }
    if decimals {
        (Field::Amount, 0.6, "the cells have decimals, so they are money".to_owned())
    } else {
        (Field::Quantity, 0.6, "the cells are whole numbers, so they are pieces".to_owned())
    }
}

/// The columns with the sum of the row.
fn totals(sight: Sight<'_>, labelled: &[usize]) -> Vec<String> {
    let sums = |(at, c): &(usize, &Column)| {
        !labelled.contains(at) && c.content.are_numbers() && !c.is_repeated && is_total(sight.header(c))
    };
    sight.columns.iter().enumerate().filter(sums).map(|(_, c)| c.name.clone()).collect()
}
