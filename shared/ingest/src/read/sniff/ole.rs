//! The container of old Office files, read far enough to tell a workbook, an encrypted one and a broken one.
//!
//! Layout: MS-CFB 2.2 (header), 2.3 (FAT), 2.6 (directory); the records of a workbook: MS-XLS 2.1.4.

use std::io::{Read, Seek, SeekFrom};

use crate::error::{FileError, ReadError};
use crate::read::faults;
use crate::read::sniff::Kind;
use crate::read::sniff::little_endian::{u16_at, u32_at};

/// Streams shorter than this lie in the mini stream.
const MINI_CUTOFF: u32 = 4096;
const LAST_REAL_SECTOR: u32 = 0xffff_fffa;

struct Container<'a, R> {
    file: &'a mut R,
    sector: u64,
    sectors: u64,
    fat: Vec<u32>,
}

struct Stream {
    name: String,
    start: u32,
    size: u32,
}

/// Tells a workbook from other old Office files.
pub(super) fn kind<R: Read + Seek>(file: &mut R, size: u64) -> Result<Kind, ReadError> {
    let (mut container, directory_start) = open(file, size)?;
    let streams = container.directory(directory_start)?;
    let find = |name: &str| streams.iter().find(|stream| stream.name.eq_ignore_ascii_case(name));
    if find("EncryptedPackage").or(find("EncryptionInfo")).is_some() {
        return Err(faults::password().into());
    }
    let Some(book) = find("Workbook").or(find("Book")) else {
        return Err(faults::not_a_spreadsheet("an old Office document without a workbook").into());
    };
    let head = container.head(book, streams.first())?;
    if has_password(&head) {
        return Err(faults::password().into());
    }
    Ok(Kind::Xls)
}

/// The records of an old workbook; none where they lie in the mini stream, as in no workbook with figures.
pub(in crate::read) fn workbook<R: Read + Seek>(file: &mut R, size: u64) -> Result<Option<Vec<u8>>, ReadError> {
    let (mut container, directory_start) = open(file, size)?;
    let streams = container.directory(directory_start)?;
    let find = |name: &str| streams.iter().find(|stream| stream.name.eq_ignore_ascii_case(name));
    let Some(book) = find("Workbook").or(find("Book")).filter(|book| book.size >= MINI_CUTOFF) else { return Ok(None) };
    let mut records = Vec::new();
    for id in container.chain(book.start)? {
        records.extend(container.read_sector(id)?);
    }
    records.truncate(book.size as usize);
    Ok(Some(records))
}

fn open<R: Read + Seek>(file: &mut R, size: u64) -> Result<(Container<'_, R>, u32), ReadError> {
    file.rewind()?;
    let mut header = [0; 512];
    file.read_exact(&mut header).map_err(|_| faults::truncated())?;
    let sector = match header[30] {
        9 => 512,
        12 => 4096,
        _ => return Err(faults::unreadable("its sector size is impossible").into()),
    };
    let sectors = size.saturating_sub(sector).div_ceil(sector);
    let mut container = Container { file, sector, sectors, fat: Vec::new() };
    container.load_fat(&header)?;
    Ok((container, u32_at(&header, 48)))
}

impl<R: Read + Seek> Container<'_, R> {
    fn load_fat(&mut self, header: &[u8]) -> Result<(), ReadError> {
        let mut lists: Vec<u32> = words(&header[76..512]).collect();
        let mut next = u32_at(header, 68);
        let mut steps = 0;
        while next < LAST_REAL_SECTOR {
            steps += 1;
            if steps > self.sectors {
                return Err(faults::unreadable("its list of sectors runs in a circle").into());
            }
            let mut more: Vec<u32> = words(&self.read_sector(next)?).collect();
            next = more.pop().unwrap_or(u32::MAX);
            lists.extend(more);
        }
        // More entries than sectors are of no use; this also bounds the memory by the file's size.
        for id in lists.into_iter().filter(|id| *id < LAST_REAL_SECTOR) {
            if self.fat.len() as u64 > self.sectors {
                break;
            }
            let bytes = self.read_sector(id)?;
            self.fat.extend(words(&bytes));
        }
        Ok(())
    }

    fn read_sector(&mut self, id: u32) -> Result<Vec<u8>, ReadError> {
        if u64::from(id) >= self.sectors {
            return Err(faults::truncated().into());
        }
        self.file.seek(SeekFrom::Start((u64::from(id) + 1) * self.sector))?;
        let mut bytes = Vec::new();
        Read::take(&mut *self.file, self.sector).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// The sectors of a stream in order.
    fn chain(&self, start: u32) -> Result<Vec<u32>, FileError> {
        let mut chain = Vec::new();
        let mut next = start;
        while next < LAST_REAL_SECTOR {
            if u64::from(next) >= self.sectors {
                return Err(faults::truncated());
            }
            chain.push(next);
            if chain.len() as u64 > self.sectors {
                return Err(faults::unreadable("a stream of it runs in a circle"));
            }
            next = self.fat.get(next as usize).copied().unwrap_or(u32::MAX);
        }
        Ok(chain)
    }

    fn directory(&mut self, start: u32) -> Result<Vec<Stream>, ReadError> {
        let mut streams = Vec::new();
        for id in self.chain(start)? {
            let bytes = self.read_sector(id)?;
            streams.extend(bytes.chunks_exact(128).map(|entry| Stream {
                name: name_of(entry),
                start: u32_at(entry, 116),
                size: u32_at(entry, 120),
            }));
        }
        if streams.is_empty() {
            return Err(faults::truncated().into());
        }
        Ok(streams)
    }

    /// The first bytes of a stream; every sector of it must be in the file.
    fn head(&mut self, stream: &Stream, root: Option<&Stream>) -> Result<Vec<u8>, ReadError> {
        if stream.size >= MINI_CUTOFF {
            let chain = self.chain(stream.start)?;
            let first = chain.first().copied().ok_or_else(faults::truncated)?;
            return self.read_sector(first);
        }
        let Some(root) = root else { return Ok(Vec::new()) };
        let offset = u64::from(stream.start) * 64;
        let chain = self.chain(root.start)?;
        let Some(&id) = chain.get((offset / self.sector) as usize) else { return Ok(Vec::new()) };
        let bytes = self.read_sector(id)?;
        let within = (offset % self.sector) as usize;
        Ok(bytes.get(within..(within + 64).min(bytes.len())).unwrap_or_default().to_vec())
    }
}

/// Whether the workbook's first records hold a `FilePass` (0x2F): encrypted, by whatever method.
fn has_password(mut records: &[u8]) -> bool {
    while records.len() >= 4 {
        let (record, size) = (u16_at(records, 0), u16_at(records, 2) as usize);
        match record {
            0x2f => return true,
            // A code page or a sheet's place comes after where the password would stand.
            0x42 | 0x85 | 0x0a => return false,
            _ => records = records.get(4 + size..).unwrap_or_default(),
        }
    }
    false
}

fn name_of(entry: &[u8]) -> String {
    let units: Vec<u16> =
        entry[..64].chunks_exact(2).map(|unit| u16_at(unit, 0)).take_while(|unit| *unit != 0).collect();
    String::from_utf16_lossy(&units)
}

fn words(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
    bytes.chunks_exact(4).map(|word| u32_at(word, 0))
}
