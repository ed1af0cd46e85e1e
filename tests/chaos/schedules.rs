//! Reports that leave every minute, each to two people.

use serde_json::{Value as Json, json};

use crate::sender::Sender;

/// How many people get each report.
pub(crate) const READERS: usize = 2;
const FORMATS: [&str; 3] = ["csv", "xlsx", "csv_zip"];

/// Schedules that somebody made; their ids as texts.
#[derive(Clone, Debug)]
pub(crate) struct Schedules(pub(crate) Vec<String>);

impl Schedules {
    pub(crate) async fn make(sender: &Sender) -> Self {
        let mut ids = Vec::new();
        for format in FORMATS {
            let made = sender.post("/schedules", &plan(format, true)).await.json(201);
            ids.push(made["id"].as_str().unwrap().to_owned());
        }
        Self(ids)
    }

    /// Switches them off.
    pub(crate) async fn stop(&self, sender: &Sender) {
        for (id, format) in self.0.iter().zip(FORMATS) {
            sender.put(&format!("/schedules/{id}"), &plan(format, false)).await.json(200);
        }
    }
}

fn plan(format: &str, active: bool) -> Json {
    json!({ "name": format!("Every minute as {format}"), "kind": "sales_summary", "format": format, "cron": "* * * * *",
        "timezone": "UTC", "range": "last_30_days", "active": active,
        "recipients": ["boss@aldermere.example", "board@aldermere.example"] })
}
