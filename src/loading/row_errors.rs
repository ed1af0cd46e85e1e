//! The row errors of loaded files as files: one list for all of them, or each file's own table with its errors.

use std::fs::File;
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use sellout_files::FileKey;
use sellout_model::OrgId;
use sellout_reader::{Layout, Wrong};
use sellout_report::{ErrorLine, write_errors_csv};
use sellout_store::row_errors::{self, Kept};
use sellout_store::uploads;
use tokio::task::spawn_blocking;

use super::Loaded;
use crate::failure::Failure;
use crate::output;
use crate::setup::{House, file_name};

/// Writes the row errors of these files: workbooks where `file` ends in `.xlsx`, else a CSV list.
pub(crate) async fn write(house: &House, file: &Path, loaded: &[Loaded]) -> Result<(), Failure> {
    if file.extension().is_some_and(|end| end.eq_ignore_ascii_case("xlsx")) {
        workbooks(house, file, loaded).await
    } else {
        list(house, file, loaded).await
    }
}

/// With several files the column `sheet` begins with the file's name.
async fn list(house: &House, file: &Path, loaded: &[Loaded]) -> Result<(), Failure> {
    let mut lines: Vec<ErrorLine> = Vec::new();
    for one in loaded {
        let Some((upload, _)) = &one.upload else { continue };
        let mut of_file = kept(house, upload).await?.lines;
        if loaded.len() > 1 {
            let name = file_name(&one.file);
            for line in &mut of_file {
                line.sheet = if line.sheet.is_empty() { name.clone() } else { format!("{name} / {}", line.sheet) };
            }
        }
        lines.append(&mut of_file);
    }
    let to = file.to_owned();
    let written = spawn_blocking(move || {
        let mut out = BufWriter::new(File::create(&to).map_err(|e| e.to_string())?);
        write_errors_csv(&mut lines.into_iter().map(Ok), &mut out).map_err(|e| e.to_string())?;
        out.into_inner().map(drop).map_err(|e| e.to_string())
    });
    written.await?.map_err(|why| unwritten(file, &why))
}

/// One workbook for each file with errors: it corrects one upload.
async fn workbooks(house: &House, file: &Path, loaded: &[Loaded]) -> Result<(), Failure> {
    let reader = house.reader()?;
    let mut written = 0_usize;
    for one in loaded {
        let Some((upload, _)) = &one.upload else { continue };
        let kept = kept(house, upload).await?;
        if kept.lines.is_empty() {
            continue;
        }
        written += 1;
        let to = numbered(file, written);
        let copy = house.files.local_copy(FileKey::upload(OrgId(upload.org_id), upload.id())).await?;
        let wrong = Wrong { upload: upload.id.to_string(), lines: kept.lines, unmarked: kept.unmarked };
        let workbook = reader.error_workbook(copy.path(), &upload.filename, wrong).await;
        let mut workbook = workbook.map_err(|error| unwritten(&to, &error))?;
        if let Layout::List(why) = &workbook.layout {
            output::note(&format!("note: {}: {why}", to.display()));
        }
        let target = to.clone();
        let copied = spawn_blocking(move || io::copy(&mut workbook.file, &mut File::create(&target)?));
        copied.await?.map_err(|error| unwritten(&to, &error))?;
    }
    Ok(())
}

/// `errors.xlsx`, `errors-2.xlsx` and so on.
fn numbered(file: &Path, number: usize) -> PathBuf {
    if number == 1 {
        return file.to_owned();
    }
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    file.with_file_name(format!("{stem}-{number}.xlsx"))
}

async fn kept(house: &House, upload: &uploads::Model) -> Result<Kept, Failure> {
    Ok(row_errors::kept(house.db.read(), OrgId(upload.org_id), upload.id()).await?)
}

fn unwritten(file: &Path, why: &dyn std::fmt::Display) -> Failure {
    Failure::new(format!("the row errors cannot be written to {}: {why}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_workbook_has_the_name_that_was_given() {
        let names: Vec<_> = (1..4).map(|at| numbered(Path::new("out/errors.xlsx"), at)).collect();
        let expected = ["out/errors.xlsx", "out/errors-2.xlsx", "out/errors-3.xlsx"].map(PathBuf::from);
        assert_eq!(names, expected);
    }
}
