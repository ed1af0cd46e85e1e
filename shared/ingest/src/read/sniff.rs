//! What a file is, told by its content; its name only serves to warn.
//!
//! Refused here: empty files, foreign archives, documents, pictures, encrypted and truncated workbooks.

mod extension;
mod little_endian;
mod magic;
pub(crate) mod ole;
mod prose;
pub(crate) mod zip_directory;

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use crate::error::{FileError, ReadError};
use crate::read::faults;
use crate::record::RowWarning;

/// How many bytes of the head are looked at.
const HEAD: u64 = 64 << 10;

/// A kind of file that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A table as text: CSV and its relatives, in any encoding.
    Text,
    /// Excel 2007 and later, with or without macros.
    Xlsx,
    /// Excel's binary workbook in a zip.
    Xlsb,
    /// Excel 97 to 2003.
    Xls,
    /// `OpenDocument` spreadsheet.
    Ods,
    /// Tables of a web page, as many programs export them under the name of a workbook.
    Html,
    /// The XML of Excel 2003.
    XmlBook,
    /// A file or several, packed.
    Packed(Packing),
}

/// How files are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// One or more files.
    Zip,
    /// One file.
    Gzip,
    /// One file.
    Bzip2,
    /// One file.
    Zstd,
}

impl Kind {
    /// What people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Text => "a text table (CSV)",
            Self::Xlsx => "an Excel workbook (.xlsx)",
            Self::Xlsb => "an Excel binary workbook (.xlsb)",
            Self::Xls => "an old Excel workbook (.xls)",
            Self::Ods => "an OpenDocument spreadsheet (.ods)",
            Self::Html => "a web page (.html)",
            Self::XmlBook => "an Excel 2003 workbook as XML (.xml)",
            Self::Packed(Packing::Zip) => "a zip archive",
            Self::Packed(Packing::Gzip) => "a file packed with gzip",
            Self::Packed(Packing::Bzip2) => "a file packed with bzip2",
            Self::Packed(Packing::Zstd) => "a file packed with zstd",
        }
    }

    /// Whether its cells must be read in the limited child process.
    pub fn is_workbook(self) -> bool {
        !matches!(self, Self::Text | Self::Packed(_))
    }

    /// Whether it is a workbook of zipped parts.
    pub(super) fn is_zipped(self) -> bool {
        matches!(self, Self::Xlsx | Self::Xlsb | Self::Ods)
    }
}

/// What a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sniffed {
    /// Told by the content.
    pub kind: Kind,
    /// `wrong_extension`, where the name says something else.
    pub warning: Option<RowWarning>,
}

/// Tells what the file at `path` is; `filename` is the name its sender gave it.
///
/// A file that cannot be a table is a [`FileError`] that names the cure.
pub fn sniff(path: &Path, filename: &str) -> Result<Sniffed, ReadError> {
    let kind = kind_of(&mut File::open(path)?)?;
    Ok(Sniffed { kind, warning: extension::warning(kind, filename) })
}

/// Tells what an open file is. Leaves it at its start.
pub fn kind_of<R: Read + Seek>(file: &mut R) -> Result<Kind, ReadError> {
    let size = file.seek(SeekFrom::End(0))?;
    file.rewind()?;
    let mut head = Vec::new();
    file.take(HEAD).read_to_end(&mut head)?;
    let kind = kind_by_head(&head, size, file)?;
    file.rewind()?;
    Ok(kind)
}

fn kind_by_head<R: Read + Seek>(head: &[u8], size: u64, file: &mut R) -> Result<Kind, ReadError> {
    if head.is_empty() {
        return Err(faults::empty_file().into());
    }
    match head {
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] | [b'P', b'K', 7, 8, ..] => {
            let directory = zip_directory::read(file, size)?.ok_or_else(faults::truncated)?;
            Ok(zip_directory::kind(&directory, file)?)
        }
        [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ..] => Ok(ole::kind(file, size)?),
        _ => Ok(textual(head)?),
    }
}

fn textual(head: &[u8]) -> Result<Kind, FileError> {
    if let Some(packing) = magic::packing(head) {
        return Ok(Kind::Packed(packing));
    }
    if let Some(fault) = magic::refusal(head) {
        return Err(fault);
    }
    prose::kind(head)
}
