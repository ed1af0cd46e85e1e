//! `GET /jobs/{id}/events`: a job's progress as server-sent events. Whoever connects (again) is told the state as it
//! is first, so nothing is missed; the stream ends with the job or with the server.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures::Stream;
use futures::stream::unfold;
use sellout_model::{JobId, JobState};

use super::jobs::JobInfo;
use crate::extract::{Caller, Id};
use crate::problem::{Answer, ProblemBody};
use crate::state::AppState;

/// How often the ledger is looked at.
const LOOK: Duration = Duration::from_millis(500);

/// A job that is followed.
struct Followed {
    app: AppState,
    caller: Caller,
    id: JobId,
    told: Option<JobInfo>,
    number: u64,
}

/// Follow a job: an event `job` for each change, its data the job as `GET /jobs/{id}` shows it.
#[utoipa::path(get, path = "/jobs/{id}/events", tag = "jobs", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, content_type = "text/event-stream", body = String), (status = 404, body = ProblemBody)))]
pub(crate) async fn events(
    State(app): State<AppState>,
    caller: Caller,
    Id(id): Id,
) -> Answer<Sse<impl Stream<Item = Result<Event, Infallible>>>> {
    let id = JobId(id);
    app.ledger.job(Some(caller.org), id).await?;
    let followed = Followed { app, caller, id, told: None, number: 0 };
    Ok(Sse::new(unfold(followed, next)).keep_alive(KeepAlive::default()))
}

/// The next change of the job; `None` ends the stream.
async fn next(mut followed: Followed) -> Option<(Result<Event, Infallible>, Followed)> {
    loop {
        if followed.told.as_ref().is_some_and(|job| has_ended(job.state)) {
            return None;
        }
        if followed.told.is_some() && !wait(&followed).await {
            return None;
        }
        // The ledger being away for a moment ends the stream; the browser connects again by itself.
        let job: JobInfo = followed.app.ledger.job(Some(followed.caller.org), followed.id).await.ok()?.into();
        if followed.told.as_ref() == Some(&job) {
            continue;
        }
        followed.number += 1;
        let event = Event::default().event("job").id(followed.number.to_string()).json_data(&job).ok()?;
        followed.told = Some(job);
        return Some((Ok(event), followed));
    }
}

/// Waits for the next look; `false` if the server is stopping.
async fn wait(followed: &Followed) -> bool {
    tokio::select! {
        () = followed.app.closing.cancelled() => false,
        () = tokio::time::sleep(LOOK) => true,
    }
}

fn has_ended(state: JobState) -> bool {
    matches!(state, JobState::Succeeded | JobState::Failed | JobState::Cancelled)
}
