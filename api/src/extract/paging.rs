//! Which page of a list is asked for, and the list as it is answered.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use sellout_store::Listed;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Params;
use crate::problem::{Answer, Problem};
use crate::state::AppState;

/// The most items of one page.
const MOST: u64 = 200;
/// Items of a page if nobody says.
const USUAL: u64 = 50;
/// A page further back than anyone turns; beyond, offsets are only a way to cost time.
const LAST: u64 = 1_000_000;

/// As asked for.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PagingQuery {
    /// Which page, from 1.
    #[param(minimum = 1, default = 1)]
    page: Option<u64>,
    /// Items of a page.
    #[param(minimum = 1, maximum = 200, default = 50)]
    per_page: Option<u64>,
    /// The order; each list has one, and says so if another is asked for.
    #[param(example = "-created_at")]
    sort: Option<String>,
}

/// As checked.
#[derive(Clone, Debug)]
pub(crate) struct Paging {
    /// Which page.
    pub(crate) page: sellout_store::Page,
    sort: Option<String>,
}

impl Paging {
    /// The first page.
    pub(crate) fn first() -> Self {
        Self { page: sellout_store::Page::first(USUAL), sort: None }
    }

    /// The order asked for, of those that the list has: `word` up, `-word` down.
    pub(crate) fn order<T: Copy>(&self, words: &[(&str, T)], usual: (T, bool)) -> Answer<(T, bool)> {
        let Some(asked) = self.sort.as_deref().filter(|text| !text.is_empty()) else { return Ok(usual) };
        let (word, down) = asked.strip_prefix('-').map_or((asked, false), |word| (word, true));
        words.iter().find(|(known, _)| *known == word).map(|(_, by)| (*by, down)).ok_or_else(|| {
            let known: Vec<_> = words.iter().map(|(word, _)| *word).collect();
            Problem::invalid("sort", format!("write one of {}, with - in front for falling order", known.join(", ")))
        })
    }

    /// Says no to an order that the list does not have.
    pub(crate) fn sorted(self, order: &str) -> Answer<sellout_store::Page> {
        match self.sort {
            Some(asked) if !asked.is_empty() && asked != order => {
                Err(Problem::invalid("sort", format!("this list is sorted by {order}; leave sort out")))
            }
            _ => Ok(self.page),
        }
    }
}

impl FromRequestParts<AppState> for Paging {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Problem> {
        let Params(asked) = Params::<PagingQuery>::from_request_parts(parts, app).await?;
        let page = asked.page.unwrap_or(1);
        let per_page = asked.per_page.unwrap_or(USUAL);
        if !(1..=LAST).contains(&page) {
            return Err(Problem::invalid("page", format!("write a number from 1 to {LAST}")));
        }
        if !(1..=MOST).contains(&per_page) {
            return Err(Problem::invalid("per_page", format!("write a number from 1 to {MOST}")));
        }
        Ok(Self { page: sellout_store::Page { page, per_page }, sort: asked.sort })
    }
}

/// One page of a list.
#[expect(clippy::struct_field_names, reason = "the names are those of the API's answers")]
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Page<T> {
    /// The items.
    pub(crate) items: Vec<T>,
    /// Which page, from 1.
    pub(crate) page: u64,
    /// Items of a page.
    pub(crate) per_page: u64,
    /// Items of all pages.
    pub(crate) total: u64,
}

impl<T> Page<T> {
    /// What the store listed, as it is shown.
    pub(crate) fn of<M>(listed: Listed<M>, page: sellout_store::Page, show: impl FnMut(M) -> T) -> Self {
        Self {
            items: listed.items.into_iter().map(show).collect(),
            page: page.page,
            per_page: page.per_page,
            total: listed.total,
        }
    }

    /// The same where a row that cannot be shown fails the whole.
    pub(crate) fn try_of<M>(
        listed: Listed<M>,
        page: sellout_store::Page,
        show: impl FnMut(M) -> Answer<T>,
    ) -> Answer<Self> {
        let items = listed.items.into_iter().map(show).collect::<Answer<Vec<T>>>()?;
        Ok(Self { items, page: page.page, per_page: page.per_page, total: listed.total })
    }
}
