//! What handlers ask of a request: who calls, whether they may, which page of a list, a valid body.

mod body;
mod caller;
mod paging;
mod params;
mod peer;

pub(crate) use body::{Valid, validated};
pub(crate) use caller::{Admin, COOKIE, Caller, PageCaller};
pub(crate) use paging::{Page, Paging, PagingQuery};
pub(crate) use params::{Id, Params, parse_or};
pub(crate) use peer::{Peer, is_loopback};
