//! `/jobs/workers`: who works, and on what; for admins.

use axum::extract::State;
use axum::response::Html;

use super::contexts::list::{Cell, ListPage, columns};
use super::filters::words;
use super::{Frame, moment};
use crate::extract::PageCaller;
use crate::problem::{Answer, Kind, Problem};
use crate::routes::workers::WorkerInfo;
use crate::state::AppState;

/// `GET /jobs/workers`.
pub(crate) async fn show(State(app): State<AppState>, PageCaller(caller): PageCaller) -> Answer<Html<String>> {
    if !caller.is_admin() {
        return Err(Problem::new(Kind::Forbidden, "only an admin may see the workers; ask one of your organisation"));
    }
    let workers: Vec<_> = app.ledger.workers().await?.into_iter().map(WorkerInfo::from).collect();
    let context = ListPage {
        title: "Workers",
        columns: columns(&["Worker", "State", "Queues", "Slots#", "Begun", "Last heard of", "Runs"]),
        rows: workers.iter().map(row).collect(),
        empty: "No worker lives: jobs wait until one is started.",
        page: 1,
        per_page: workers.len().max(1) as u64,
        total: workers.len() as u64,
        ..ListPage::default()
    };
    app.templates.page(&Frame::of(&caller, "/jobs"), &context).map(Html)
}

fn row(worker: &WorkerInfo) -> Vec<Cell> {
    let runs: Vec<_> = worker.running.iter().map(|job| format!("{} {} %", words(&job.kind), job.progress)).collect();
    vec![
        Cell::text(format!("{}, process {}", worker.host, worker.pid)).with(Some(worker.id.clone())),
        Cell::state(if worker.draining { "draining" } else { "active" }),
        Cell::text(worker.queues.join(", ")),
        Cell::text(worker.slots.to_string()),
        Cell::text(moment(worker.started_at)),
        Cell::text(moment(worker.heartbeat_at)),
        Cell::text(runs.join(", ")),
    ]
}
