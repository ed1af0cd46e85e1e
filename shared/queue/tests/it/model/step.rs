//! What can happen to the ledger, as proptest makes it up.

use proptest::prelude::*;
use proptest::sample::Index;

/// The workers of the story.
pub(super) const WORKERS: [&str; 3] = ["ann", "ben", "cat"];

/// One thing that happens.
#[derive(Clone, Debug)]
pub(super) enum Step {
    /// A job is submitted; keys are small numbers, so that they meet.
    Submit { unique: Option<u8>, fair: Option<u8>, limit: Option<u8>, priority: i32, delay: u8 },
    /// Many at once, without unique keys.
    SubmitMany(u8),
    /// A parent with children that it waits for.
    SubmitFlow(u8),
    /// A worker claims up to so many.
    Claim { worker: usize, slots: usize },
    /// A worker claims by the one quick statement.
    ClaimQuick { worker: usize, slots: usize },
    /// A worker claims a job that has crashed twice.
    ClaimAlone { worker: usize },
    /// Somebody ends an attempt that was once claimed; it may have been lost since.
    End { held: Index, how: How },
    /// Some attempts end well together.
    FinishTogether { held: Vec<Index> },
    /// A worker tells that it lives.
    Beat { worker: usize },
    /// A worker dies: nobody hears of its jobs any more.
    Die { worker: usize },
    /// Any worker sweeps.
    Sweep,
    /// Somebody calls a job off.
    Cancel { job: Index },
    /// A person starts a job anew.
    RetryByHand { job: Index },
    /// The queue is paused, or runs again.
    Pause(bool),
    /// Keys without jobs are tidied away.
    Tidy,
    /// Time passes, or jumps.
    Pass { seconds: u64 },
}

/// How an attempt ends.
#[derive(Clone, Copy, Debug)]
pub(super) enum How {
    Succeed,
    Fail,
    Retry(u8),
    Snooze(u8),
    Release,
    Stop,
    AwaitChildren(u8),
}

fn key() -> impl Strategy<Value = Option<u8>> {
    prop_oneof![3 => Just(None), 2 => (0..3_u8).prop_map(Some)]
}

fn how() -> impl Strategy<Value = How> {
    prop_oneof![
        4 => Just(How::Succeed),
        2 => Just(How::Fail),
        2 => (0..40_u8).prop_map(How::Retry),
        1 => (0..40_u8).prop_map(How::Snooze),
        1 => Just(How::Release),
        1 => Just(How::Stop),
        1 => (1..3_u8).prop_map(How::AwaitChildren),
    ]
}

/// Any step, the everyday ones more often.
pub(super) fn step() -> impl Strategy<Value = Step> {
    let worker = 0..WORKERS.len();
    prop_oneof![
        8 => (key(), key(), key(), 0..4_i32, prop_oneof![3 => Just(0_u8), 1 => 1..60_u8])
            .prop_map(|(unique, fair, limit, priority, delay)| Step::Submit { unique, fair, limit, priority, delay }),
        1 => (1..5_u8).prop_map(Step::SubmitMany),
        1 => (0..3_u8).prop_map(Step::SubmitFlow),
        8 => (worker.clone(), 1..4_usize).prop_map(|(worker, slots)| Step::Claim { worker, slots }),
        2 => (worker.clone(), 1..4_usize).prop_map(|(worker, slots)| Step::ClaimQuick { worker, slots }),
        3 => worker.clone().prop_map(|worker| Step::ClaimAlone { worker }),
        9 => (any::<Index>(), how()).prop_map(|(held, how)| Step::End { held, how }),
        2 => prop::collection::vec(any::<Index>(), 1..4).prop_map(|held| Step::FinishTogether { held }),
        3 => worker.clone().prop_map(|worker| Step::Beat { worker }),
        2 => worker.prop_map(|worker| Step::Die { worker }),
        5 => Just(Step::Sweep),
        2 => any::<Index>().prop_map(|job| Step::Cancel { job }),
        2 => any::<Index>().prop_map(|job| Step::RetryByHand { job }),
        1 => any::<bool>().prop_map(Step::Pause),
        1 => Just(Step::Tidy),
        6 => prop_oneof![3 => 1..12_u64, 3 => Just(21_u64), 1 => 300..900_u64]
            .prop_map(|seconds| Step::Pass { seconds }),
    ]
}
