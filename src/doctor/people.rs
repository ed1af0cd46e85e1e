//! Whether there is an organisation, and somebody who can look after it.

use sellout_store::{organisations, users};

use super::finding::Finding;
use crate::failure::Failure;
use crate::setup::House;

/// Looks for them.
pub(super) async fn look(house: &House) -> Result<Vec<Finding>, Failure> {
    let Some(first) = organisations::all(house.db.read()).await?.into_iter().next() else {
        return Ok(vec![Finding::ok("people", "none yet; the first start makes an admin")]);
    };
    let admins = users::active_admins(house.db.read(), first.org()).await?;
    Ok(vec![if admins == 0 {
        let cure = "start `sellout serve`, or run `sellout user add EMAIL --role admin`";
        Finding::warning("people", "no admin can sign in", cure)
    } else {
        Finding::ok("people", format!("{admins} admins of {}, figures in {}", first.name, first.currency))
    }])
}
