//! The place where files are kept. Writing is in `write`, reading in `read`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::path::Path as ObjectPath;
use object_store::{ObjectStore, ObjectStoreExt};
use url::Url;

use crate::error::FilesError;
use crate::key::FileKey;

/// What a folder is written by: small, so that many uploads at once need little memory.
const FOLDER_PART: usize = 256 * 1024;

/// What a bucket is written by. S3 takes parts from 5 MiB and at most 10,000 of them: 80 GB.
const BUCKET_PART: usize = 8 * 1024 * 1024;

/// The place where files are kept: a folder or a bucket. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Files {
    pub(crate) store: Arc<dyn ObjectStore>,
    pub(crate) prefix: ObjectPath,
    pub(crate) folder: Option<PathBuf>,
    pub(crate) part_bytes: usize,
    pub(crate) room: Option<u64>,
}

impl Files {
    /// Keeps files in a folder of this machine (or one that all machines share), made if missing. What is written is on
    /// the disk itself, not only in its cache, before the write is reported.
    pub fn folder(folder: &Path) -> Result<Self, FilesError> {
        let bad = |problem: &dyn std::fmt::Display| FilesError::BadPlace {
            place: folder.display().to_string(),
            problem: problem.to_string(),
        };
        std::fs::create_dir_all(folder).map_err(|e| bad(&e))?;
        let folder = folder.canonicalize().map_err(|e| bad(&e))?;
        let store = LocalFileSystem::new_with_prefix(&folder).map_err(|e| bad(&e))?.with_fsync(true);
        Ok(Self {
            store: Arc::new(store),
            prefix: ObjectPath::default(),
            folder: Some(folder),
            part_bytes: FOLDER_PART,
            room: None,
        })
    }

    /// Keeps files in a bucket, `s3://bucket/prefix`, with the usual AWS variables by lower-case name; those that an S3
    /// client does not know are passed over. Nothing is sent yet.
    ///
    /// A process that dies while uploading, and an upload that is dropped, leave an unfinished multipart upload, which
    /// nobody sees and only a lifecycle rule of the bucket removes.
    pub fn s3<'a>(url: &Url, options: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, FilesError> {
        let bad = |problem: String| FilesError::BadPlace { place: url.to_string(), problem };
        let bucket = url.host_str().ok_or_else(|| bad("it names no bucket".to_owned()))?;
        let prefix = ObjectPath::from_url_path(url.path()).map_err(|e| bad(e.to_string()))?;
        let known =
            options.into_iter().filter_map(|(name, value)| Some((name.parse::<AmazonS3ConfigKey>().ok()?, value)));
        // Files are deleted one at a time, which every service that speaks S3 can do.
        let plain = AmazonS3Builder::new().with_config(AmazonS3ConfigKey::DisableBulkDelete, "true");
        let builder = known.fold(plain, |builder, (key, value)| builder.with_config(key, value));
        let store = builder.with_bucket_name(bucket).build().map_err(|e| bad(e.to_string()))?;
        Ok(Self { store: Arc::new(store), prefix, folder: None, part_bytes: BUCKET_PART, room: None })
    }

    /// Keeps files in memory. For tests.
    pub fn memory() -> Self {
        Self {
            store: Arc::new(InMemory::new()),
            prefix: ObjectPath::default(),
            folder: None,
            part_bytes: FOLDER_PART,
            room: None,
        }
    }

    /// The same place, whose disk is full after this many bytes of one file. For tests.
    #[must_use]
    pub fn with_room_for(self, bytes: u64) -> Self {
        Self { room: Some(bytes), ..self }
    }

    /// Whether the place answers: a look for a file that is not there.
    pub async fn check(&self) -> Result<(), FilesError> {
        match self.store.head(&self.prefix.clone().join("readiness")).await {
            Ok(_) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(e) => Err(e.into()),
        }
    }

    pub(crate) fn object(&self, key: FileKey) -> ObjectPath {
        self.prefix
            .parts()
            .map(|part| part.as_ref().to_owned())
            .chain(key.to_string().split('/').map(str::to_owned))
            .collect()
    }

    pub(crate) fn path_in(folder: &Path, key: FileKey) -> PathBuf {
        folder.join(key.to_string())
    }
}
