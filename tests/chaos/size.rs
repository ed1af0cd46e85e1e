//! How much happens in one run, and which runs: the short form of CI, the long one by hand, or what variables say.

use sellout_testing::{Kind, setting};

/// Worker processes on `PostgreSQL`.
pub(crate) const WORKERS: usize = 4;

/// How much happens in one run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Size {
    pub(crate) uploads: usize,
    pub(crate) kills: usize,
    pub(crate) freezes: usize,
    pub(crate) flushes: usize,
    pub(crate) redis_restarts: usize,
    pub(crate) cuts: usize,
    pub(crate) database_restarts: usize,
}

impl Size {
    /// What the environment asks for. On `SQLite` there are no servers to disturb.
    pub(crate) fn asked(kind: Kind) -> Self {
        let mut size = if is_long() {
            Self { uploads: 200, kills: 50, freezes: 2, flushes: 10, redis_restarts: 3, cuts: 10, database_restarts: 1 }
        } else {
            Self { uploads: 40, kills: 6, freezes: 0, flushes: 2, redis_restarts: 1, cuts: 2, database_restarts: 1 }
        };
        size.uploads = number("CHAOS_UPLOADS").map_or(size.uploads, |n| n as usize);
        size.kills = number("CHAOS_KILLS").map_or(size.kills, |n| n as usize);
        size.freezes = number("CHAOS_FREEZES").map_or(size.freezes, |n| n as usize);
        if kind == Kind::Sqlite {
            size = Self { flushes: 0, redis_restarts: 0, cuts: 0, database_restarts: 0, ..size };
        }
        size
    }
}

/// The seeds of this call: 2 new ones, 20 in the long form, `CHAOS_SEEDS` many; `CHAOS_SEED` is the first.
pub(crate) fn seeds() -> impl Iterator<Item = u64> {
    let first = number("CHAOS_SEED");
    let usual = match (first, is_long()) {
        (Some(_), _) => 1,
        (None, true) => 20,
        (None, false) => 2,
    };
    let first = first.unwrap_or_else(|| u64::from(rand::random::<u32>()));
    (0..number("CHAOS_SEEDS").unwrap_or(usual)).map(move |at| first + at)
}

fn is_long() -> bool {
    setting("CHAOS_LONG", "0") == "1"
}

fn number(name: &str) -> Option<u64> {
    let text = setting(name, "");
    (!text.is_empty()).then(|| text.parse().unwrap_or_else(|_| panic!("{name} is {text:?}; write a number")))
}
