//! Files at the door: the same bytes again, several at once, refusals, and names that nobody should trust.

mod doubles;
mod forms;
mod handed_over;
mod keys;
mod names;
mod refusals;
