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
    unsaid: usize,
    wrong: Vec<String>,
}

impl Count {
    fn add(&mut self, verdict: Verdict, what: &str) {
        match verdict {
            Verdict::Right => self.right += 1,
            Verdict::Asked => self.asked += 1,
            Verdict::Told => self.told += 1,
            Verdict::Unsaid => self.unsaid += 1,
            Verdict::Wrong(why) => self.wrong.push(format!("{what}: {why}")),
        }
    }

    fn all(&self) -> usize {
        self.right + self.asked + self.told + self.unsaid + self.wrong.len()
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

/// Which of the changes are made: every one where `DRIFTED` is `all`, else one in so many, spread over files and kinds.
struct Turn {
    each: usize,
    passed: usize,
}

/// Prime, so that no kind of change and no file is left out.
const ONE_IN: usize = 11;

impl Turn {
    fn new() -> Self {
        Self { each: if wants_all() { 1 } else { ONE_IN }, passed: 0 }
    }

    fn comes(&mut self) -> bool {
        self.passed += 1;
        self.passed.is_multiple_of(self.each)
    }
}

fn wants_all() -> bool {
    std::env::var_os("DRIFTED").is_some_and(|said| said == "all")
}

fn vary(known: &Known, is_known: bool, turn: &mut Turn, counts: &mut [Count; 8]) {
    let file = &known.file;
    for (field, header) in known.headers() {
        let translated = TRANSLATED.iter().find(|(of, _)| *of == field).map(|(_, word)| (*word).to_owned());
        let words = [Some(misspelt(&header)), Some(format!("{header} (new)")), translated, Some("Spalte 7".to_owned())];
        for (at, word) in words.into_iter().enumerate() {
            let Some(word) = word.filter(|_| turn.comes()) else { continue };
            let verdict = known.judge(&known.renamed(&header, &word), Some(field), true, is_known);
            counts[at].add(verdict, &format!("{file}: {header} as {word}"));
        }
        if known.format.bands.as_ref().is_some_and(|bands| !bands.optional) {
            continue;
        }
        if turn.comes() {
            let verdict = known.judge(&known.moved(&header), None, true, is_known);
            counts[4].add(verdict, &format!("{file}: {header} moved"));
        }
        if turn.comes() {
            let verdict = known.judge(&known.without(&header), Some(field), false, is_known);
            counts[7].add(verdict, &format!("{file}: without {header}"));
        }
    }
    for (at, title, value, front) in [(5, "Bemerkung", "gut", false), (6, "Zähler", "17", true)] {
        if turn.comes() {
            let verdict = known.judge(&known.with_column(title, value, front), None, true, is_known);
            counts[at].add(verdict, &format!("{file}: with {title}"));
        }
    }
}

const HEAD: &str =
    "| change | files | read as before | asked | read without it, and said | read without it | something else |";

fn table(counts: &[Count; 8]) -> String {
    let mut page = format!("{HEAD}\n|---|---:|---:|---:|---:|---:|---:|\n");
    for (kind, count) in KINDS.iter().zip(counts) {
        let Count { right, asked, told, unsaid, wrong } = count;
        let (all, wrong) = (count.all(), wrong.len());
        writeln!(page, "| {kind} | {all} | {right} | {asked} | {told} | {unsaid} | {wrong} |").expect("a text");
    }
    let sum = |of: fn(&Count) -> usize| counts.iter().map(of).sum::<usize>();
    let (all, right, asked) = (sum(Count::all), sum(|c| c.right), sum(|c| c.asked));
    let (told, unsaid, wrong) = (sum(|c| c.told), sum(|c| c.unsaid), sum(|c| c.wrong.len()));
    writeln!(page, "| **all** | {all} | {right} | {asked} | {told} | {unsaid} | {wrong} |").expect("a text");
    page
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

/// `is_known`: of senders whose earlier files are known, which only a vendor's formats have.
fn measure(is_known: bool) -> [Count; 8] {
    let mut counts: [Count; 8] = Default::default();
    let mut turn = Turn::new();
    for (folder, file, code) in samples() {
        let known = Known::of(&folder, &file, &code);
        if !is_known || known.format.vendor.is_some() {
            vary(&known, is_known, &mut turn, &mut counts);
        }
    }
    counts
}

fn wrong(counts: &[Count; 8]) -> Vec<&String> {
    counts.iter().flat_map(|count| &count.wrong).collect()
}

#[test]
fn a_changed_column_is_healed_asked_or_told_and_never_read_as_another() {
    let (known, unknown) = std::thread::scope(|scope| {
        let other = scope.spawn(|| measure(false));
        (measure(true), other.join().expect("measured"))
    });
    let tables = [table(&known), table(&unknown)];
    println!("{}\n{}", tables[0], tables[1]);
    for counts in [&known, &unknown] {
        assert!(wrong(counts).is_empty(), "{:#?}", wrong(counts));
    }
    assert!(known.iter().all(|count| count.unsaid == 0), "{}", tables[0]);
    assert!(known.iter().map(Count::all).sum::<usize>() > 40, "{}", tables[0]);
    if wants_all() {
        let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/drift.md");
        let page = std::fs::read_to_string(page).expect("a page");
        assert!(tables.iter().all(|table| page.contains(table)), "docs/drift.md is not true any more");
    }
}
