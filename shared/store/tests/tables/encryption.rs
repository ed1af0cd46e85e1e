//! A server of this machine that takes nobody without encryption is asked for it; `docs/settings.md` says when.

use std::sync::{Arc, Mutex};

use sellout_store::{Db, DbOptions};
use sellout_testing::tokio;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What a client's first message begins with: a session of protocol 3.0, or the wish for encryption.
const SESSION: u32 = 196_608;
const ENCRYPTION: u32 = 80_877_103;
/// What `PostgreSQL` says where `pg_hba.conf` has `hostssl` lines alone, and to a wrong password.
const NOT_ALLOWED: &str = "28000";
const WRONG_PASSWORD: &str = "28P01";

/// A server that refuses every session, and cannot encrypt.
struct Refusing {
    port: u16,
    asked: Arc<Mutex<Vec<u32>>>,
}

impl Refusing {
    async fn with(code: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let noted = Arc::clone(&asked);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                refuse(client, code, &noted).await;
            }
        });
        Self { port, asked }
    }

    /// Connects in vain; what the messages of all connections asked for.
    async fn asked_by(&self, how: &str) -> Vec<u32> {
        let url = format!("postgres://somebody@127.0.0.1:{}/sales{how}", self.port);
        Db::connect(&DbOptions { url, max_connections: 1 }).await.unwrap_err();
        std::mem::take(&mut *self.asked.lock().unwrap())
    }
}

async fn refuse(mut client: TcpStream, code: &str, asked: &Mutex<Vec<u32>>) {
    loop {
        let length = client.read_u32().await.unwrap();
        let wish = client.read_u32().await.unwrap();
        client.read_exact(&mut vec![0; length as usize - 8]).await.unwrap();
        asked.lock().unwrap().push(wish);
        if wish == ENCRYPTION {
            client.write_all(b"N").await.unwrap();
            continue;
        }
        let fields = format!("SFATAL\0VFATAL\0C{code}\0Mno entry for this host\0\0");
        client.write_u8(b'E').await.unwrap();
        client.write_u32(fields.len() as u32 + 4).await.unwrap();
        client.write_all(fields.as_bytes()).await.unwrap();
        return;
    }
}

#[tokio::test]
async fn who_is_refused_without_encryption_asks_for_it_where_nothing_is_said_of_it() {
    let server = Refusing::with(NOT_ALLOWED).await;
    assert_eq!(server.asked_by("").await, [SESSION, ENCRYPTION, SESSION]);
    assert_eq!(server.asked_by("?sslmode=disable").await, [SESSION], "as it was said");
}

#[tokio::test]
async fn a_wrong_password_is_not_tried_again_with_encryption() {
    let server = Refusing::with(WRONG_PASSWORD).await;
    assert_eq!(server.asked_by("").await, [SESSION]);
}
