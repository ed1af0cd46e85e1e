//! The page of all uploads.

use sellout_model::UploadStatus;
use serde::Serialize;

use super::upload::{Shown, sample_upload};
use crate::extract;
use crate::pages::Page;
use crate::routes::uploads::send::ReceivedItem;
use crate::routes::vendors::VendorView;

/// Uploads, the form to send more, and what became of those just sent.
#[derive(Debug, Serialize)]
pub(crate) struct UploadsPage {
    pub(crate) list: extract::Page<Shown>,
    /// Which status is shown; all if blank.
    pub(crate) status: String,
    pub(crate) statuses: Vec<&'static str>,
    /// The filter again, for links to other pages of the list.
    pub(crate) query: String,
    pub(crate) received: Vec<Outcome>,
    pub(crate) vendors: Vec<VendorView>,
    pub(crate) max_upload_bytes: u64,
}

/// What became of one file that was just sent without a script.
#[derive(Debug, Serialize)]
pub(crate) struct Outcome {
    filename: String,
    id: Option<String>,
    detail: Option<String>,
    upload_id: Option<String>,
}

impl From<ReceivedItem> for Outcome {
    fn from(item: ReceivedItem) -> Self {
        Self {
            filename: item.filename,
            id: item.id.map(|id| id.to_string()),
            detail: item.detail,
            upload_id: item.upload_id.map(|id| id.to_string()),
        }
    }
}

/// Every status by its word.
pub(crate) fn statuses() -> Vec<&'static str> {
    UploadStatus::ALL.iter().map(|status| status.as_str()).collect()
}

impl Page for UploadsPage {
    const TEMPLATE: &'static str = "uploads.html";

    fn sample() -> Self {
        let refused = Outcome {
            filename: "<b>.csv".to_owned(),
            id: None,
            detail: Some("the same file was uploaded before".to_owned()),
            upload_id: Some("0195e7c0".to_owned()),
        };
        let accepted =
            Outcome { id: Some("0195e7c1".to_owned()), detail: None, upload_id: None, filename: "b.csv".to_owned() };
        Self {
            list: extract::Page { items: vec![Shown::of(sample_upload())], page: 2, per_page: 1, total: 3 },
            status: "failed".to_owned(),
            statuses: statuses(),
            query: "status=failed&".to_owned(),
            received: vec![refused, accepted],
            vendors: Vec::new(),
            max_upload_bytes: 1 << 30,
        }
    }
}
