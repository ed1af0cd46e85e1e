//! First bytes of files that are no tables.

use crate::error::FileError;
use crate::read::faults;
use crate::read::sniff::Packing;

enum What {
    Archive,
    Document,
    Binary,
}

/// First bytes, what they stand for, and how it is called. Longer heads come before shorter ones.
const SIGNATURES: &[(&[u8], What, &str)] = &[
    (b"\xfd7zXZ\0", What::Archive, "compressed with xz"),
    (b"7z\xbc\xaf\x27\x1c", What::Archive, "a 7z archive"),
    (b"Rar!\x1a\x07", What::Archive, "a RAR archive"),
    (b"%PDF-", What::Document, "a PDF"),
    (b"{\\rtf", What::Document, "a text document (RTF)"),
    (b"\x89PNG\r\n\x1a\n", What::Binary, "a picture (PNG)"),
    (b"\xff\xd8\xff", What::Binary, "a picture (JPEG)"),
    (b"GIF87a", What::Binary, "a picture (GIF)"),
    (b"GIF89a", What::Binary, "a picture (GIF)"),
    (b"II*\0", What::Binary, "a picture (TIFF)"),
    (b"MM\0*", What::Binary, "a picture (TIFF)"),
    (b"SQLite format 3\0", What::Binary, "a database"),
    (b"PAR1", What::Binary, "a Parquet table"),
    (b"\x7fELF", What::Binary, "a program"),
];

/// First bytes of packed files.
const PACKINGS: &[(&[u8], Packing)] =
    &[(b"\x1f\x8b", Packing::Gzip), (b"BZh", Packing::Bzip2), (b"\x28\xb5\x2f\xfd", Packing::Zstd)];

/// How a file with this head is packed, if it is. A text may begin like bzip2 too; what follows is no letter then.
pub(super) fn packing(head: &[u8]) -> Option<Packing> {
    let (_, packing) = PACKINGS.iter().find(|(signature, _)| head.starts_with(signature))?;
    let is_text =
        *packing == Packing::Bzip2 && head.get(4..10) != Some(BZIP2_BLOCK) && head.get(4..10) != Some(BZIP2_END);
    (!is_text).then_some(*packing)
}

/// What a block of bzip2 begins with, and what stands in its place where there is none.
const BZIP2_BLOCK: &[u8] = b"\x31\x41\x59\x26\x53\x59";
const BZIP2_END: &[u8] = b"\x17\x72\x45\x38\x50\x90";

/// Excel 2 to 4 wrote bare records without a container: a beginning-of-file record of one of these types.
const OLD_EXCEL: &[[u8; 2]] = &[[0x09, 0x00], [0x09, 0x02], [0x09, 0x04]];

/// The refusal of a head that belongs to no table, if it does.
pub(super) fn refusal(head: &[u8]) -> Option<FileError> {
    if let Some((_, what, name)) = SIGNATURES.iter().find(|(signature, ..)| head.starts_with(signature)) {
        return Some(match what {
            What::Archive => faults::archive(name),
            What::Document => faults::not_a_spreadsheet(name),
            What::Binary => faults::binary(name),
        });
    }
    if head.get(257..262) == Some(b"ustar") {
        return Some(faults::archive("a tar archive"));
    }
    if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP") {
        return Some(faults::binary("a picture (WebP)"));
    }
    if OLD_EXCEL.iter().any(|bof| head.starts_with(bof)) && matches!(head.get(2..4), Some([4..=8, 0])) {
        return Some(faults::unreadable("it is of an Excel older than 1995"));
    }
    None
}
