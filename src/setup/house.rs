//! Everything that a command may need, connected once.

use std::sync::Arc;

use sellout_api::auth::Keys;
use sellout_api::{ApiSettings, App, Parts};
use sellout_config::Settings;
use sellout_files::Files;
use sellout_mail::{Templates, Transport};
use sellout_model::Clock;
use sellout_queue::ledger::KeepFor;
use sellout_queue::{Bell, Ledger, LedgerClock, Queue};
use sellout_reader::Reader;
use sellout_store::{Db, organisations};
use sellout_worker::engine::{EngineOptions, drain};
use sellout_worker::handlers::handlers;
use sellout_worker::normalise::KeptBooks;
use sellout_worker::{LinkMaker, MailIdentity, Services};

use super::connect::{self, Schema};
use super::{first_start, host, reader, settings_of_a_command};
use crate::failure::Failure;

/// The live parts of an installation.
#[derive(Debug)]
pub(crate) struct House {
    pub(crate) settings: Settings,
    pub(crate) db: Db,
    pub(crate) files: Files,
    pub(crate) transport: Transport,
    pub(crate) clock: Clock,
    pub(crate) ledger: Ledger,
}

impl House {
    /// For a command beside (or instead of) a server.
    pub(crate) async fn for_command() -> Result<Self, Failure> {
        Self::open(settings_of_a_command()?, Schema::MakeIfNew).await
    }

    /// Connects everything; the schema is seen to.
    pub(crate) async fn open(settings: Settings, schema: Schema) -> Result<Self, Failure> {
        let db = connect::database(&settings).await?;
        connect::see_to_schema(&db, schema).await?;
        let bell = connect::bell(&settings, &db)?;
        let (files, transport) = (connect::files(&settings)?, connect::transport(&settings)?);
        Self::of(settings, db, bell, files, transport).await
    }

    /// From parts that are there.
    pub(crate) async fn of(
        settings: Settings,
        db: Db,
        bell: Bell,
        files: Files,
        transport: Transport,
    ) -> Result<Self, Failure> {
        let clock = Clock::system();
        let ledger_clock = LedgerClock::from_database(clock.clone(), &db).await?;
        let ledger = Ledger::new(db.clone(), ledger_clock, bell);
        Ok(Self { settings, db, files, transport, clock, ledger })
    }

    /// The organisation, made if this is the first start.
    pub(crate) async fn organisation(&self) -> Result<organisations::Model, Failure> {
        first_start::organisation(&self.db, &self.settings.defaults, &self.clock).await
    }

    /// What opens files as books, within the limits that are set.
    pub(crate) fn reader(&self) -> Result<Reader, Failure> {
        reader(&self.settings)
    }

    /// What handlers work with.
    pub(crate) fn services(&self) -> Result<Services, Failure> {
        let keys = Keys::from_secret(&self.settings.secret_key()?);
        let link = move |report, until| keys.link_token(report, until);
        Ok(Services {
            db: self.db.clone(),
            files: self.files.clone(),
            reader: self.reader()?,
            transport: self.transport.clone(),
            templates: Templates::new()?,
            clock: self.clock.clone(),
            bell: self.ledger.bell().clone(),
            mail: Arc::new(MailIdentity {
                from: self.settings.mail.from.clone(),
                public_url: self.settings.link_base(),
                links: Some(LinkMaker(Arc::new(link))),
                max_attachment: self.settings.mail.max_attachment_bytes,
            }),
            keep: KeepFor {
                succeeded: self.settings.queue.keep_succeeded,
                failed: self.settings.queue.keep_failed,
                ..KeepFor::default()
            },
            books: KeptBooks::default(),
        })
    }

    /// What the API works with.
    pub(crate) fn api(&self) -> Result<App, Failure> {
        let settings = ApiSettings {
            secret_key: self.settings.secret_key()?,
            public_url: self.settings.link_base(),
            max_upload_bytes: self.settings.limits.max_upload_bytes,
            requests_per_minute: self.settings.limits.requests_per_minute,
            serve_metrics: self.settings.server.metrics_listen.is_none(),
        };
        let parts = Parts {
            db: self.db.clone(),
            files: self.files.clone(),
            ledger: self.ledger.clone(),
            reader: self.reader()?,
            clock: self.clock.clone(),
        };
        Ok(App::new(parts, settings))
    }

    /// Runs the due jobs of a queue here and now; those that a worker was quicker with are left to it.
    pub(crate) async fn run_due(&self, queue: Queue) -> Result<(), Failure> {
        let options = EngineOptions { queues: vec![queue], ..self.engine_options() };
        drain(self.ledger.clone(), handlers(&self.services()?), &options).await?;
        Ok(())
    }

    /// How this process runs jobs, if nobody says otherwise.
    pub(crate) fn engine_options(&self) -> EngineOptions {
        EngineOptions {
            concurrency: self.settings.queue.concurrency,
            shutdown_grace: self.settings.queue.shutdown_grace,
            host: host(),
            ..EngineOptions::default()
        }
    }

    /// Closes the database; on `SQLite` its log is folded back into the file.
    pub(crate) async fn close(self) -> Result<(), Failure> {
        Ok(self.db.close().await?)
    }
}
