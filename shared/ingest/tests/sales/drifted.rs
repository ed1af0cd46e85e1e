//! Every format's sample with one column changed: healed right, asked, or told; never read as something else.
//! It prints how often.

mod known;

use std::fmt::Write;
use std::path::Path;

use sellout_ingest::Field;

use crate::samples::files;
use known::{Known, Verdict};

/// Words for fields in other languages than the samples'.
const TRANSLATED: [(Field, &str); 12] = [
    (Field::Ean, "Strichcode"),
    (Field::Product, "Produit"),
    (Field::Code, "Артикул"),
    (Field::Quantity, "Menge"),
    (Field::Amount, "Umsatz"),
    (Field::Price, "Prezzo"),
    (Field::Currency, "Waluta"),
    (Field::Store, "Filiale"),
    (Field::Date, "Fecha"),
    (Field::Month, "Maand"),
    (Field::Year, "Jahr"),
    (Field::OrderId, "Numero de commande"),
];

#[derive(Default)]
struct Count {
    right: usize,
    asked: usize,
    told: usize,
    wrong: Vec<String>,
}

impl Count {
    fn add(&mut self, verdict: Verdict, what: &str) {
        match verdict {
            Verdict::Right => self.right += 1,
            Verdict::Asked => self.asked += 1,
            Verdict::Told => self.told += 1,
            Verdict::Wrong(why) => self.wrong.push(format!("{what}: {why}")),
        }
    }

    fn all(&self) -> usize {
        self.right + self.asked + self.told + self.wrong.len()
    }
}

/// A letter doubled or left out, as a typing hand does.
fn misspelt(text: &str) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    if letters.len() > 4 {
        letters.remove(2);
    } else {
        letters.extend(letters.last().copied());
    }
    letters.into_iter().collect()
}

const KINDS: [&str; 8] = [
    "misspelt",
    "with its unit or a remark behind",
    "in another language",
    "a word that says nothing",
    "moved to the end",
    "a new column of texts behind",
    "a new column of numbers in front",
    "gone",
];

fn vary(known: &Known, is_known: bool, counts: &mut [Count; 8]) {
    let file = &known.file;
    for (field, header) in known.headers() {
        let translated = TRANSLATED.iter().find(|(of, _)| *of == field).map(|(_, word)| (*word).to_owned());
        let words = [Some(misspelt(&header)), Some(format!("{header} (new)")), translated, Some("Spalte 7".to_owned())];
        for (at, word) in words.into_iter().enumerate() {
            let Some(word) = word else { continue };
            let verdict = known.judge(&known.renamed(&header, &word), Some(field), true, is_known);
            counts[at].add(verdict, &format!("{file}: {header} as {word}"));
        }
        if known.format.bands.as_ref().is_none_or(|bands| bands.optional) {
            let verdict = known.judge(&known.moved(&header), None, true, is_known);
            counts[4].add(verdict, &format!("{file}: {header} moved"));
            let verdict = known.judge(&known.without(&header), Some(field), false, is_known);
            counts[7].add(verdict, &format!("{file}: without {header}"));
        }
    }
    for (at, title, value, front) in [(5, "Bemerkung", "gut", false), (6, "Zähler", "17", true)] {
        let verdict = known.judge(&known.with_column(title, value, front), None, true, is_known);
        counts[at].add(verdict, &format!("{file}: with {title}"));
    }
}

const TABLE: &str = "\n| change | files | read as before | asked | read without it, and said | something else |\n|---|---:|---:|---:|---:|---:|\n";

fn table(page: &mut String, counts: &[Count; 8]) {
    *page += TABLE;
    for (kind, count) in KINDS.iter().zip(counts) {
        let Count { right, asked, told, wrong } = count;
        writeln!(page, "| {kind} | {} | {right} | {asked} | {told} | {} |", count.all(), wrong.len()).expect("a text");
    }
    let sum = |of: fn(&Count) -> usize| counts.iter().map(of).sum::<usize>();
    let (all, right) = (sum(Count::all), sum(|c| c.right));
    let (asked, told, wrong) = (sum(|c| c.asked), sum(|c| c.told), sum(|c| c.wrong.len()));
    writeln!(page, "| **all** | {all} | {right} | {asked} | {told} | {wrong} |").expect("a text");
}

/// The first sample of each format.
fn samples() -> Vec<(std::path::PathBuf, String, String)> {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples");
    let mut found: Vec<(std::path::PathBuf, String, String)> = Vec::new();
    for folder in [samples.join("files"), samples.join("vendors")] {
        for file in files(&folder) {
            let (name, code) = (file["file"].as_str().expect("a name"), file["format"].as_str().expect("a code"));
            if found.iter().all(|(_, _, known)| known != code) {
                found.push((folder.clone(), name.to_owned(), code.to_owned()));
            }
        }
    }
    found
}

fn measure(is_known: bool) -> [Count; 8] {
    let mut counts: [Count; 8] = Default::default();
    for (folder, file, code) in samples() {
        vary(&Known::of(&folder, &file, &code), is_known, &mut counts);
    }
    counts
}

#[test]
#[ignore = "takes minutes without optimisation: run by hand"]
fn a_changed_column_is_healed_asked_or_told_and_never_read_as_another() {
    let (known, unknown) = std::thread::scope(|scope| {
        let other = scope.spawn(|| measure(false));
        (measure(true), other.join().expect("measured"))
    });
    let mut tables = String::new();
    table(&mut tables, &known);
    tables += "\nThe same of a sender nobody has seen before, whose format is only known from its description:\n";
    table(&mut tables, &unknown);
    let wrong = |counts: &[Count; 8]| counts.iter().flat_map(|count| count.wrong.clone()).collect::<Vec<_>>();
    println!("{tables}\n{:#?}", wrong(&unknown));
    assert!(wrong(&known).is_empty(), "{:#?}", wrong(&known));
}
