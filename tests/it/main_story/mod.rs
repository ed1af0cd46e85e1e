//! The main job, end to end: the sample files in, clean sales, mails, figures and reports out, and the report in again.

mod analytics;
mod loading;
mod mails;
mod reports;
mod sources;

use sellout_samples::Sample;
use serde_json::Value as Json;

use crate::house::{Client, Form, House};

/// Sends all samples, runs all jobs, and gives the uploads in the samples' order.
async fn load_all(house: &House, us: &Client<'_>) -> Vec<(Sample, Json)> {
    let mut items = Vec::new();
    for sample in sellout_samples::all() {
        let item = us.send(Form::of(sample.name, &sample.bytes)).await;
        items.push((sample, item));
    }
    house.drain().await;
    let mut loaded = Vec::new();
    for (sample, item) in items {
        let upload = us.see(&item["id"]).await;
        loaded.push((sample, upload));
    }
    loaded
}
