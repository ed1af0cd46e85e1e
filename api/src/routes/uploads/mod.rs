//! `/uploads`: sending files, following them, what was wrong with their rows, taking back, running again, answering.

mod accept;
pub(crate) mod change;
pub(crate) mod download;
mod form;
mod head;
pub(crate) mod list;
mod mapping;
mod packed;
pub(crate) mod preview;
mod questions;
mod reading;
pub(crate) mod row_errors;
pub(crate) mod send;
mod view;

pub(crate) use mapping::proposed;
pub(crate) use packed::PackedView;
pub(crate) use questions::{ChoiceView, QuestionView, SampleView};
pub(crate) use view::{ControlView, UploadView, UploadViews, WarningView, money};
