//! `GET /jobs/{id}/events`: a job as server-sent events. News of a job come by Redis or NOTIFY, from whatever process
//! runs it; now and then one looks unasked. Whoever connects again with `Last-Event-ID` is told the attempts that ended
//! meanwhile and then the job as it is, so nothing is missed. The stream ends with the job or with the server.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures::Stream;
use futures::stream::unfold;
use sellout_model::{JobId, JobState};
use sellout_queue::JobNews;

use super::jobs::{AttemptInfo, JobInfo};
use crate::extract::{Caller, Id};
use crate::problem::{Answer, ProblemBody};
use crate::state::AppState;

/// How often the ledger is looked at without news.
const LOOK: Duration = Duration::from_secs(1);

/// What a follower has been told: so many ended attempts, and the job as it stood. Written as the events' id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Told {
    attempts: usize,
    job: u64,
}

impl Told {
    fn id(self) -> String {
        format!("{}-{:x}", self.attempts, self.job)
    }

    fn read(id: &str) -> Option<Self> {
        let (attempts, job) = id.split_once('-')?;
        Some(Self { attempts: attempts.parse().ok()?, job: u64::from_str_radix(job, 16).ok()? })
    }
}

/// A job that is followed.
struct Followed {
    app: AppState,
    caller: Caller,
    id: JobId,
    news: JobNews,
    /// None: nothing yet, and what was before is of no interest.
    told: Option<Told>,
    /// To be told next.
    waiting: VecDeque<Event>,
    looked: bool,
    over: bool,
}

/// Follow a job: an event `job` for each change, its data the job as `GET /jobs` shows it, and an event `attempt` for
/// each attempt that ended. With `Last-Event-ID` the attempts that ended since are told first.
#[utoipa::path(get, path = "/jobs/{id}/events", tag = "jobs",
    params(("id" = uuid::Uuid, Path), ("Last-Event-ID" = Option<String>, Header, description = "The last event seen")),
    responses((status = 200, content_type = "text/event-stream", body = String), (status = 404, body = ProblemBody)))]
pub(crate) async fn events(
    State(app): State<AppState>,
    caller: Caller,
    Id(id): Id,
    headers: HeaderMap,
) -> Answer<Sse<impl Stream<Item = Result<Event, Infallible>>>> {
    let id = JobId(id);
    // Followed before it is looked at: no change falls between.
    let news = app.ledger.bell().follow(id);
    app.ledger.job(Some(caller.org), id).await?;
    let told = headers.get("last-event-id").and_then(|id| Told::read(id.to_str().ok()?));
    let followed = Followed { app, caller, id, news, told, waiting: VecDeque::new(), looked: false, over: false };
    Ok(Sse::new(unfold(followed, next)).keep_alive(KeepAlive::default()))
}

/// The next event; `None` ends the stream.
async fn next(mut followed: Followed) -> Option<(Result<Event, Infallible>, Followed)> {
    loop {
        if let Some(event) = followed.waiting.pop_front() {
            return Some((Ok(event), followed));
        }
        if followed.over || followed.looked && !wait(&mut followed).await {
            return None;
        }
        // The ledger being away for a moment ends the stream; the browser connects again by itself.
        look(&mut followed).await?;
        followed.looked = true;
    }
}

/// Looks at the job, and notes what is new.
async fn look(followed: &mut Followed) -> Option<()> {
    let ledger = &followed.app.ledger;
    let attempts = ledger.attempts(followed.id).await.ok()?;
    let job: JobInfo = ledger.job(Some(followed.caller.org), followed.id).await.ok()?.into();
    let ended: Vec<AttemptInfo> =
        attempts.into_iter().filter(|attempt| attempt.ended_at.is_some()).map(AttemptInfo::from).collect();
    let now = Told { attempts: ended.len(), job: fingerprint(&job) };
    let before = followed.told.unwrap_or(Told { attempts: ended.len(), job: 0 });
    for (place, attempt) in ended.iter().enumerate().skip(before.attempts) {
        let told = Told { attempts: place + 1, job: 0 };
        followed.waiting.push_back(Event::default().event("attempt").id(told.id()).json_data(attempt).ok()?);
    }
    if followed.told != Some(now) {
        followed.waiting.push_back(Event::default().event("job").id(now.id()).json_data(&job).ok()?);
    }
    followed.told = Some(now);
    followed.over = has_ended(job.state);
    Some(())
}

/// Tells whether the job still looks the same, also after a restart of the server.
fn fingerprint(job: &JobInfo) -> u64 {
    let mut hasher = DefaultHasher::new();
    serde_json::to_string(job).unwrap_or_default().hash(&mut hasher);
    hasher.finish().max(1)
}

/// Waits for the next look; `false` if the server is stopping.
async fn wait(followed: &mut Followed) -> bool {
    tokio::select! {
        () = followed.app.closing.cancelled() => false,
        () = followed.news.heard() => true,
        () = tokio::time::sleep(LOOK) => true,
    }
}

fn has_ended(state: JobState) -> bool {
    matches!(state, JobState::Succeeded | JobState::Failed | JobState::Cancelled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_told_is_read_back_from_the_last_event() {
        let told = Told { attempts: 3, job: 0xfeed };
        assert_eq!(Told::read(&told.id()), Some(told));
        assert_eq!(Told::read("17"), None);
        assert_eq!(Told::read("x-y"), None);
    }
}
