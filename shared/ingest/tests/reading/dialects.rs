//! Layouts that are rarer than commas and quotes, told from the first rows.

use sellout_ingest::read::Limits;

use crate::table::{Line, line, lines, open, read, refusal};

#[test]
fn backslashes_escape_quotes_where_the_file_does_so() {
    let text = br#""id","name","units"
"1","the \"best\" rose, red","3"
"2","a \"fine\", \"small\" lily","4"
"3","ends with \\","5"
"4","doubled ""too""","6"
"#;
    let table = read(text);
    assert_eq!(table[1], line(2, &["1", "the \"best\" rose, red", "3"]));
    assert_eq!(table[2], line(3, &["2", "a \"fine\", \"small\" lily", "4"]));
    assert_eq!(table[3], line(4, &["3", "ends with \\", "5"]));
    assert_eq!(table[4], line(5, &["4", "doubled \"too\"", "6"]));
}

#[test]
fn a_backslash_at_the_end_of_a_cell_is_only_a_backslash() {
    let table = read(b"\"folder\",\"units\"\n\"C:\\sales\\\",\"3\"\n\"D:\\\",\"4\"\n");
    assert_eq!(table[1..], [line(2, &["C:\\sales\\", "3"]), line(3, &["D:\\", "4"])]);
}

#[test]
fn blanks_may_stand_before_quotes() {
    let table = read(b"id, name, place\n1, \"rose, red\", \"Paris, FR\"\n2, lily, \"Lyon, FR\"\n");
    assert_eq!(table[1], line(2, &["1", "rose, red", "Paris, FR"]));
    assert_eq!(table[2], line(3, &["2", "lily", "Lyon, FR"]));
}

#[test]
fn line_ends_of_several_systems_in_one_file_all_end_lines() {
    let table = read(b"a,b\r\n1,2\r3,4\n\"5\n6\",7\r\n8,9\r10,11");
    let expected = [
        line(1, &["a", "b"]),
        line(2, &["1", "2"]),
        line(3, &["3", "4"]),
        line(4, &["5\n6", "7"]),
        line(6, &["8", "9"]),
        line(7, &["10", "11"]),
    ];
    assert_eq!(table, expected);
    // At every place of the buffer's end, too.
    let mut long = Vec::new();
    for row in 0..60_000 {
        long.extend_from_slice(format!("{row},x{}", ["\r\n", "\r", "\n"][row % 3]).as_bytes());
    }
    let table = read(&long);
    assert_eq!(table.len(), 60_000);
    for (at, row) in table.iter().enumerate() {
        assert_eq!(*row, line(at as u32 + 1, &[&at.to_string(), "x"]));
    }
}

#[test]
fn aligned_columns_are_read_by_where_their_cells_stand() {
    let text = "Sales report, March 2025

Product            Shop           Units      Amount
Rose oil           Paris              3       12,50
Lily, white        Lyon              14    1.108,00
Iris                                  2        9,10
Tulip              Évry                        4,20

Total                                19    1.133,80
";
    let table = read(text.as_bytes());
    assert_eq!(table[0].1, ["Sales report, March 2025"]);
    assert_eq!(table[1], line(3, &["Product", "Shop", "Units", "Amount"]));
    assert_eq!(table[3], line(5, &["Lily, white", "Lyon", "14", "1.108,00"]));
    assert_eq!(table[4], line(6, &["Iris", "", "2", "9,10"]));
    assert_eq!(table[5], line(7, &["Tulip", "Évry", "", "4,20"]));
    assert_eq!(table[6], line(9, &["Total", "", "19", "1.133,80"]));
}

#[test]
fn cells_that_stand_under_no_column_are_not_guessed() {
    let mut text =
        String::from("Product     Shop      Units\nRose        Paris         3\nLily        Lyon         14\n");
    text += "Iris     x     y\nTulip       Nice          1\n";
    let table = read(text.as_bytes());
    assert_eq!(table[2].2, None);
    let words: Vec<&str> = table[3].1.iter().map(String::as_str).filter(|cell| !cell.is_empty()).collect();
    assert_eq!(words, ["Iris", "x", "y"]);
    assert_eq!(table[4], line(5, &["Tulip", "Nice", "1"]));
}

#[test]
fn titles_and_footnotes_stay_rows_of_their_own() {
    let text = "Seller: Rose & Co, Paris\nPeriod: March 2025\n\nean,units,amount\n1,3,12.50\n2,4,8.00\n\nFigures in EUR, without returns\n* estimated\n";
    let (_file, book) = open(text.as_bytes());
    assert_eq!((book.dialect().delimiter, book.dialect().columns), (b',', 3));
    let table = lines(&book).unwrap();
    assert_eq!(table[2], line(4, &["ean", "units", "amount"]));
    assert_eq!(table[5], line(8, &["Figures in EUR", " without returns"]));
    assert_eq!(table[6], line(9, &["* estimated"]));
}

#[test]
fn the_end_of_file_mark_of_old_systems_is_no_row() {
    assert_eq!(read(b"a,b\r\n1,2\r\n\x1a"), [line(1, &["a", "b"]), line(2, &["1", "2"])]);
}

#[test]
fn rows_that_were_saved_as_one_column_are_rows_again() {
    let all = b"\"ean,name,units\"\n\"1,\"\"rose, red\"\",3\"\n\"2,lily,4\"\n";
    let expected =
        [line(1, &["ean", "name", "units"]), line(2, &["1", "rose, red", "3"]), line(3, &["2", "lily", "4"])];
    assert_eq!(read(all), expected);
    let some = b"ean,name,units\n\"1,\"\"rose, red\"\",3\"\n2,lily,4\n";
    assert_eq!(read(some), expected);
    // A title is no row of the table.
    let title = b"\"Sales, March\"\nean,name,units\n\"1,\"\"rose, red\"\",3\"\n2,lily,4\n";
    assert_eq!(read(title)[0], line(1, &["Sales, March"]));
}

#[test]
fn limits_hold_in_every_layout() {
    let limits = |change: fn(&mut Limits)| {
        let mut limits = Limits::default();
        change(&mut limits);
        limits
    };
    let mixed = ["a,b,c\r", &"1,2,3\n4,5,6\r".repeat(200), "long cell,2,3\n"].concat();
    assert_eq!(refusal(mixed.as_bytes(), limits(|limits| limits.cell_bytes = 4)), ("cell_too_long", Some(402)));
    let aligned = b"aa    bb    cc\n11    22    33\n44    55    66\n77    88    99\n";
    assert_eq!(refusal(aligned, limits(|limits| limits.columns = 2)), ("too_many_columns", Some(1)));
    let broken = read(b"a,b,c\r1,\"rose,3\r\n2,lily,4\n3,iris,5\n");
    assert_eq!(broken[1], Line(2, vec!["1".into(), "\"rose".into(), "3".into()], Some("broken_quote")));
}
