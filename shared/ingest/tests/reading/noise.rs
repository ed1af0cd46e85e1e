//! No bytes make a reader panic, blame the machine, or read for ever: random ones, and files of every kind with some of
//! their bytes changed. The same functions are what `fuzz/` feeds for as long as one likes.

use std::io::{Cursor, Write};

use proptest::prelude::*;
use sellout_ingest::read::{Kind, Limits, TextBook, packed, sniff, workbook};
use sellout_ingest::value::{DateOrder, DecimalSign, date, number};
use sellout_ingest::{Book, Format, MemoryBook, ReadError, Row, detect};

/// Reads a file as far as this crate does, and gives what it was.
fn read_all(bytes: &[u8]) -> Option<Kind> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    let sniffed = soft(sniff(file.path(), "x.csv"))?;
    let limits = Limits { unpacked_bytes: 1 << 20, ..Limits::default() };
    match sniffed.kind {
        Kind::Text => {
            let book = soft(TextBook::open(file.path(), None, limits))?;
            let (mut rows, mut row, mut last) = (book.open(0).unwrap(), Row::new(), 0);
            while soft(rows.next(&mut row))? {
                assert!(row.number() > last, "rows out of order");
                last = row.number();
            }
        }
        Kind::Packed(packing) => {
            for inner in soft(packed::list(Cursor::new(bytes), packing, "x.gz", &limits))? {
                soft(packed::unpack(Cursor::new(bytes), packing, &inner, &mut Vec::new(), &limits))?;
            }
        }
        Kind::Html | Kind::XmlBook => {
            workbook::write_frames(Cursor::new(bytes), &mut Vec::new(), &limits).unwrap();
        }
        // The others may end the process that reads them: that is what the child is for.
        _ => {}
    }
    Some(sniffed.kind)
}

/// What was read, or nothing where the file is at fault.
fn soft<T>(outcome: Result<T, ReadError>) -> Option<T> {
    match outcome {
        Ok(read) => Some(read),
        Err(ReadError::File(error)) => {
            assert!(!error.message.is_empty());
            None
        }
        Err(ReadError::Io(error)) => panic!("the machine is blamed: {error}"),
    }
}

const SEEDS: [&str; 5] = [
    "ean,units,amount\n5060084589304,3,\"1,50\"\n5060084589305,4,\"2\"\"\n",
    "\"a\";\"b \\\"c\\\"\"\r\n1;'2'\r3;4\n",
    "Product     Shop      Units\nRose        Paris         3\nLily        Lyon         14\n",
    "<html><table><tr><td rowspan=2>a&amp;b<td>1</tr><tr><td>2</table><style></style><!-- x --></html>",
    "<?xml version=\"1.0\"?><Workbook><Worksheet ss:Name=\"A\"><Table><Row ss:Index=\"2\"><Cell><Data ss:Type=\"Number\">1</Data></Cell></Row></Table></Worksheet></Workbook>",
];

fn seeds() -> Vec<Vec<u8>> {
    let mut seeds: Vec<Vec<u8>> = SEEDS.iter().map(|seed| seed.as_bytes().to_vec()).collect();
    seeds.push(crate::packed::gzip(SEEDS[0].as_bytes()));
    seeds.push(crate::packed::bzip2(SEEDS[0].as_bytes()));
    seeds.push(crate::packed::zstd(SEEDS[0].as_bytes()));
    seeds.push(crate::packed::zip(&[("a.csv", SEEDS[0].as_bytes())]));
    seeds
}

#[test]
fn every_kind_of_seed_is_read() {
    let kinds: Vec<bool> = seeds().iter().map(|seed| read_all(seed).is_some()).collect();
    assert_eq!(kinds, [true; 9]);
}

proptest! {
    #[test]
    fn no_bytes_make_a_reader_panic(
        bytes in proptest::collection::vec(any::<u8>(), 0..400),
        text in "[\",;'\\\\ \n\r\ta\u{0}é]{0,200}",
    ) {
        read_all(&bytes);
        read_all(text.as_bytes());
    }

    #[test]
    fn changed_files_make_no_reader_panic(
        seed in 0usize..9,
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut bytes = seeds().swap_remove(seed);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        read_all(&bytes);
        bytes.truncate(cut.index(bytes.len()));
        read_all(&bytes);
    }

    #[test]
    fn values_are_read_or_refused_whatever_stands_there(text in "[0-9.,'’ \u{a0}()€£%eE/:TZ年月日a-z-]{0,24}", any_text in "\\PC{0,24}") {
        for text in [text, any_text] {
            for sign in [DecimalSign::Point, DecimalSign::Comma, DecimalSign::Mixed] {
                if let Ok(Some(number)) = number::parse(&text, sign) {
                    prop_assert!(number.scale < 64);
                }
            }
            number::hint(&text);
            for order in [DateOrder::DayFirst, DateOrder::MonthFirst, DateOrder::Mixed] {
                if let Ok(day) = date::parse(&text, order) {
                    prop_assert!(day.format("%Y-%m-%d").to_string().len() >= 10);
                }
            }
            date::hint(&text);
            if let Ok(ean) = sellout_model::Ean::parse(&text) {
                prop_assert!(ean.as_str().bytes().all(|byte| byte.is_ascii_digit()));
            }
        }
    }

    #[test]
    fn descriptions_are_taken_or_refused_with_a_place(source in "\\PC{0,80}", at in any::<prop::sample::Index>(), letter in any::<char>()) {
        if let Err(error) = Format::from_toml(&source) {
            prop_assert!(!error.to_string().is_empty());
        }
        let known: Vec<char> = Format::builtin()[0].source().chars().collect();
        let mut changed = known.clone();
        let place = at.index(known.len());
        changed[place] = letter;
        if let Err(error) = Format::from_toml(&changed.into_iter().collect::<String>()) {
            prop_assert!(!error.to_string().is_empty());
        }
    }

    #[test]
    fn headers_are_looked_for_in_any_rows(rows in proptest::collection::vec(proptest::collection::vec("(ean|units|amount|store|date|[0-9.]{0,6}|\\PC{0,8})", 0..8), 0..30)) {
        let book = MemoryBook::of_rows(rows);
        soft(detect(&book, "sales.csv", Format::builtin()).map(|_| ()));
    }
}
