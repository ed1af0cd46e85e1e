//! Writing a report to a temporary file, hashed.

use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};

use sellout_model::OrgId;
use sellout_report::Report;
use sellout_store::Db;
use sha2::{Digest, Sha256};

use super::{Wanted, compose, stream};
use crate::normalise::Trouble;

/// A report's file, at its start, with the model it was written from.
#[derive(Debug)]
pub struct WrittenReport {
    /// The model.
    pub report: Report,
    /// The bytes.
    pub file: File,
    /// Their SHA-256, in hex.
    pub sha256: String,
    /// How many they are.
    pub size_bytes: u64,
}

/// Composes and writes a report. The same data version and parameters give the same bytes.
pub async fn write_report(db: &Db, org: OrgId, wanted: &Wanted) -> Result<WrittenReport, Trouble> {
    let (report, scope) = compose(db.read(), org, wanted).await?;
    let mut rows = stream::rows(db, org, scope);
    let format = wanted.format;
    let written = tokio::task::spawn_blocking(move || {
        let mut out = Hashing { file: BufWriter::new(tempfile::tempfile()?), hash: Sha256::new(), size: 0 };
        sellout_report::write(&report, format, &mut rows, &mut out).map_err(io::Error::other)?;
        let mut file = out.file.into_inner()?;
        file.seek(SeekFrom::Start(0))?;
        let sha256 = hex(&out.hash.finalize());
        Ok::<_, io::Error>(WrittenReport { report, file, sha256, size_bytes: out.size })
    });
    let written = written.await.map_err(|e| Trouble::Passing(format!("writing the report stopped: {e}")))?;
    written.map_err(|e| Trouble::Passing(format!("the report could not be written: {e}")))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        for digit in [byte >> 4, byte & 15] {
            text.push(char::from_digit(u32::from(digit), 16).unwrap_or('0'));
        }
        text
    })
}

struct Hashing {
    file: BufWriter<File>,
    hash: Sha256,
    size: u64,
}

impl Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hash.update(&bytes[..written]);
        self.size += written as u64;
        Ok(written)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
