//! One run: start everything, send files while the script strikes, wait until all is quiet, judge.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::StreamExt;
use rand::SeedableRng;
use rand::rngs::StdRng;
use sellout_testing::{Kind, PostOffice};
use tempfile::TempDir;
use tokio::sync::watch;
use uuid::Uuid;

use crate::books::Books;
use crate::installation::Installation;
use crate::made::{self, Made};
use crate::mails::Letters;
use crate::postgres::Postgres;
use crate::redis::Redis;
use crate::schedules::Schedules;
use crate::script::{Blow, JOBS_OF_AN_UPLOAD, Moment, script};
use crate::sender::Sender;
use crate::size::{Size, seeds};
use crate::verdict::Case;

/// How often the installation is looked at.
const LOOK: Duration = Duration::from_millis(100);
/// How long work may stand still before the script or the sender goes on regardless: a lease and a wait after crashes.
const STANDSTILL: Duration = Duration::from_secs(40);
/// How long it may take until all is quiet: some failures and crashes of one job in a row.
const QUIET: Duration = Duration::from_mins(10);
/// How long the mail server takes for a letter.
const DAWDLES: Duration = Duration::from_millis(60);
/// Files that are sent at once.
const AT_ONCE: usize = 4;

/// Runs every seed that was asked for, one after the other.
pub(crate) async fn all_seeds(kind: Kind) {
    let size = Size::asked(kind);
    for seed in seeds() {
        eprintln!("chaos on {kind:?}, CHAOS_SEED={seed}: {size:?}");
        let mut folder = tempfile::Builder::new().prefix("sellout-chaos-").tempdir().unwrap();
        // Kept if this panics: the logs say why.
        folder.disable_cleanup(true);
        let Some(servers) = Servers::start(kind, folder.path()).await else { return };
        one(kind, seed, size, servers, &folder).await;
        folder.disable_cleanup(false);
    }
}

async fn one(kind: Kind, seed: u64, size: Size, mut servers: Servers, folder: &TempDir) {
    let (begun, mut dice) = (Instant::now(), StdRng::seed_from_u64(seed));
    let files = made::files(&mut dice, size.uploads);
    let script = script(&mut dice, size);
    let office = PostOffice::that_dawdles(DAWDLES).await;
    let mut settings = servers.settings();
    settings.push(("SMTP_URL", format!("smtp://{}?tls=none", office.address)));
    let installation = Arc::new(Installation::new(folder.path(), settings));
    installation.start(kind);
    let books = Books::open(&servers.database_url(folder.path())).await;
    let sender = Sender::sign_in(&installation.address).await;
    let schedules = Schedules::make(&sender).await;

    let (told, ended) = watch::channel(0);
    let watching = tokio::spawn(keep_watch(Arc::clone(&installation), books.clone(), told));
    let sending = tokio::spawn(send(sender.clone(), files, ended.clone()));
    for moment in script {
        play(moment, &installation, &mut servers, ended.clone()).await;
    }
    let sent = sending.await.unwrap();
    let all_fired = async || {
        let firings = books.firings().await.unwrap_or_default();
        schedules.0.iter().all(|id| firings.iter().any(|(name, ..)| name.ends_with(id)))
    };
    within(Duration::from_mins(2), "each schedule to fire", all_fired).await;
    schedules.stop(&sender).await;
    wait_for_quiet(&books, seed, folder.path()).await;
    watching.abort();

    let letters = Letters::of(office.taken());
    let case = Case { books: &books, sender: &sender, sent: &sent, schedules: &schedules, letters: &letters };
    let mut findings = case.findings().await.unwrap();
    findings.extend(installation.fallen());
    if kind == Kind::Sqlite && installation.refused() > 0 {
        findings.push(format!("{} starts were refused", installation.refused()));
    }
    let crashes: Vec<i32> = books.jobs().await.unwrap().iter().map(|job| job.crashes).collect();
    eprintln!(
        "chaos on {kind:?}, CHAOS_SEED={seed}: quiet after {} s; {} jobs, {} crashes of them, at most {} of one; {} mails, \
         {} came again; {} starts refused",
        begun.elapsed().as_secs(),
        crashes.len(),
        crashes.iter().sum::<i32>(),
        crashes.iter().max().unwrap_or(&0),
        letters.by_id.len(),
        letters.again,
        installation.refused()
    );
    let kept = folder.path().display();
    assert!(findings.is_empty(), "CHAOS_SEED={seed}, logs in {kept}, findings:\n{}", findings.join("\n"));
}

async fn play(
    moment: Moment,
    installation: &Arc<Installation>,
    servers: &mut Servers,
    mut ended: watch::Receiver<u64>,
) {
    let reached = tokio::time::timeout(STANDSTILL, ended.wait_for(|ended| *ended >= moment.ended)).await;
    if reached.is_err() {
        eprintln!("after {STANDSTILL:?} there are not {} jobs ended; going on with {:?}", moment.ended, moment.blow);
    }
    drop(reached);
    tokio::time::sleep(moment.later).await;
    match moment.blow {
        Blow::Kill(which) => installation.kill(which),
        Blow::Freeze { which, stands } => {
            installation.freeze(which);
            let installation = Arc::clone(installation);
            tokio::spawn(async move {
                tokio::time::sleep(stands).await;
                installation.thaw(which);
            });
        }
        other => servers.suffer(other).await,
    }
}

/// Tells how many jobs have ended, and starts again what has fallen.
async fn keep_watch(installation: Arc<Installation>, books: Books, told: watch::Sender<u64>) {
    let mut look = tokio::time::interval(LOOK);
    loop {
        look.tick().await;
        installation.look_after();
        if let Ok(ended) = books.ended().await {
            told.send_replace(ended);
        }
    }
}

/// Sends all files, some at once, and not far ahead of what is done with them.
async fn send(sender: Sender, files: Vec<Made>, ended: watch::Receiver<u64>) -> Vec<(Uuid, Made)> {
    let ahead = files.len() / 5;
    let sending = files.into_iter().enumerate().map(|(at, file)| {
        let (sender, mut ended) = (sender.clone(), ended.clone());
        async move {
            let turn = (at.saturating_sub(ahead) * JOBS_OF_AN_UPLOAD) as u64;
            // Where nothing goes on, files still come.
            drop(tokio::time::timeout(STANDSTILL, ended.wait_for(|ended| *ended >= turn)).await);
            (sender.send(&file).await, file)
        }
    });
    futures::stream::iter(sending).buffered(AT_ONCE).collect().await
}

async fn wait_for_quiet(books: &Books, seed: u64, folder: &Path) {
    let quiet = async || books.unfinished().await.is_ok_and(|jobs| jobs == 0);
    if !is_so_within(QUIET, quiet).await {
        let jobs = books.jobs().await.unwrap();
        let ended = ["succeeded", "failed", "cancelled"];
        let left: Vec<_> = jobs.iter().filter(|job| !ended.contains(&job.state.as_str())).collect();
        panic!("CHAOS_SEED={seed}, logs in {}: it does not become quiet: {left:#?}", folder.display());
    }
}

/// The servers around sellout.
#[derive(Debug)]
enum Servers {
    Both(Box<Postgres>, Box<Redis>),
    Neither,
}

impl Servers {
    async fn start(kind: Kind, logs: &Path) -> Option<Self> {
        Some(match kind {
            Kind::Postgres => Self::Both(Box::new(Postgres::start(logs).await?), Box::new(Redis::start(logs).await?)),
            Kind::Sqlite => Self::Neither,
        })
    }

    fn settings(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Both(postgres, redis) => vec![("DATABASE_URL", postgres.url()), ("REDIS_URL", redis.url())],
            Self::Neither => Vec::new(),
        }
    }

    fn database_url(&self, folder: &Path) -> String {
        match self {
            Self::Both(postgres, _) => postgres.url(),
            Self::Neither => format!("sqlite://{}", folder.join("data/sellout.db").display()),
        }
    }

    async fn suffer(&mut self, blow: Blow) {
        let Self::Both(postgres, redis) = self else { return };
        match blow {
            Blow::FlushRedis => redis.flush().await,
            Blow::RestartRedis { hard, away } => redis.restart(hard, away).await,
            Blow::CutConnections => postgres.cut_connections().await,
            Blow::RestartDatabase { hard } => postgres.restart(hard).await,
            Blow::Kill(_) | Blow::Freeze { .. } => {}
        }
    }
}

/// Waits until it is so; a minute is for ever.
pub(crate) async fn until(what: &str, is_so: impl AsyncFnMut() -> bool) {
    within(Duration::from_mins(1), what, is_so).await;
}

async fn within(deadline: Duration, what: &str, is_so: impl AsyncFnMut() -> bool) {
    assert!(is_so_within(deadline, is_so).await, "waited in vain for {what}");
}

async fn is_so_within(deadline: Duration, mut is_so: impl AsyncFnMut() -> bool) -> bool {
    let looked = async {
        let mut look = tokio::time::interval(LOOK);
        while !is_so().await {
            look.tick().await;
        }
    };
    tokio::time::timeout(deadline, looked).await.is_ok()
}
