//! Reports in every form: the same figures, the same bytes twice, and a CSV that loads again.

use std::io::{Cursor, Read};

use axum::http::header;
use calamine::{Data, Reader, Xlsx};
use sellout_model::Amount;
use serde_json::{Value as Json, json};

use super::load_all;
use crate::figures::money;
use crate::house::{ADMIN, Client, Form, House, stories};

const ALL: &str = "from=2024-01&to=2025-06";

stories! {
    async fn every_form_of_a_report_comes_to_the_summary_to_the_cent(house) {
        let us = house.sign_in().await;
        load_all(house, &us).await;
        let total = money(&us.summary("from=2025-Q2&to=2025-Q2").await["amount"]);
        let csv = file(&us, &made(house, &us, "sales_summary", "csv", "2025-04", "2025-06").await).await;
        assert_eq!(sum_of_csv(&csv), total);
        let xlsx = file(&us, &made(house, &us, "sales_summary", "xlsx", "2025-04", "2025-06").await).await;
        assert_eq!(sum_of_workbook(xlsx), total);
        let zip = file(&us, &made(house, &us, "sales_summary", "csv_zip", "2025-04", "2025-06").await).await;
        assert_eq!(sum_of_csv(&inside(&zip, "transactions.csv")), total);
        let pdf = file(&us, &made(house, &us, "sales_summary", "pdf", "2025-04", "2025-06").await).await;
        let printed = thousands_apart(&total.rounded(2).to_text(2));
        assert!(text_of_pdf(&pdf).contains(&printed), "{printed} is not printed");
    }

    async fn a_report_made_twice_at_one_data_version_is_the_same_bytes(house) {
        let us = house.sign_in().await;
        load_all(house, &us).await;
        for format in ["pdf", "xlsx", "csv", "csv_zip"] {
            let one = made(house, &us, "sales_summary", format, "2025-04", "2025-06").await;
            let other = made(house, &us, "sales_summary", format, "2025-Q2", "2025-Q2").await;
            assert_ne!(one["id"], other["id"]);
            for field in ["data_version", "sha256", "size_bytes"] {
                assert_eq!(one[field], other[field], "{field} of the {format}");
            }
            assert!(file(&us, &one).await == file(&us, &other).await, "{format}");
        }
    }

    async fn the_csv_report_loads_into_an_empty_organisation_with_equal_totals(house) {
        let us = house.sign_in().await;
        load_all(house, &us).await;
        let report = made(house, &us, "transactions", "csv", "2024-01", "2025-06").await;
        let csv = file(&us, &report).await;
        let them = house.neighbour("Empty", "eve@empty.example").await;
        let upload = them.load(Form::of("report.csv", &csv)).await;
        assert_eq!((&upload["status"], &upload["rows_failed"]), (&json!("completed"), &json!(0)), "{upload:#}");
        let (ours, theirs) = (us.summary(ALL).await, them.summary(ALL).await);
        for field in ["amount", "units", "unconverted"] {
            assert_eq!(ours[field], theirs[field], "{field}");
        }
        for by in ["vendor", "store", "channel", "product"] {
            let lines = |answer: Json| -> Vec<String> {
                let items = answer["items"].as_array().unwrap().clone();
                let mut lines: Vec<_> = items.iter().map(|i| format!("{} {}", i["amount"], i["units"])).collect();
                lines.sort();
                lines
            };
            let path = format!("/analytics/top?{ALL}&by={by}&limit=200");
            assert_eq!(lines(us.get(&path).await.json(200)), lines(them.get(&path).await.json(200)), "by {by}");
        }
    }

    async fn a_report_is_mailed_to_whom_it_is_for_and_opens_by_its_signed_link(house) {
        let us = house.sign_in().await;
        us.load(Form::of("april.csv", crate::made::shelf("2025-04-03", "Leeds", 3))).await;
        let wanted = json!({ "kind": "sales_summary", "from": "2025-04", "to": "2025-04", "format": "pdf",
            "recipients": ["boss@aldermere.example", ADMIN] });
        let asked = us.post("/reports", &wanted).await;
        assert_eq!(asked.header(header::LOCATION), asked.json(202)["status_url"].as_str().unwrap());
        let waiting = us.get(asked.header(header::LOCATION)).await.json(200);
        assert_eq!((&waiting["status"], &waiting["file_url"]), (&json!("pending"), &json!(null)));
        us.get(&format!("/reports/{}/file", waiting["id"].as_str().unwrap())).await.problem(409, "conflict");
        house.drain().await;
        let mails = us.all("/emails?kind=report").await;
        assert_eq!(mails.len(), 2);
        assert!(mails.iter().all(|m| m["status"] == "sent" && m["attachment_count"] == 1), "{mails:#?}");
        let report = us.get(asked.header(header::LOCATION)).await.json(200);
        let link = report["file_url"].as_str().unwrap();
        let path = &link[link.find("/api/v1").unwrap()..];
        let pdf = house.nobody().get(path).await.bytes(200).to_vec();
        assert!(pdf.starts_with(b"%PDF-"));
        house.nobody().get(&path.replace("token=", "token=x")).await.problem(403, "bad_link");
        house.nobody().get(path.split('?').next().unwrap()).await.problem(401, "unauthorized");
    }
}

/// A report that is made.
async fn made(house: &House, us: &Client<'_>, kind: &str, format: &str, from: &str, to: &str) -> Json {
    let wanted = json!({ "kind": kind, "from": from, "to": to, "format": format });
    let asked = us.post("/reports", &wanted).await.json(202);
    house.drain().await;
    let report = us.get(asked["status_url"].as_str().unwrap()).await.json(200);
    assert_eq!(report["status"], "completed", "{report}");
    report
}

async fn file(us: &Client<'_>, report: &Json) -> Vec<u8> {
    let reply = us.get(&format!("/reports/{}/file", report["id"].as_str().unwrap())).await;
    assert!(reply.header(header::CONTENT_DISPOSITION).starts_with("attachment; "));
    assert_eq!(reply.bytes(200).len(), report["size_bytes"]);
    reply.body.to_vec()
}

fn sum_of_csv(bytes: &[u8]) -> Amount {
    let mut table = csv::Reader::from_reader(bytes);
    let column = table.headers().unwrap().iter().position(|head| head == "amount").unwrap();
    let cells = table.records().map(|row| row.unwrap()[column].to_owned()).filter(|cell| !cell.is_empty());
    Amount(cells.map(|cell| cell.parse::<Amount>().unwrap().0).sum())
}

fn sum_of_workbook(bytes: Vec<u8>) -> Amount {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let table = book.worksheet_range("Transactions").unwrap();
    let heads = table.rows().next().unwrap();
    let column = heads.iter().position(|head| *head == "amount").unwrap();
    let exact = |cell: &Data| match cell {
        Data::Float(number) => (number * 10_000.0).round() as i64,
        Data::Int(number) => number * 10_000,
        _ => 0,
    };
    Amount(table.rows().skip(1).map(|row| exact(&row[column])).sum())
}

fn inside(archive: &[u8], name: &str) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(archive)).unwrap();
    let mut bytes = Vec::new();
    archive.by_name(name).unwrap().read_to_end(&mut bytes).unwrap();
    bytes
}

fn text_of_pdf(bytes: &[u8]) -> String {
    let pdf = lopdf::Document::load_mem(bytes).unwrap();
    let pages: Vec<u32> = pdf.get_pages().keys().copied().collect();
    pdf.extract_text(&pages).unwrap()
}

/// `123456.78` as `123,456.78`.
fn thousands_apart(text: &str) -> String {
    let (whole, part) = text.split_once('.').unwrap();
    let groups: Vec<&str> =
        whole.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).unwrap()).collect();
    format!("{}.{part}", groups.join(","))
}
