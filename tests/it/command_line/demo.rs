//! `sellout demo`: the main job, seen whole, with figures that are those of the samples.

use std::collections::BTreeMap;
use std::fs;

use sellout_model::{Amount, Quantity};
use sellout_samples::{Figures, totals};
use serde_json::json;

use super::Shell;

#[test]
fn it_loads_the_samples_to_their_totals_and_leaves_reports_and_mails() {
    let shell = Shell::new();
    let ended = shell.call(["demo", "--data", "seen", "--json"]).with_code(0);
    let mut lines = ended.lines();
    let last = lines.pop().unwrap();
    assert_eq!((&last["event"], &last["ok"]), (&json!("demo"), &json!(true)), "{last:#}");
    let samples = sellout_samples::all();
    assert_eq!(lines.len(), samples.len());
    for (line, sample) in lines.iter().zip(&samples) {
        assert_eq!((&line["filename"], &line["format"]), (&json!(sample.name), &json!(sample.expected.format)));
        assert_eq!(line["rows_failed"], sample.expected.rows_failed, "{line}");
    }
    let folder = shell.folder.path().join("seen");
    assert_eq!(sums(&fs::read_to_string(folder.join("report.csv")).unwrap()), totals().in_report_period);
    assert!(fs::read(folder.join("report.pdf")).unwrap().starts_with(b"%PDF-"));
    assert!(fs::read(folder.join("report.xlsx")).unwrap().starts_with(b"PK"));
    let mails = fs::read_dir(folder.join("outbox")).unwrap().count();
    assert_eq!(
        (mails, &last["mails"]),
        (samples.len() + 1, &json!(samples.len() + 1)),
        "one a file, one with the report"
    );
}

#[test]
fn for_people_it_prints_a_table_and_where_to_look_and_keeps_to_its_folder() {
    let shell = Shell::new();
    let ended = shell.call(["demo", "--data", "seen"]).with_code(0);
    for sample in sellout_samples::all() {
        let begins: String = sample.name.chars().take(12).collect();
        assert!(
            ended.stdout.lines().any(|line| line.starts_with(&begins) && line.contains(sample.expected.format)),
            "{}",
            ended.stdout
        );
    }
    assert!(ended.stdout.contains("report.pdf") && ended.stdout.contains("outbox"), "{}", ended.stdout);
    let there: Vec<_> = fs::read_dir(shell.folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(there, ["seen"]);
    let again = shell.call(["demo", "--data", "seen"]).with_code(1);
    assert!(again.sentence().contains("holds data already"), "{}", again.stderr);
}

fn sums(text: &str) -> Figures {
    let mut table = csv::Reader::from_reader(text.as_bytes());
    let heads = table.headers().unwrap().clone();
    let column = |name: &str| heads.iter().position(|head| head == name).unwrap();
    let (quantity, amount, currency) = (column("quantity"), column("original_amount"), column("original_currency"));
    let (mut units, mut amounts) = (0, BTreeMap::<String, i64>::new());
    for row in table.records().map(Result::unwrap) {
        // A refund, or a discount of a whole order, has money and no pieces.
        units += if row[quantity].is_empty() { 0 } else { row[quantity].parse::<Quantity>().unwrap().0 };
        *amounts.entry(row[currency].to_owned()).or_default() += row[amount].parse::<Amount>().unwrap().0;
    }
    let amounts = amounts.into_iter().map(|(currency, sum)| (currency, Amount(sum).to_text(2))).collect();
    Figures { units: units / 10_000, amounts }
}
