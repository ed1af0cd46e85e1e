//! A process that stays: which parts run in it, from the lock to the last drained job.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use sellout_api::App;
use sellout_config::Settings;
use sellout_queue::Queue;
use sellout_queue::ledger::Rate;
use sellout_worker::engine::{Engine, EngineHandle, EngineOptions};
use sellout_worker::handlers::handlers;
use sellout_worker::timetable::duties;
use serde::Serialize;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::connect::Schema;
use super::first_start::{self, SignIn};
use super::{House, Lock, metrics, settings_of_a_server};
use crate::failure::{Exit, Failure};
use crate::output::Output;
use crate::stop;

/// Requests under way get so long at least, also where jobs took all of the grace.
const LAST_REQUESTS: Duration = Duration::from_secs(1);

/// What runs in this process.
#[derive(Clone, Debug)]
pub(crate) struct Parts {
    api: bool,
    queues: Vec<Queue>,
    /// Instead of the setting.
    concurrency: Option<usize>,
    schema: Schema,
}

impl Parts {
    /// Everything; brings the database up to date.
    pub(crate) fn whole() -> Self {
        Self { api: true, queues: Queue::ALL.to_vec(), concurrency: None, schema: Schema::BringUpToDate }
    }

    /// The API and the pages.
    pub(crate) fn api() -> Self {
        Self { api: true, queues: Vec::new(), concurrency: None, schema: Schema::Refuse }
    }

    /// Workers of these queues.
    pub(crate) fn worker(queues: Vec<Queue>, concurrency: Option<usize>) -> Self {
        Self { api: false, queues, concurrency, schema: Schema::Refuse }
    }
}

/// Told once everything runs.
#[derive(Serialize)]
struct Ready<'a> {
    event: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    queues: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    password: Option<&'a str>,
}

/// Starts the parts, says where they are, and runs until the first signal; then drains.
pub(crate) async fn run_until_told(parts: Parts, out: Output) -> Result<Exit, Failure> {
    let settings = settings_of_a_server()?;
    let lock = if settings.database.is_postgres() { None } else { Some(Lock::take(&settings.data)?) };
    let house = House::open(settings, parts.schema).await?;
    if let Some(former) = lock.as_ref().and_then(Lock::former) {
        // Nobody else would tell that it is gone: its jobs need not wait for their leases.
        house.ledger.worker_is_gone(&former.host, former.pid).await?;
    }
    run_house(house, &parts, out).await
}

/// The same with a house that is there.
pub(crate) async fn run_house(house: House, parts: &Parts, out: Output) -> Result<Exit, Failure> {
    let told = stop::listen()?;
    let organisation = house.organisation().await?;
    let sign_in = if parts.api {
        first_start::admin(&house.db, &house.settings, &organisation, &house.clock).await?
    } else {
        None
    };
    let engine = start_engine(&house, parts).await?;
    let site = if parts.api { Some(Site::start(&house).await?) } else { None };
    tell(&house.settings, parts, site.as_ref(), sign_in.as_ref(), out)?;
    let ended = tokio::select! {
        () = told.cancelled() => Ok(()),
        ended = Site::ended(site.as_ref()) => Err(ended),
    };
    let stopped = stop_all(site, engine, house.settings.queue.shutdown_grace).await;
    house.close().await?;
    ended.and(stopped).map(|()| Exit::Fine)
}

/// Running jobs end first, within the grace; until then calls are answered and readiness says that no more should come.
/// What is left of the grace is for the last requests.
async fn stop_all(site: Option<Site>, engine: Option<EngineHandle>, grace: Duration) -> Result<(), Failure> {
    let told = Instant::now();
    if let Some(site) = &site {
        site.draining.cancel();
    }
    if let Some(engine) = engine {
        engine.shutdown().await;
    }
    match site {
        Some(site) => site.stop(grace.saturating_sub(told.elapsed()).max(LAST_REQUESTS)).await,
        None => Ok(()),
    }
}

async fn start_engine(house: &House, parts: &Parts) -> Result<Option<EngineHandle>, Failure> {
    if parts.queues.is_empty() {
        return Ok(None);
    }
    if parts.queues.contains(&Queue::Email) {
        // A second's worth may go at once: a slowed queue is looked at once a second.
        let per_second = house.settings.mail.per_second;
        let rate = Rate { per_minute: per_second.saturating_mul(60), burst: per_second };
        house.ledger.set_rate(Queue::Email, Some(rate)).await?;
    }
    let usual = house.engine_options();
    let options = EngineOptions {
        queues: parts.queues.clone(),
        concurrency: parts.concurrency.unwrap_or(usual.concurrency),
        duties: duties(),
        ..usual
    };
    let handlers = handlers(&house.services()?);
    Ok(Some(Engine::start(house.ledger.clone(), handlers, options).await?))
}

/// The API and the pages on their address.
struct Site {
    url: String,
    draining: CancellationToken,
    closing: CancellationToken,
    serving: JoinHandle<std::io::Result<()>>,
    broke: CancellationToken,
}

impl Site {
    async fn start(house: &House) -> Result<Self, Failure> {
        let measured = metrics::record()?;
        let app = Arc::new(house.api()?.with_metrics(measured.clone()));
        let (draining, closing) = (app.draining.clone(), app.closing.clone());
        let listen = house.settings.server.listen;
        let listener = bind(listen, "SELLOUT_LISTEN").await?;
        let address = listener.local_addr().unwrap_or(listen);
        let broke = CancellationToken::new();
        let serving = tokio::spawn(serve(listener, app, closing.clone(), broke.clone()));
        if let Some(listen) = house.settings.server.metrics_listen {
            let listener = bind(listen, "SELLOUT_METRICS_LISTEN").await?;
            tokio::spawn(metrics::serve(listener, measured, closing.clone()));
        }
        let url = house.settings.server.public_url.as_ref().map(|url| url.as_str().trim_end_matches('/').to_owned());
        let url = url.unwrap_or_else(|| format!("http://{address}"));
        Ok(Self { url, draining, closing, serving, broke })
    }

    /// Comes back only if the server breaks by itself.
    async fn ended(site: Option<&Self>) -> Failure {
        match site {
            Some(site) => site.broke.cancelled().await,
            None => std::future::pending().await,
        }
        Failure::new("the server stopped listening by itself; the log says why")
    }

    /// Lets requests that are under way end within the grace; what is left then is cut off.
    async fn stop(self, grace: Duration) -> Result<(), Failure> {
        self.closing.cancel();
        let mut serving = self.serving;
        if let Ok(served) = tokio::time::timeout(grace, &mut serving).await {
            return served?.map_err(|e| Failure::new(format!("the server ended badly: {e}")));
        }
        tracing::warn!("requests were still under way after the grace period; cut off");
        serving.abort();
        Ok(())
    }
}

async fn serve(
    listener: TcpListener,
    app: Arc<App>,
    closing: CancellationToken,
    broke: CancellationToken,
) -> std::io::Result<()> {
    let served = sellout_api::serve(listener, app, closing.clone().cancelled_owned()).await;
    if !closing.is_cancelled() {
        broke.cancel();
    }
    served
}

async fn bind(address: SocketAddr, setting: &str) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|e| {
        Failure::new(format!("cannot listen on {address}: {e}; stop what listens there, or set {setting} to another"))
    })
}

fn tell(
    settings: &Settings,
    parts: &Parts,
    site: Option<&Site>,
    sign_in: Option<&SignIn>,
    out: Output,
) -> Result<(), Failure> {
    let queues: Vec<_> = parts.queues.iter().map(|queue| queue.as_str()).collect();
    let (url, email) = (site.map(|site| site.url.as_str()), sign_in.map(|it| it.email.as_str()));
    let password = sign_in.and_then(|it| it.password.as_deref());
    match url {
        Some(url) => out.say(&format!("sellout is ready: {url}"))?,
        None => out.say(&format!("sellout works on {}", queues.join(", ")))?,
    }
    if let Some(email) = email {
        let how = match password {
            Some(password) => format!("the password {password}   (shown this once)"),
            None => "the password in SELLOUT_ADMIN_PASSWORD".to_owned(),
        };
        out.say(&format!("Sign in as {email} with {how}"))?;
    }
    out.say(&format!("Data lies in {}; Ctrl-C stops in good order", settings.data.display()))?;
    out.json(&Ready { event: "ready", url, queues, email, password })
}
