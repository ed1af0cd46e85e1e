//! A mail server that takes everything and shows what came.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// The server; it ends with the runtime of its test.
#[derive(Debug)]
pub struct PostOffice {
    /// Where it listens.
    pub address: SocketAddr,
    taken: Arc<Mutex<Vec<String>>>,
}

impl PostOffice {
    /// On a free port of this machine.
    pub async fn open() -> Self {
        Self::that_dawdles(Duration::ZERO).await
    }

    /// The same, but between taking a message and saying so it lets this time pass, in which a sender may die.
    pub async fn that_dawdles(pause: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("its address");
        let office = Self { address, taken: Arc::default() };
        let taken = Arc::clone(&office.taken);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let taken = Arc::clone(&taken);
                // A sender that hangs up in the middle has sent nothing.
                tokio::spawn(async move { serve(stream, &taken, pause).await.ok() });
            }
        });
        office
    }

    /// The messages that came, in their order, byte for byte.
    pub fn taken(&self) -> Vec<String> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

async fn serve(stream: TcpStream, taken: &Mutex<Vec<String>>, pause: Duration) -> std::io::Result<()> {
    let (read, mut write) = stream.into_split();
    let (mut read, mut line) = (BufReader::new(read), String::new());
    write.write_all(b"220 post office\r\n").await?;
    while read.read_line(&mut line).await? > 0 {
        let word: String = line.chars().take_while(char::is_ascii_alphabetic).collect();
        line.clear();
        if word.eq_ignore_ascii_case("quit") {
            write.write_all(b"221 bye\r\n").await?;
            return Ok(());
        }
        if word.eq_ignore_ascii_case("data") {
            write.write_all(b"354 go on\r\n").await?;
            let mut message = String::new();
            while !message.ends_with("\r\n.\r\n") {
                if read.read_line(&mut message).await? == 0 {
                    return Ok(());
                }
            }
            taken.lock().unwrap_or_else(PoisonError::into_inner).push(message);
            tokio::time::sleep(pause).await;
        }
        write.write_all(b"250 ok\r\n").await?;
    }
    Ok(())
}
