//! A description that says only what it changes of a built-in one.

use sellout_ingest::{Field, Format};

use crate::outcome::{builtin, format, read, rows};

fn mistake(toml: &str) -> (usize, usize, String) {
    let error = Format::from_toml(toml).expect_err(toml);
    (error.line, error.column, error.message)
}

#[test]
fn what_is_said_counts_over_the_built_in_description_and_the_rest_stays() {
    let ours = format("extends = \"boxnox\"\n\n[policy]\ncurrency = \"GBP\"\nvat_included = true\n");
    let theirs = builtin("boxnox");
    assert_eq!((ours.code.as_str(), ours.title.as_str()), ("boxnox", theirs.title.as_str()));
    assert_eq!(ours.policy.currency.map(|c| c.to_string()).as_deref(), Some("GBP"));
    assert_eq!(ours.policy.vat_included, Some(true));
    assert_eq!((ours.policy.living, ours.policy.grain), (theirs.policy.living, theirs.policy.grain));
    assert_eq!(ours.columns, theirs.columns);
    assert_eq!(ours.changes(), ["policy.currency", "policy.vat_included"]);
    assert!(theirs.changes().is_empty() && theirs.extends.is_none());
}

#[test]
fn tables_merge_key_by_key_and_lists_take_the_place_of_lists() {
    let ours = format(
        "extends = \"boxnox\"\n[columns]\namount = [\"Ventas\"]\ndiscount = \"Descuento\"\n\
         [match]\nfile_names = [\"ventas\"]\n",
    );
    assert_eq!(ours.spellings(Field::Amount), ["Ventas"]);
    assert_eq!(ours.spellings(Field::Discount), ["Descuento"]);
    assert_eq!(ours.spellings(Field::Ean), builtin("boxnox").spellings(Field::Ean));
    assert_eq!(ours.recognise.file_names.as_slice(), ["ventas"]);
    assert_eq!(ours.recognise.sheets, builtin("boxnox").recognise.sheets);
}

#[test]
fn something_is_taken_away_by_its_path() {
    let ours = format("extends = \"boxnox\"\nwithout = [\"columns.amount\", \"match.sheets\"]\n");
    assert!(!ours.knows(Field::Amount) && ours.knows(Field::Quantity));
    assert!(ours.recognise.sheets.is_empty() && !ours.recognise.file_names.is_empty());
    assert_eq!(ours.changes(), ["columns.amount", "match.sheets"]);
    assert!(!format("extends = \"boxnox\"\nwithout = \"columns.amount\"\n").knows(Field::Amount));
    // What is not there is no mistake, as long as it could be: the built-in description may say less one day.
    assert!(Format::from_toml("extends = \"boxnox\"\nwithout = \"policy.vat_rate\"\n").is_ok());
}

#[test]
fn another_code_makes_a_format_beside_the_built_in_one() {
    let ours = format("extends = \"generic\"\ncode = \"ours\"\ntitle = \"Ours\"\n[columns]\nquantity = \"Pcs\"\n");
    assert_eq!((ours.code.as_str(), ours.title.as_str()), ("ours", "Ours"));
    assert_eq!(ours.changes(), ["columns.quantity", "title"]);
    let book = rows(&["sold_on|reseller|product_ean|Pcs", "2025-04-03|Shop|4006381333931|2"]);
    let outcome = read(&book, &ours, "a.csv");
    assert_eq!((outcome.sales.len(), outcome.units()), (1, 20_000));
}

#[test]
fn the_whole_description_is_there_as_data() {
    let ours = format("extends = \"boxnox\"\nwithout = \"columns.amount\"\n[policy]\ncurrency = \"GBP\"\n");
    let whole = ours.whole().expect("the whole");
    assert_eq!(whole["policy"]["currency"].as_str(), Some("GBP"));
    assert_eq!(whole["vendor"].as_str(), Some("boxnox"));
    assert!(!whole.contains_key("extends") && !whole["columns"].as_table().expect("columns").contains_key("amount"));
    let again = format(&whole.to_string());
    assert!(again.columns == ours.columns && again.changes().is_empty());
}

#[test]
fn a_mistake_is_named_where_it_stands() {
    for (toml, place, part) in [
        ("extends = \"boxnix\"\n", (1, 11), "extends names a built-in format: generic, "),
        ("extends = 3\n", (1, 11), "extends names a built-in format"),
        ("extends = \"boxnox\"\n[policy]\n  curency = \"GBP\"\n", (3, 3), "unknown field `curency`"),
        ("extends = \"boxnox\"\n[policy]\ncurrency = \"EURO\"\n", (3, 12), "not a currency code"),
        ("extends = \"boxnox\"\nwithout = [\"policy.curency\"]\n", (2, 12), "unknown field `curency`"),
        ("extends = \"boxnox\"\nwithout = [\"columns.amont\"]\n", (2, 12), "unknown variant `amont`"),
        ("extends = \"boxnox\"\nwithout = [7]\n", (2, 12), "such as \"columns.amount\""),
        ("without = [\"columns.amount\"]\n", (1, 1), "say extends too"),
        ("# a note\nextends = \"boxnox\"\nwithout = [\"code\"]\n", (2, 11), "missing field `code`"),
        ("# a note\nextends = \"boxnox\"\nwithout = [\"columns\"]\n", (2, 1), "no column"),
        ("extends = \"boxnox\"\n[table]\nrequired = [\"cost\"]\n", (3, 1), "cost is required"),
        ("extends = \"boxnox\"\n[[totals]]\ncolumn = \"x\"\n", (2, 1), "missing field `matches`"),
    ] {
        let (line, column, message) = mistake(toml);
        assert_eq!((line, column), place, "{message}\n{toml}");
        assert!(message.contains(part), "{message}\n{toml}");
    }
}
