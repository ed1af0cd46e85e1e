//! Which handler runs which kind of job.

use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use sellout_queue::{Job, JobError, Queue};

use super::context::{Done, JobContext};

/// How a handler ends.
pub type Outcome = Result<Done, JobError>;

type Running = Pin<Box<dyn Future<Output = Outcome> + Send>>;
type Call = Arc<dyn Fn(JobContext) -> Running + Send + Sync>;

/// The handlers of a process, by kind.
#[derive(Clone, Default)]
pub struct Handlers(BTreeMap<&'static str, (Queue, Call)>);

impl Handlers {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the handler of a kind. A payload that no longer parses fails its job, with the reason.
    #[must_use]
    pub fn on<J, F, Fut>(mut self, handler: F) -> Self
    where
        J: Job,
        F: Fn(JobContext, J) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Outcome> + Send + 'static,
    {
        let call: Call = Arc::new(move |context| match serde_json::from_str::<J>(&context.held().payload) {
            Ok(job) => Box::pin(handler(context, job)),
            Err(error) => {
                let error = format!("the payload of this {} job cannot be read: {error}", J::KIND);
                Box::pin(std::future::ready(Err(JobError::fail(error))))
            }
        });
        self.0.insert(J::KIND, (J::QUEUE, call));
        self
    }

    /// The kinds of a queue that can be run here; jobs of others are left alone.
    pub fn kinds_of(&self, queue: Queue) -> Vec<&'static str> {
        self.0.iter().filter(|(_, (of, _))| *of == queue).map(|(kind, _)| *kind).collect()
    }

    /// All kinds that can be run here.
    pub fn kinds(&self) -> Vec<&'static str> {
        self.0.keys().copied().collect()
    }

    pub(super) fn call(&self, kind: &str) -> Option<Call> {
        self.0.get(kind).map(|(_, call)| Arc::clone(call))
    }
}

impl fmt::Debug for Handlers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.keys()).finish()
    }
}
