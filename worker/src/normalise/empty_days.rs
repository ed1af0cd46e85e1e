//! A format that reports days speaks for each day from its first to its last: a day without rows is an empty
//! statement of every store that the file names.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::{Days, NaiveDate};
use sellout_ingest::Format;
use sellout_model::{Channel, Grain, Period, Place, StoreKey};
use sellout_store::load::{self, Chunk, Load, MetPlace, SoldBy};
use sellout_store::statements;

use super::Trouble;
use crate::services::Services;

/// A store of a vendor on a channel.
type Line = (String, StoreKey, Channel);

/// Names every missing day of the load.
pub(super) async fn fill(services: &Services, format: &Format, loading: &mut Load) -> Result<(), Trouble> {
    if format.policy.grain != Grain::Day || super::choose::counts_by_id(format) {
        return Ok(());
    }
    load::settle(&services.db, loading).await?;
    let mut days: BTreeMap<Line, Vec<NaiveDate>> = BTreeMap::new();
    let mut spans: HashMap<String, (NaiveDate, NaiveDate)> = HashMap::new();
    for day in statements::days_of_load(services.db.read(), loading.org, loading.id).await? {
        let span = spans.entry(day.vendor.clone()).or_insert((day.day, day.day));
        *span = (span.0.min(day.day), span.1.max(day.day));
        days.entry((day.vendor, day.store, day.channel)).or_default().push(day.day);
    }
    for ((vendor, store, channel), mut there) in days {
        there.sort_unstable();
        let (first, last) = spans[&vendor];
        let missing = first.iter_days().take_while(|day| *day < last + Days::new(1));
        let missing = missing.filter(|day| there.binary_search(day).is_err());
        let sold_by = Arc::new(SoldBy { store: store.clone(), channel });
        let places = missing.map(|day| MetPlace {
            place: Arc::new(Place::period(vendor.clone(), store.clone(), channel, &Period::day(day))),
            sold_by: Arc::clone(&sold_by),
        });
        load::write(&services.db, loading, Chunk { afresh: true, places: places.collect(), ..Chunk::default() })
            .await?;
    }
    Ok(())
}
