//! The statement rule.
