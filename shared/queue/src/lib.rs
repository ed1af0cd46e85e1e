//! The job ledger, the Job trait and all payloads, and the bells.
