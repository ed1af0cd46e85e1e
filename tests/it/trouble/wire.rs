//! A wire to the database that a test can cut and mend: then the database is gone for everybody who uses it.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use url::Url;

/// The wire.
pub(super) struct Wire {
    /// Where it begins.
    pub(super) address: SocketAddr,
    server: String,
    carrying: Mutex<Option<JoinSet<()>>>,
}

impl Wire {
    /// To the `PostgreSQL` server of the tests.
    pub(super) async fn to_postgres() -> Arc<Self> {
        let url = Url::parse(&sellout_testing::postgres_url()).unwrap();
        let server = format!("{}:{}", url.host_str().unwrap(), url.port().unwrap_or(5432));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let wire = Self { address: listener.local_addr().unwrap(), server, carrying: Mutex::default() };
        wire.carry(listener);
        Arc::new(wire)
    }

    /// Every connection breaks, and new ones are refused.
    pub(super) fn cut(&self) {
        *self.carrying.lock().unwrap() = None;
    }

    /// New connections go through again.
    pub(super) async fn mend(&self) {
        self.carry(TcpListener::bind(self.address).await.unwrap());
    }

    fn carry(&self, listener: TcpListener) {
        let server = self.server.clone();
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((mut here, _)) = listener.accept().await {
                let server = server.clone();
                connections.spawn(async move {
                    if let Ok(mut there) = TcpStream::connect(server).await {
                        // It ends as either side ends; nobody is told why.
                        copy_bidirectional(&mut here, &mut there).await.ok();
                    }
                });
            }
        });
        *self.carrying.lock().unwrap() = Some(tasks);
    }
}
