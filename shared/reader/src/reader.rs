//! The parent's side: starts the child, keeps its cells in a temporary file, and opens books of every kind.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;

use sellout_ingest::read::limits::setting;
use sellout_ingest::read::{Inner, Kind, Packing, SpoolBook, TextBook, WithoutReasons, faults, sniff};
use sellout_ingest::{Book, FileError, ReadError, RowWarning};
use tempfile::NamedTempFile;
use tokio::io::AsyncReadExt;
use tokio::process::{Child, Command};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use tracing::debug;

use crate::answer;
use crate::child::CHILD_ARGUMENT;
use crate::limits::ReaderLimits;
use crate::unpacked::{self, UnpackedBook};

/// How much of what a child complains about is read.
const COMPLAINT: u64 = 4096;

/// How many packed files may lie in each other: a gzip in a zip, and no more.
const NESTED: usize = 2;

/// How many workbooks of row errors are written at once.
const WRITTEN_AT_ONCE: usize = 2;

/// A book that threads can share.
pub type SharedBook = Box<dyn Book + Send + Sync>;

type Opening<'r> = Pin<Box<dyn Future<Output = Result<SharedBook, ReadError>> + Send + 'r>>;

/// Opens files as books.
#[derive(Clone, Debug)]
pub struct Reader {
    program: PathBuf,
    args: Vec<OsString>,
    limits: ReaderLimits,
    /// Those who write workbooks of row errors at the moment.
    turns: Arc<Semaphore>,
}

impl Reader {
    /// A reader whose children are `program` started with [`CHILD_ARGUMENT`], within the default limits.
    pub fn new(program: impl Into<PathBuf>) -> Self {
        Self {
            program: program.into(),
            args: vec![CHILD_ARGUMENT.into()],
            limits: ReaderLimits::default(),
            turns: Arc::new(Semaphore::new(WRITTEN_AT_ONCE)),
        }
    }

    /// A reader whose children are the running binary itself.
    pub fn of_this_program() -> io::Result<Self> {
        std::env::current_exe().map(Self::new)
    }

    /// The same with other limits.
    #[must_use]
    pub fn with_limits(mut self, limits: ReaderLimits) -> Self {
        self.limits = limits;
        self
    }

    pub(crate) fn turns(&self) -> Arc<Semaphore> {
        Arc::clone(&self.turns)
    }

    /// Opens the file at `path`, of whatever kind it is; `filename` is the name its sender gave it.
    ///
    /// A packed file with one file in it is that file; one with several is refused, and [`Reader::contents`] and
    /// [`Reader::open_inner`] give each of them.
    pub async fn open_book(&self, path: &Path, filename: &str) -> Result<SharedBook, ReadError> {
        self.open_within(path, filename, NESTED).await
    }

    /// The files in a packed file; none if it is not packed.
    pub async fn contents(&self, path: &Path, filename: &str) -> Result<Vec<Inner>, ReadError> {
        let (place, name, limits) = (path.to_owned(), filename.to_owned(), self.limits.book.clone());
        off_the_runtime(move || match sniff(&place, &name)?.kind {
            Kind::Packed(packing) => unpacked::list(&place, packing, &name, &limits),
            _ => Ok(Vec::new()),
        })
        .await
    }

    /// Unpacks one of the files that [`Reader::contents`] gave of the same packed file, to a temporary one of at most so
    /// many bytes.
    pub async fn unpack_inner(&self, path: &Path, inner: Inner, most: u64) -> Result<NamedTempFile, ReadError> {
        let (place, limits) = (path.to_owned(), self.limits.book.clone());
        off_the_runtime(move || match sniff(&place, "")?.kind {
            Kind::Packed(packing) => unpacked::unpack(&place, packing, &inner, &limits, most),
            _ => Err(faults::empty_archive().into()),
        })
        .await
    }

    /// The bounds that files are read within.
    pub fn limits(&self) -> &ReaderLimits {
        &self.limits
    }

    /// Opens one of the files that [`Reader::contents`] gave of the same packed file.
    pub async fn open_inner(&self, path: &Path, inner: Inner) -> Result<SharedBook, ReadError> {
        let place = path.to_owned();
        match off_the_runtime(move || sniff(&place, "")).await?.kind {
            Kind::Packed(packing) => self.open_packed(path, packing, inner, None, NESTED).await,
            _ => Err(faults::empty_archive().into()),
        }
    }

    /// Opens a file that may lie in `packings` packed files more.
    fn open_within<'r>(&'r self, path: &'r Path, filename: &'r str, packings: usize) -> Opening<'r> {
        Box::pin(async move {
            let (place, name) = (path.to_owned(), filename.to_owned());
            let sniffed = off_the_runtime(move || sniff(&place, &name)).await?;
            let (place, name, limits) = (path.to_owned(), filename.to_owned(), self.limits.book.clone());
            match sniffed.kind {
                Kind::Text => {
                    let book = off_the_runtime(move || TextBook::open(&place, sniffed.warning, limits)).await?;
                    Ok(Box::new(WithoutReasons::of(book)) as SharedBook)
                }
                Kind::Packed(_) if packings == 0 => Err(faults::nested_archive().into()),
                Kind::Packed(packing) => {
                    let list = off_the_runtime(move || unpacked::list(&place, packing, &name, &limits)).await?;
                    self.open_packed(path, packing, unpacked::sole(list)?, sniffed.warning, packings).await
                }
                _ => {
                    let book = self.spool(path, sniffed.warning).await?;
                    Ok(Box::new(WithoutReasons::of(book)) as SharedBook)
                }
            }
        })
    }

    async fn open_packed(
        &self,
        path: &Path,
        packing: Packing,
        inner: Inner,
        warning: Option<RowWarning>,
        packings: usize,
    ) -> Result<SharedBook, ReadError> {
        let (place, wanted, limits) = (path.to_owned(), inner.clone(), self.limits.book.clone());
        let file = off_the_runtime(move || unpacked::unpack(&place, packing, &wanted, &limits, u64::MAX)).await?;
        let book = self.open_within(file.path(), &inner.name, packings - 1).await?;
        Ok(Box::new(UnpackedBook::new(book, file, &inner, warning)))
    }

    /// Reads the workbook at `path` in a child process.
    pub async fn read_workbook(&self, path: &Path) -> Result<SpoolBook, ReadError> {
        self.spool(path, None).await
    }

    async fn spool(&self, path: &Path, warning: Option<RowWarning>) -> Result<SpoolBook, ReadError> {
        let file = path.to_owned();
        // The temporary file has no name: it goes when the book does, whatever happens.
        let (file, spool) = off_the_runtime(move || Ok((std::fs::File::open(&file)?, tempfile::tempfile()?))).await?;
        let mut child = self.start(file)?;
        let kept = spool.try_clone()?;
        let ended = tokio::time::timeout(self.limits.wall, self.follow(&mut child, spool)).await;
        match ended {
            Ok(Ok((status, complaint))) => answer::judge(status, &complaint, &self.limits)?,
            Ok(Err(error)) => {
                child.kill().await?;
                return Err(error);
            }
            Err(_) => {
                child.kill().await?;
                return Err(
                    faults::too_heavy(format_args!("{} s", self.limits.wall.as_secs()), setting::SECONDS).into()
                );
            }
        }
        off_the_runtime(move || SpoolBook::open(kept, warning)).await
    }

    fn start(&self, file: std::fs::File) -> io::Result<Child> {
        let limits = serde_json::to_string(&self.limits)?;
        Command::new(&self.program)
            .args(&self.args)
            .arg(limits)
            .env_clear()
            .stdin(Stdio::from(file))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
    }

    /// Keeps what the child writes until it ends; gives its end and what it complained about.
    async fn follow(&self, child: &mut Child, spool: std::fs::File) -> Result<(ExitStatus, String), ReadError> {
        let (Some(stdout), Some(stderr)) = (child.stdout.take(), child.stderr.take()) else {
            return Err(io::Error::other("the process that reads workbooks has no output").into());
        };
        let mut spool = tokio::fs::File::from_std(spool);
        let kept = tokio::io::copy(&mut stdout.take(self.limits.spool_bytes + 1), &mut spool).await?;
        tokio::io::AsyncWriteExt::flush(&mut spool).await?;
        if kept > self.limits.spool_bytes {
            return Err(too_many_cells(self.limits.spool_bytes).into());
        }
        let mut complaint = Vec::new();
        stderr.take(COMPLAINT).read_to_end(&mut complaint).await?;
        let status = child.wait().await?;
        debug!(spool.bytes = kept, child.status = %status, "workbook read");
        Ok((status, String::from_utf8_lossy(&complaint).into_owned()))
    }
}

fn too_many_cells(limit: u64) -> FileError {
    let message = format!("the workbook's cells hold more than {} MiB; split it and send the parts", limit >> 20);
    FileError::new("too_many_cells", message)
}

/// Runs blocking work beside the runtime; a panic in it is an error of the machine.
async fn off_the_runtime<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ReadError> + Send + 'static,
) -> Result<T, ReadError> {
    spawn_blocking(work).await.map_err(io::Error::other)?
}
