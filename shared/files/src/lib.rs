//! Uploaded and produced files, in a local folder or in S3: written whole or not at all, hashed on the way in, read as
//! streams. Who may see which file, and what is in it, is not known here.

mod error;
mod filename;
mod files;
mod key;
mod leftovers;
mod read;
mod write;

pub use error::FilesError;
pub use filename::safe_filename;
pub use files::Files;
pub use key::{FileKey, Shelf};
pub use read::{LocalCopy, OpenFile};
pub use write::Stored;
