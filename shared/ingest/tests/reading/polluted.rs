//! Five hundred files of one kind of table, each spoiled in another way, as people and programs spoil them: how many
//! are read exactly as they were meant. After the idea of Vitagliano and others, "Pollock: a data loading benchmark",
//! 2023; the variants are our own. What is not read rightly stands in docs/reading.md.

use std::fmt::Write;

use crate::table::{Line, lines, open, wide};

const VARIANTS: u64 = 500;
/// The share that has to be right.
const RIGHT_PERCENT: usize = 98;

const WORDS: [&str; 12] = [
    "Rose oil",
    "Crème à la rose",
    "Lily",
    "Iris, white",
    "Thé glacé",
    "say \"yes\"",
    "5\" candle",
    "L'été",
    "Évry",
    "Besançon",
    "two\nlines",
    "Fleur d'oranger",
];

/// Throws of a die that fall the same every time.
struct Die(u64);

impl Die {
    fn throw(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.throw(of.len())]
    }
}

struct Variant {
    /// What was done to the table.
    name: String,
    bytes: Vec<u8>,
    table: Vec<Vec<String>>,
}

fn table(die: &mut Die, plain: bool) -> Vec<Vec<String>> {
    let columns = 3 + die.throw(5);
    let mut table = vec![
        (0..columns)
            .map(|at| ["ean", "product", "units", "amount", "shop", "city", "note", "day"][at].to_owned())
            .collect::<Vec<_>>(),
    ];
    for row in 0..12 + die.throw(30) {
        let cells = (0..columns).map(|column| match column {
            0 => format!("506008458{row:04}"),
            2 => format!("{}", die.throw(90) + 1),
            3 => format!("{},{:02}", die.throw(900), die.throw(100)),
            7 => format!("2025-03-{:02}", die.throw(28) + 1),
            1 => die.pick(&WORDS).to_owned(),
            _ if die.throw(4) == 0 => String::new(),
            _ => die.pick(&WORDS).to_owned(),
        });
        let tame = |cell: String| if plain { cell.replace(['"', '\n'], "").replace(", ", " ") } else { cell };
        table.push(cells.map(tame).collect());
    }
    table
}

fn delimited(die: &mut Die, name: &mut String) -> (String, Vec<Vec<String>>) {
    let table = table(die, false);
    let delimiter = die.pick(&[",", ";", "\t", "|"]);
    let quoting = die.pick(&[
        "doubled",
        "doubled everywhere",
        "rows in quotes",
        "backslash",
        "apostrophes",
        "blank before quotes",
    ]);
    let ending = die.pick(&["\n", "\r\n", "\r", "mixed"]);
    let tail = die.pick(&["", "", "delimiter at the end", "short rows"]);
    write!(name, "{delimiter:?}, {quoting}, {ending:?}, {tail}").unwrap();
    let apostrophes = quoting == "apostrophes";
    let clean = |cell: &String| if apostrophes { cell.replace('"', "") } else { cell.clone() };
    let table: Vec<Vec<String>> = table.iter().map(|row| row.iter().map(clean).collect()).collect();
    let quote = if apostrophes { '\'' } else { '"' };
    let mut text = String::new();
    for (at, row) in table.iter().enumerate() {
        let mut cells: Vec<String> = row
            .iter()
            .map(|cell| {
                let needs = cell.contains(delimiter) || cell.contains([quote, '\n']);
                if !needs && quoting != "doubled everywhere" && !(apostrophes && at == 0) {
                    return cell.clone();
                }
                let inside = if quoting == "backslash" {
                    cell.replace('"', "\\\"")
                } else {
                    cell.replace(quote, &format!("{quote}{quote}"))
                };
                format!("{quote}{inside}{quote}")
            })
            .collect();
        while tail == "short rows"
            && cells.len() > 2
            && cells.last().is_some_and(|cell| cell.is_empty() || cell == "\"\"")
        {
            cells.pop();
        }
        let joint = if quoting == "blank before quotes" { format!("{delimiter} ") } else { delimiter.to_owned() };
        let tail = if tail == "delimiter at the end" { delimiter } else { "" };
        let line = cells.join(&joint) + tail;
        match quoting {
            "rows in quotes" => write!(text, "\"{}\"", line.replace('"', "\"\"")).unwrap(),
            _ => text += &line,
        }
        text += if ending == "mixed" { ["\n", "\r\n", "\r"][die.throw(3)] } else { ending };
    }
    let end = if ending == "mixed" { "\n" } else { ending };
    (around(die, name, &text, end, delimiter), table)
}

/// Lines before and behind the table.
fn around(die: &mut Die, name: &mut String, text: &str, end: &str, delimiter: &str) -> String {
    let head = die.pick(&["", "", "title", "title lines", "blank lines", "sep"]);
    let foot = die.pick(&["", "", "note", "no last line end", "end of file"]);
    write!(name, ", {head}, {foot}").unwrap();
    let before = match head {
        "title" => format!("Sales report, March 2025{end}{end}"),
        "title lines" => format!("Seller: Rose & Co, Paris{end}Period: March 2025{end}Currency: EUR{end}{end}"),
        "sep" if !delimiter.is_empty() => format!("sep={delimiter}{end}"),
        "blank lines" => format!("{end}{end}"),
        _ => String::new(),
    };
    let mut text = before + text;
    match foot {
        "note" => write!(text, "{end}* without returns, in EUR{end}").unwrap(),
        "no last line end" => text.truncate(text.trim_end_matches(['\r', '\n']).len()),
        "end of file" => text.push('\u{1a}'),
        _ => {}
    }
    text
}

fn aligned(die: &mut Die, name: &mut String) -> (String, Vec<Vec<String>>) {
    let table = table(die, true);
    name.push_str("aligned");
    let size = |cell: &str| cell.chars().count();
    let widths: Vec<usize> =
        (0..table[0].len()).map(|at| table.iter().map(|row| size(&row[at])).max().unwrap_or(0)).collect();
    let mut text = String::new();
    for row in &table {
        for (at, cell) in row.iter().enumerate() {
            let blanks = " ".repeat(widths[at] - size(cell));
            let (left, right) = if matches!(at, 2 | 3) { (&blanks, cell) } else { (cell, &blanks) };
            write!(text, "{left}{right}   ").unwrap();
        }
        text = text.trim_end().to_owned() + "\n";
    }
    (around(die, name, &text, "\n", ""), table)
}

fn encoded(die: &mut Die, name: &mut String, text: &str) -> Vec<u8> {
    let encoding = die.pick(&[
        "UTF-8",
        "UTF-8 with mark",
        "two marks",
        "UTF-16LE",
        "UTF-16BE",
        "UTF-16LE without mark",
        "windows-1252",
        "Mac Roman",
        "zero byte",
    ]);
    write!(name, ", {encoding}").unwrap();
    match encoding {
        "UTF-8 with mark" => format!("\u{feff}{text}").into_bytes(),
        "two marks" => format!("\u{feff}\u{feff}{text}").into_bytes(),
        "UTF-16LE" => wide(&format!("\u{feff}{text}"), true),
        "UTF-16BE" => wide(&format!("\u{feff}{text}"), false),
        "UTF-16LE without mark" => wide(text, true),
        "windows-1252" => encoding_rs::WINDOWS_1252.encode(text).0.into_owned(),
        "Mac Roman" => encoding_rs::MACINTOSH.encode(text).0.into_owned(),
        "zero byte" => text.replacen("506", "5\u{0}06", 1).into_bytes(),
        _ => text.as_bytes().to_vec(),
    }
}

fn variant(seed: u64) -> Variant {
    let mut die = Die(seed * 7919 + 13);
    let mut name = format!("{seed}: ");
    let (text, table) = if die.throw(10) == 0 { aligned(&mut die, &mut name) } else { delimited(&mut die, &mut name) };
    let bytes = encoded(&mut die, &mut name, &text);
    Variant { name, bytes, table }
}

/// Nothing if the table was read exactly, wherever it begins; else what to look at. Cells without a value at the end of
/// a row do not count.
fn difference(variant: &Variant) -> Option<String> {
    let (_file, book) = open(&variant.bytes);
    let bare = |cells: &[String]| -> Vec<String> {
        let end = cells.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |at| at + 1);
        cells[..end].iter().map(|cell| cell.trim().to_owned()).collect()
    };
    let expected: Vec<Vec<String>> = variant.table.iter().map(|row| bare(row)).collect();
    let read: Vec<Vec<String>> = match lines(&book) {
        Ok(lines) => {
            lines.iter().map(|Line(_, cells, fault)| if fault.is_some() { Vec::new() } else { bare(cells) }).collect()
        }
        Err(error) => return Some(error.to_string()),
    };
    if read.windows(expected.len()).any(|rows| rows == expected) {
        return None;
    }
    let missed = expected.iter().find(|row| !read.contains(row));
    Some(format!("{missed:?} was missed, with {:?}", book.dialect()))
}

#[test]
fn spoiled_tables_are_read_as_they_were_meant() {
    let mut failed = Vec::new();
    for seed in 0..VARIANTS {
        let variant = variant(seed);
        if let Some(difference) = difference(&variant) {
            failed.push(format!("{}: {difference}", variant.name));
        }
    }
    let right = VARIANTS as usize - failed.len();
    println!("{right} of {VARIANTS} right");
    assert!(right * 100 >= VARIANTS as usize * RIGHT_PERCENT, "{right} of {VARIANTS} right: {failed:#?}");
    let docs = include_str!("../../../../docs/reading.md");
    let told = format!("{right} of {VARIANTS}");
    assert!(docs.contains(&told), "docs/reading.md does not say {told}: {failed:#?}");
}
