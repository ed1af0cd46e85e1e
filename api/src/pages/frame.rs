//! What surrounds every page: the menu, who is signed in, the addresses of style and script.

use serde::Serialize;

use super::assets::addresses;
use crate::extract::Caller;

/// The menu, in order.
const PLACES: [Place; 11] = [
    Place { href: "/", name: "Figures" },
    Place { href: "/uploads", name: "Uploads" },
    Place { href: "/sales", name: "Sales" },
    Place { href: "/products", name: "Products" },
    Place { href: "/stores", name: "Stores" },
    Place { href: "/reports", name: "Reports" },
    Place { href: "/schedules", name: "Schedules" },
    Place { href: "/emails", name: "Mails" },
    Place { href: "/formats", name: "Formats" },
    Place { href: "/rates", name: "Rates" },
    Place { href: "/jobs", name: "Jobs" },
];

/// An entry of the menu.
#[derive(Clone, Copy, Debug, Serialize)]
struct Place {
    href: &'static str,
    name: &'static str,
}

/// The surroundings of one page.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Frame {
    css: String,
    js: String,
    icon: String,
    here: &'static str,
    email: Option<String>,
    places: [Place; 11],
    version: &'static str,
}

impl Frame {
    /// For somebody signed in, on the page with this address in the menu.
    pub(crate) fn of(caller: &Caller, here: &'static str) -> Self {
        Self { email: Some(caller.email.clone()), here, ..Self::plain() }
    }

    /// Without a menu: nobody is signed in, or nobody knows.
    pub(crate) fn plain() -> Self {
        let [css, js, icon] = addresses();
        Self { css, js, icon, here: "", email: None, places: PLACES, version: env!("CARGO_PKG_VERSION") }
    }
}
