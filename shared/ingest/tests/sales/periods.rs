//! Where the period comes from, in its order, and what is said where the sources differ.

use sellout_ingest::{Context, Format, MemoryBook};
use sellout_model::Period;

use crate::outcome::{cells, format, named, read, rows, try_read};

fn plain(extra: &str) -> Format {
    format(&format!("code = \"x\"\ntitle = \"X\"\nvendor = \"x\"\n{extra}"))
}

const UNDATED: &str = "[columns]\nproduct = \"P\"\nquantity = \"Q\"\n";
const DATED: &str = "[columns]\nproduct = \"P\"\nquantity = \"Q\"\ndate = \"D\"\n";

fn uploaded(filename: &str, period: &str) -> Context {
    Context { period: Some(period.parse().expect("a period")), ..named(filename) }
}

#[test]
fn the_uploaders_period_stands_before_the_file_name_and_the_difference_is_told() {
    let book = rows(&["P|Q", "A|1"]);
    let outcome = try_read(&book, &plain(UNDATED), &uploaded("sales 2025-03.csv", "2025-04")).unwrap();
    assert_eq!(outcome.sales[0].named.place.to_string(), "x · all stores · offline · 2025-04");
    assert_eq!(outcome.warning_codes(), ["period_disagrees"]);
}

#[test]
fn a_period_cell_stands_before_the_uploader() {
    let toml =
        format!("{UNDATED}[period]\ncell = {{ sheet = \"info\", beside = \"Month\" }}\n[table]\nexcept = [\"info\"]\n");
    let book = MemoryBook::default()
        .with_sheet("info", [cells("Customer|X"), cells("Month:||March 2025")])
        .with_sheet("Sales", [cells("P|Q"), cells("A|1")]);
    let outcome = try_read(&book, &plain(&toml), &uploaded("x.xlsx", "2025-04")).unwrap();
    assert_eq!(outcome.sales[0].period, "2025-03".parse::<Period>().unwrap());
    assert_eq!(outcome.warning_codes(), ["period_disagrees"]);
}

#[test]
fn the_rows_own_date_stands_before_everything() {
    let book = rows(&["P|Q|D", "A|1|13.03.2025", "A|1|02.03.2025"]);
    let outcome = try_read(&book, &plain(DATED), &uploaded("x.csv", "2025-04")).unwrap();
    assert_eq!(outcome.sales[1].named.place.to_string(), "x · all stores · offline · 2025-03");
    assert_eq!(outcome.sales[1].sold_on.map(|d| d.to_string()).as_deref(), Some("2025-03-02"));
    assert_eq!(outcome.warning_codes(), ["period_disagrees"]);
    assert!(outcome.warnings[0].message.contains("2025-03-02"), "{}", outcome.warnings[0].message);
}

#[test]
fn a_living_file_may_hold_older_months_than_its_name_says() {
    let living = plain(&format!("{DATED}[policy]\nliving = true\n"));
    let book = rows(&["P|Q|D", "A|1|2025-01-13", "A|1|2025-04-02"]);
    assert_eq!(read(&book, &living, "sales 2025-04.csv").warning_codes(), Vec::<&str>::new());
    assert_eq!(read(&book, &living, "sales 2025-06.csv").warning_codes(), ["period_disagrees"]);
}

#[test]
fn one_value_above_twelve_decides_the_whole_column() {
    let book = rows(&["P|Q|D", "A|1|03/04/2025", "A|1|03/25/2025"]);
    let days: Vec<_> =
        read(&book, &plain(DATED), "x.csv").sales.iter().map(|s| s.sold_on.unwrap().to_string()).collect();
    assert_eq!(days, ["2025-03-04", "2025-03-25"]);
}

#[test]
fn undecided_dates_are_read_day_first_with_a_warning_unless_the_format_says() {
    let book = rows(&["P|Q|D", "A|1|03/04/2025"]);
    let outcome = read(&book, &plain(DATED), "x.csv");
    assert_eq!(outcome.sales[0].sold_on.map(|d| d.to_string()).as_deref(), Some("2025-04-03"));
    assert_eq!(outcome.warning_codes(), ["ambiguous_dates"]);
    let american = plain(&format!("{DATED}[reading]\ndates = \"month_first\"\n"));
    let outcome = read(&book, &american, "x.csv");
    assert_eq!(outcome.sales[0].sold_on.map(|d| d.to_string()).as_deref(), Some("2025-03-04"));
    assert_eq!(outcome.warnings, []);
}

#[test]
fn a_column_with_both_orders_refuses_what_could_be_either() {
    let book = rows(&["P|Q|D", "A|1|25/03/2025", "A|1|03/25/2025", "A|1|03/04/2025"]);
    let outcome = read(&book, &plain(DATED), "x.csv");
    assert_eq!((outcome.sales.len(), outcome.error_codes()), (2, vec!["ambiguous_date"]));
}

#[test]
fn quarters_and_ranges_keep_their_first_and_last_day() {
    let spans = plain("[columns]\nproduct = \"P\"\nquantity = \"Q\"\nperiod = \"Period\"\n");
    let book = rows(&["P|Q|Period", "A|1|Q1 2024", "A|1|Jan 2024", "A|1|Jan-Mar 2024", "A|1|2024-01"]);
    let periods: Vec<String> = read(&book, &spans, "x.csv").sales.iter().map(|s| s.period.to_string()).collect();
    assert_eq!(periods, ["2024-Q1", "2024-01", "2024-Q1", "2024-01"]);
}

#[test]
fn a_day_counts_in_the_reporting_period_of_the_format() {
    for (grain, place) in [("day", "2025-04-03"), ("week", "2025-W14"), ("quarter", "2025-Q2")] {
        let toml = format!("{DATED}[policy]\ngrain = \"{grain}\"\n");
        let outcome = read(&rows(&["P|Q|D", "A|1|2025-04-03"]), &plain(&toml), "x.csv");
        assert_eq!(outcome.sales[0].named.place.to_string(), format!("x · all stores · offline · {place}"));
        assert_eq!(outcome.sales[0].period.to_string(), "2025-04-03");
    }
}

#[test]
fn a_month_takes_its_year_from_the_file_name() {
    let months = plain("[columns]\nproduct = \"P\"\nquantity = \"Q\"\nmonth = \"Month\"\n");
    let outcome = read(&rows(&["P|Q|Month", "A|1|sept."]), &months, "sales 2024-09.csv");
    assert_eq!(outcome.sales[0].period.to_string(), "2024-09");
}
