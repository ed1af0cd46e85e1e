//! The payloads of all job kinds, one file each: ids, the kind's policy, and what happens to the domain row when
//! the job ends without success. The handlers of the same names live in `worker`.

mod bench_noop;
mod fire_schedule;
mod make_report;
mod merge_places;
mod normalise_upload;
mod process_upload;
mod restate_list_prices;
mod restate_rates;
mod send_mail;
mod sweep_retention;
mod tell;
mod tell_report_ended;
mod tell_upload_ended;
mod test_format;
mod upload_end;

pub use bench_noop::BenchNoop;
pub use fire_schedule::FireSchedule;
pub use make_report::MakeReport;
pub use merge_places::MergePlaces;
pub use normalise_upload::NormaliseUpload;
pub use process_upload::ProcessUpload;
pub use restate_list_prices::RestateListPrices;
pub use restate_rates::RestateRates;
pub use send_mail::SendMail;
pub use sweep_retention::SweepRetention;
pub use tell_report_ended::TellReportEnded;
pub use tell_upload_ended::TellUploadEnded;
pub use test_format::TestFormat;
