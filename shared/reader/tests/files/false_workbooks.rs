//! Web pages, XML and tab-separated text under the name of a workbook are read as the tables that they are.

use sellout_ingest::{Cell, Row};

use crate::opened::{limited, open, open_with, refusal, row};

#[tokio::test]
async fn a_page_named_xls_is_read_table_by_table() {
    let page = r#"<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="windows-1252">
        <style>td { mso-number-format: "<td>" }</style><!-- <table><tr><td>no</td></tr></table> --></head><body>
        <h1>Sales, March</h1>
        <table border=1><caption>March</caption>
          <tr><th>Product<br>name<th colspan=2>Paris &amp; Lyon<th>Units
          <tr><td rowspan="2"> Rose
             oil </td><td>1</td><td>2,50&nbsp;&euro;</td><td>3
          <tr><td>4<td>5</tr>
          <tr style='height:12pt; DISPLAY: none'><td>hidden<td>6<td>7<td>8
        </table>
        <p>and</p>
        <TABLE><TR><TD>second</TD><TD></TD><TD>x</TD></TR></TABLE></body></html>"#;
    let opened = open("sales.xls", page.as_bytes()).await;
    assert_eq!(opened.sheets(), [("Table 1", false), ("Table 2", false)]);
    assert_eq!(
        opened.rows(0),
        [
            row(1, &["Product\nname", "Paris & Lyon", "", "Units"]),
            row(2, &["Rose oil", "1", "2,50\u{a0}€", "3"]),
            row(3, &["", "4", "5"]),
            row(4, &["hidden", "6", "7", "8"]),
        ]
    );
    assert_eq!(opened.rows(1), [row(1, &["second", "", "x"])]);
    assert_eq!(opened.codes(), ["wrong_extension", "hidden_rows"]);
}

#[tokio::test]
async fn the_letters_of_a_page_are_read_in_the_encoding_that_it_says_or_shows() {
    let page = |head: &str| format!("<html><head>{head}</head><table><tr><td>café</td><td>3</td></tr></table></html>");
    let latin = |text: &str| encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
    let wide: Vec<u8> = format!("\u{feff}{}", page("")).encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [
        page("<meta charset=utf-8>").into_bytes(),
        page("").into_bytes(),
        latin(&page("<meta http-equiv='Content-Type' content='text/html; charset=iso-8859-1'>")),
        latin(&page("")),
        wide,
    ] {
        assert_eq!(open("sales.html", &bytes).await.rows(0), [row(1, &["café", "3"])]);
    }
}

#[tokio::test]
async fn tables_that_lay_out_a_page_are_told_from_tables_of_figures() {
    let figures = "<tr><td>a<td>b</tr><tr><td>1<td>2</tr>";
    let page = format!(
        "<table><tr><td>Menu</td><td><table>{figures}<tr><td>3<td><table><tr><td>4<td>5</table></table></td></tr></table>"
    );
    let opened = open("sales.xls", page.as_bytes()).await;
    assert_eq!(opened.sheets().len(), 2);
    assert_eq!(opened.rows(0), [row(1, &["Menu"])]);
    assert_eq!(opened.rows(1), [row(1, &["a", "b"]), row(2, &["1", "2"]), row(3, &["3", "4 5"])]);
}

#[tokio::test]
async fn a_page_without_a_table_is_refused() {
    let error = refusal("report.xls", b"<!DOCTYPE html><html><body><p>Your session has ended</p></body></html>").await;
    assert_eq!(error.code, "html_not_spreadsheet");
    assert!(error.message.contains("web page"), "{error}");
}

const BOOK: &str = r#"<?xml version="1.0"?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
 <Styles><Style ss:ID="s1"><NumberFormat ss:Format="Short Date"/></Style></Styles>
 <Worksheet ss:Name="Sales &amp; returns"><Table ss:ExpandedColumnCount="5">
  <Column ss:Width="50"/><Column ss:Hidden="1" ss:Span="1"/>
  <Row><Cell><Data ss:Type="String">EAN</Data></Cell><Cell ss:Index="3"><Data ss:Type="String">Day</Data></Cell></Row>
  <Row ss:Index="4" ss:Hidden="1">
   <Cell><Data ss:Type="Number">5060084589304</Data><Comment><ss:Data>seen</ss:Data></Comment></Cell>
   <Cell ss:MergeAcross="1"><Data ss:Type="DateTime">2025-03-07T00:00:00.000</Data></Cell>
   <Cell><Data ss:Type="Boolean">1</Data></Cell>
   <Cell ss:Formula="=1/0"><Data ss:Type="Error">#DIV/0!</Data></Cell>
  </Row>
  <Row><Cell><ss:Data ss:Type="String"><B>rose</B> &lt;oil&gt; <![CDATA[&amp;]]></ss:Data></Cell><Cell ss:Formula="=A1"/></Row>
 </Table></Worksheet>
 <Worksheet ss:Name="Notes"><Table><Row><Cell><Data ss:Type="String">x</Data></Cell></Row></Table>
  <WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet>
</Workbook>"#;

#[tokio::test]
async fn the_xml_of_excel_2003_is_read_with_its_types() {
    let opened = open("sales.xls", BOOK.as_bytes()).await;
    assert_eq!(opened.sheets(), [("Sales & returns", false), ("Notes", true)]);
    assert_eq!(
        opened.rows(0),
        [
            row(1, &["EAN", "", "Day"]),
            row(4, &["5060084589304", "2025-03-07 00:00:00", "", "true", "#DIV/0!"]),
            row(5, &["rose <oil> &amp;"]),
        ]
    );
    let (mut rows, mut found) = (opened.book.open(0).unwrap(), Row::new());
    assert!(rows.next(&mut found).unwrap() && !found.is_hidden());
    assert!(rows.next(&mut found).unwrap() && found.is_hidden());
    assert_eq!((found.cell(0), found.cell(4)), (Cell::Number(5_060_084_589_304.0), Cell::Error("#DIV/0!")));
    assert_eq!(opened.codes(), ["wrong_extension", "hidden_rows", "hidden_columns", "formulas_without_values"]);
}

#[tokio::test]
async fn what_an_xml_book_declares_is_never_multiplied_and_its_end_is_missed() {
    let laughs = "<!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\">]>";
    let book = BOOK.replacen("<Workbook", &format!("{laughs}<Workbook"), 1).replace("EAN", "&b;");
    assert_eq!(open("a.xml", book.as_bytes()).await.rows(0)[0], row(1, &["&b;", "", "Day"]));
    let error = refusal("a.xml", &BOOK.as_bytes()[..BOOK.len() - 20]).await;
    assert_eq!(error.code, "truncated_workbook");
}

#[tokio::test]
async fn limits_hold_in_false_workbooks_too() {
    let page = "<table><tr><td>1<td>2<td>3</tr><tr><td>long cell</tr></table>";
    for (change, code) in [
        ((|limits| limits.book.columns = 2) as fn(&mut sellout_reader::ReaderLimits), "too_many_columns"),
        (|limits| limits.book.rows = 1, "too_many_rows"),
        (|limits| limits.book.cells = 2, "too_many_cells"),
        (|limits| limits.book.cell_bytes = 4, "cell_too_long"),
        (|limits| limits.book.workbook_bytes = 10, "too_large"),
        (|limits| limits.spool_bytes = 10, "too_many_cells"),
    ] {
        assert_eq!(open_with(limited(change), "a.xls", page.as_bytes()).await.err().unwrap().code, code);
    }
    let far = BOOK.replace("ss:Index=\"4\"", "ss:Index=\"1048577\"");
    assert_eq!(refusal("a.xml", far.as_bytes()).await.code, "too_many_rows");
    let few = limited(|limits| limits.book.sheets = 1);
    assert_eq!(open_with(few, "a.xml", BOOK.as_bytes()).await.err().unwrap().code, "too_many_sheets");
}

#[tokio::test]
async fn tabs_under_the_name_of_a_workbook_are_a_text() {
    let opened = open("sales.xls", b"EAN\tUnits\tAmount\r\n5060084589304\t3\t1,50\r\n").await;
    assert_eq!(opened.rows(0)[1], row(2, &["5060084589304", "3", "1,50"]));
    assert_eq!(opened.codes(), ["wrong_extension"]);
}
