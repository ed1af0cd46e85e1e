//! Where a request comes from: the other end of the connection. Headers that claim another address are not believed.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;

use crate::state::AppState;

/// The address at the other end; `None` where the server was not told (in tests).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) Option<IpAddr>);

impl FromRequestParts<AppState> for Peer {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Infallible> {
        Ok(Self(parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip())))
    }
}

/// Whether an address is this machine itself and the request was not passed on by a proxy.
pub(crate) fn is_loopback(peer: Peer, parts: &axum::http::HeaderMap) -> bool {
    let passed_on = ["x-forwarded-for", "forwarded", "x-real-ip"].iter().any(|name| parts.contains_key(*name));
    peer.0.is_some_and(|ip| ip.is_loopback()) && !passed_on
}
