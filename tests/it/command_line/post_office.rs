//! A mail server that takes everything and shows what came.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// The server; it ends with the runtime of its test.
pub(super) struct PostOffice {
    pub(super) address: SocketAddr,
    taken: Arc<Mutex<Vec<String>>>,
}

impl PostOffice {
    /// On a free port of this machine.
    pub(super) async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let office = Self { address: listener.local_addr().unwrap(), taken: Arc::default() };
        let taken = Arc::clone(&office.taken);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let taken = Arc::clone(&taken);
                // A sender that hangs up in the middle has sent nothing.
                tokio::spawn(async move { serve(stream, &taken).await.ok() });
            }
        });
        office
    }

    /// The messages that came, in their order.
    pub(super) fn taken(&self) -> Vec<String> {
        self.taken.lock().unwrap().clone()
    }
}

async fn serve(stream: TcpStream, taken: &Mutex<Vec<String>>) -> std::io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 post office\r\n").await?;
    while let Some(line) = lines.next_line().await? {
        let word: String = line.chars().take_while(char::is_ascii_alphabetic).collect();
        if word.eq_ignore_ascii_case("quit") {
            write.write_all(b"221 bye\r\n").await?;
            return Ok(());
        }
        if word.eq_ignore_ascii_case("data") {
            write.write_all(b"354 go on\r\n").await?;
            let mut message = String::new();
            while let Some(line) = lines.next_line().await?.filter(|line| line != ".") {
                message += &line;
                message.push('\n');
            }
            taken.lock().unwrap().push(message);
        }
        write.write_all(b"250 ok\r\n").await?;
    }
    Ok(())
}
