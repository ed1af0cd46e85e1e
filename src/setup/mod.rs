//! From settings to what commands work with: the database, files, mail, the bell, the clock, and the people and the
//! organisation that have to be there. Doing the work is the business of the commands.

pub(crate) mod connect;
pub(crate) mod first_start;
mod house;
mod limits;
mod lock;
mod metrics;
pub(crate) mod running;
pub(crate) mod scratch;

use std::path::Path;

use sellout_config::{Origin, Settings, telemetry};
use sellout_ingest::{Book, ReadError};
use sellout_reader::Reader;

use crate::failure::Failure;

pub(crate) use house::House;
pub(crate) use lock::Lock;

/// The settings of a command that does one thing and ends. Its log is quiet unless `SELLOUT_LOG` says otherwise: what is
/// wrong it says itself.
pub(crate) fn settings_of_a_command() -> Result<Settings, Failure> {
    let mut settings = Settings::from_process()?;
    if !is_said(&settings, "SELLOUT_LOG") {
        "off".clone_into(&mut settings.log.filter);
    }
    telemetry::init(&settings.log)?;
    Ok(settings)
}

/// The settings of a process that stays, with its log started.
pub(crate) fn settings_of_a_server() -> Result<Settings, Failure> {
    let settings = Settings::from_process()?;
    telemetry::init(&settings.log)?;
    for warning in settings.warnings() {
        tracing::warn!("{warning}");
    }
    Ok(settings)
}

/// Whether somebody set it, be it in the environment or in the file.
pub(crate) fn is_said(settings: &Settings, name: &str) -> bool {
    settings.effective().iter().any(|setting| setting.name == name && setting.origin != Origin::Default)
}

/// A setting's value as it may be shown.
pub(crate) fn shown<'s>(settings: &'s Settings, name: &str) -> &'s str {
    settings.effective().iter().find(|setting| setting.name == name).map_or("", |setting| &setting.value)
}

/// Opens files as books within the limits that are set; workbooks are read by children of this very program.
pub(crate) fn reader(settings: &Settings) -> Result<Reader, Failure> {
    let reader = Reader::of_this_program();
    let reader = reader.map_err(|e| Failure::new(format!("this program cannot find its own file: {e}")))?;
    Ok(reader.with_limits(limits::of(&settings.reading)))
}

/// Opens a file on this machine as a book.
pub(crate) async fn open_book(settings: &Settings, file: &Path) -> Result<Box<dyn Book + Send + Sync>, Failure> {
    let opened = reader(settings)?.open_book(file, &file_name(file)).await;
    opened.map_err(|error| match error {
        ReadError::Io(error) => Failure::new(format!("{} cannot be read: {error}", file.display())),
        ReadError::File(error) => Failure::new(format!("{}: {error}", file.display())),
    })
}

/// This machine's name.
pub(crate) fn host() -> String {
    rustix::system::uname().nodename().to_string_lossy().into_owned()
}

/// A file's name without its folders.
pub(crate) fn file_name(file: &Path) -> String {
    file.file_name().map_or_else(|| file.display().to_string(), |name| name.to_string_lossy().into_owned())
}

/// An argument that is a mail address.
pub(crate) fn mail_address(text: &str) -> Result<String, String> {
    sellout_mail::check_address(text).map_err(|e| e.to_string())
}
