//! Every mail, rendered from its sample.

use std::collections::BTreeSet;
use std::path::Path;

use sellout_mail::mails::{
    Mail, ReportFailed, ReportReady, ScheduledReport, UploadFailed, UploadLoaded, UploadLoadedWithErrors,
    UploadNeedsAnswer, rendered_samples,
};
use sellout_mail::{AllErrors, ErrorLine, Errors, Line, Templates};

fn templates() -> Templates {
    Templates::new().expect("templates that parse")
}

#[test]
fn every_folder_has_a_context_and_every_sample_renders_strictly() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../templates/mails");
    let folders: BTreeSet<String> = std::fs::read_dir(folder)
        .expect("the templates")
        .flatten()
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    let samples = rendered_samples(&templates());
    assert_eq!(samples.iter().map(|(name, _)| (*name).to_owned()).collect::<BTreeSet<_>>(), folders);
    assert_eq!(samples.len(), folders.len());
    for (name, rendered) in samples {
        let rendered = rendered.unwrap_or_else(|e| panic!("{name}: {e:?}"));
        assert!(!rendered.subject.contains('\n') && !rendered.text.contains("\n\n\n"), "{name}");
        for leak in ["{{", "{%", "none", "undefined", "None"] {
            assert!(!rendered.text.contains(leak) && !rendered.subject.contains(leak), "{name}: {leak}");
        }
    }
}

#[test]
fn subjects_are_those_of_the_contract() {
    let subjects: Vec<String> =
        rendered_samples(&templates()).into_iter().map(|(_, mail)| mail.expect("rendered").subject).collect();
    let file = "Sell-out March 2025 <final> & corrected.xlsx";
    assert_eq!(
        subjects,
        [
            format!("Upload loaded: {file}"),
            format!("Upload loaded with 23 row errors: {file}"),
            format!("Upload needs an answer: {file}"),
            format!("Upload failed: {file}"),
            "Upload loaded: spring.zip".to_owned(),
            "Sales summary: 2025-03".to_owned(),
            "Monthly sales for the board: 2025-03".to_owned(),
            "Report failed: Sales summary: 2025-03".to_owned(),
        ]
    );
}

/// The facts that a reader must find in both bodies.
fn facts(name: &str) -> &'static [&'static str] {
    match name {
        "upload_loaded" => {
            &["148,207.35 EUR", "619,406.70 PLN", "5,213", "1,251", "1,284", "1,198", "a gap of 3", "and 3 more"]
        }
        "upload_loaded_with_errors" => {
            &["148,207.35 EUR", "The first 20 of 23 row errors", "errors of sales march.xlsx", "Qty", "abc", "23"]
        }
        "upload_needs_answer" => {
            &["Which period", "2025-04", "What is in which column?", "Nothing of this file is loaded"]
        }
        "archive_unpacked" => &["2 of 3 files loaded", "meridian.xlsx", "4 could not be read", "The file is a PDF"],
        "upload_failed" => &["write whole numbers there", "no_valid_rows", "Sales, row 4", "The 2 row errors"],
        "report" => {
            &["384,125.90 EUR", "+12.3 %", "-4.2 %", "Meridian Beauty", "14 MB", "token=s1gn3d", "ana@example.com"]
        }
        "report_failed" => &["It took longer than 1800 seconds.", "March 2025", "The schedule goes on"],
        _ => &[
            "384,125.90 EUR",
            "March 2025",
            "February 2025",
            "9,412",
            "sales-summary-2025-03.pdf",
            "unsubscribe?token",
        ],
    }
}

#[test]
fn the_plain_text_carries_the_facts_of_the_html() {
    for (name, mail) in rendered_samples(&templates()) {
        let mail = mail.expect("rendered");
        for fact in facts(name) {
            assert!(mail.text.contains(fact), "{name}: the text lacks {fact}\n{}", mail.text);
            assert!(mail.html.contains(fact), "{name}: the HTML lacks {fact}");
        }
    }
}

#[test]
fn names_and_values_from_files_are_text_in_html() {
    let mut mail = UploadLoadedWithErrors::sample();
    mail.upload.filename = "<script>alert(1)</script>.csv".into();
    let html = templates().render(&mail).expect("rendered").html;
    assert!(!html.contains("<script>") && html.contains("&lt;script&gt;alert(1)"), "{html}");
}

#[test]
fn a_hostile_or_endless_file_name_makes_a_safe_subject() {
    let mut mail = UploadLoaded::sample();
    mail.upload.filename = Line::new(&format!("a\r\nBcc: all@example.com\u{202e}{}.xlsx", "x".repeat(300)));
    let rendered = templates().render(&mail).expect("rendered");
    assert!(rendered.subject.starts_with("Upload loaded: a Bcc: all@example.com xxx"), "{}", rendered.subject);
    assert!(rendered.subject.ends_with("xxx.xlsx") && rendered.subject.chars().count() <= 135);
    assert!(!rendered.text.contains('\r') && !rendered.text.contains("\nBcc:"));
}

#[test]
fn without_a_public_address_no_mail_has_a_link() {
    let t = templates();
    let mut loaded = UploadLoaded::sample();
    let mut errors = UploadLoadedWithErrors::sample();
    let mut question = UploadNeedsAnswer::sample();
    let mut failed = UploadFailed::sample();
    let mut scheduled = ScheduledReport::sample();
    let no_report = ReportFailed { link: None, ..ReportFailed::sample() };
    for upload in [&mut loaded.upload, &mut errors.upload, &mut question.upload, &mut failed.upload] {
        upload.link = None;
    }
    scheduled.unsubscribe = None;
    let mails = [
        t.render(&loaded),
        t.render(&errors),
        t.render(&question),
        t.render(&failed),
        t.render(&scheduled),
        t.render(&no_report),
    ];
    for mail in mails {
        let mail = mail.expect("rendered");
        assert!(!mail.html.contains("href") && !mail.html.contains("http"), "{}", mail.subject);
        assert!(!mail.text.contains("http"), "{}", mail.text);
    }
}

#[test]
fn a_mail_with_only_what_must_be_there_renders_too() {
    let t = templates();
    let mut loaded = UploadLoaded::sample();
    (loaded.upload.vendor, loaded.upload.period, loaded.upload.format, loaded.upload.sent_by) =
        (None, None, None, None);
    (loaded.loaded.amount, loaded.loaded.units, loaded.loaded.original) = (None, None, None);
    loaded.loaded.controls.clear();
    loaded.loaded.warnings.clear();
    (loaded.loaded.warning_count, loaded.loaded.rows_unconverted) = (0, 0);
    let text = t.render(&loaded).expect("rendered").text;
    assert!(!text.contains("Amount") && !text.contains("Worth knowing") && !text.contains("exchange rate"), "{text}");
    let mut report = ReportReady::sample();
    (report.asked_by, report.report.amount, report.report.units) = (None, None, None);
    report.report.changes.clear();
    report.report.top.clear();
    report.report.filters.clear();
    report.report.notes.clear();
    t.render(&report).expect("rendered");
    let mut failed = UploadFailed::sample();
    (failed.errors, failed.place) = (None, None);
    t.render(&failed).expect("rendered");
}

#[test]
fn one_error_and_few_errors_are_said_as_such() {
    let line = || ErrorLine {
        sheet: None,
        row: 2,
        column: None,
        message: "the date 31 February does not exist".into(),
        value: "".into(),
    };
    let mut mail = UploadLoadedWithErrors::sample();
    mail.errors = Errors::new(1, [line()], AllErrors::List("errors.csv"));
    let text = templates().render(&mail).expect("rendered").text;
    assert!(text.contains("The row error\n- row 2: The date 31 February does not exist.\n"), "{text}");
}
