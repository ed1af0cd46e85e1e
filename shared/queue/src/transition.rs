//! THE table of moves between job states. Every UPDATE of a job's state takes its guard and its target from
//! here, so a move that is not in this file cannot be written. docs/jobs.md draws it.

use sellout_model::JobState;
use sellout_model::JobState::{Cancelled, Failed, Queued, Retrying, Running, Scheduled, Succeeded};

/// What can happen to a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Move {
    /// A worker takes it.
    Claim,
    /// Its handler ended well.
    Succeed,
    /// It failed for good.
    Fail,
    /// It failed for now.
    Retry,
    /// Its handler asks for a later time; no attempt is spent.
    Snooze,
    /// Its handler waits for the children it submitted.
    AwaitChildren,
    /// Its worker stops; no attempt is spent.
    Release,
    /// Its worker died; counts as a crash, not as an attempt.
    Crash,
    /// It was submitted again while it ran: it runs once more.
    Again,
    /// Its last child ended.
    Continue,
    /// Somebody called it off before it ran.
    CallOff,
    /// It was called off while it ran, and stopped.
    Stop,
    /// A person starts it anew.
    RetryByHand,
}

impl Move {
    /// Every one of them.
    pub const ALL: &'static [Self] = &[
        Self::Claim,
        Self::Succeed,
        Self::Fail,
        Self::Retry,
        Self::Snooze,
        Self::AwaitChildren,
        Self::Release,
        Self::Crash,
        Self::Again,
        Self::Continue,
        Self::CallOff,
        Self::Stop,
        Self::RetryByHand,
    ];

    /// The states it may start from.
    pub const fn from(self) -> &'static [JobState] {
        match self {
            Self::Claim | Self::CallOff => &[Queued, Retrying, Scheduled],
            Self::Succeed
            | Self::Fail
            | Self::Retry
            | Self::Snooze
            | Self::AwaitChildren
            | Self::Release
            | Self::Crash
            | Self::Again
            | Self::Stop => &[Running],
            Self::Continue => &[Scheduled],
            Self::RetryByHand => &[Failed, Cancelled],
        }
    }

    /// The state it leads to.
    pub const fn to(self) -> JobState {
        match self {
            Self::Claim => Running,
            Self::Succeed => Succeeded,
            Self::Fail => Failed,
            Self::Retry => Retrying,
            Self::Snooze | Self::AwaitChildren => Scheduled,
            Self::Release | Self::Crash | Self::Again | Self::Continue | Self::RetryByHand => Queued,
            Self::CallOff | Self::Stop => Cancelled,
        }
    }

    /// The condition of its UPDATE; for a claim, word for word that of the partial indexes.
    pub(crate) fn guard(self) -> String {
        match self.from() {
            [one] => format!("state = '{one}'"),
            several => {
                let names: Vec<_> = several.iter().map(|state| format!("'{state}'")).collect();
                format!("state IN ({})", names.join(", "))
            }
        }
    }

    /// The same condition where jobs are found by their ids: with a state that no job has, so that no partial index
    /// offers itself. By old statistics one may look as small as a single row, and is then walked for each id.
    pub(crate) fn guard_by_id(self) -> String {
        let names: Vec<_> = self.from().iter().map(|state| format!("'{state}', ")).collect();
        format!("state IN ({}'')", names.concat())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_guard_of_a_claim_is_the_condition_of_its_indexes() {
        assert_eq!(Move::Claim.guard(), "state IN ('queued', 'retrying', 'scheduled')");
        assert_eq!(Move::Succeed.guard(), "state = 'running'");
    }

    #[test]
    fn the_guard_by_id_says_the_same_and_is_no_condition_of_an_index() {
        assert_eq!(Move::Succeed.guard_by_id(), "state IN ('running', '')");
        assert_eq!(Move::Claim.guard_by_id(), "state IN ('queued', 'retrying', 'scheduled', '')");
    }

    #[test]
    fn nothing_but_a_person_leaves_an_end() {
        for step in Move::ALL {
            let leaves_an_end = step.from().iter().any(|state| matches!(state, Succeeded | Failed | Cancelled));
            assert_eq!(leaves_an_end, *step == Move::RetryByHand, "{step:?}");
        }
    }

    #[test]
    fn only_a_claim_makes_a_job_run() {
        for step in Move::ALL {
            assert_eq!(step.to() == Running, *step == Move::Claim, "{step:?}");
        }
    }
}
