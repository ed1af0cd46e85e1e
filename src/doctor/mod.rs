//! The doctor: what is looked at, in order, and how it is told. Every check says what it found and, where it is not
//! well, the cure. Nothing is changed and nothing is made.

mod database;
mod finding;
mod people;
mod places;
mod reading;
mod settings;
mod waiting;
mod work;

use sellout_config::{Settings, telemetry};

use crate::failure::{Exit, Failure};
use crate::output::Output;
use crate::setup::House;
use crate::table::{Cell, Table, Tone};

use finding::{Finding, Health};

/// The longest value shown, in letters.
const LONGEST: usize = 64;

/// Looks at everything that can be reached, and tells.
pub(crate) async fn examine(out: Output) -> Result<Exit, Failure> {
    let mut findings = Vec::new();
    match Settings::from_process() {
        Err(error) => findings.push(Finding::failed("settings", error, "write it as docs/settings.md says")),
        Ok(mut settings) => {
            "off".clone_into(&mut settings.log.filter);
            telemetry::init(&settings.log)?;
            show_settings(&settings, out)?;
            findings.extend(settings::look(&settings));
            findings.extend(places::look(&settings).await);
            findings.push(reading::look(&settings).await);
            let (of_database, house) = database::look(settings).await;
            findings.extend(of_database);
            if let Some(house) = house {
                findings.extend(of_house(&house).await);
                house.close().await?;
            }
        }
    }
    tell(&findings, out)?;
    let sick = findings.iter().any(|finding| finding.status == Health::Failed);
    Ok(if sick { Exit::Nothing } else { Exit::Fine })
}

/// What only a connected installation can be asked; a question that fails is a finding too.
async fn of_house(house: &House) -> Vec<Finding> {
    let mut findings = Vec::new();
    let all = [
        ("people", people::look(house).await),
        ("work", work::look(house).await),
        ("waiting", waiting::look(house).await),
    ];
    for (name, asked) in all {
        match asked {
            Ok(found) => findings.extend(found),
            Err(failure) => findings.push(Finding::failed(name, failure, "look into the database's own log")),
        }
    }
    findings
}

fn show_settings(settings: &Settings, out: Output) -> Result<(), Failure> {
    let mut table = Table::new(&["setting", "value", "from"]);
    for setting in settings.effective() {
        let origin = Cell::toned(setting.origin.to_string(), Tone::Faint);
        table.row([setting.name.into(), sellout_model::one_line(&setting.value, LONGEST).into(), origin]);
    }
    out.table(&table)?;
    out.say("")
}

fn tell(findings: &[Finding], out: Output) -> Result<(), Failure> {
    let mut table = Table::new(&["check", "", "what was found"]);
    for finding in findings {
        out.json(finding)?;
        table.row([finding.check.into(), finding.mark(), finding.said.as_str().into()]);
        if let Some(cure) = &finding.cure {
            table.row([Cell::default(), Cell::default(), Cell::toned(format!("-> {cure}"), Tone::Faint)]);
        }
    }
    out.table(&table)
}
