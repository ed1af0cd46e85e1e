//! Whether a file's name agrees with what the file is.

use crate::read::sniff::{Kind, Packing};
use crate::record::RowWarning;

/// The kind that a known extension stands for; unknown extensions say nothing.
fn kind_by_name(extension: &str) -> Option<Kind> {
    match extension {
        "csv" | "tsv" | "tab" | "txt" | "asc" => Some(Kind::Text),
        "xlsx" | "xlsm" | "xltx" | "xltm" => Some(Kind::Xlsx),
        "xlsb" => Some(Kind::Xlsb),
        "xls" | "xlt" => Some(Kind::Xls),
        "ods" | "ots" => Some(Kind::Ods),
        "htm" | "html" => Some(Kind::Html),
        "xml" => Some(Kind::XmlBook),
        "zip" => Some(Kind::Packed(Packing::Zip)),
        "gz" => Some(Kind::Packed(Packing::Gzip)),
        "bz2" => Some(Kind::Packed(Packing::Bzip2)),
        "zst" => Some(Kind::Packed(Packing::Zstd)),
        _ => None,
    }
}

/// `wrong_extension`, where the extension stands for another kind.
pub(super) fn warning(kind: Kind, filename: &str) -> Option<RowWarning> {
    let (_, extension) = filename.rsplit_once('.')?;
    let extension = extension.to_lowercase();
    let named = kind_by_name(&extension)?;
    (named != kind).then(|| RowWarning {
        code: "wrong_extension",
        message: format!("the file is named .{extension} but is {}; it was read as what it is", kind.label()),
        source: None,
        value: Some(filename.chars().take(200).collect()),
    })
}
