//! What the titles above tables say: the store, or the period.

use serde::{Deserialize, Serialize};

use super::known::Known;
use super::proposal::Proposal;
use super::sample::Sample;
use super::stacked::Stacked;
use super::words::{dictionary, key};
use crate::format::Field;
use crate::value::text::header_key;
use crate::value::{DateOrder, Said, period};

/// What a title says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Titled {
    /// The field.
    pub gives: Field,
    /// The words before it in each title.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub before: String,
    /// The words behind it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub behind: String,
    /// The first of them.
    pub example: String,
}

impl Titled {
    /// The same for people.
    pub(super) fn in_words(&self) -> String {
        format!("the title above is the {}, such as {:?}", self.gives, self.example)
    }

    /// The pattern of its titles; none where the whole title counts.
    pub(super) fn pattern(&self) -> Option<String> {
        let plain = self.before.is_empty() && self.behind.is_empty();
        let space = |words: &str| regex::escape(words.trim()).replace(' ', r"\s+");
        (!plain).then(|| format!(r"^{}\s*(.+?)\s*{}$", space(&self.before), space(&self.behind)))
    }
}

/// What the titles say, where nothing in the table says it.
pub(super) fn find(sample: &Sample, stacked: &Stacked, proposal: &Proposal, known: &Known) -> Option<Titled> {
    let several = stacked.titles.len() > 1;
    if several && let Some(titled) = of_each(stacked, proposal, known) {
        return Some(titled);
    }
    let free = |field: Field| !proposal.gives(field) && matches!(field, Field::Store | Field::Vendor);
    let own = stacked.titles.first().map(Vec::as_slice).unwrap_or_default();
    let labelled = own.iter().find_map(|title| {
        let (label, text) = title.split_once(':')?;
        let gives = said_by(label).filter(|field| free(*field))?;
        let before = format!("{label}:");
        (!text.trim().is_empty()).then(|| Titled { gives, before, behind: String::new(), example: title.clone() })
    });
    labelled.or_else(|| {
        let last = own.last().filter(|title| known.has_store(title) && free(Field::Store))?;
        let (before, behind) = (String::new(), String::new());
        // The title of a sheet whose name says the same.
        (header_key(last) != header_key(&sample.name)).then(|| Titled {
            gives: Field::Store,
            before,
            behind,
            example: last.clone(),
        })
    })
}

/// The titles of tables below one another differ in one place: there stands what each table is of.
fn of_each(stacked: &Stacked, proposal: &Proposal, known: &Known) -> Option<Titled> {
    stacked.titles.first()?.last()?;
    let titles: Vec<&str> = stacked.titles.iter().filter_map(|own| own.last().map(String::as_str)).collect();
    let (mut before, mut behind) = around(&titles)?;
    let between = |before: &str, behind: &str| {
        let part = |title: &&'_ str| title[before.len()..title.len() - behind.len()].trim().to_owned();
        titles.iter().map(part).collect::<Vec<String>>()
    };
    let parts = between(before, behind);
    let time = |part: &String| period::parse(part, DateOrder::DayFirst);
    // The year may be the same in all of them.
    let with_year = [("", ""), (before, ""), ("", behind), (before, behind)].into_iter().find(|(before, behind)| {
        between(before, behind).iter().all(|part| matches!(time(part), Some(Said::Period(_))))
    });
    let gives = if let Some(around) = with_year {
        (before, behind) = around;
        Field::Period
    } else if parts.iter().all(|part| matches!(time(part), Some(Said::Month(_)))) {
        Field::Month
    } else if parts.iter().all(|part| time(part).is_some()) {
        return None;
    } else if parts.iter().filter(|part| known.has_vendor(part)).count() * 2 >= parts.len() {
        Field::Vendor
    } else {
        said_by(before).unwrap_or(Field::Store)
    };
    // "Leeds North" and "Leeds South" are whole names.
    if matches!(gives, Field::Store | Field::Vendor) {
        before = if is_apart(before) { before } else { "" };
        behind = if is_apart(behind) { behind } else { "" };
    }
    let (before, behind) = (before.trim().to_owned(), behind.trim().to_owned());
    (!proposal.gives(gives)).then(|| Titled { gives, before, behind, example: titles[0].to_owned() })
}

/// The words that all titles begin with and that all end with, where what stands between differs; all tables have a title
/// or go on with the one above.
fn around<'t>(titles: &[&'t str]) -> Option<(&'t str, &'t str)> {
    let (first, others) = titles.split_first()?;
    if others.is_empty() || others.iter().all(|title| title == first) {
        return None;
    }
    let shared = |from_end: bool| {
        let same = |title: &&str| {
            let pairs: Vec<(char, char)> = if from_end {
                first.chars().rev().zip(title.chars().rev()).collect()
            } else {
                first.chars().zip(title.chars()).collect()
            };
            pairs.iter().take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum::<usize>()
        };
        others.iter().map(same).min().unwrap_or(0)
    };
    let before = &first[..shared(false)];
    let before = &before[..before.rfind(|c: char| !c.is_alphanumeric()).map_or(0, |at| next(before, at))];
    let rest = titles.iter().map(|title| title.len() - before.len()).min().unwrap_or(0);
    let mut from = first.len() - shared(true).min(rest);
    while !first.is_char_boundary(from) {
        from += 1;
    }
    let behind = &first[from..];
    let behind = &behind[behind.find(|c: char| !c.is_alphanumeric()).unwrap_or(behind.len())..];
    let is_filled = |title: &&str| !title[before.len()..title.len() - behind.len()].trim().is_empty();
    titles.iter().all(is_filled).then_some((before, behind))
}

/// The byte behind the letter at one.
fn next(text: &str, at: usize) -> usize {
    at + text[at..].chars().next().map_or(0, char::len_utf8)
}

/// Whether words beside a name are none of it: known ones, or with a mark between.
fn is_apart(words: &str) -> bool {
    let marks = |c: char| matches!(c, ':' | '-' | '–' | '—' | '|' | '/' | '(' | ',' | ';');
    words.trim_end().ends_with(marks) || words.trim_start().starts_with(marks) || {
        let meanings = dictionary().meanings(&key(words));
        !meanings.is_nothing()
    }
}

/// The store or the reseller, by a label.
fn said_by(label: &str) -> Option<Field> {
    let meanings = dictionary().meanings(&key(label));
    [Field::Store, Field::Vendor].into_iter().find(|field| meanings.says(*field))
}

#[cfg(test)]
mod tests {
    use super::around;

    #[test]
    fn titles_differ_in_one_place() {
        for (titles, found) in [
            (vec!["Leeds", "York"], Some(("", ""))),
            (vec!["Store: Leeds", "Store: York"], Some(("Store: ", ""))),
            (vec!["Sales of Leeds (EUR)", "Sales of Hull (EUR)"], Some(("Sales of ", " (EUR)"))),
            (vec!["Leeds North", "Leeds South", "York South"], Some(("", ""))),
            (vec!["Köln", "Köln Süd"], Some(("", ""))),
            (vec!["– é", "– é – é"], Some(("– ", ""))),
            (vec!["Café–à", "Café–bà"], Some(("Café–", ""))),
            (vec!["Report", "Report"], None),
            (vec!["Leeds"], None),
        ] {
            assert_eq!(around(&titles), found, "{titles:?}");
        }
    }
}
