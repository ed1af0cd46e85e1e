//! The child's side: limits itself, reads the workbook on standard input, writes its cells to standard output.

use std::any::Any;
use std::fs::File;
use std::io::{self, BufWriter, Cursor, Read, Seek, Write};
use std::os::fd::AsFd;
use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;
use std::thread;

use rustix::event::{PollFd, PollFlags, poll};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use sellout_ingest::read::{Limits, faults, workbook};

use crate::limits::ReaderLimits;

/// The hidden argument that makes the binary a reading child. The limits, as JSON, follow it.
pub const CHILD_ARGUMENT: &str = "__read-cells";

/// Stack of the thread that watches for the parent's end.
const WATCHER_STACK: usize = 64 << 10;
/// How many files the child may have open.
const OPEN_FILES: u64 = 32;

/// What the binary's `main` does, first thing and before any other thread runs, when its first argument is
/// [`CHILD_ARGUMENT`]. Exits with 0 after a complete answer (a book or a refusal), else with 1.
pub fn child_main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // The parent reads this; if it is gone, nobody does.
            writeln!(io::stderr(), "{error}").map_or(ExitCode::from(2), |()| ExitCode::FAILURE)
        }
    }
}

fn run() -> io::Result<()> {
    let limits = given_limits()?;
    confine(&limits)?;
    end_with_the_parent()?;
    // The parent says what a panic means; its text would only fill the pipe.
    panic::set_hook(Box::new(|_| {}));
    let out = File::from(io::stdout().as_fd().try_clone_to_owned()?);
    let mut out = BufWriter::with_capacity(256 << 10, out);
    let outcome = panic::catch_unwind(AssertUnwindSafe(|| read(&mut out, &limits.book)));
    outcome.unwrap_or_else(|panic| workbook::write_refusal(&mut out, &faults::reader_crashed(message_of(&*panic))))
}

fn given_limits() -> io::Result<ReaderLimits> {
    match std::env::args().skip_while(|argument| argument != CHILD_ARGUMENT).nth(1) {
        Some(json) => serde_json::from_str(&json).map_err(io::Error::other),
        None => Ok(ReaderLimits::default()),
    }
}

/// Sets the limits that end this process rather than the machine.
///
/// Data is what a workbook makes grow; the address space is bounded too, above what the binary and its libraries
/// already take, since a debug build maps far more than it uses.
fn confine(limits: &ReaderLimits) -> io::Result<()> {
    let lower = |resource, soft: u64, hard: u64| {
        // A process may only lower its limits: what it was started with may be lower still.
        let most = getrlimit(resource).maximum.unwrap_or(u64::MAX);
        setrlimit(resource, Rlimit { current: Some(soft.min(most)), maximum: Some(hard.min(most)) })
    };
    lower(Resource::Core, 0, 0)?;
    lower(Resource::Fsize, 0, 0)?;
    lower(Resource::Nofile, OPEN_FILES, OPEN_FILES)?;
    lower(Resource::Cpu, limits.cpu_seconds, limits.cpu_seconds + 1)?;
    lower(Resource::Data, limits.memory_bytes, limits.memory_bytes)?;
    if let Some(mapped) = mapped_bytes() {
        // As much again for address space that the allocator reserves and does not use.
        let space = mapped + 2 * limits.memory_bytes;
        lower(Resource::As, space, space)?;
    }
    Ok(())
}

/// Address space in use now; `None` where the system does not tell.
fn mapped_bytes() -> Option<u64> {
    let statm = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: u64 = statm.split_ascii_whitespace().next()?.parse().ok()?;
    Some(pages * rustix::param::page_size() as u64)
}

/// Ends this process as soon as nobody reads its output: the parent died, or gave up.
///
/// The kernel's parent-death signal is not used: it follows the *thread* that started the child, and the threads of
/// an async runtime come and go while the parent lives.
fn end_with_the_parent() -> io::Result<()> {
    let out = io::stdout().as_fd().try_clone_to_owned()?;
    let watch = move || {
        let mut pipe = [PollFd::new(&out, PollFlags::empty())];
        // Without flags only an error or a hang-up of the other side is reported.
        while poll(&mut pipe, None).is_err() {}
        std::process::exit(1);
    };
    thread::Builder::new().stack_size(WATCHER_STACK).spawn(watch).map(drop)
}

fn read(out: &mut dyn Write, limits: &Limits) -> io::Result<()> {
    let mut file = File::from(io::stdin().as_fd().try_clone_to_owned()?);
    if file.stream_position().is_ok() {
        return workbook::write_frames(file, out, limits);
    }
    let mut bytes = Vec::new();
    file.take(limits.workbook_bytes + 1).read_to_end(&mut bytes)?;
    workbook::write_frames(Cursor::new(bytes), out, limits)
}

fn message_of(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!("a fault in the reader: {}", text.unwrap_or("unknown"))
}
