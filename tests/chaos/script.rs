//! What happens when: blows drawn from a seed, each after so many jobs have ended and a moment more.

use std::time::Duration;

use rand::Rng;
use rand::rngs::StdRng;

use crate::size::{Size, WORKERS};

/// Jobs of one upload: recognise, load, mail.
pub(crate) const JOBS_OF_AN_UPLOAD: usize = 3;

/// One disturbance.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Blow {
    /// SIGKILL for one of the processes that run jobs.
    Kill(usize),
    /// One of them stands still for longer than its leases, and then goes on as if nothing had been.
    Freeze { which: usize, stands: Duration },
    /// FLUSHALL.
    FlushRedis,
    /// Redis ends, in good order or not, and comes back after a while.
    RestartRedis { hard: bool, away: Duration },
    /// Every connection to the database ends.
    CutConnections,
    /// The database server ends, in good order or not, and comes back.
    RestartDatabase { hard: bool },
}

/// A blow and its time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment {
    /// When so many jobs have ended,
    pub(crate) ended: u64,
    /// and this much later, so that it falls anywhere in what is done then.
    pub(crate) later: Duration,
    pub(crate) blow: Blow,
}

/// The script of a run, in order. It is over while there still is work to do.
pub(crate) fn script(dice: &mut StdRng, size: Size) -> Vec<Moment> {
    let mut blows: Vec<Blow> = (0..size.kills).map(|_| Blow::Kill(dice.random_range(0..WORKERS))).collect();
    blows.extend((0..size.freezes).map(|_| Blow::Freeze {
        which: dice.random_range(0..WORKERS),
        stands: Duration::from_millis(dice.random_range(21_000..28_000)),
    }));
    blows.extend((0..size.flushes).map(|_| Blow::FlushRedis));
    blows.extend(
        (0..size.redis_restarts).map(|_| Blow::RestartRedis {
            hard: dice.random(),
            away: Duration::from_millis(dice.random_range(0..2000)),
        }),
    );
    blows.extend((0..size.cuts).map(|_| Blow::CutConnections));
    blows.extend((0..size.database_restarts).map(|_| Blow::RestartDatabase { hard: dice.random() }));
    let jobs = (size.uploads * JOBS_OF_AN_UPLOAD) as u64;
    let mut moments: Vec<_> = blows
        .into_iter()
        .map(|blow| Moment {
            ended: dice.random_range(jobs / 50..jobs * 3 / 4),
            later: Duration::from_micros(dice.random_range(0..250_000)),
            blow,
        })
        .collect();
    moments.sort_by_key(|moment| moment.ended);
    moments
}
