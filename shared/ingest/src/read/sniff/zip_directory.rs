//! The table of contents of a zip file, read by hand so that nothing in it is believed or unpacked.
//!
//! Layout: APPNOTE.TXT 6.3, sections 4.3.12 (central directory), 4.3.14 to 4.3.16 (its end, with zip64).

use std::io::{self, Read, Seek, SeekFrom};

use crate::error::{FileError, ReadError};
use crate::read::faults;
use crate::read::sniff::little_endian::{u16_at, u32_at, u64_at};
use crate::read::sniff::{Kind, Packing};

/// The directory itself may have at most so many bytes; a workbook's has a few thousand.
const DIRECTORY_BYTES: u64 = 4 << 20;

/// One part of the archive.
#[derive(Debug)]
pub(crate) struct Entry {
    /// Path, with forward slashes, in lower case.
    pub(crate) name: String,
    /// Bytes as packed.
    pub(crate) packed: u64,
    /// Bytes once unpacked, as the directory claims.
    pub(crate) unpacked: u64,
    encrypted: bool,
    stored: bool,
    offset: u64,
}

/// Reads the directory; `None` where the end of the file is not that of a zip.
pub(crate) fn read<R: Read + Seek>(file: &mut R, size: u64) -> Result<Option<Vec<Entry>>, ReadError> {
    let tail_size = size.min(22 + 65_535 + 20);
    file.seek(SeekFrom::Start(size - tail_size))?;
    let mut tail = Vec::new();
    file.take(tail_size).read_to_end(&mut tail)?;
    let Some((end, entries, directory_size)) = find_end(&tail, size - tail_size, file)? else { return Ok(None) };
    if directory_size > DIRECTORY_BYTES {
        return Err(faults::zip_bomb(format_args!("{entries} parts")).into());
    }
    // Measured from its end, since bytes may stand before the archive.
    let Some(start) = end.checked_sub(directory_size) else { return Ok(None) };
    file.seek(SeekFrom::Start(start))?;
    let mut directory = Vec::new();
    file.take(directory_size).read_to_end(&mut directory)?;
    Ok(parse(&directory, entries))
}

/// Position where the directory ends, how many parts and how many bytes it has.
fn find_end<R: Read + Seek>(tail: &[u8], tail_at: u64, file: &mut R) -> io::Result<Option<(u64, u64, u64)>> {
    let Some(at) = memchr::memmem::rfind(tail, b"PK\x05\x06").filter(|at| at + 22 <= tail.len()) else {
        return Ok(None);
    };
    let end = &tail[at..];
    let (entries, size) = (u64::from(u16_at(end, 10)), u64::from(u32_at(end, 12)));
    let locator = at.checked_sub(20).map(|start| &tail[start..at]).filter(|bytes| bytes.starts_with(b"PK\x06\x07"));
    let Some(locator) = locator else { return Ok(Some((tail_at + at as u64, entries, size))) };
    let wide_at = u64_at(locator, 8);
    if wide_at >= tail_at + at as u64 {
        return Ok(None);
    }
    file.seek(SeekFrom::Start(wide_at))?;
    let mut wide = Vec::new();
    file.take(56).read_to_end(&mut wide)?;
    if wide.len() < 56 || !wide.starts_with(b"PK\x06\x06") {
        return Ok(None);
    }
    Ok(Some((wide_at, u64_at(&wide, 32), u64_at(&wide, 40))))
}

fn parse(mut bytes: &[u8], expected: u64) -> Option<Vec<Entry>> {
    let mut entries = Vec::new();
    while bytes.len() >= 46 && bytes.starts_with(b"PK\x01\x02") {
        let (name, extra, comment) = (u16_at(bytes, 28) as usize, u16_at(bytes, 30) as usize, u16_at(bytes, 32));
        let next = bytes.get(46 + name + extra + comment as usize..)?;
        let mut entry = Entry {
            name: String::from_utf8_lossy(&bytes[46..46 + name]).replace('\\', "/").to_lowercase(),
            packed: u64::from(u32_at(bytes, 20)),
            unpacked: u64::from(u32_at(bytes, 24)),
            encrypted: u16_at(bytes, 8) & 1 != 0,
            stored: u16_at(bytes, 10) == 0,
            offset: u64::from(u32_at(bytes, 42)),
        };
        widen(&mut entry, &bytes[46 + name..46 + name + extra]);
        entries.push(entry);
        bytes = next;
    }
    (entries.len() as u64 == expected || !entries.is_empty() && expected == 0).then_some(entries)
}

/// Takes the sizes of a zip64 part from its extra field.
fn widen(entry: &mut Entry, mut extra: &[u8]) {
    while extra.len() >= 4 {
        let size = u16_at(extra, 2) as usize;
        let Some(body) = extra.get(4..4 + size) else { return };
        if u16_at(extra, 0) == 1 {
            let mut values = body.chunks_exact(8).map(|bytes| u64_at(bytes, 0));
            for field in [&mut entry.unpacked, &mut entry.packed, &mut entry.offset] {
                if *field == u64::from(u32::MAX) {
                    *field = values.next().unwrap_or(*field);
                }
            }
        }
        extra = &extra[4 + size..];
    }
}

/// What a zip is, by the parts it has.
pub(super) fn kind<R: Read + Seek>(entries: &[Entry], file: &mut R) -> Result<Kind, ReadError> {
    let kind = kind_by_parts(entries, file);
    let locked = entries.iter().filter(|entry| entry.encrypted).count();
    match kind {
        kind if locked == 0 => kind,
        // The other files of an archive can be read.
        Ok(Kind::Packed(packing)) if locked < entries.len() => Ok(Kind::Packed(packing)),
        _ => Err(faults::password().into()),
    }
}

fn kind_by_parts<R: Read + Seek>(entries: &[Entry], file: &mut R) -> Result<Kind, ReadError> {
    let has = |test: &dyn Fn(&str) -> bool| entries.iter().any(|entry| test(entry.name.trim_start_matches('/')));
    if has(&|name| name.ends_with("workbook.bin")) {
        return Ok(Kind::Xlsb);
    }
    if has(&|name| name == "[content_types].xml") && has(&|name| name.ends_with("workbook.xml")) {
        return Ok(Kind::Xlsx);
    }
    if let Some(mime) = stored_mime(entries, file)? {
        if mime.contains("spreadsheet") {
            return Ok(Kind::Ods);
        }
        return Err(faults::not_a_spreadsheet("an OpenDocument text or drawing").into());
    }
    match refusal(entries) {
        Some(refusal) => Err(refusal.into()),
        None => Ok(Kind::Packed(Packing::Zip)),
    }
}

/// What document the zip is, by the folder that its kind is known by.
fn refusal(entries: &[Entry]) -> Option<FileError> {
    let has = |folder: &str| entries.iter().any(|entry| entry.name.starts_with(folder));
    let is_office = entries.iter().any(|entry| entry.name == "[content_types].xml");
    if is_office && has("word/") {
        Some(faults::not_a_spreadsheet("a Word document"))
    } else if is_office && has("ppt/") {
        Some(faults::not_a_spreadsheet("a presentation"))
    } else if has("index/document.iwa") {
        Some(faults::not_a_spreadsheet("an Apple iWork document"))
    } else if is_office {
        Some(faults::not_a_spreadsheet("an Office document without a workbook"))
    } else {
        None
    }
}

/// The `mimetype` part of an `OpenDocument` file, which its standard wants stored unpacked.
fn stored_mime<R: Read + Seek>(entries: &[Entry], file: &mut R) -> io::Result<Option<String>> {
    let Some(entry) = entries.iter().find(|entry| entry.name == "mimetype" && entry.stored) else {
        let content = entries.iter().any(|entry| entry.name == "content.xml");
        return Ok(content.then(|| String::from("spreadsheet, perhaps")));
    };
    if entry.offset >= file.seek(SeekFrom::End(0))? {
        return Ok(None);
    }
    file.seek(SeekFrom::Start(entry.offset))?;
    let mut head = Vec::new();
    file.take(30).read_to_end(&mut head)?;
    if head.len() < 30 {
        return Ok(None);
    }
    let skip = i64::from(u16_at(&head, 26)) + i64::from(u16_at(&head, 28));
    file.seek_relative(skip)?;
    let mut mime = Vec::new();
    file.take(entry.packed.min(100)).read_to_end(&mut mime)?;
    Ok(Some(String::from_utf8_lossy(&mime).into_owned()))
}
