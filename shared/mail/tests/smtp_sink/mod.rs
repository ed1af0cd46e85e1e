//! A mail server that takes, refuses or hangs up, on loopback.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What the server does with a mail.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Answer {
    /// Takes it.
    Accept,
    /// Answers the recipient with this line.
    RefuseRecipient(&'static str),
    /// The first time closes the connection after the mail's last line, without an answer; then takes it.
    HangUpOnce,
}

/// A mail as it came.
#[derive(Clone, Debug, Default)]
pub(crate) struct Received {
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) bytes: Vec<u8>,
}

#[derive(Debug, Default)]
struct Log {
    connections: usize,
    hung_up: bool,
    received: Vec<Received>,
}

/// A running server; it ends with the test's runtime.
#[derive(Debug)]
pub(crate) struct Sink {
    pub(crate) url: String,
    log: Arc<Mutex<Log>>,
}

impl Sink {
    pub(crate) fn received(&self) -> Vec<Received> {
        self.log.lock().expect("unpoisoned").received.clone()
    }

    pub(crate) fn connections(&self) -> usize {
        self.log.lock().expect("unpoisoned").connections
    }
}

/// Starts one.
pub(crate) async fn start(answer: Answer) -> Sink {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("smtp://{}", listener.local_addr().expect("an address"));
    let log = Arc::new(Mutex::new(Log::default()));
    let shared = log.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            shared.lock().expect("unpoisoned").connections += 1;
            tokio::spawn(talk(stream, answer, shared.clone()));
        }
    });
    Sink { url, log }
}

async fn talk(stream: TcpStream, answer: Answer, log: Arc<Mutex<Log>>) -> std::io::Result<()> {
    let (reader, mut writer) = stream.into_split();
    let mut reader = BufReader::new(reader);
    let mut mail = Received::default();
    writer.write_all(b"220 sink ready\r\n").await?;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let between = |text: &str| text.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
        let reply = match line.split([' ', ':', '\r']).next().unwrap_or_default() {
            "MAIL" => {
                mail.from = between(&line);
                "250 2.1.0 ok"
            }
            "RCPT" => {
                mail.to = between(&line);
                if let Answer::RefuseRecipient(reply) = answer { reply } else { "250 2.1.5 ok" }
            }
            "DATA" => {
                writer.write_all(b"354 go on\r\n").await?;
                mail.bytes = read_body(&mut reader).await?;
                let mut log = log.lock().expect("unpoisoned");
                if matches!(answer, Answer::HangUpOnce) && !std::mem::replace(&mut log.hung_up, true) {
                    return Ok(());
                }
                log.received.push(std::mem::take(&mut mail));
                "250 2.0.0 kept as 42"
            }
            "QUIT" => "221 2.0.0 bye",
            _ => "250 sink",
        };
        writer.write_all(format!("{reply}\r\n").as_bytes()).await?;
    }
}

/// Up to the line with a dot alone; the dots that were put before other dots are taken away.
async fn read_body(reader: &mut BufReader<tokio::net::tcp::OwnedReadHalf>) -> std::io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let mut line = Vec::new();
        reader.read_until(b'\n', &mut line).await?;
        if line.is_empty() || line == b".\r\n" {
            return Ok(body);
        }
        body.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
    }
}
