//! `sellout-samples [--out FOLDER]` writes the sample files and their totals; `sellout-samples rows N FILE` writes a long
//! table for measuring.

use std::error::Error;
use std::fs::{self, File};
use std::io::BufWriter;
use std::path::Path;
use std::process::ExitCode;

const USAGE: &str = "usage: sellout-samples [--out FOLDER]\n       sellout-samples rows N FILE";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments[..] {
        [] => write_samples(Path::new("samples/files")),
        ["--out", folder] => write_samples(Path::new(folder)),
        ["rows", count, file] => write_rows(count, Path::new(file)),
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
    fs::create_dir_all(folder)?;
    for sample in sellout_samples::all() {
        fs::write(folder.join(sample.name), &sample.bytes)?;
    }
    fs::write(folder.join("totals.json"), serde_json::to_string_pretty(&sellout_samples::totals())? + "\n")?;
    Ok(())
}

fn write_rows(count: &str, file: &Path) -> Result<(), Box<dyn Error>> {
    let count = count.parse().map_err(|_| format!("{count:?} is not a number of rows"))?;
    Ok(sellout_samples::write_rows(count, BufWriter::new(File::create(file)?))?)
}
