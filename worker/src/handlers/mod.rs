//! THE list of jobs: each kind with what runs it. Payloads and policies live in `shared/queue`, under the same names.

pub mod fire_schedule;
pub mod make_report;
pub mod normalise_upload;
pub mod process_upload;
pub mod restate_rates;
pub mod send_mail;
pub mod sweep_retention;
mod trouble;

use crate::engine::Handlers;
use crate::services::Services;

/// Every kind of job and its handler.
pub fn handlers(services: &Services) -> Handlers {
    macro_rules! with {
        ($run:path) => {{
            let services = services.clone();
            move |context, job| $run(services.clone(), context, job)
        }};
    }
    Handlers::new()
        .add(with!(process_upload::run)) //   recognise a file, or ask
        .add(with!(normalise_upload::run)) // read it and load it
        .add(with!(make_report::run)) //      write a report's file
        .add(with!(fire_schedule::run)) //    make a scheduled report
        .add(with!(send_mail::run)) //        hand one mail to the server
        .add(with!(restate_rates::run)) //    convert again after rates came in
        .add(with!(sweep_retention::run)) //  delete what is kept no longer
}
