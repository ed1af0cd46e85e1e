//! Whether the limited child process that reads workbooks works here: it reads a sample.

use std::io::Write;

use sellout_config::Settings;

use super::finding::Finding;
use crate::failure::Failure;
use crate::setup;

/// Lets the child read a workbook.
pub(super) async fn look(settings: &Settings) -> Finding {
    let cure = "run the program as it was installed, on a Linux or macOS that lets it start itself";
    Finding::of(
        "reader",
        read_a_sample(settings).await.map(|sheets| format!("a child process read {sheets} sheets")),
        cure,
    )
}

async fn read_a_sample(settings: &Settings) -> Result<usize, Failure> {
    let samples = sellout_samples::all();
    let workbook = samples.iter().find(|sample| sample.bytes.starts_with(b"PK"));
    let workbook = workbook.ok_or_else(|| Failure::new("there is no sample workbook"))?;
    let failed = |e: std::io::Error| Failure::new(format!("no temporary file can be written: {e}"));
    let mut file = tempfile::NamedTempFile::new().map_err(failed)?;
    file.write_all(&workbook.bytes).map_err(failed)?;
    let book = setup::reader(settings)?.read_workbook(file.path()).await?;
    Ok(sellout_ingest::Book::sheets(&book).len())
}
