//! Pages of lists: which one is asked for, and what is handed back.

use sea_orm::{ConnectionTrait, DbErr, EntityTrait, FromQueryResult, PaginatorTrait, QuerySelect, Select};

/// Which page of a list, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// The page's number; 0 is read as 1.
    pub page: u64,
    /// How many items a page has.
    pub per_page: u64,
}

/// The items of one page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed<T> {
    /// The items, in the order of the list.
    pub items: Vec<T>,
    /// How many items all pages have together.
    pub total: u64,
}

impl Page {
    /// The first page.
    pub fn first(per_page: u64) -> Self {
        Self { page: 1, per_page }
    }

    /// How many items stand before it.
    pub fn offset(self) -> u64 {
        self.page.saturating_sub(1).saturating_mul(self.per_page)
    }
}

impl<T> Listed<T> {
    /// The same list with every item made into something else.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Listed<U> {
        Listed { items: self.items.into_iter().map(f).collect(), total: self.total }
    }
}

/// One page of an ordered query, and its length.
pub(crate) async fn listed<E>(
    conn: &impl ConnectionTrait,
    query: Select<E>,
    page: Page,
) -> Result<Listed<E::Model>, DbErr>
where
    E: EntityTrait,
    E::Model: FromQueryResult + Send + Sync,
{
    let total = query.clone().count(conn).await?;
    let items = query.offset(page.offset()).limit(page.per_page).all(conn).await?;
    Ok(Listed { items, total })
}
