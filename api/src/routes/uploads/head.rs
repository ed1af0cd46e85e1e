//! First bytes of files that are refused at the door. The reader refuses much more, with a mail to the sender; here
//! stands only what nobody sends as a sales file on purpose.

/// How many bytes are looked at.
pub(super) const HEAD: usize = 16;

/// First bytes and what they stand for.
const SIGNATURES: [(&[u8], &str); 9] = [
    (b"%PDF-", "a PDF"),
    (b"\x89PNG\r\n\x1a\n", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF87a", "a picture"),
    (b"GIF89a", "a picture"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\0", "a program"),
    (b"\0asm", "a program"),
    (b"OggS", "a sound"),
];

/// What a file obviously is instead of a sales file.
pub(super) fn obviously_not_sales(head: &[u8]) -> Option<&'static str> {
    if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP") {
        return Some("a picture");
    }
    if head.get(4..8) == Some(b"ftyp") {
        return Some("a film");
    }
    SIGNATURES.iter().find(|(signature, _)| head.starts_with(signature)).map(|(_, what)| *what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_programs_and_documents_stay_outside_and_tables_come_in() {
        assert_eq!(obviously_not_sales(b"%PDF-1.7\n%abc"), Some("a PDF"));
        assert_eq!(obviously_not_sales(b"RIFF\x10\0\0\0WEBPVP8 "), Some("a picture"));
        for table in [&b"MZ;amount\n1;2\n"[..], b"PK\x03\x04\x14\0", b"date,amount\n", b"", b"\xff\xfed\0a\0"] {
            assert_eq!(obviously_not_sales(table), None, "{table:?}");
        }
    }
}
