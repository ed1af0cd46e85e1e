//! Transactions for a writer that runs in a thread of its own: pages are read here, a few ahead of it.

use sellout_model::{Ean, OrgId};
use sellout_report::{SourceError, Transaction};
use sellout_store::Db;
use sellout_store::figures::{Sale, Scope, transactions};
use tokio::sync::mpsc;

/// How many sales are read at a time.
const A_PAGE: usize = 2_000;
/// How many pages wait for the writer.
const AHEAD: usize = 2;

type Page = Result<Vec<Transaction>, SourceError>;

/// The writer's end: a blocking iterator.
#[derive(Debug)]
pub(super) struct Rows {
    pages: mpsc::Receiver<Page>,
    page: std::vec::IntoIter<Transaction>,
}

impl Iterator for Rows {
    type Item = Result<Transaction, SourceError>;
    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(transaction) = self.page.next() {
                return Some(Ok(transaction));
            }
            match self.pages.blocking_recv()? {
                Ok(page) => self.page = page.into_iter(),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

/// Starts reading; the iterator must be used off the async threads.
pub(super) fn rows(db: &Db, org: OrgId, scope: Scope) -> Rows {
    let (send, pages) = mpsc::channel(AHEAD);
    let db = db.clone();
    tokio::spawn(async move {
        let mut cursor = None;
        loop {
            let page = transactions(db.read(), org, &scope, cursor, A_PAGE).await;
            let (page, next) = match page {
                Ok(page) => (Ok(page.sales.into_iter().map(transaction).collect()), page.next),
                Err(error) => (Err(SourceError::from(error)), None),
            };
            // Nobody listens any more once the writer has stopped.
            if send.send(page).await.is_err() || next.is_none() {
                return;
            }
            cursor = next;
        }
    });
    Rows { pages, page: Vec::new().into_iter() }
}

fn transaction(sale: Sale) -> Transaction {
    Transaction {
        sold_on: sale.sold_on,
        period: sale.period,
        vendor: sale.vendor_name,
        store: sale.store.map(|store| store.name),
        channel: sale.channel,
        country: sale.country,
        product_ean: sale.product.ean.as_deref().and_then(|ean| Ean::parse(ean).ok()),
        functional_name: Some(sale.product.name).filter(|name| !name.is_empty()),
        quantity: sale.quantity,
        amount: sale.amount,
        original_amount: sale.original_amount,
        original_currency: sale.original_currency,
    }
}
