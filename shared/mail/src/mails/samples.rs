//! The invented figures of all samples: one believable upload and one report.

use chrono::DateTime;
use chrono_tz::Europe::Warsaw;
use sellout_model::{Amount, Currency, Period, Quantity};

use crate::report_facts::{Change, ReportFacts, ReportFile, Share};
use crate::upload_facts::{AllErrors, Control, ErrorLine, Errors, LoadedFacts, UploadFacts};
use crate::words::{Line, Moment, Money, Units};

pub(super) fn organisation() -> Line {
    "Willow & Reed".into()
}

/// 7 April 2025, 12:05:30 UTC.
pub(super) fn moment() -> Moment {
    Moment(DateTime::from_timestamp(1_744_027_530, 0).unwrap_or_default().with_timezone(&Warsaw))
}

fn euros(cents: i64) -> Money {
    Money(Amount(cents * 100), Currency::EUR)
}

fn pieces(number: i64) -> Units {
    Units(Quantity(number * Quantity::SCALE))
}

fn march() -> Period {
    Period::month_of(moment().0.date_naive()).previous()
}

pub(super) fn upload() -> UploadFacts {
    UploadFacts {
        filename: "Sell-out March 2025 <final> & corrected.xlsx".into(),
        vendor: Some("Harbour Stores".into()),
        period: Some(march()),
        format: Some("Generic sell-out table".into()),
        sent: moment(),
        sent_by: Some("ana@example.com".into()),
        link: Some("https://sellout.example.com/uploads/0195e7c0-5a3e-7000-8000-000000000001".to_owned()),
    }
}

pub(super) fn loaded() -> LoadedFacts {
    LoadedFacts {
        amount: Some(euros(14_820_735)),
        original: Some(Money(Amount(6_194_067_000), "PLN".parse().unwrap_or(Currency::EUR))),
        units: Some(pieces(5_213)),
        rows_read: 1_284,
        rows_loaded: 1_251,
        rows_skipped: 29,
        rows_failed: 0,
        rows_duplicate: 4,
        rows_restated: 1_198,
        rows_unconverted: 12,
        controls: vec![
            Control {
                label: "Grand total".into(),
                file: "619,406.70 PLN".into(),
                loaded: "619,406.70 PLN".into(),
                gap: None,
            },
            Control { label: "Total Soho".into(), file: "1,204".into(), loaded: "1,201".into(), gap: Some("3".into()) },
        ],
        warnings: vec![
            "The EAN 5901234123450 in row 88 has a wrong check digit; it was loaded as written".into(),
            "12 rows are in SEK, for which March 2025 has no rate; they count in units only".into(),
        ],
        warning_count: 5,
    }
}

/// Up to 25 invented row errors.
pub(super) fn errors(total: u64, all: AllErrors<'_>) -> Errors {
    let lines = (0..total.min(25)).map(|number| ErrorLine {
        sheet: Some("Sales".into()),
        row: 14 + number as u32 * 7,
        column: Some("Qty".into()),
        message: "the quantity is not a whole number; write pieces such as 3, or -3 for a return".into(),
        value: if number % 2 == 0 { "abc".into() } else { "1.5".into() },
    });
    Errors::new(total, lines, all)
}

pub(super) fn report() -> ReportFacts {
    let share = |name: &str, cents, percent| Share { name: name.into(), amount: euros(cents), percent };
    ReportFacts {
        title: "Sales summary".into(),
        period: march(),
        amount: Some(euros(38_412_590)),
        units: Some(pieces(13_870)),
        rows: 9_412,
        changes: vec![
            Change { against: march().previous(), amount: euros(34_204_400), permille: Some(123) },
            Change { against: march().last_year(), amount: euros(40_090_120), permille: Some(-42) },
        ],
        top: vec![
            share("Harbour Stores", 14_820_735, 39),
            share("Own web shop", 12_007_020, 31),
            share("Meridian Beauty", 7_420_135, 19),
            share("All others", 4_164_700, 11),
        ],
        filters: vec![("Channel".into(), "online, offline".into())],
        notes: vec!["One quarter of 120 units lies only partly in this month and is left out".into()],
        as_of: moment(),
        file: ReportFile::Attached { name: "sales-summary-2025-03.pdf".into() },
    }
}
