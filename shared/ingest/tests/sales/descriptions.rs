//! Mistakes in a description are named with their line and column.

use sellout_ingest::Format;

fn mistake(toml: &str) -> (usize, usize, String) {
    let error = Format::from_toml(toml).expect_err(toml);
    (error.line, error.column, error.message)
}

const HEAD: &str = "code = \"x\"\ntitle = \"X\"\nvendor = \"x\"\n";
const COLUMNS: &str = "[columns]\nproduct = \"P\"\nquantity = \"Q\"\n";

#[test]
fn an_unknown_word_is_named_where_it_stands() {
    let (line, column, message) = mistake(&format!("{HEAD}{COLUMNS}\n[table]\n  sheet = \"first\"\n"));
    assert_eq!((line, column), (9, 3));
    assert!(message.contains("unknown field `sheet`") && message.contains("`sheets`"), "{message}");
}

#[test]
fn a_wrong_value_is_named_where_it_stands() {
    for (text, place, part) in [
        (format!("{HEAD}{COLUMNS}[policy]\ngrain = \"year\"\n"), (8, 9), "year"),
        (format!("{HEAD}{COLUMNS}[policy]\ncurrency = \"EURO\"\n"), (8, 12), "not a currency code"),
        (format!("{HEAD}{COLUMNS}[policy]\nvat_rate = 120\n"), (8, 12), "percentage"),
        (format!("{HEAD}[columns]\nproduct = \"P\"\nquantity = 3\n"), (6, 12), "a text or a list of texts"),
        (format!("{HEAD}[columns]\nproduct = \"P\"\nquantitty = \"Q\"\n"), (6, 1), "quantitty"),
        (format!("{HEAD}{COLUMNS}[values.product]\nremove = '('\n"), (8, 10), "pattern"),
        (format!("{HEAD}{COLUMNS}[table]\nsheets = \"last\"\n"), (8, 10), "\"first\", \"all\""),
        ("code = \"x\"\ntitle = \n".to_owned(), (2, 9), ""),
    ] {
        let (line, column, message) = mistake(&text);
        assert_eq!((line, column), place, "{message}\n{text}");
        assert!(message.contains(part), "{message}");
    }
}

#[test]
fn descriptions_that_would_read_nothing_are_refused() {
    for (text, part) in [
        (format!("{HEAD}[columns]\nproduct = \"P\"\n"), "no column gives a figure"),
        (format!("{HEAD}[columns]\nquantity = \"P\"\n"), "no column names the product"),
        (format!("code = \"My Shop\"\ntitle = \"X\"\n{COLUMNS}"), "lower case"),
        (format!("{HEAD}{COLUMNS}[policy]\nreports = \"orders\"\n"), "order_id"),
        (format!("{HEAD}{COLUMNS}[policy]\ngrain = \"range\"\n"), "day, week, month or quarter"),
        (format!("{HEAD}{COLUMNS}[table]\nfill_right = [2]\n"), "raise header_rows"),
        (format!("{HEAD}{COLUMNS}[table]\nrequired = [\"ean\"]\n"), "ean is required"),
        (format!("{HEAD}{COLUMNS}[rows]\ndrop = [{{ column = \"S\" }}]\n"), "is, not, matches or blank"),
        (format!("{HEAD}{COLUMNS}[bands]\ngives = \"store\"\n"), "either measure or"),
        (format!("{HEAD}{COLUMNS}[values.product]\npick = 'x'\n"), "group"),
        (format!("{HEAD}{COLUMNS}[constant]\nprice = \"cheap\"\n"), "cannot be read"),
        (format!("{HEAD}{COLUMNS}[orders]\nrefunded = \"R\"\n"), "reports = \"orders\""),
    ] {
        let (_, _, message) = mistake(&text);
        assert!(message.contains(part), "{message}\n{text}");
    }
}
