//! The demo: a stage (folder and settings), the loading, the report and the mails, the check against what the samples
//! must come to, and what is told of it all.

mod check;
mod reporting;
mod stage;
mod sums;
mod told;

use sellout_model::Period;
use sellout_samples::{REPORT_PERIOD, Sample};
use sellout_worker::engine::drain;
use sellout_worker::handlers::handlers;

use crate::failure::{Exit, Failure};
use crate::loading::{Asked, Line, Loaded, Loader};
use crate::output::Output;
use crate::progress::Progress;
use crate::setup::House;

pub(crate) use stage::Stage;

/// Who gets the demo's mails; they never leave the folder.
const READER: &str = "you@example.com";

/// Plays the whole demo. Fine only if every figure is the one that the samples must come to.
pub(crate) async fn play(house: &House, stage: &Stage, out: Output) -> Result<Exit, Failure> {
    let begun = house.clock.monotonic();
    let samples = sellout_samples::all();
    let loaded = load(house, stage, &samples, out).await?;
    let org = house.organisation().await?.org();
    let period: Period = REPORT_PERIOD.parse().map_err(Failure::new)?;
    reporting::mail_report(house, org, period, READER).await?;
    let services = house.services()?;
    drain(house.ledger.clone(), handlers(&services), &house.engine_options()).await?;
    reporting::write_reports(house, org, period, stage.folder()).await?;
    let findings = check::check(house, org, stage.folder(), &samples, &loaded).await?;
    let took = house.clock.monotonic().saturating_sub(begun);
    told::tell(stage.folder(), &loaded, &findings, took, out)?;
    Ok(if findings.iter().all(check::Finding::is_right) { Exit::Fine } else { Exit::Nothing })
}

async fn load(house: &House, stage: &Stage, samples: &[Sample], out: Output) -> Result<Vec<Loaded>, Failure> {
    let loader = Loader::open(house).await?;
    let progress = if out.is_json() { Progress::none() } else { Progress::if_watched() };
    let asked = Asked { notify: vec![READER.to_owned()], ..Asked::default() };
    let mut all = Vec::new();
    for sample in samples {
        let file = stage.write_sample(sample)?;
        for loaded in loader.load(&file, &asked, &progress).await? {
            out.json(&Line::of(&loaded, false)?)?;
            all.push(loaded);
        }
    }
    progress.end();
    loader.close().await;
    Ok(all)
}
