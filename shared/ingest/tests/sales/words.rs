//! The further words of the format language, one story each: where tables are, what labels, titles and names say.

use sellout_ingest::{Format, MemoryBook, detect};

use crate::outcome::{cells, format, named, read, refusal, rows};

const HEAD: &str = "code = \"x\"\ntitle = \"X\"\nvendor = \"x\"\n";

fn saying(rest: &str) -> Format {
    format(&format!("{HEAD}{rest}"))
}

/// Period, store, product, pieces and money of each sale.
fn told(outcome: &crate::outcome::Outcome) -> Vec<String> {
    let number = |value: Option<i64>| value.map_or("?".to_owned(), |v| sellout_model::Amount(v).to_text(0));
    let line = |s: &sellout_ingest::Record| {
        let (store, product) = (s.named.store_name.as_deref().unwrap_or("-"), s.product.key.as_str());
        let (pieces, money) = (number(s.quantity.map(|q| q.0)), number(s.amount.map(|a| a.0)));
        format!("{} {store} {product} {pieces} {money}", s.period)
    };
    outcome.sales.iter().map(line).collect()
}

const BLOCKS: &str = "[table]\nblocks = \"all\"\n[columns]\nproduct = \"Product\"\nquantity = \"Qty\"\n\
                      [[facts]]\nfrom = \"title\"\npattern = '^Sales for: (?P<date>.+)$'\n[policy]\ngrain = \"month\"\n";

fn two_days() -> MemoryBook {
    rows(&[
        "Sales for: 3 May 2025|",
        "Product|Qty",
        "Pebble|1",
        "Total|1",
        "|",
        "Sales for: 4 May 2025|",
        "|",
        "Product|Qty",
        "Pebble|2",
        "Salt|3",
        "Total|5",
    ])
}

#[test]
fn blocks_below_one_another_have_a_title_a_header_and_a_total_each() {
    let outcome = read(&two_days(), &saying(BLOCKS), "x.csv");
    assert_eq!(
        told(&outcome),
        ["2025-05-03 - code:pebble 1 ?", "2025-05-04 - code:pebble 2 ?", "2025-05-04 - code:salt 3 ?"]
    );
    let controls: Vec<(i64, i64)> = outcome.controls.iter().map(|c| (c.file, c.rows)).collect();
    assert_eq!(controls, [(10_000, 10_000), (50_000, 50_000)]);
    assert_eq!(outcome.errors, []);
}

#[test]
fn one_block_is_taken_by_its_title_and_a_title_that_is_not_there_is_refused() {
    let second = saying(&BLOCKS.replace("\"all\"", "\"*4 May*\""));
    assert_eq!(read(&two_days(), &second, "x.csv").units(), 50_000);
    let none = saying(&BLOCKS.replace("\"all\"", "[\"2024\"]"));
    let (code, message) = refusal(&two_days(), &none, &named("x.csv"));
    assert_eq!(code, "missing_block");
    assert!(message.contains("\"2024\""), "{message}");
}

#[test]
fn blocks_may_have_their_columns_in_another_order() {
    let toml = saying("[table]\nblocks = \"all\"\n[columns]\nproduct = \"Product\"\nquantity = \"Qty\"\n");
    let book = rows(&["Product|Qty", "Pebble|1", "", "Qty|Product", "2|Salt"]);
    assert_eq!(told(&read(&book, &toml, "2025-04.csv")), ["2025-04 - code:pebble 1 ?", "2025-04 - code:salt 2 ?"]);
}

#[test]
fn a_table_may_end_at_a_blank_row_or_a_word() {
    let columns = "[columns]\nproduct = \"Product\"\nquantity = \"Qty\"\n[table]\n";
    let book = rows(&["Product|Qty", "Pebble|1", "|", "Salt|2", "Notes|", "Stone|4"]);
    let blank = read(&book, &saying(&format!("{columns}ends_at_blank = true\n")), "2025-04.csv");
    assert_eq!((blank.units(), blank.skipped), (10_000, 4));
    let word = read(&book, &saying(&format!("{columns}ends_at = \"Notes*\"\n")), "2025-04.csv");
    assert_eq!((word.units(), word.skipped), (30_000, 3));
}

#[test]
fn a_file_without_a_header_tells_its_rows_by_their_first_field() {
    let till = saying(
        "[table]\nheader_rows = 0\n[columns]\nproduct = \"@B\"\nquantity = \"@C\"\namount = \"@D\"\n\
         [rows]\nkeep = [{ column = \"@A\", is = \"S\" }]\n[policy]\ncurrency = \"EUR\"\n\
         [[totals]]\ncolumn = \"@A\"\nmatches = '^T$'\ncovers = \"all\"\ncolumns = { quantity = \"@B\", amount = \"@C\" }\n",
    );
    let book = rows(&["H|2025-04-30|shop 7", "S|Pebble|2|9.00", "S|Salt|1|4.50", "T|3|13.50"]);
    let outcome = read(&book, &till, "2025-04.csv");
    assert_eq!(told(&outcome), ["2025-04 - code:pebble 2 9", "2025-04 - code:salt 1 4.5"]);
    let controls: Vec<(i64, i64)> = outcome.controls.iter().map(|c| (c.file, c.rows)).collect();
    assert_eq!(controls, [(30_000, 30_000), (135_000, 135_000)]);
    let detection = detect(&book, "2025-04.csv", &[till]).expect("readable");
    assert_eq!(detection.format, None, "without a header nothing recognises it");
}

#[test]
fn two_halves_have_the_same_months_money_left_and_pieces_right() {
    let months = |measure: &str| {
        saying(&format!(
            "[columns]\nproduct = \"Product\"\n[policy]\ncurrency = \"PLN\"\n[bands]\ngives = \"period\"\n{measure}"
        ))
    };
    let plain = rows(&["Product|Jan 2025|Feb 2025||Jan 2025|Feb 2025", "Pebble|10|20||1|2"]);
    let by_order = months("measure = [\"amount\", \"quantity\"]\n");
    let want = ["2025-01 - code:pebble 1 10", "2025-02 - code:pebble 2 20"];
    assert_eq!(told(&read(&plain, &by_order, "x.csv")), want);
    let titled = rows(&["|Amount PLN|||Pieces|", "Product|Jan 2025|Feb 2025||Feb 2025|Jan 2025", "Pebble|10|20||2|1"]);
    let by_title = months(
        "rows = [2]\n[bands.under]\namount = { row = 1, is = \"Amount*\" }\nquantity = { row = 1, is = \"Pieces\" }\n\
         [table]\nheader_rows = 2\nfill_right = [1]\n",
    );
    let outcome = read(&titled, &by_title, "x.csv");
    assert_eq!(told(&outcome), want);
    // A month that one half lacks: which figure its only column is cannot be told.
    let uneven = rows(&["Product|Jan 2025||Jan 2025|Feb 2025", "Pebble|10||1|2"]);
    let (code, message) = refusal(&uneven, &by_order, &named("x.csv"));
    assert!(code == "missing_columns" && message.contains("Feb 2025"), "{message}");
}

#[test]
fn a_header_cell_may_hold_product_month_and_measure() {
    let toml = saying(
        "[columns]\nstore = \"Store\"\n[bands]\npattern = '^(?P<product>.+?)___(?P<period>.+?)___(?P<measure>.+)$'\n\
         [bands.columns]\nquantity = \"Pieces\"\namount = \"Sales\"\n[policy]\ncurrency = \"EUR\"\n",
    );
    let book = rows(&[
        "Store|Bike___Mar_24___Sales|Bike___Mar_24___Pieces|Helmet___Apr_24___Pieces|Notes",
        "Madrid|900|3|5|late",
    ]);
    assert_eq!(
        told(&read(&book, &toml, "x.csv")),
        ["2024-03 Madrid code:bike 3 900", "2024-04 Madrid code:helmet 5 ?"]
    );
}

#[test]
fn products_may_stand_across() {
    let toml = saying(
        "[columns]\nstore = \"Store\"\nmonth = \"Month\"\n[bands]\ngives = \"product\"\nmeasure = \"quantity\"\nexcept = [\"Store\", \"Month\", \"All*\"]\n",
    );
    let book = rows(&["Store|Month|Pebble|Salt|All", "Madrid|2025-04|1|2|3"]);
    assert_eq!(told(&read(&book, &toml, "x.csv")), ["2025-04 Madrid code:pebble 1 ?", "2025-04 Madrid code:salt 2 ?"]);
}

#[test]
fn a_column_may_name_the_measure_of_each_row() {
    let toml = saying(
        "[columns]\nproduct = \"Product\"\nquantity = \"Value\"\namount = \"Value\"\n[policy]\ncurrency = \"EUR\"\n\
         [when]\nquantity = { column = \"Measure\", is = \"Pieces\" }\namount = { column = \"Measure\", is = \"Turnover\" }\n",
    );
    let book = rows(&["Product|Measure|Value", "Pebble|Pieces|3", "Pebble|Turnover|30.50", "Pebble|Margin|40%"]);
    let outcome = read(&book, &toml, "2025-04.csv");
    assert_eq!(told(&outcome), ["2025-04 - code:pebble 3 30.5"], "two rows of one sale");
    assert_eq!(outcome.sales[0].source.row, 2, "it stands where its first figure does");
    assert_eq!((outcome.named.len(), outcome.skipped), (1, 1), "a margin is neither pieces nor money");
    let book = rows(&[
        "Product|Measure|Value",
        "Pebble|Turnover|30.50",
        "Pebble|Margin|40%",
        "Pebble|Pieces|3",
        "Salt|Pieces|2",
        "Clay|Turnover|7",
        "Clay|Turnover|8",
        "Sand|Pieces|0",
        "Sand|Turnover|0",
        "Gift|Pieces|1",
        "Gift|Turnover|0",
        "Total|Pieces|6",
        "Total|Turnover|45.50",
    ]);
    let outcome = read(&book, &toml, "2025-04.csv");
    let lines = [
        "2025-04 - code:pebble 3 30.5",
        "2025-04 - code:salt 2 ?",
        "2025-04 - code:clay ? 7",
        "2025-04 - code:clay ? 8",
        "2025-04 - code:gift 1 0",
    ];
    assert_eq!(told(&outcome), lines, "only what no other row says is one sale");
    assert_eq!(outcome.named.len(), 2, "the margin, and the sand of which nothing was sold");
    let totals: Vec<(i64, i64)> = outcome.controls.iter().map(|control| (control.file, control.rows)).collect();
    assert_eq!(totals, [(60_000, 60_000), (455_000, 455_000)], "each total is of its measure");
}

#[test]
fn a_column_may_name_the_measure_of_each_row_of_months() {
    let toml = saying(
        "[columns]\nproduct = \"Product\"\n[rows]\nfill_down = \"Product\"\n[policy]\ncurrency = \"EUR\"\n\
         [bands]\ngives = \"period\"\nmeasure = [\"quantity\", \"amount\"]\n\
         [when]\nquantity = { column = \"Measure\", is = \"Pieces\" }\namount = { column = \"Measure\", is = \"Turnover\" }\n",
    );
    let book = rows(&[
        "Product|Measure|Jan 2025|Feb 2025",
        "Pebble|Pieces|3|1",
        "|Turnover|30.50|",
        "Salt|Pieces||2",
        "|Turnover|5.00|20.00",
    ]);
    let outcome = read(&book, &toml, "x.csv");
    let lines = [
        "2025-01 - code:pebble 3 30.5",
        "2025-02 - code:pebble 1 ?",
        "2025-02 - code:salt 2 20",
        "2025-01 - code:salt ? 5",
    ];
    assert_eq!(told(&outcome), lines);
}

#[test]
fn a_table_without_a_title_goes_on_with_the_one_above() {
    let toml = saying(
        "[table]\nblocks = \"all\"\n[columns]\nproduct = \"Product\"\nquantity = \"Qty\"\n\
         [[facts]]\nfrom = \"last_title\"\ngives = \"store\"\n",
    );
    let book = rows(&[
        "Sales of April",
        "Leeds",
        "Product|Qty",
        "Pebble|1",
        "Product|Qty",
        "Salt|2",
        "Store:|York",
        "Product|Qty",
        "Clay|3",
    ]);
    let lines = ["2025-04 Leeds code:pebble 1 ?", "2025-04 Leeds code:salt 2 ?", "2025-04 Store: York code:clay 3 ?"];
    assert_eq!(told(&read(&book, &toml, "2025-04.csv")), lines);
}

#[test]
fn a_week_has_its_year_beside_it_or_from_the_file() {
    let toml = saying("[columns]\nproduct = \"P\"\nquantity = \"Q\"\nweek = \"Week\"\nyear = \"Year\"\n");
    let book = rows(&["P|Q|Week|Year", "A|1|1|2025", "A|1|KW 53|2020", "A|1|2025-W14|", "A|1|60|2025", "A|1|n/a|2025"]);
    let outcome = read(&book, &toml, "x.csv");
    assert_eq!(told(&outcome), ["2025-W01 - code:a 1 ?", "2020-W53 - code:a 1 ?", "2025-W14 - code:a 1 ?"]);
    assert_eq!(outcome.error_codes(), ["bad_date", "bad_date"]);
    let weeks = rows(&["P|Q|Week", "A|1|14"]);
    assert_eq!(refusal(&weeks, &toml, &named("x.csv")).0, "needs_period");
    assert_eq!(told(&read(&weeks, &toml, "sales 2025-04.csv")), ["2025-W14 - code:a 1 ?"]);
}

#[test]
fn an_item_may_have_a_row_of_prices_and_one_of_pieces_below() {
    let table = saying(
        "[columns]\nproduct = \"Product\"\nprice = \"Value\"\nquantity = \"Value\"\n[policy]\ncurrency = \"EUR\"\n\
         [rows]\nprice_above = true\nfill_down = \"Product\"\n\
         [when]\nprice = { column = \"Kind\", is = \"Price\" }\nquantity = { column = \"Kind\", is = \"Pcs\" }\n",
    );
    let book = rows(&["Product|Kind|Value", "Pebble|Price|9.90", "|Pcs|3", "Salt|Price|4.00", "|Pcs|(1)"]);
    let outcome = read(&book, &table, "2025-04.csv");
    assert_eq!(told(&outcome), ["2025-04 - code:pebble 3 29.7", "2025-04 - code:salt -1 -4"]);
    assert_eq!((outcome.skipped, outcome.errors.len()), (2, 0));
}

#[test]
fn names_titles_and_cells_outside_the_table_are_facts_of_all_its_rows() {
    let toml = saying(
        "[table]\nsheets = [\"Sales *\"]\n[columns]\nproduct = \"Product\"\nquantity = \"Qty\"\n\
         [[facts]]\nfrom = \"file_name\"\npattern = '^(?P<store>[A-Za-z]+)_(?P<year>\\d{4})'\n\
         [[facts]]\nfrom = \"sheet_name\"\npattern = '^Sales (?P<month>\\w+)$'\n\
         [[facts]]\ncell = { sheet = \"info\", beside = [\"Sold\", \"Channel\"] }\ngives = \"channel\"\n",
    );
    let sheet = |qty: &str| vec![cells("Product|Qty"), cells(&format!("Pebble|{qty}"))];
    let book = MemoryBook::default()
        .with_sheet("Sales March", sheet("1"))
        .with_sheet("info", [cells("Channel:|online")])
        .with_sheet("Sales May", sheet("2"));
    assert_eq!(
        read(&book, &toml, "Madrid_2025 (1).xlsx").lines(),
        ["x · madrid · online · 2025-03 | code:pebble | 1 | ?", "x · madrid · online · 2025-05 | code:pebble | 2 | ?"]
    );
}

#[test]
fn a_column_counts_before_a_fact() {
    let toml = saying(
        "[columns]\nproduct = \"Product\"\nquantity = \"Qty\"\nstore = \"Store\"\n[[facts]]\nfrom = \"title\"\npattern = '^Shop: (.+)$'\ngives = \"store\"\n",
    );
    let book = rows(&["Shop: Madrid||", "Product|Qty|Store", "A|1|", "B|1|Bilbao"]);
    let stores: Vec<String> = read(&book, &toml, "2025-04.csv")
        .sales
        .iter()
        .map(|s| s.named.store_name.as_deref().unwrap().to_owned())
        .collect();
    assert_eq!(stores, ["Madrid", "Bilbao"]);
}

#[test]
fn of_several_views_of_the_same_sales_one_is_read() {
    let toml = saying(
        "[table]\nsheets = { prefer = [\"By store\", \"By item\"] }\n[columns]\nproduct = \"Product\"\nquantity = \"Qty\"\n",
    );
    let view = |qty: &str| vec![cells("Product|Qty"), cells(&format!("Pebble|{qty}"))];
    let both = MemoryBook::default().with_sheet("By item", view("1")).with_sheet("By store", view("2"));
    let outcome = read(&both, &toml, "2025-04.xlsx");
    assert_eq!((outcome.units(), outcome.warning_codes()), (20_000, vec![]));
    let other = MemoryBook::default().with_sheet("By item", view("1")).with_sheet("By store", [cells("Store|Qty")]);
    assert_eq!(read(&other, &toml, "2025-04.xlsx").units(), 10_000, "a view without products cannot be read");
}

#[test]
fn the_columns_of_one_field_may_be_written_otherwise() {
    let toml = saying(
        "[columns]\nproduct = \"Product\"\nquantity = \"Qty\"\namount = \"Value\"\ndate = \"Day\"\n[policy]\ncurrency = \"EUR\"\n\
         [reading]\nfractions = true\ndecimal = \".\"\n[reading.fields.amount]\ndecimal = \",\"\n[reading.fields.date]\ndates = \"month_first\"\n",
    );
    let outcome = read(&rows(&["Product|Qty|Value|Day", "A|1.250|1.250|05/04/2025"]), &toml, "x.csv");
    assert_eq!(told(&outcome), ["2025-05-04 - code:a 1.25 1250"]);
    assert!(outcome.warnings.is_empty(), "{:?}", outcome.warnings);
}

#[test]
fn a_total_over_every_row_that_is_not_their_sum_is_told() {
    let toml = saying(
        "[columns]\nproduct = \"Sku\"\namount = \"Amount\"\n[rows]\nkeep = [{ column = \"Type\", is = \"Sale\" }]\n\
         [[checks]]\ntotal = \"Payout\"\nof = \"Amount\"\n[policy]\ncurrency = \"EUR\"\n",
    );
    let book = rows(&["Sku|Type|Amount|Payout", "|||8", "A|Sale|10|", "A|Fee|-1|"]);
    let outcome = read(&book, &toml, "2025-04.csv");
    assert_eq!((outcome.controls[0].file, outcome.controls[0].rows), (80_000, 90_000));
    assert_eq!(outcome.amount(), "10.00");
}

#[test]
fn a_sum_of_the_row_is_never_read_as_a_months_figure() {
    let toml = saying(
        "[columns]\nproduct = \"Product\"\namount = \"Total\"\nquantity = \"Qty\"\n[policy]\ncurrency = \"EUR\"\n\
         [bands]\ngives = \"period\"\nmeasure = \"quantity\"\noptional = true\n",
    );
    let across = rows(&["Product|Jan 2025|Feb 2025|Total", "A|1|2|3"]);
    assert_eq!(told(&read(&across, &toml, "x.csv")), ["2025-01 - code:a 1 ?", "2025-02 - code:a 2 ?"]);
    let plain = rows(&["Product|Qty|Total", "A|3|30"]);
    assert_eq!(told(&read(&plain, &toml, "2025-01.csv")), ["2025-01 - code:a 3 30"]);
    let (code, message) = refusal(&rows(&["Product|Rank", "A|3"]), &toml, &named("2025-01.csv"));
    assert!(code == "missing_columns" && message.contains("months as headers"), "{message}");
}

#[test]
fn a_quarter_between_its_months_is_their_sum_and_not_read() {
    let toml = saying("[columns]\nproduct = \"Product\"\n[bands]\ngives = \"period\"\nmeasure = \"quantity\"\n");
    for (header, year) in
        [("Product|Jan 2025|Feb 2025|Mar 2025|Q1 2025", "x.csv"), ("Product|Jan|Feb|Mar|Q1 2025", "Q1 2025.csv")]
    {
        let outcome = read(&rows(&[header, "Pebble|1|2|3|6"]), &toml, year);
        assert_eq!((outcome.units(), outcome.warning_codes()), (60_000, vec!["sum_not_read"]), "{header}");
        assert!(outcome.warnings[0].message.contains("Q1 2025"));
    }
    let quarters = read(&rows(&["Product|Q1 2025|Q2 2025", "Pebble|6|7"]), &toml, "x.csv");
    assert_eq!(quarters.units(), 130_000, "quarters alone are sales");
}

#[test]
fn weeks_may_be_written_as_year_and_number() {
    let toml = saying(
        "[columns]\nproduct = \"Product\"\n[bands]\npattern = '^(?P<year>\\d{4})(?P<week>\\d\\d)$'\nmeasure = \"quantity\"\n[policy]\ngrain = \"week\"\n",
    );
    let outcome = read(&rows(&["Product|202509|202510|Sum", "Pebble|1|2|3"]), &toml, "x.csv");
    assert_eq!(told(&outcome), ["2025-W09 - code:pebble 1 ?", "2025-W10 - code:pebble 2 ?"]);
}

#[test]
fn tables_beside_one_another_are_all_read() {
    let toml = saying(
        "[table]\nside_by_side = true\n[columns]\nproduct = \"Product\"\nquantity = \"Qty\"\nstore = \"Shop\"\n[rows]\nfill_down = \"Shop\"\n",
    );
    let book = rows(&[
        "Product|Qty|Shop||Shop|Product|Qty||Notes",
        "Pebble|1|Madrid||Bilbao|Salt|4||late",
        "Salt|2|||||||",
        "Total|3|||Total||4||",
    ]);
    let outcome = read(&book, &toml, "2025-04.csv");
    assert_eq!(
        told(&outcome),
        ["2025-04 Madrid code:pebble 1 ?", "2025-04 Madrid code:salt 2 ?", "2025-04 Bilbao code:salt 4 ?"]
    );
    let controls: Vec<(i64, i64)> = outcome.controls.iter().map(|c| (c.file, c.rows)).collect();
    assert_eq!(controls, [(30_000, 30_000), (40_000, 40_000)]);
    assert_eq!((outcome.errors.len(), outcome.skipped, outcome.warnings.len()), (0, 2, 0));
    let plain = saying("[columns]\nproduct = \"Product\"\nquantity = \"Qty\"\n");
    assert!(read(&book, &plain, "2025-04.csv").warning_codes().contains(&"repeated_column"), "unsaid, it is told");
}
