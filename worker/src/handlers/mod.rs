//! THE list of jobs: each kind with what runs it. Payloads and policies live in `shared/queue`, under the same names.

pub mod fire_schedule;
pub mod make_report;
pub mod merge_places;
pub mod normalise_upload;
pub mod process_upload;
pub mod restate_list_prices;
pub mod restate_rates;
pub mod send_mail;
pub mod sweep_retention;
pub mod tell_report_ended;
pub mod tell_upload_ended;
pub mod test_format;
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
        .on(with!(process_upload::run)) //   recognise a file, or ask
        .on(with!(normalise_upload::run)) // read it and load it
        .on(with!(make_report::run)) //      write a report's file
        .on(with!(fire_schedule::run)) //    make a scheduled report
        .on(with!(send_mail::run)) //        hand one mail to the server
        .on(with!(tell_upload_ended::run)) // owe the mails of an upload whose job ended badly
        .on(with!(tell_report_ended::run)) // owe the mail of a report whose job ended badly
        .on(with!(restate_rates::run)) //    convert again after rates came in
        .on(with!(test_format::run)) //      read earlier files by a format not yet saved
        .on(with!(restate_list_prices::run)) // value again after list prices or matches changed
        .on(with!(merge_places::run)) //     bring statements to merged vendors and stores, or home
        .on(with!(sweep_retention::run)) //  delete what is kept no longer
}
