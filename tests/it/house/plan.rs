//! How a house is to be built where a story needs it otherwise.

use std::net::SocketAddr;

use sellout_model::Currency;
use sellout_reader::ReaderLimits;
use sellout_store::{Db, DbOptions};
use url::Url;

/// What may differ from house to house.
#[derive(Debug)]
pub(crate) struct Plan {
    /// A clock of its own that stands at this moment; else the machine's.
    pub(crate) starts: Option<&'static str>,
    /// The largest upload, in bytes.
    pub(crate) max_upload_bytes: u64,
    /// The disk is full after so many bytes of one file.
    pub(crate) room: Option<u64>,
    /// Bounds of reading a workbook.
    pub(crate) limits: ReaderLimits,
    /// The organisation's currency.
    pub(crate) currency: Currency,
    /// The database is reached over this address.
    pub(crate) through: Option<SocketAddr>,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            starts: None,
            max_upload_bytes: 64 << 20,
            room: None,
            limits: ReaderLimits::default(),
            currency: Currency::EUR,
            through: None,
        }
    }
}

/// The same database over another address.
pub(super) async fn connect_through(address: SocketAddr, url: &str) -> Db {
    let mut url = Url::parse(url).unwrap();
    url.set_ip_host(address.ip()).unwrap();
    url.set_port(Some(address.port())).unwrap();
    Db::connect(&DbOptions { url: url.to_string(), max_connections: 10 }).await.unwrap()
}
