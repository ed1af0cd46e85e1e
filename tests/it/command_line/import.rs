//! `sellout import`: the same way in as an upload, with an exit code that says how well it went.

use std::fs;

use serde_json::json;

use super::Shell;
use crate::made::{sale, shelf, table};

#[test]
fn a_file_loads_once_and_the_line_says_what_the_api_says() {
    let shell = Shell::new();
    let sample = sellout_samples::all().swap_remove(2);
    shell.file(sample.name, &sample.bytes);
    let line = shell.call(["import", "--json", sample.name]).with_code(0).lines().remove(0);
    assert_eq!((&line["file"], &line["status"]), (&json!(sample.name), &json!("completed")), "{line:#}");
    assert_eq!(
        (&line["rows_loaded"], &line["units"]),
        (&json!(sample.expected.rows_loaded), &json!(sample.expected.figures.units))
    );
    assert_eq!(
        (&line["original_amount"], &line["original_currency"]),
        (&json!(sample.expected.figures.amounts["EUR"]), &json!("EUR"))
    );
    assert_eq!((&line["already_loaded"], &line["errors"]), (&json!(false), &json!([])));
    let again = shell.call(["import", "--json", sample.name]).with_code(0).lines().remove(0);
    assert_eq!((&again["already_loaded"], &again["id"]), (&json!(true), &line["id"]));
    let forced = shell.call(["import", "--json", "--force", sample.name]).with_code(0).lines().remove(0);
    assert_eq!((&forced["rows_duplicate"], &forced["rows_loaded"]), (&json!(sample.expected.rows_loaded), &json!(0)));
    assert!(!shell.folder.path().join("data/outbox").exists(), "nobody is mailed");
}

#[test]
fn the_exit_code_is_that_of_the_worst_file() {
    let shell = Shell::new();
    shell.file("good.csv", shelf("2025-04-03", "Leeds", 2));
    shell.file("some.csv", table([sale("2025-04-03", "York", 1, 1, "10.00"), sale("2025-04-03", "York", 2, 1, "ten")]));
    shell.file("none.csv", "");
    let some = shell.call(["import", "--json", "some.csv"]).with_code(2).lines().remove(0);
    assert_eq!((&some["status"], &some["rows_failed"]), (&json!("completed_with_errors"), &json!(1)));
    assert_eq!(
        (&some["errors"][0]["row"], &some["errors"][0]["column"], &some["errors"][0]["code"]),
        (&json!(3), &json!("amount"), &json!("bad_amount"))
    );
    shell.call(["import", "good.csv", "some.csv"]).with_code(0);
    let none = shell.call(["import", "none.csv"]).with_code(1);
    assert!(none.stderr.contains("the file is empty"), "{}", none.stderr);
    shell
        .file("worse.csv", table([sale("2025-04-03", "Bath", 1, 1, "10.00"), sale("2025-04-03", "Bath", 2, 1, "ten")]));
    let lines =
        shell.call(["import", "--json", "worse.csv", "none.csv", "missing.csv", "good.csv"]).with_code(1).lines();
    let statuses: Vec<_> = lines.iter().map(|line| line["status"].as_str().unwrap()).collect();
    assert_eq!(statuses, ["completed_with_errors", "failed", "failed", "completed"]);
}

#[test]
fn wrong_usage_is_64_and_one_sentence() {
    let shell = Shell::new();
    for arguments in [
        &["import"][..],
        &["import", "x.csv", "--mode", "add"],
        &["import", "x.csv", "--period", "2025-13"],
        &["impart"],
    ] {
        let ended = shell.call(arguments).with_code(64);
        assert!(ended.stdout.is_empty() && ended.sentence().contains("--help"), "{arguments:?}: {}", ended.stderr);
    }
    let unknown = Shell::new().with("SELLOUT_CURENCY", "EUR").call(["import", "x.csv"]).with_code(1);
    assert!(unknown.sentence().contains("SELLOUT_CURENCY"), "{}", unknown.stderr);
}

#[test]
fn a_folder_is_its_files_and_a_dry_run_loads_nothing() {
    let shell = Shell::new();
    shell.file("inbox/april.csv", shelf("2025-04-03", "Leeds", 2));
    shell.file("inbox/may.csv", shelf("2025-05-03", "Leeds", 3));
    let lines = shell.call(["import", "--json", "--dry-run", "inbox"]).with_code(0).lines();
    assert_eq!(lines.iter().map(|line| line["rows_loaded"].as_u64().unwrap()).sum::<u64>(), 5);
    assert!(lines.iter().all(|line| line["dry_run"] == true));
    assert!(!shell.folder.path().join("data/sellout.db").exists());
    let lines = shell.call(["import", "--json", "inbox"]).with_code(0).lines();
    assert!(lines.iter().all(|line| line["already_loaded"] == false), "{lines:#?}");
}

#[test]
fn row_errors_are_written_to_a_file_that_is_named() {
    let shell = Shell::new();
    shell.file("some.csv", table([sale("2025-04-03", "York", 1, 1, "10.00"), sale("2025-04-03", "York", 2, 1, "ten")]));
    shell.call(["import", "some.csv", "--errors", "errors.csv"]).with_code(2);
    let text = fs::read_to_string(shell.folder.path().join("errors.csv")).unwrap();
    assert!(text.starts_with("sheet,row,column,severity,code,message,value,raw\r\n"), "{text}");
    assert!(text.contains("3,amount,error,bad_amount,"), "{text}");
}

#[test]
fn an_unknown_table_loads_by_the_proposed_mapping_or_waits() {
    let shell = Shell::new();
    shell.file("april.csv", "Shop,Article EAN,Quantity,Amount,Date\nLeeds,5060917001014,2,20.00,2025-04-03\n");
    let waits = shell.call(["import", "--json", "april.csv"]).with_code(1).lines().remove(0);
    assert_eq!(
        (&waits["status"], &waits["needs"]),
        (&json!("needs_format"), &json!(["format", "vendor", "currency"])),
        "{waits:#}"
    );
    let line = shell
        .call(["import", "--json", "april.csv", "--accept-mapping", "--vendor", "Corner Shop"])
        .with_code(0)
        .lines()
        .remove(0);
    assert_eq!(
        (&line["status"], &line["vendor"], &line["units"]),
        (&json!("completed"), &json!("corner_shop"), &json!(2)),
        "{line:#}"
    );
}

#[test]
fn mails_leave_where_they_are_asked_for() {
    let shell = Shell::new();
    shell.file("april.csv", shelf("2025-04-03", "Leeds", 2));
    shell.call(["import", "april.csv", "--mail", "ada@aldermere.example"]).with_code(0);
    let outbox: Vec<_> =
        fs::read_dir(shell.folder.path().join("data/outbox")).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(outbox.len(), 1);
    let mail = fs::read_to_string(&outbox[0]).unwrap();
    assert!(mail.contains("To: ada@aldermere.example") && mail.contains("Subject: Upload loaded: april.csv"), "{mail}");
}

#[test]
fn a_workbook_of_row_errors_is_corrected_and_imported() {
    let shell = Shell::new();
    shell.file("some.csv", table([sale("2025-04-03", "York", 1, 1, "10.00"), sale("2025-04-03", "York", 2, 1, "ten")]));
    shell
        .file("more.csv", table([sale("2025-04-03", "Bath", 1, 1, "10.00"), sale("2025-04-03", "Bath", 2, 1, "nine")]));
    let lines =
        shell.call(["import", "--json", "some.csv", "more.csv", "--errors", "errors.xlsx"]).with_code(2).lines();
    for (name, wrong, upload) in [("errors.xlsx", "ten", &lines[0]), ("errors-2.xlsx", "nine", &lines[1])] {
        let workbook = fs::read(shell.folder.path().join(name)).unwrap();
        shell.file(name, sellout_testing::changed::typed_over(&workbook, &[(wrong, "10.00")]));
        let line = shell.call(["import", "--json", name]).with_code(0).lines().remove(0);
        assert_eq!((&line["rows_loaded"], &line["corrects"]), (&json!(2), &upload["id"]), "{line:#}");
    }
    let wrong = shell.call(["import", "some.csv", "--corrects", "01968a5c-0000-7000-8000-000000000001"]).with_code(1);
    assert!(wrong.stderr.contains("there is no upload"), "{}", wrong.stderr);
}

#[test]
fn an_archive_is_its_files() {
    let shell = Shell::new();
    let (leeds, york) = (shelf("2025-04-03", "Leeds", 2), shelf("2025-04-03", "York", 3));
    let archive = sellout_testing::workbooks::zip_of([
        ("leeds.csv", leeds.as_bytes()),
        ("again.csv", leeds.as_bytes()),
        ("empty.csv", b""),
        ("north/york.csv", york.as_bytes()),
    ]);
    shell.file("april.zip", &archive);
    let lines = shell.call(["import", "--json", "april.zip"]).with_code(1).lines();
    let told: Vec<_> =
        lines.iter().map(|line| (line["file"].as_str().unwrap(), line["status"].as_str().unwrap())).collect();
    assert_eq!(
        told,
        [
            ("april.zip/leeds.csv", "completed"),
            ("april.zip/again.csv", "completed"),
            ("april.zip/empty.csv", "failed"),
            ("april.zip/north/york.csv", "completed"),
        ]
    );
    assert_eq!((&lines[0]["rows_loaded"], &lines[3]["rows_loaded"]), (&json!(2), &json!(3)));
    assert_eq!((&lines[1]["already_loaded"], &lines[1]["id"]), (&json!(true), &lines[0]["id"]));
}

#[test]
fn a_file_that_can_be_read_in_two_ways_is_asked_about_and_answered_by_an_option() {
    let shell = Shell::new();
    let format = "code = \"days\"\ntitle = \"Days\"\nvendor = \"corner-shop\"\n[columns]\ndate = \"On\"\nproduct = \"Item\"\nquantity = \"Pieces\"\n";
    shell.file("days.toml", format);
    shell.file("days.csv", "On,Item,Pieces\n03/04/2025,Salt,2\n05/06/2025,Salt,1\n");
    let asked = shell.call(["import", "--json", "--format", "days.toml", "days.csv"]).lines().remove(0);
    assert_eq!((&asked["status"], &asked["needs"]), (&json!("needs_format"), &json!(["dates"])), "{asked:#}");
    let sentence = asked["error"].as_str().unwrap();
    assert!(sentence.contains("03/04/2025 is 3 April 2025") && sentence.contains("month_first"), "{sentence}");
    let told = shell.call(["import", "--json", "--dates", "month_first", "days.csv"]).with_code(0).lines().remove(0);
    assert_eq!((&told["status"], &told["period_from"]), (&json!("completed"), &json!("2025-03-01")), "{told:#}");
}

#[test]
fn a_changed_column_is_accepted_as_its_format_has_it_and_remembered() {
    let shell = Shell::new();
    let usual = "Product EAN,Functional Name,Sold Qty,Sales Amount (EUR),POS,Month,Year";
    let row = |month: u32| format!("5060917001014,Salt Garden,2,10.00,Madrid,{month},2025\n");
    let odd = usual.replace("Sold Qty", "X");
    shell.file("Boxnox 01-2025.csv", format!("{usual}\n{}", row(1)));
    shell.file("Boxnox 02-2025.csv", format!("{odd}\n{}", row(2)));
    shell.file("Boxnox 03-2025.csv", format!("{odd}\n{}", row(3)));
    shell.file("Boxnox 04-2025.csv", "Product EAN,Functional Name,POS,Month,Year\n5060917001014,Salt,Madrid,4,2025\n");
    shell.call(["import", "Boxnox 01-2025.csv"]).with_code(0);
    let seen = shell.call(["detect", "Boxnox 02-2025.csv"]).with_code(0).stdout;
    assert!(seen.contains("whether \"X\" is \"Sold Qty\", the quantity"), "{seen}");
    let waits = shell.call(["import", "--json", "Boxnox 02-2025.csv"]).with_code(1).lines().remove(0);
    assert_eq!((&waits["status"], &waits["code"]), (&json!("needs_format"), &json!("changed_columns")), "{waits:#}");
    let line =
        shell.call(["import", "--json", "--accept-mapping", "Boxnox 02-2025.csv"]).with_code(0).lines().remove(0);
    assert_eq!((&line["format"], &line["units"], &line["vendor"]), (&json!("boxnox"), &json!(2), &json!("boxnox")));
    let known = shell.call(["detect", "--json", "Boxnox 03-2025.csv"]).with_code(0).lines().remove(0);
    assert_eq!((&known["format"], &known["drift"]), (&json!("boxnox"), &json!(null)), "{known:#}");
    let line = shell.call(["import", "--json", "Boxnox 03-2025.csv"]).with_code(0).lines().remove(0);
    assert_eq!((&line["format"], &line["warning_count"]), (&json!("boxnox"), &json!(0)), "{line:#}");
    let lesson = shell.call(["format", "lessons", "--json", "boxnox"]).with_code(0).lines().remove(0);
    assert_eq!((&lesson["header"], &lesson["stands_for"]), (&json!("X"), &json!("Sold Qty")), "{lesson:#}");
    let left = shell.call(["format", "lessons", "boxnox", "--forget", "x", "--json"]).with_code(0).lines().remove(0);
    assert_eq!(left["forgotten"], true, "{left:#}");
    shell.call(["format", "lessons", "boxnox", "--forget", "x"]).with_code(1);
    let asked = shell.call(["detect", "--json", "Boxnox 03-2025.csv"]).with_code(0).lines().remove(0);
    assert_eq!(asked["seems"], "boxnox", "{asked:#}");
    shell.call(["format", "lessons", "boxnox", "--restore", "X"]).with_code(0);
    let gone = shell.call(["import", "--accept-mapping", "Boxnox 04-2025.csv"]).with_code(1);
    assert!(gone.stderr.contains("which boxnox needs"), "{}", gone.stderr);
}
