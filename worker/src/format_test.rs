//! A description of a format tried on the files that came in before: each is read by the format in force and by the
//! description, and what differs is told. Nothing is loaded.

use std::collections::BTreeMap;

use sellout_files::FileKey;
use sellout_ingest::{Answers, Book, Context, Drift, Format, ReadError, compare, detect_known};
use sellout_model::OrgId;
use sellout_queue::JobError;
use sellout_store::format_tests::{Found, TriedFile};
use sellout_store::{Taught, upload_lists, uploads};

use crate::normalise::{Trouble, Work, may_be_of, open};
use crate::services::Services;

/// How many earlier files are read, the newest first.
pub const FILES: u64 = 12;
/// A larger file is named and not read, in bytes.
const LARGEST: i64 = 50 << 20;

/// Reads the newest files of the format by the description, and those that wait for a format, as far as they are now
/// recognised. `go_on` is asked before each file, with its number from 0 and how many there are.
pub async fn try_on_earlier_files(
    services: &Services,
    org: OrgId,
    format: &Format,
    go_on: impl Fn(usize, usize) -> Result<(), JobError>,
) -> Result<Found, JobError> {
    let codes: Vec<&str> = std::iter::once(format.code.as_str()).chain(format.extends.as_deref()).collect();
    let earlier = upload_lists::read_by(services.db.read(), org, &codes, FILES).await?;
    let waiting = upload_lists::unrecognised(services.db.read(), org, FILES).await?;
    let taught = Taught::load(services.db.read(), org).await?;
    let (count, mut files) = (earlier.len() + waiting.len(), Vec::new());
    for (number, upload) in earlier.into_iter().chain(waiting).enumerate() {
        go_on(number, count)?;
        let waits = upload.format.is_none();
        let tried = Trial::of(&taught, format, &upload)?.run(services, org, upload).await?;
        if !waits || is_recognised(&tried, format) {
            files.push(tried);
        }
    }
    Ok(Found::of(files))
}

/// Whether a file is of the description's format, so that it would no longer wait for one.
fn is_recognised(tried: &TriedFile, format: &Format) -> bool {
    tried.comparison.as_ref().is_some_and(|found| found.after.recognised_as.as_ref() == Some(&format.code))
}

/// What a file is read by, with what earlier files taught and what was answered about this one.
struct Trial {
    before: Option<Format>,
    after: Format,
    /// Those that recognise files now, and as it would be.
    recognise: [Vec<Format>; 2],
    /// The headers of each format's last file.
    headers: BTreeMap<String, Vec<String>>,
    answers: Answers,
}

impl Trial {
    /// Boxed, as descriptions are large and travel to a thread of their own.
    fn of(taught: &Taught, format: &Format, upload: &uploads::Model) -> Result<Box<Self>, Trouble> {
        let answers = upload.answers()?;
        // As it would be read if it ran again: by the description that was given with it, else by the one in force.
        let given = upload.format_given.as_deref().and_then(|source| Format::from_toml(source).ok());
        let in_force = || upload.format.as_deref().and_then(|code| taught.get(code)).map(|(format, _)| format.clone());
        let before = given.or_else(in_force).map(|format| answers.over(&format));
        let after = answers.over(&taught.teach(format.clone()));
        let sender = upload.vendor_given.as_deref();
        let may_be = |(format, version): &&(Format, i32)| *version == 0 || may_be_of(format, sender);
        let in_force = taught.in_force.iter().filter(may_be);
        let now: Vec<Format> = in_force.map(|(format, _)| answers.over(format)).collect();
        let others = now.iter().filter(|other| other.code != format.code);
        let then = std::iter::once(&after).filter(|format| may_be_of(format, sender)).chain(others).cloned().collect();
        Ok(Box::new(Self { before, after, recognise: [now, then], headers: taught.last_headers(), answers }))
    }

    async fn run(
        self: Box<Self>,
        services: &Services,
        org: OrgId,
        upload: uploads::Model,
    ) -> Result<TriedFile, Trouble> {
        let tried = TriedFile {
            upload_id: upload.id(),
            filename: upload.filename.clone(),
            created_at: upload.created_at,
            comparison: None,
            not_tried: None,
        };
        if upload.size_bytes > LARGEST {
            let why = format!("it is larger than {} MB; send it again once the format is saved", LARGEST >> 20);
            return Ok(TriedFile { not_tried: Some(why), ..tried });
        }
        if !services.files.exists(FileKey::upload(org, upload.id())).await.map_err(Trouble::from)? {
            let why = "its file is not kept any more".to_owned();
            return Ok(TriedFile { not_tried: Some(why), ..tried });
        }
        let work = Work::on(services, org, upload).await?;
        let context = Context {
            filename: work.called.clone(),
            period: work.upload.period_given(),
            vendor: work.upload.vendor_given.clone(),
        };
        let book = match open(services, &work).await {
            Ok(book) => book,
            Err(trouble) => return told(tried, trouble),
        };
        let shared = book.shared();
        let read = tokio::task::spawn_blocking(move || self.read(&*shared, &context)).await;
        match read.map_err(|e| Trouble::Passing(format!("reading stopped: {e}")))? {
            Ok(comparison) => Ok(TriedFile { comparison: Some(comparison), ..tried }),
            Err(error) => told(tried, error.into()),
        }
    }

    fn read(&self, book: &dyn Book, context: &Context) -> Result<sellout_ingest::Comparison, ReadError> {
        let healed = |format: &Format| self.healed(book, context, format);
        let (before, after) = (self.before.as_ref().map(healed).transpose()?, healed(&self.after)?);
        let mut found = compare(book, context, before.as_ref(), &after)?;
        let [now, then] = &self.recognise;
        if let Some(before) = &mut found.before {
            before.recognised_as = self.recognised(book, context, now)?;
        }
        found.after.recognised_as = self.recognised(book, context, then)?;
        found.same &= found.before.as_ref() == Some(&found.after);
        Ok(found)
    }

    /// A format as it reads the file: changed columns are taken for what they are sure to be.
    fn healed(&self, book: &dyn Book, context: &Context, format: &Format) -> Result<Format, ReadError> {
        let seen = detect_known(book, &context.filename, [format], &|code| self.headers.get(code).cloned())?;
        Ok(seen.drift.as_ref().map(Drift::answers).unwrap_or_default().over(format))
    }

    fn recognised(&self, book: &dyn Book, context: &Context, by: &[Format]) -> Result<Option<String>, ReadError> {
        // Somebody has said which one it is of.
        if let Some(said) = self.answers.format.as_ref().filter(|code| by.iter().any(|format| format.code == **code)) {
            return Ok(Some(said.clone()));
        }
        Ok(detect_known(book, &context.filename, by, &|code| self.headers.get(code).cloned())?.format)
    }
}

/// A file that cannot be read any more is told; a machine at fault is not the file's.
fn told(tried: TriedFile, trouble: Trouble) -> Result<TriedFile, Trouble> {
    match trouble.as_stop() {
        Some(stop) => Ok(TriedFile { not_tried: Some(stop.message.clone()), ..tried }),
        None => Err(trouble),
    }
}
