//! Writes the sample report in every format beside the path given:
//! `cargo run -p sellout-report --example demo_report -- /tmp/demo 300` makes `/tmp/demo.pdf`, `.xlsx`, ...

use std::fs::File;
use std::path::PathBuf;

use sellout_model::ReportFormat;
use sellout_report::{chart, extension, sample, write};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = PathBuf::from(arguments.next().ok_or("give a path without an extension")?);
    let rows = arguments.next().map_or(Ok(300), |text| text.parse())?;
    let report = sample::report(rows);
    for format in ReportFormat::ALL {
        let mut file = File::create(path.with_extension(extension(*format)))?;
        write(&report, *format, &mut sample::stream(rows), &mut file)?;
    }
    if let Some(series) = &report.over_time {
        std::fs::write(path.with_extension("svg"), chart::trend_svg(series, report.currency))?;
    }
    Ok(())
}
