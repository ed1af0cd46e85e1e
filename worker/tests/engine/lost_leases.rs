//! A lease that is lost while its job runs is said in the log, once.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use sea_orm::ConnectionTrait;
use sellout_worker::engine::{Engine, EngineOptions};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

use crate::world::{Act, LOSE, on_all, options};

/// Keeps warnings and errors, a line each.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        write!(self.0, "{field}={value:?} ").unwrap();
    }
}

impl Subscriber for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() <= Level::WARN && metadata.is_event()
    }

    fn event(&self, event: &Event<'_>) {
        let mut line = Line(String::new());
        event.record(&mut line);
        self.0.lock().unwrap().push(line.0);
    }

    fn new_span(&self, _span: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _span: &Id, _values: &Record<'_>) {}
    fn record_follows_from(&self, _span: &Id, _follows: &Id) {}
    fn enter(&self, _span: &Id) {}
    fn exit(&self, _span: &Id) {}
}

on_all!(a_lease_that_is_lost_is_said_once, |world| {
    let log = Log::default();
    let _kept = tracing::subscriber::set_default(log.clone());
    for what in [Act::WaitForStop, Act::Hang, Act::CommitLate] {
        // Beaten for every quarter of a second.
        let options = EngineOptions { lease: Duration::from_secs(1), ..options() };
        let engine = Engine::start(world.ledger.clone(), world.handlers(), options).await.unwrap();
        let id = world.act(what).await;
        world.begun.0.notified().await;
        if what != Act::CommitLate {
            world.ledger.db().write().execute_unprepared(LOSE).await.unwrap();
        }
        while engine.running() > 0 {
            tokio::task::yield_now().await;
        }
        engine.shutdown().await;
        let log = log.0.lock().unwrap().clone();
        let said: Vec<_> = log.iter().filter(|line| line.contains(&id.to_string())).collect();
        assert_eq!(said.len(), 1, "{what:?}: {log:#?}");
        assert!(said[0].contains("lease was lost"), "{what:?}: {said:?}");
        // Nobody holds it, and the next engine is not to take it up.
        world.ledger.db().write().execute_unprepared("DELETE FROM jobs").await.unwrap();
    }
});
