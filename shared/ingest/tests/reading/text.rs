//! Text tables as people send them: encodings, delimiters, line ends, quotes, and what is said about each.

use std::io::Write;

use sellout_ingest::read::Limits;
use sellout_ingest::{Book, Cell, Row};

use crate::table::{Line, line, lines, open, read, refusal, warnings, wide};

#[test]
fn every_encoding_gives_the_same_table() {
    let text = "商品,店舗,数量\r\n薔薇,東京,3\r\n百合,大阪,4\r\n";
    let table = read(text.as_bytes());
    assert_eq!(table[1], line(2, &["薔薇", "東京", "3"]));
    let marked = |text: &str| format!("\u{feff}{text}");
    for bytes in [
        marked(text).into_bytes(),
        marked(&marked(text)).into_bytes(),
        wide(text, true),
        wide(text, false),
        wide(&marked(text), true),
        wide(&marked(text), false),
        encoding_rs::SHIFT_JIS.encode(text).0.into_owned(),
        encoding_rs::EUC_JP.encode(text).0.into_owned(),
    ] {
        assert_eq!(read(&bytes), table);
    }
}

#[test]
fn letters_of_one_byte_encodings_are_told_by_their_words() {
    let french = "produit;magasin;quantité\nparfum crème;Évry;3\nfleur d'été;Orléans;4\n";
    let (_file, book) = open(&encoding_rs::WINDOWS_1252.encode(french).0);
    assert_eq!(book.encoding(), "windows-1252");
    assert_eq!(lines(&book).unwrap()[1], line(2, &["parfum crème", "Évry", "3"]));
    let ukrainian = "товар;магазин;кількість\nпарфуми троянда;Київ;3\nлілія та бузок;Львів;4\n";
    let (_file, book) = open(&encoding_rs::WINDOWS_1251.encode(ukrainian).0);
    assert_eq!(book.encoding(), "windows-1251");
    assert_eq!(lines(&book).unwrap()[0], line(1, &["товар", "магазин", "кількість"]));
    let chinese = "商品,门店,数量\n玫瑰香水,上海南京路店,3\n百合花香,北京王府井店,4\n";
    let (_file, book) = open(&encoding_rs::GB18030.encode(chinese).0);
    assert_eq!(lines(&book).unwrap()[1], line(2, &["玫瑰香水", "上海南京路店", "3"]));
}

#[test]
fn a_few_lines_in_another_encoding_are_repaired_and_named() {
    let mut bytes = "product,units\ncrème,1\nété,2\nnaïve,3\n".as_bytes().to_vec();
    bytes.extend_from_slice(b"caf\xe9 \"noir\",4\n\"Caf\xe9, \"\"vert\"\"\",5\n");
    let table = read(&bytes);
    assert_eq!(table[4], line(5, &["café \"noir\"", "4"]));
    assert_eq!(table[5], line(6, &["Café, \"vert\"", "5"]));
    let warning = &warnings(&bytes)[0];
    assert_eq!(warning.code, "encoding_repaired");
    assert_eq!(warning.source.unwrap().row, 5);
    assert!(warning.message.contains("(rows 5, 6)"), "{}", warning.message);
}

#[test]
fn a_byte_order_mark_is_no_text_where_the_first_line_is_repaired_either() {
    let rest = b"produit,quantit\xe9\ncr\xc3\xa8me,1\n\xc3\xa9t\xc3\xa9,2\n";
    for marks in 0..3 {
        let bytes = [&b"\xef\xbb\xbf".repeat(marks)[..], rest].concat();
        assert_eq!(read(&bytes)[0], line(1, &["produit", "quantit\u{e9}"]));
        assert!(warnings(&bytes)[0].message.contains("(rows 1)"), "{marks}");
    }
}

#[test]
fn zero_bytes_are_left_out_and_said() {
    let bytes = b"name,units\nro\0se oil from the valley,3\nlily,4\n";
    assert_eq!(read(bytes)[1], line(2, &["rose oil from the valley", "3"]));
    assert_eq!(warnings(bytes)[0].code, "zero_bytes_removed");
}

#[test]
fn delimiters_are_told_by_the_table_not_by_its_title() {
    let semicolons = "Report, March 2025, all shops, all brands\n\nName;Umsatz;Stück\nRose;1,50;3\nLilie;2.001,50;4\n";
    assert_eq!(
        read(semicolons.as_bytes())[1..],
        [line(3, &["Name", "Umsatz", "Stück"]), line(4, &["Rose", "1,50", "3"]), line(5, &["Lilie", "2.001,50", "4"])]
    );
    let cities = "City;Amount, EUR;Units\nParis, FR;1,5;3\nLyon, FR;2,5;4\n";
    assert_eq!(read(cities.as_bytes())[1], line(2, &["Paris, FR", "1,5", "3"]));
    assert_eq!(read(b"a\tb, c\td\n1\t2, x\t3\n")[0], line(1, &["a", "b, c", "d"]));
    assert_eq!(read(b"a|b|c\n1,5|2|3\n")[1], line(2, &["1,5", "2", "3"]));
    assert_eq!(read(b"name\nrose\nlily\n"), [line(1, &["name"]), line(2, &["rose"]), line(3, &["lily"])]);
    assert_eq!(read(b"sep=;\na,x;b\n1;2\n"), [line(2, &["a,x", "b"]), line(3, &["1", "2"])]);
    assert_eq!(read(b"'a, x','b'\n'1','2'\n'3','4'\n")[0], line(1, &["a, x", "b"]));
    assert_eq!(read(b"ean,n\n'00123,1\n'00456,2\n")[1], line(2, &["'00123", "1"]));
}

#[test]
fn line_ends_of_every_system_count_lines_alike() {
    let expected = [line(1, &["a", "b"]), line(2, &["1", "2"]), line(4, &["3", "4"])];
    assert_eq!(read(b"a,b\n1,2\n\n3,4"), expected);
    assert_eq!(read(b"a,b\r\n1,2\r\n\r\n3,4\r\n"), expected);
    assert_eq!(read(b"a,b\r1,2\r\r3,4\r"), expected);
}

#[test]
fn a_cell_over_lines_moves_the_row_numbers_on() {
    let table = read(b"a,b,c\n1,\"two\nlines, \"\"quoted\"\"\n\",3\n4,5,6\n");
    assert_eq!(table[1], line(2, &["1", "two\nlines, \"quoted\"\n", "3"]));
    assert_eq!(table[2], line(5, &["4", "5", "6"]));
}

#[test]
fn ragged_rows_and_blank_cells_stay_as_they_are() {
    assert_eq!(
        read("a,b,c\n1\n2,\u{a0},  \n3,4,5,6\n".as_bytes())[1..],
        [line(2, &["1"]), line(3, &["2", "", ""]), line(4, &["3", "4", "5", "6"])]
    );
}

#[test]
fn a_quote_that_is_never_closed_costs_one_row() {
    let table = read(b"a,b,c\n1,\"rose,3\n2,lily,4\n3,iris,5\n");
    assert_eq!(table[1], Line(2, vec!["1".into(), "\"rose".into(), "3".into()], Some("broken_quote")));
    assert_eq!(table[2..], [line(3, &["2", "lily", "4"]), line(4, &["3", "iris", "5"])]);
}

#[test]
fn delimiters_behind_a_quote_that_is_never_closed_are_text_where_the_row_is_too_wide() {
    let table = read(b"a,b,c,d\n1,\"rose, red, large,3,x\n2,lily,4,x\n3,iris,5,x\n");
    let cells = ["1", "\"rose, red, large", "3", "x"].map(str::to_owned).to_vec();
    assert_eq!(table[1], Line(2, cells, Some("broken_quote")));
    assert_eq!(table[2], line(3, &["2", "lily", "4", "x"]));
    let last = read(b"a,b,c\n1,3,\"rose, red\n2,4,lily\n");
    assert_eq!(last[1].1, ["1", "3", "\"rose, red"]);
}

#[test]
fn a_quote_that_another_rows_quote_would_close_swallows_nothing() {
    for bytes in [
        &b"a,b,c,d\n1,\"rose,3,x\n2,\"lily\",4,x\n3,iris,5,x\n"[..],
        &b"a,b,c,d\n1,\"rose,3,x\n2,lily\",4,x\n3,iris,5,x\n"[..],
        &b"a,b,c,d\n1,3,x,\"rose\n2,4,x,lily\"\n3,iris,5,x\n"[..],
    ] {
        let table = read(bytes);
        assert_eq!(table.iter().map(|line| line.0).collect::<Vec<_>>(), [1, 2, 3, 4]);
        assert_eq!(table[1].2, Some("broken_quote"));
        assert_eq!(table[3], line(4, &["3", "iris", "5", "x"]));
    }
}

#[test]
fn a_broken_quote_in_a_long_file_is_found_within_its_bounds() {
    let mut text = b"n,name,units\n".to_vec();
    for row in 2..20_000 {
        let quote = if row == 7_000 { "\"" } else { "" };
        writeln!(text, "{row},{quote}rose {row},{}", row % 7).unwrap();
    }
    let table = read(&text);
    assert_eq!(table.len(), 19_999);
    let faults: Vec<u32> = table.iter().filter(|line| line.2.is_some()).map(|line| line.0).collect();
    assert_eq!(faults, [7_000]);
}

#[test]
fn quotes_are_found_wherever_a_long_file_has_them() {
    // None for longer than what is read at a time, then some, then none again, then in every row.
    let is_quoted = |row: u32| matches!(row, 20_000..30_000) && row % 777 == 5 || row >= 50_000;
    let written = |row: u32| {
        if is_quoted(row) { format!("\"soap, {row}\",2,\"a \"\"b\"\"\"\n") } else { format!("soap {row},3,é\n") }
    };
    let text: String = std::iter::once("product,units,note\n".to_owned()).chain((2..52_000).map(written)).collect();
    let table = read(text.as_bytes());
    assert_eq!(table.len(), 51_999);
    for found in &table[1..] {
        let row = found.0;
        let cells = if is_quoted(row) {
            [format!("soap, {row}"), "2".into(), "a \"b\"".into()]
        } else {
            [format!("soap {row}"), "3".into(), "é".into()]
        };
        assert_eq!(found.1, cells, "row {row}");
    }
}

#[test]
fn a_broken_quote_in_a_repaired_line_leaves_the_cells_before_it_as_they_were_meant() {
    let table = read(b"a,b,c\n\"caf\xe9, noir\",\"rose,3\n2,lily,\xc3\xa9t\xc3\xa9\n");
    let cells = ["caf\u{e9}, noir", "\"rose", "3"].map(str::to_owned).to_vec();
    assert_eq!(table[1], Line(2, cells, Some("broken_quote")));
    assert_eq!(table[2], line(3, &["2", "lily", "\u{e9}t\u{e9}"]));
}

#[test]
fn a_row_keeps_its_cells_while_those_below_are_read_into_others() {
    let written = |row: usize| match row % 5 {
        0 => format!("{row},\"rose, {row}\",3\n"),
        1 => format!("{row},\"say \"\"{row}\"\"\",3\n"),
        _ => format!("{row},lily {row},3\n"),
    };
    let text: String = std::iter::once("n,name,units\n".to_owned()).chain((2..20_000).map(written)).collect();
    let (_file, book) = open(text.as_bytes());
    let mut rows = book.open(0).unwrap();
    // Each row is looked at when more have been read than a reader holds at a time.
    let mut held: Vec<Row> = (0..7_000).map(|_| Row::new()).collect();
    let mut looked_at = 0;
    for turn in 0.. {
        let row = &mut held[turn % 7_000];
        if turn > 7_000 {
            let number = row.number();
            let name = match number % 5 {
                0 => format!("rose, {number}"),
                1 => format!("say \"{number}\""),
                _ => format!("lily {number}"),
            };
            let cells = [number.to_string(), name, "3".to_owned()];
            assert!(row.cells().eq(cells.iter().map(|cell| Cell::Text(cell))), "{row:?}");
            looked_at += 1;
        }
        if !rows.next(row).unwrap() {
            break;
        }
    }
    assert!(looked_at > 12_000);
}

#[test]
fn a_line_end_of_two_bytes_is_one_wherever_it_stands_in_a_long_file() {
    for first in 10..14 {
        let mut text = format!("{},units\r\n", "n".repeat(first));
        for row in 2..40_000 {
            text += if row % 9 == 0 { "soap,1\n" } else { "soap,1\r\n" };
            text += if row % 1_000 == 0 { "lily,2\r" } else { "" };
        }
        let whole = text.trim_end();
        for ending in ["", "\r", "\n", "\r\n"] {
            let table = read(format!("{whole}{ending}").as_bytes());
            assert_eq!(table.len(), 39_999 + 39);
            assert!(table.iter().enumerate().all(|(at, line)| line.0 as usize == at + 1 && line.1.len() == 2));
        }
    }
}

#[test]
fn the_same_book_reads_the_same_twice() {
    let (_file, book) = open(b"a;b\n1;2\n");
    assert_eq!(lines(&book).unwrap(), lines(&book).unwrap());
}

#[test]
fn what_passes_the_limits_is_refused_with_its_row() {
    let limits = |change: fn(&mut Limits)| {
        let mut limits = Limits::default();
        change(&mut limits);
        limits
    };
    assert_eq!(refusal(b"", Limits::default()).0, "empty_file");
    assert_eq!(refusal(b"\xef\xbb\xbf \r\n\t\r\n", Limits::default()).0, "empty_file");
    assert_eq!(refusal(&wide("\u{feff}\r\n", true), Limits::default()).0, "empty_file");
    assert_eq!(refusal(b"a,b\n1,2\n", limits(|limits| limits.text_bytes = 5)).0, "too_large");
    let columns = limits(|limits| limits.columns = 3);
    assert_eq!(refusal(b"a,b,c\n1,2,3\n1,2,3,4\n", columns), ("too_many_columns", Some(3)));
    let cells = limits(|limits| limits.cell_bytes = 4);
    assert_eq!(refusal(b"a,b,c\n1,2,3\n\nabcde,2,3\n", cells), ("cell_too_long", Some(4)));
    let mut long = b"a,b\n".to_vec();
    long.resize(1 << 20, b'x');
    assert_eq!(refusal(&long, limits(|limits| limits.line_bytes = 1 << 18)), ("line_too_long", Some(2)));
}
