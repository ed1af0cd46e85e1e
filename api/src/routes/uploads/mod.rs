//! `/uploads`: sending files, following them, what was wrong with their rows, taking back, running again, answering.

mod accept;
pub(crate) mod change;
pub(crate) mod download;
mod form;
mod head;
pub(crate) mod list;
mod mapping;
pub(crate) mod preview;
pub(crate) mod row_errors;
pub(crate) mod send;
mod view;

pub(crate) use mapping::proposed;
pub(crate) use view::{ControlView, PackedView, UploadView, UploadViews, WarningView, money};
