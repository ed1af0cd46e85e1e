//! Keeping files: as a stream, hashed and counted on the way, whole or not at all.

use std::error::Error;
use std::io;

use bytes::{Bytes, BytesMut};
use futures::{Stream, StreamExt};
use object_store::path::Path as ObjectPath;
use object_store::{MultipartUpload, ObjectStoreExt};
use sha2::{Digest, Sha256};

use crate::error::FilesError;
use crate::files::Files;
use crate::key::FileKey;
use crate::leftovers;

/// What was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// The SHA-256 of its bytes, 64 hexadecimal digits.
    pub sha256: String,
    /// Its size.
    pub size_bytes: u64,
}

impl Files {
    /// Keeps what a stream brings, chunk by chunk: memory does not grow with the file. It is there under its key once
    /// this returns `Ok`; after any error (too large, full, the sender gone, this future dropped) nothing is.
    pub async fn put_stream<S, E>(&self, key: FileKey, mut body: S, max_bytes: u64) -> Result<Stored, FilesError>
    where
        S: Stream<Item = Result<Bytes, E>> + Unpin,
        E: Into<Box<dyn Error + Send + Sync>>,
    {
        let mut writing = Writing::new(self, key, max_bytes);
        let outcome = async {
            while let Some(chunk) = body.next().await {
                writing.add(chunk.map_err(|e| FilesError::BrokenOff(e.into()))?).await?;
            }
            writing.finish().await
        }
        .await;
        if outcome.is_err() {
            self.discard(&mut writing).await;
        }
        outcome
    }

    /// Keeps bytes that are in memory already.
    pub async fn put_bytes(&self, key: FileKey, bytes: Bytes) -> Result<Stored, FilesError> {
        self.put_stream(key, futures::stream::iter([Ok::<_, io::Error>(bytes)]), u64::MAX).await
    }

    /// Removes a file. One that is not there is no error, so that removing may be tried again.
    pub async fn delete(&self, key: FileKey) -> Result<(), FilesError> {
        match self.store.delete(&self.object(key)).await {
            Err(object_store::Error::NotFound { .. }) => Ok(()),
            outcome => Ok(outcome?),
        }
    }

    /// Gives up a write. Its own error is on the way to the caller; one of the clean-up would only hide it, and what
    /// stays behind is found by [`Files::remove_leftovers`].
    async fn discard(&self, writing: &mut Writing<'_>) {
        if let Some(mut upload) = writing.upload.take()
            && let Err(error) = upload.abort().await
        {
            tracing::warn!(file.key = %writing.key, %error, "an unfinished upload could not be removed");
        }
        if let Some(folder) = &self.folder {
            leftovers::remove_of(&Self::path_in(folder, writing.key)).await;
        }
    }
}

/// A file on its way in: at most one part of it is in memory.
struct Writing<'a> {
    files: &'a Files,
    key: FileKey,
    object: ObjectPath,
    max_bytes: u64,
    hash: Sha256,
    size: u64,
    part: BytesMut,
    upload: Option<Box<dyn MultipartUpload>>,
}

impl<'a> Writing<'a> {
    fn new(files: &'a Files, key: FileKey, max_bytes: u64) -> Self {
        let object = files.object(key);
        Self { files, key, object, max_bytes, hash: Sha256::new(), size: 0, part: BytesMut::new(), upload: None }
    }

    async fn add(&mut self, mut chunk: Bytes) -> Result<(), FilesError> {
        self.size += chunk.len() as u64;
        if self.size > self.max_bytes {
            return Err(FilesError::TooLarge { max_bytes: self.max_bytes });
        }
        self.hash.update(&chunk);
        while !chunk.is_empty() {
            let fits = chunk.len().min(self.files.part_bytes - self.part.len());
            self.part.extend_from_slice(&chunk.split_to(fits));
            if self.part.len() == self.files.part_bytes {
                self.send_part().await?;
            }
        }
        Ok(())
    }

    /// Parts are sent one after the other: the next is not read before the last is written.
    async fn send_part(&mut self) -> Result<(), FilesError> {
        self.check_room()?;
        let part = self.part.split().freeze();
        let upload = match &mut self.upload {
            Some(upload) => upload,
            none => none.insert(self.files.store.put_multipart(&self.object).await?),
        };
        Ok(upload.put_part(part.into()).await?)
    }

    async fn finish(&mut self) -> Result<Stored, FilesError> {
        if self.upload.is_none() {
            self.check_room()?;
            self.files.store.put(&self.object, self.part.split().freeze().into()).await?;
        } else if !self.part.is_empty() {
            self.send_part().await?;
        }
        if let Some(upload) = &mut self.upload {
            upload.complete().await?;
        }
        self.upload = None;
        Ok(Stored { sha256: hex(&self.hash.finalize_reset()), size_bytes: self.size })
    }

    /// The point where a test makes the disk full.
    fn check_room(&self) -> Result<(), FilesError> {
        match self.files.room {
            Some(room) if self.size > room => Err(io::Error::from(io::ErrorKind::StorageFull).into()),
            _ => Ok(()),
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes.iter().flat_map(|b| [DIGITS[usize::from(b >> 4)], DIGITS[usize::from(b & 15)]]).map(char::from).collect()
}
