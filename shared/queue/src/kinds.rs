//! THE list of job kinds that this build knows, and what the ledger does with them by name: hooks run from here,
//! also where the handler is not compiled in.

use std::time::Duration;

use sea_orm::DatabaseTransaction;

use crate::payloads::{
    BenchNoop, FireSchedule, MakeReport, MergePlaces, NormaliseUpload, ProcessUpload, RestateListPrices, RestateRates,
    SendMail, SweepRetention, TellReportEnded, TellUploadEnded, TestFormat,
};
use crate::{Backoff, EndedJob, HookFuture, Job, Queue, RetriedJob};

/// The kinds of this build.
pub fn kinds() -> &'static Kinds {
    static ALL: Kinds = Kinds(&[
        Kind::of::<ProcessUpload>(),
        Kind::of::<NormaliseUpload>(),
        Kind::of::<MakeReport>(),
        Kind::of::<SendMail>(),
        Kind::of::<TellUploadEnded>(),
        Kind::of::<TellReportEnded>(),
        Kind::of::<FireSchedule>(),
        Kind::of::<RestateRates>(),
        Kind::of::<TestFormat>(),
        Kind::of::<RestateListPrices>(),
        Kind::of::<MergePlaces>(),
        Kind::of::<SweepRetention>(),
        Kind::of::<BenchNoop>(),
    ]);
    &ALL
}

/// A list of kinds.
#[derive(Debug)]
pub struct Kinds(pub &'static [Kind]);

/// The policy and the hooks of a kind.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// Its name.
    pub name: &'static str,
    /// Where its jobs wait.
    pub queue: Queue,
    /// How long an attempt may take.
    pub timeout: Duration,
    /// The waits between attempts.
    pub backoff: Backoff,
    /// See [`Job::MOST_PER_LIMIT_KEY`].
    pub most_per_limit_key: i32,
    /// See [`Job::on_end`].
    pub on_end: for<'a> fn(&'a DatabaseTransaction, &'a [EndedJob]) -> HookFuture<'a>,
    /// See [`Job::on_retry`].
    pub on_retry: for<'a> fn(&'a DatabaseTransaction, &'a [RetriedJob]) -> HookFuture<'a>,
}

impl Kind {
    /// The policy and the hooks of `J`.
    pub const fn of<J: Job>() -> Self {
        Self {
            name: J::KIND,
            queue: J::QUEUE,
            timeout: J::TIMEOUT,
            backoff: J::BACKOFF,
            most_per_limit_key: J::MOST_PER_LIMIT_KEY,
            on_end: J::on_end,
            on_retry: J::on_retry,
        }
    }
}

impl Kinds {
    /// The kind of this name, unless only another build knows it.
    pub fn get(&self, name: &str) -> Option<&Kind> {
        self.0.iter().find(|kind| kind.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_named_once_and_in_kebab_case() {
        let mut names: Vec<_> = kinds().0.iter().map(|kind| kind.name).collect();
        assert!(names.iter().all(|name| name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')), "{names:?}");
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
