//! Makes the hostile files, each with what has to come of it.

use std::fmt::Write;

use sellout_testing::workbooks::{biff, ods, ole, sheet, xlsx, zip_of};

use crate::packed::gzip;

/// A file that would hurt a reader, or fool it.
pub(super) struct Hostile {
    pub(super) name: &'static str,
    pub(super) bytes: Vec<u8>,
    /// The code of the refusal, or "read".
    pub(super) outcome: &'static str,
    /// What the refusal says, or how many rows were read and what was said.
    pub(super) words: &'static str,
}

pub(super) fn all() -> Vec<Hostile> {
    let mut files = texts();
    files.extend(markup());
    files.extend(archives());
    files.extend(workbooks());
    files
}

fn file(name: &'static str, bytes: impl Into<Vec<u8>>, outcome: &'static str, words: &'static str) -> Hostile {
    Hostile { name, bytes: bytes.into(), outcome, words }
}

fn texts() -> Vec<Hostile> {
    let noise: Vec<u8> = (0..9000u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let wide: Vec<u8> = "\u{feff}a,b\n".chars().flat_map(|letter| u32::from(letter).to_le_bytes()).collect();
    let quotes = format!("a,b,c\n{}", "1,\"rose,3\n2,lily,4\n".repeat(2000));
    let endless = ["a,b\n", &"x".repeat(9 << 20)].concat();
    let long = format!("a,b\n1,{}\n", "x".repeat(200_000));
    vec![
        file("nothing.csv", "", "empty_file", "export it again"),
        file("blanks.csv", "\u{feff} \r\n\t\r\n", "empty_file", "export it again"),
        file("noise.csv", noise, "binary_file", "send a spreadsheet or a CSV file"),
        file("utf-32.csv", wide, "unsupported_encoding", "save it as UTF-8"),
        file("endless-line.csv", endless, "line_too_long", "row 2 has a line of more than 8388608 bytes"),
        file("many-columns.csv", ",".repeat(20_000), "too_many_columns", "check the delimiter"),
        file("long-cell.csv", long, "cell_too_long", "row 2 has a cell of more than 131068 bytes"),
        file("open-quotes.csv", quotes, "read", "4001 rows"),
        file("zero-bytes.csv", "name,un\0its\nrose oil of the valley,3\n", "read", "2 rows, zero_bytes_removed"),
        file("two-marks.csv", "\u{feff}\u{feff}a,b\n1,2\n", "read", "2 rows"),
        file(
            "letter.doc",
            ole("WordDocument", vec![7; 5000]),
            "not_a_spreadsheet",
            "copy its table into a spreadsheet",
        ),
    ]
}

fn markup() -> Vec<Hostile> {
    let deep = "<table><tr><td>".repeat(100);
    let many = "<table><tr><td>1</td></tr></table>".repeat(1001);
    let spans = format!("<table><tr>{}</tr></table>", "<td colspan=4294967295 rowspan=4294967295>1".repeat(50));
    let rows = "<table>".to_owned() + &"<tr><td>1".repeat(10) + "<tr rowspan=9><td rowspan=999999999>2";
    let book = |rows: &str| {
        format!(
            "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet Name=\"A\"><Table>{rows}</Table></Worksheet></Workbook>"
        )
    };
    let cell = "<Row><Cell><Data Type=\"Number\">1</Data></Cell></Row>";
    let laughs = book(cell).replacen(
        "<Workbook",
        "<!DOCTYPE a [<!ENTITY a \"&b;&b;&b;\"><!ENTITY b \"&a;&a;&a;\">]><Workbook",
        1,
    );
    let cut = book(cell).replace("</Workbook>", "");
    vec![
        file("session-ended.xls", "<html><body>Sign in</body></html>", "html_not_spreadsheet", "save it as .xlsx"),
        file("open-comment.xls", "<table><!-- <tr><td>1</td></tr></table>", "html_not_spreadsheet", "web page"),
        file("tables-in-tables.xls", deep, "unreadable_workbook", "too deep in each other"),
        file("thousand-tables.xls", many, "too_many_sheets", "more than 1000"),
        file("wide-spans.xls", spans, "too_many_columns", "right of column 16384"),
        file("tall-span.xls", rows, "read", "11 rows"),
        file("open-attribute.xls", "<table><tr><td title=\"x>1</td></tr></table>", "html_not_spreadsheet", "web page"),
        file("laughs.xml", laughs, "read", "1 rows"),
        file("cut.xml", cut, "truncated_workbook", "the end of the workbook is missing"),
        file(
            "far-row.xml",
            book("<Row Index=\"4294967295\"><Cell><Data Type=\"Number\">1</Data></Cell></Row>"),
            "too_many_rows",
            "below row 1048576",
        ),
        file("orders.xml", "<?xml version=\"1.0\"?><orders><order/></orders>", "xml_not_spreadsheet", "no workbook"),
    ]
}

fn archives() -> Vec<Hostile> {
    let bomb = gzip(&b"1,2\n".repeat(20 << 20));
    let names: Vec<String> = (0..10_001).map(|at| format!("{at}.csv")).collect();
    let crowd = zip_of(names.iter().map(|name| (name.as_str(), &b"a"[..])));
    let table = &b"a,b\n1,2\n"[..];
    let once = zip_of([("a.csv", table)]);
    let twice = zip_of([("a.zip", &once[..])]);
    let thrice = zip_of([("a.zip", &twice[..])]);
    let packed = gzip(&b"1,2\n".repeat(1000));
    let mut locked = once.clone();
    let directory = locked.windows(4).rposition(|bytes| bytes == b"PK\x01\x02").unwrap();
    locked[directory + 8] |= 1;
    vec![
        file("bomb.csv.gz", bomb, "zip_bomb", "far more than a table of figures"),
        file("crowd.zip", crowd, "zip_bomb", "10001 parts"),
        file("several.zip", zip_of([("a.csv", table), ("b.csv", table)]), "several_files", "(\"a.csv\", \"b.csv\")"),
        file(
            "left-overs.zip",
            zip_of([("__MACOSX/._a.csv", table), ("b/.DS_Store", table)]),
            "empty_archive",
            "holds no file",
        ),
        file("three-deep.zip", thrice, "archive_not_supported", "an archive of archives"),
        file("outside.zip", zip_of([("../../../etc/sales.csv", table)]), "read", "2 rows, unpacked"),
        file("cut.csv.gz", &packed[..packed.len() / 2], "damaged_archive", "its end is missing"),
        file(
            "junk.csv.bz2",
            "BZh91AY&SY and then nothing that was ever packed",
            "damaged_archive",
            "cannot be unpacked",
        ),
        file(
            "junk.csv.zst",
            &b"\x28\xb5\x2f\xfd\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"[..],
            "damaged_archive",
            "cannot be unpacked",
        ),
        file("locked.zip", locked, "password_protected", "remove the password"),
        file("other.7z", &b"7z\xbc\xaf\x27\x1c\0\x04"[..], "archive_not_supported", "unpack it"),
    ]
}

fn workbooks() -> Vec<Hostile> {
    const CELL: &str = "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>";
    let corner = "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>";
    let backwards = "<row r=\"2\"><c r=\"A2\"><v>1</v></c></row><row r=\"1\"><c r=\"A1\"><v>1</v></c></row>";
    let blanks = xlsx(&sheet("A1", &format!("<row r=\"1\">{}</row>", "<c/>".repeat(20 << 20))), None);
    let whole = xlsx(&sheet("A1", CELL), None);
    let repeated = "<table:table-row table:number-rows-repeated=\"4000000000\"><table:table-cell office:value-type=\"float\" office:value=\"1\"/></table:table-row>";
    let mut circle = ole("Workbook", biff(&[], &[(0, 0)]));
    circle[512 + 4 * 3..512 + 4 * 4].copy_from_slice(&3u32.to_le_bytes());
    let locked = ole("Workbook", biff(&[(0x2f, vec![0, 0, 1, 2, 3, 4])], &[(0, 0)]));
    let mut hidden = String::new();
    for at in 1..=1000 {
        write!(hidden, "<row r=\"{at}\" hidden=\"{}\"><c r=\"A{at}\"><v>1</v></c></row>", at % 2).unwrap();
    }
    vec![
        file("far-corner.xlsx", xlsx(&sheet("A1", corner), None), "cell_out_of_range", "XFD1048576"),
        file(
            "huge-claim.xlsx",
            xlsx(&sheet("A1:XFD1048576", CELL), None),
            "huge_dimension",
            "copy the table into a new workbook",
        ),
        file("bomb.xlsx", blanks, "zip_bomb", "far more than a table of figures"),
        file("backwards.xlsx", xlsx(&sheet("A1", backwards), None), "unreadable_workbook", "out of order at A1"),
        file("every-other-row-hidden.xlsx", xlsx(&sheet("A1", &hidden), None), "read", "1000 rows, hidden_rows"),
        file("cut.xlsx", &whole[..whole.len() - 30], "truncated_workbook", "the end of the workbook is missing"),
        file("endless-rows.ods", ods(repeated), "too_many_rows", "delete them"),
        file("circle.xls", circle, "unreadable_workbook", "runs in a circle"),
        file("locked.xls", locked, "password_protected", "remove the password"),
    ]
}
