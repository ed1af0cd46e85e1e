//! The figures against a plain count in memory, and what single questions must answer, on both databases.

mod agree;
mod count;
mod dice;
mod shown;
mod world;
