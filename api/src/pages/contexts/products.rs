//! `/products`: names that wait for an answer, and the catalogue; and `/products/prices`.

use serde::Serialize;
use uuid::Uuid;

use super::list::ListPage;
use crate::extract::Page as Listed;
use crate::pages::Page;
use crate::routes::products::ProductView;
use crate::routes::unmatched::UnmatchedView;

/// The page.
#[derive(Serialize)]
pub(crate) struct ProductsPage {
    /// What was just done.
    pub(crate) said: Option<String>,
    /// The alias that was just confirmed, to be taken back by a button.
    pub(crate) confirmed: Option<JustConfirmed>,
    /// The question that came of a confirmation.
    pub(crate) question: Option<Question>,
    pub(crate) currency: String,
    pub(crate) unmatched: Listed<UnmatchedView>,
    pub(crate) catalogue: Listed<ProductView>,
    /// What the catalogue is searched for.
    pub(crate) search: String,
    /// The search again, for links to other pages of the catalogue.
    pub(crate) query: String,
}

/// An alias that can be taken back.
#[derive(Debug, Serialize)]
pub(crate) struct JustConfirmed {
    pub(crate) id: Uuid,
    pub(crate) alias: String,
}

/// A text that means another product already.
#[derive(Debug, Serialize)]
pub(crate) struct Question {
    pub(crate) text: String,
    pub(crate) alias: String,
    pub(crate) vendor: String,
    pub(crate) product_id: Uuid,
}

impl Page for ProductsPage {
    const TEMPLATE: &'static str = "products.html";

    fn sample() -> Self {
        let id = Uuid::nil();
        Self {
            said: Some("Added.".to_owned()),
            confirmed: Some(JustConfirmed { id, alias: "<b>".to_owned() }),
            question: Some(Question {
                text: "\"<b>\" means Salt Garden already".to_owned(),
                alias: "<b>".to_owned(),
                vendor: "*".to_owned(),
                product_id: id,
            }),
            currency: "EUR".to_owned(),
            unmatched: Listed { items: vec![UnmatchedView::sample()], page: 1, per_page: 1, total: 2 },
            catalogue: Listed { items: vec![ProductView::sample()], page: 1, per_page: 1, total: 2 },
            search: "<b>".to_owned(),
            query: "search=b&".to_owned(),
        }
    }
}

/// The list of prices, with the form for a new one.
#[derive(Debug, Serialize)]
pub(crate) struct PricesPage {
    #[serde(flatten)]
    pub(crate) list: ListPage,
    pub(crate) form: PriceForm,
}

/// What the form begins with.
#[derive(Debug, Serialize)]
pub(crate) struct PriceForm {
    pub(crate) currency: String,
    pub(crate) valid_from: String,
    /// The EAN of the product that was clicked.
    pub(crate) ean: String,
}

impl Page for PricesPage {
    const TEMPLATE: &'static str = "prices.html";

    fn sample() -> Self {
        let form = PriceForm { currency: "EUR".to_owned(), valid_from: "2025-04-01".to_owned(), ean: "<b>".to_owned() };
        Self { list: ListPage::sample(), form }
    }
}
