//! The document properties of a workbook that this program itself wrote once: those of the workbook of row errors, by
//! which it is known when it comes back (ECMA-376 part 1, 22.3; `OpenDocument` 1.3 part 3, 4.3.3).

use std::io::{Read, Seek};

use sellout_model::error_workbook::{SHEET_PROPERTY, SOURCE_PROPERTY, UPLOAD_PROPERTY};
use zip::ZipArchive;

use crate::error::ReadError;
use crate::read::sniff::Kind;
use crate::read::workbook::links::attribute;
use crate::read::workbook::markup;

/// What is read of the part that has them.
const PART: u64 = 1 << 20;

/// Names and values. A workbook whose properties cannot be read has none: the library says what else is wrong with it.
pub(super) fn find<R: Read + Seek>(kind: Kind, file: &mut R) -> Result<Vec<(String, String)>, ReadError> {
    let (path, element, name) = match kind {
        Kind::Xlsx | Kind::Xlsb => ("docProps/custom.xml", "<property", "name"),
        Kind::Ods => ("meta.xml", "<meta:user-defined", "meta:name"),
        Kind::Text | Kind::Xls | Kind::Html | Kind::XmlBook | Kind::Packed(_) => return Ok(Vec::new()),
    };
    file.rewind()?;
    let Ok(mut zip) = ZipArchive::new(file) else { return Ok(Vec::new()) };
    let Ok(part) = zip.by_name(path) else { return Ok(Vec::new()) };
    let mut bytes = Vec::new();
    if part.take(PART).read_to_end(&mut bytes).is_err() {
        return Ok(Vec::new());
    }
    let text = String::from_utf8_lossy(&bytes);
    Ok(text.split(element).skip(1).filter_map(|property| named(property, name)).filter(is_ours).collect())
}

/// The property of an element without its beginning; its value may stand in an element of its own.
fn named(property: &str, name: &str) -> Option<(String, String)> {
    let name = attribute(property, name)?;
    let inside = property.split_once('>')?.1.trim_start();
    let value = if inside.starts_with('<') { inside.split_once('>')?.1 } else { inside };
    let plain = |text: &str| markup::resolve_entities(text).into_owned();
    Some((plain(name), plain(value.split('<').next()?)))
}

fn is_ours((name, _): &(String, String)) -> bool {
    [UPLOAD_PROPERTY, SOURCE_PROPERTY].contains(&name.as_str()) || name.starts_with(SHEET_PROPERTY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_in_an_element_of_their_own_or_bare() {
        let wanted = Some(("sellout upload".to_owned(), "a & b".to_owned()));
        let excel = " fmtid=\"{D5}\" pid=\"2\" name=\"sellout upload\"><vt:lpwstr>a &amp; b</vt:lpwstr></property>";
        assert_eq!(named(excel, "name"), wanted);
        let office = " meta:name=\"sellout upload\">a &amp; b</meta:user-defined>";
        assert_eq!(named(office, "meta:name"), wanted);
        assert_eq!(named(" pid=\"2\"/>", "name"), None);
    }
}
