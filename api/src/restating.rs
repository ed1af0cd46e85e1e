//! Submitting what figures need after the catalogue has changed.

use sea_orm::DatabaseTransaction;
use sellout_queue::payloads::RestateListPrices;
use sellout_queue::{SubmitOptions, Submitted, submit};
use sellout_store::loads;

use crate::extract::Caller;
use crate::problem::Answer;
use crate::state::App;

/// The job that values sales by list price anew, if there are any. The caller rings after the commit.
pub(crate) async fn by_list_prices(app: &App, tx: &DatabaseTransaction, caller: &Caller) -> Answer<Option<Submitted>> {
    if !loads::any_by_list_price(tx, caller.org).await? {
        return Ok(None);
    }
    let job = RestateListPrices { org_id: caller.org };
    Ok(Some(submit(tx, app.ledger.clock(), &job, SubmitOptions::of(caller.org)).await?))
}
