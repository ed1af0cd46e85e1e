//! When things go wrong around us: a worker that dies, a disk that is full, a database that goes away.

mod database_gone;
mod ended;
mod full_disk;
mod killed;
mod reports;
mod wire;
