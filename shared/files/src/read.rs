//! Reading kept files: as a stream, whole, or as a file on this machine's disk.

use std::path::{Path, PathBuf};

use bytes::Bytes;
use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt};
use object_store::ObjectStoreExt;
use tempfile::NamedTempFile;
use tokio::io::AsyncWriteExt;

use crate::error::FilesError;
use crate::files::Files;
use crate::key::FileKey;

/// A kept file, opened.
pub struct OpenFile {
    /// Its size.
    pub size_bytes: u64,
    /// Its bytes, chunk by chunk.
    pub stream: BoxStream<'static, Result<Bytes, FilesError>>,
}

impl std::fmt::Debug for OpenFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OpenFile").field("size_bytes", &self.size_bytes).finish_non_exhaustive()
    }
}

/// A file on this machine's disk with the bytes of a kept one. Read it, never write it; a temporary one is removed when
/// this is dropped.
#[derive(Debug)]
pub struct LocalCopy(Copy);

#[derive(Debug)]
enum Copy {
    Kept(PathBuf),
    Temporary(NamedTempFile),
}

impl LocalCopy {
    /// Where it is.
    pub fn path(&self) -> &Path {
        match &self.0 {
            Copy::Kept(path) => path,
            Copy::Temporary(file) => file.path(),
        }
    }
}

impl Files {
    /// Opens a file for reading.
    pub async fn open(&self, key: FileKey) -> Result<OpenFile, FilesError> {
        let found = self.store.get(&self.object(key)).await.map_err(FilesError::at(key))?;
        Ok(OpenFile { size_bytes: found.meta.size, stream: found.into_stream().map_err(FilesError::from).boxed() })
    }

    /// The whole of a file, which the caller knows to be small.
    pub async fn get_bytes(&self, key: FileKey) -> Result<Bytes, FilesError> {
        let found = self.store.get(&self.object(key)).await.map_err(FilesError::at(key))?;
        Ok(found.bytes().await?)
    }

    /// Whether a file is kept.
    pub async fn exists(&self, key: FileKey) -> Result<bool, FilesError> {
        match self.store.head(&self.object(key)).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(e) => Err(e.into()),
        }
    }

    /// The file on this machine's disk: itself where files are in a folder, else fetched into a temporary file.
    pub async fn local_copy(&self, key: FileKey) -> Result<LocalCopy, FilesError> {
        if let Some(folder) = &self.folder {
            let path = Self::path_in(folder, key);
            return if self.exists(key).await? {
                Ok(LocalCopy(Copy::Kept(path)))
            } else {
                Err(FilesError::Missing(key))
            };
        }
        let mut opened = self.open(key).await?;
        let file = tokio::task::spawn_blocking(NamedTempFile::new).await??;
        let mut writer = tokio::fs::File::from_std(file.as_file().try_clone()?);
        while let Some(chunk) = opened.stream.next().await {
            writer.write_all(&chunk?).await?;
        }
        writer.flush().await?;
        Ok(LocalCopy(Copy::Temporary(file)))
    }
}
