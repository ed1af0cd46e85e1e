//! `sellout-samples [--out FOLDER]` writes the sample files and their totals into `files` and `vendors` of the folder;
//! `sellout-samples rows N FILE [STORES]` writes a long table for measuring, of so many stores a reseller, as a workbook if
//! the file ends in `.xlsx`.

use std::error::Error;
use std::fs::{self, File};
use std::io::BufWriter;
use std::path::Path;
use std::process::ExitCode;

use sellout_samples::{Extent, Sample, Totals};

const USAGE: &str = "usage: sellout-samples [--out FOLDER]\n       sellout-samples rows N FILE [STORES]";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments[..] {
        [] => write_samples(Path::new("samples")),
        ["--out", folder] => write_samples(Path::new(folder)),
        ["rows", count, file] => write_rows(count, None, Path::new(file)),
        ["rows", count, file, stores] => write_rows(count, Some(stores), Path::new(file)),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(64);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("sellout-samples: {error}");
            ExitCode::FAILURE
        }
    }
}

fn write_samples(folder: &Path) -> Result<(), Box<dyn Error>> {
    write_folder(&folder.join("files"), &sellout_samples::all(), &sellout_samples::totals())?;
    write_folder(&folder.join("vendors"), &sellout_samples::vendors(), &sellout_samples::vendor_totals())
}

fn write_folder(folder: &Path, samples: &[Sample], totals: &Totals) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(folder)?;
    for sample in samples {
        fs::write(folder.join(sample.name), &sample.bytes)?;
    }
    fs::write(folder.join("totals.json"), serde_json::to_string_pretty(totals)? + "\n")?;
    Ok(())
}

fn write_rows(count: &str, stores: Option<&str>, file: &Path) -> Result<(), Box<dyn Error>> {
    let mut extent = Extent::of(count.parse().map_err(|_| format!("{count:?} is not a number of rows"))?);
    if let Some(stores) = stores {
        let wanted = stores.parse().ok().filter(|wanted| *wanted > 0);
        extent.stores = wanted.ok_or_else(|| format!("{stores:?} is not a number of stores"))?;
    }
    if file.extension().is_some_and(|end| end.eq_ignore_ascii_case("xlsx")) {
        return Ok(sellout_samples::write_workbook(extent, file)?);
    }
    Ok(sellout_samples::write_rows(extent, BufWriter::new(File::create(file)?))?)
}
