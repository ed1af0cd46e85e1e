//! What the demo tells: the files, the totals beside what they must be, and where to look.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Serialize;

use super::check::{Finding, TOGETHER};
use crate::failure::Failure;
use crate::loading::{Loaded, Summary};
use crate::output::{self, Output};
use crate::table::{Cell, Table, Tone, grouped_decimal};

#[derive(Serialize)]
struct Line<'a> {
    event: &'static str,
    data: &'a Path,
    report_pdf: PathBuf,
    report_xlsx: PathBuf,
    report_csv: PathBuf,
    outbox: PathBuf,
    mails: usize,
    seconds: f64,
    ok: bool,
    findings: &'a [Finding],
}

/// Tells it all.
pub(super) fn tell(
    folder: &Path,
    loaded: &[Loaded],
    findings: &[Finding],
    took: Duration,
    out: Output,
) -> Result<(), Failure> {
    let all_right = findings.iter().all(Finding::is_right);
    let outbox = folder.join("outbox");
    let mails = mails_in(&outbox);
    out.json(&Line {
        event: "demo",
        data: folder,
        report_pdf: folder.join("report.pdf"),
        report_xlsx: folder.join("report.xlsx"),
        report_csv: folder.join("report.csv"),
        outbox,
        mails,
        seconds: took.as_secs_f64(),
        ok: all_right,
        findings,
    })?;
    let mut summary = Summary::new();
    for loaded in loaded {
        summary.add(loaded);
    }
    out.table(summary.table())?;
    out.say("")?;
    out.table(&totals(findings))?;
    out.say("")?;
    places(folder, mails, out)?;
    out.say("")?;
    if all_right {
        let seconds = took.as_secs_f64();
        return out.say(&format!("{} figures checked, all as they must be, in {seconds:.1} s.", findings.len()));
    }
    for Finding { of, figure, is, must_be } in findings.iter().filter(|finding| !finding.is_right()) {
        output::complain(&format!("{of}: {figure} is {is} and must be {must_be}"));
    }
    Ok(())
}

fn totals(findings: &[Finding]) -> Table {
    let mut table = Table::new(&["all files together", ">loaded", ">must be", ""]);
    for finding in findings.iter().filter(|finding| finding.of == TOGETHER) {
        let verdict = if finding.is_right() { Cell::toned("✓", Tone::Good) } else { Cell::toned("✗", Tone::Bad) };
        let (is, must_be) = (grouped_decimal(&finding.is), grouped_decimal(&finding.must_be));
        table.row([finding.figure.as_str().into(), is.into(), must_be.into(), verdict]);
    }
    table
}

fn places(folder: &Path, mails: usize, out: Output) -> Result<(), Failure> {
    let at = folder.display();
    out.say(&format!("The report    {at}/report.pdf   (and report.xlsx, report.csv)"))?;
    out.say(&format!("The mails     {at}/outbox/   ({mails} .eml files)"))?;
    out.say(&format!("The samples   {at}/samples/"))?;
    out.say(&format!("In a browser  SELLOUT_DATA={at} sellout serve"))
}

fn mails_in(outbox: &Path) -> usize {
    let entries = std::fs::read_dir(outbox).into_iter().flatten().flatten();
    entries.filter(|entry| entry.path().extension().is_some_and(|end| end == "eml")).count()
}
