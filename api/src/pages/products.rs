//! `/products`: names that wait for an answer, with one button for each suggestion; the catalogue; the aliases.

use axum::Form;
use axum::extract::{RawQuery, State};
use axum::response::{Html, Redirect};
use sellout_model::ProductId;
use sellout_store::catalogue::{Catalogue, Found, Said};
use sellout_store::product_aliases::{ANY_VENDOR, Confirmed};
use sellout_store::products;
use serde::Deserialize;
use uuid::Uuid;

use super::contexts::list::{Cell, ListPage, More};
use super::contexts::products::{JustConfirmed, ProductsPage, Question};
use super::{Frame, moment, query_without_page};
use crate::extract::{Caller, Id, PageCaller, Paging, Params, validated};
use crate::problem::{Answer, Kind, Problem};
use crate::routes::product_aliases::{self, AliasView, OfProduct, WrittenAlias};
use crate::routes::product_import::take_in;
use crate::routes::products::{Search, WrittenProduct, add as add_product, listed as catalogue, sound_ean};
use crate::routes::sales::currency_of;
use crate::routes::unmatched::listed as unmatched;
use crate::sent_table::SentTable;
use crate::state::{App, AppState};

/// `GET /products`.
pub(crate) async fn show(
    State(app): State<AppState>,
    PageCaller(caller): PageCaller,
    paging: Paging,
    Params(search): Params<Search>,
    RawQuery(query): RawQuery,
) -> Answer<Html<String>> {
    let page = context(&app, &caller, paging, search, query.as_deref()).await?;
    rendered(&app, &caller, &page)
}

fn rendered(app: &App, caller: &Caller, page: &ProductsPage) -> Answer<Html<String>> {
    app.templates.page(&Frame::of(caller, "/products"), page).map(Html)
}

async fn context(
    app: &App,
    caller: &Caller,
    paging: Paging,
    search: Search,
    query: Option<&str>,
) -> Answer<ProductsPage> {
    Ok(ProductsPage {
        said: None,
        confirmed: None,
        question: None,
        currency: currency_of(app, caller).await?.code().to_owned(),
        unmatched: unmatched(app, caller, Paging::first()).await?,
        catalogue: catalogue(app, caller, &search, paging).await?,
        search: search.search.unwrap_or_default(),
        query: query_without_page(query),
    })
}

/// The page as it is now, with what was done.
async fn after(app: &App, caller: &Caller, said: String) -> Answer<ProductsPage> {
    let page = context(app, caller, Paging::first(), Search::default(), None).await?;
    Ok(ProductsPage { said: Some(said), ..page })
}

/// An answer as typed or clicked: the product by its id, or as text.
#[derive(Deserialize)]
pub(crate) struct Answered {
    alias: String,
    #[serde(default)]
    vendor: String,
    #[serde(default)]
    product_id: Option<Uuid>,
    /// An EAN, a stock code or a name.
    #[serde(default)]
    product: String,
    #[serde(default)]
    replace: bool,
}

/// `POST /products/aliases`: this name means that product.
pub(crate) async fn confirm(
    State(app): State<AppState>,
    PageCaller(caller): PageCaller,
    Form(said): Form<Answered>,
) -> Answer<Html<String>> {
    let product_id = match said.product_id {
        Some(id) => id,
        None => named(&app, &caller, &said.product).await?,
    };
    let vendor = Some(said.vendor.clone()).filter(|vendor| !vendor.is_empty() && vendor != ANY_VENDOR);
    let written = WrittenAlias { vendor, alias: said.alias.clone(), product_id, replace: said.replace };
    let written = validated(written)?;
    let page = match product_aliases::confirm(&app, &caller, &written).await {
        Ok(Confirmed::Made(alias) | Confirmed::Known(alias) | Confirmed::Taken(alias)) => {
            let product = products::get(app.db.read(), caller.org, ProductId(product_id)).await?;
            let name = product.map_or_else(String::new, |product| product.name);
            let said = format!("\"{}\" means {name} from now on, in past sales too.", alias.alias);
            let confirmed = Some(JustConfirmed { id: alias.id, alias: alias.alias });
            ProductsPage { confirmed, ..after(&app, &caller, said).await? }
        }
        Err(problem) if problem.kind == Kind::Conflict => {
            let question =
                Question { text: problem.detail.clone(), alias: said.alias, vendor: said.vendor, product_id };
            let page = context(&app, &caller, Paging::first(), Search::default(), None).await?;
            ProductsPage { question: Some(question), ..page }
        }
        Err(problem) => return Err(problem),
    };
    rendered(&app, &caller, &page)
}

/// The one product that a text names.
async fn named(app: &App, caller: &Caller, text: &str) -> Answer<Uuid> {
    let catalogue = Catalogue::load(app.db.read(), caller.org).await?;
    let text = text.trim();
    let said = Said { ean: sound_ean(text).ok(), sku: Some(text), name: Some(text) };
    match catalogue.find(&said) {
        Found::One(id) => Ok(id.0),
        Found::Several => {
            Err(Problem::invalid("product", format!("several products are called \"{text}\"; give the EAN")))
        }
        Found::Nothing => {
            let message = format!("\"{text}\" is no EAN, stock code or name of the catalogue; add the product first");
            Err(Problem::invalid("product", message))
        }
    }
}

/// `POST /products/aliases/{id}/take-back`.
pub(crate) async fn take_back(
    State(app): State<AppState>,
    PageCaller(caller): PageCaller,
    Id(id): Id,
) -> Answer<Html<String>> {
    let gone = product_aliases::take_back(&app, &caller, id).await?;
    let page = after(&app, &caller, format!("\"{}\" means no product any more.", gone.alias)).await?;
    rendered(&app, &caller, &page)
}

/// `POST /products`: one more product.
pub(crate) async fn add(
    State(app): State<AppState>,
    PageCaller(caller): PageCaller,
    Form(written): Form<WrittenProduct>,
) -> Answer<Html<String>> {
    let made = add_product(&app, &caller, validated(written)?).await?;
    let page = after(&app, &caller, format!("{} is in the catalogue.", made.name)).await?;
    rendered(&app, &caller, &page)
}

/// `POST /products/import`: the catalogue as a file.
pub(crate) async fn import(
    State(app): State<AppState>,
    PageCaller(caller): PageCaller,
    table: SentTable,
) -> Answer<Redirect> {
    take_in(&app, &caller, table).await?;
    Ok(Redirect::to("/products"))
}

/// `GET /products/aliases`.
pub(crate) async fn aliases(
    State(app): State<AppState>,
    PageCaller(caller): PageCaller,
    paging: Paging,
    Params(of): Params<OfProduct>,
    RawQuery(query): RawQuery,
) -> Answer<Html<String>> {
    let list = product_aliases::listed(&app, &caller, &of, paging).await?;
    let ids = list.items.iter().map(|alias| alias.product_id);
    let products = products::by_ids(app.db.read(), caller.org, ids).await?;
    let row = |alias: &AliasView| {
        let product = products.get(&alias.product_id).map(|product| product.name.clone());
        let vendor = if alias.vendor == ANY_VENDOR { "everybody".to_owned() } else { alias.vendor.clone() };
        let brought = alias.upload_id.map(|id| format!("/uploads/{id}"));
        vec![
            Cell::text(alias.alias.clone()),
            Cell::text(vendor),
            Cell::text(product.unwrap_or_default()),
            brought.map_or_else(|| Cell::text("a person"), |href| Cell::link("a file", href)),
            Cell::text(moment(alias.created_at)),
            Cell::button("Take back", format!("/products/aliases/{}/take-back", alias.id)),
        ]
    };
    let context = ListPage {
        empty: "No name was given a product yet.",
        query: query_without_page(query.as_deref()),
        more: vec![More { text: "Products", href: "/products" }],
        ..ListPage::of("Aliases", &["Name", "Said by", "Means", "From", "Since", "Undo"], &list, row)
    };
    app.templates.page(&Frame::of(&caller, "/products/aliases"), &context).map(Html)
}
