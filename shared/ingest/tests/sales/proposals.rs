//! A mapping proposed for an unknown table, and the same loaded.

use sellout_ingest::{Field, MemoryBook, suggest};

use crate::outcome::{read, rows};

fn fields(book: &MemoryBook) -> Vec<String> {
    let proposal = suggest::propose(book).expect("readable").expect("a proposal");
    proposal.columns.iter().map(|c| format!("{}={}", c.header, c.field.map_or("-", Field::as_str))).collect()
}

#[test]
fn headers_of_several_languages_are_proposed_with_reasons() {
    for (header, row, expected) in [
        ("Artikel|Menge|Umsatz|Datum", "Kiesel|3|30,50|03.04.2025", ["product", "quantity", "amount", "date"]),
        ("Libellé|Quantité|Montant|Magasin", "Galet|3|30,50|Lyon", ["product", "quantity", "amount", "store"]),
        ("Towar|Ilość|Wartość|Sklep", "Kamień|3|30,50|Kraków", ["product", "quantity", "amount", "store"]),
        ("Товар|Кількість|Сума|Магазин", "Камінь|3|30,50|Київ", ["product", "quantity", "amount", "store"]),
        ("商品名|数量|売上金額|店舗", "石|3|3050|新宿店", ["product", "quantity", "amount", "store"]),
        ("Descrizione|Pezzi|Importo|Negozio", "Sasso|3|30,50|Milano", ["product", "quantity", "amount", "store"]),
    ] {
        let found = fields(&rows(&[header, row, row]));
        let wanted: Vec<String> = header.split('|').zip(expected).map(|(h, f)| format!("{h}={f}")).collect();
        assert_eq!(found, wanted);
    }
}

#[test]
fn cells_decide_where_the_header_does_not() {
    let book = rows(&[
        "Brand|X1|When|Pcs sold|Z",
        "4006381333931|Pebble|2025-04-03|3|30.50",
        "4006381333931|Salt|2025-04-04|1|10.25",
    ]);
    assert_eq!(fields(&book), ["Brand=ean", "X1=-", "When=date", "Pcs sold=quantity", "Z=amount"]);
}

#[test]
fn shares_stock_and_last_year_are_never_proposed() {
    let book = rows(&["EAN|Qty|Sales|Share %|Stock Qty|Sales LY", "4006381333931|1|2.50|3|4|5"]);
    assert_eq!(fields(&book), ["EAN=ean", "Qty=quantity", "Sales=amount", "Share %=-", "Stock Qty=-", "Sales LY=-"]);
    let proposal = suggest::propose(&book).unwrap().unwrap();
    assert!(proposal.columns[3].reason.contains("never a sale"), "{:?}", proposal.columns[3]);
    assert_eq!(proposal.needs("x.csv"), ["vendor", "period", "currency"]);
    assert_eq!(proposal.needs("x 2025-04.csv"), ["vendor", "currency"]);
}

#[test]
fn an_accepted_proposal_loads_the_table() {
    let book = rows(&[
        "Report of April",
        "",
        "Artikel|Menge|Umsatz (EUR)|Datum",
        "Kiesel|3|1.030,50|13.04.2025",
        "Salz|1|10,25|14.04.2025",
    ]);
    let proposal = suggest::propose(&book).unwrap().unwrap();
    assert_eq!(proposal.header_row, 3);
    let format = proposal.to_format("galeria", None).expect("a format");
    let outcome = read(&book, &format, "x.csv");
    assert_eq!((outcome.units(), outcome.amount().as_str()), (40_000, "1040.75"));
    assert_eq!(outcome.sales[0].place.vendor, "galeria");
    assert!(format.source().contains("Umsatz (EUR)"));
}

#[test]
fn a_proposal_without_product_or_figure_is_no_format() {
    let proposal = suggest::propose(&rows(&["Store|Qty", "Madrid|3"])).unwrap().unwrap();
    assert!(proposal.to_format("x", None).is_none());
}
