//! What surrounds every page: the menu, who is signed in, the addresses of style and script.

use serde::Serialize;

use super::assets::addresses;
use crate::extract::Caller;

/// The menu, in order: what is looked at every day by itself, the rest in groups.
const MENU: [Group; 5] = [
    Group { name: "Figures", places: &[place("/", "Figures", "")] },
    Group { name: "Uploads", places: &[place("/uploads", "Uploads", "")] },
    Group {
        name: "Sales",
        places: &[
            place("/sales", "Sales", "Every sale that counts, with the cell it was read from"),
            place("/reports", "Reports", "PDF, Excel or CSV of any days"),
            place("/restatements", "Restatements", "How the figures changed, and why"),
        ],
    },
    Group {
        name: "Catalogue",
        places: &[
            place("/products", "Products", "The catalogue, and names without a product"),
            place("/products/aliases", "Aliases", "What vendors call products"),
            place("/products/prices", "List prices", "What products cost, from a day on"),
            place("/stores", "Stores and vendors", "Two spellings of one are merged here"),
            place("/rates", "Exchange rates", "By month, and those that are held"),
            place("/formats", "Formats", "How files are read"),
        ],
    },
    Group {
        name: "Operation",
        places: &[
            place("/jobs", "Jobs", "What runs, what waits, what failed"),
            place("/schedules", "Schedules", "Reports that are sent by themselves"),
            place("/emails", "Mails", "What was sent, and to whom"),
        ],
    },
];

/// Pages that belong together; one alone is an entry of its own.
#[derive(Clone, Copy, Debug, Serialize)]
struct Group {
    name: &'static str,
    places: &'static [Place],
}

/// An entry of the menu.
#[derive(Clone, Copy, Debug, Serialize)]
struct Place {
    href: &'static str,
    name: &'static str,
    /// What is to be found there.
    about: &'static str,
}

const fn place(href: &'static str, name: &'static str, about: &'static str) -> Place {
    Place { href, name, about }
}

/// The group that an address stands in.
fn group_of(here: &str) -> &'static str {
    MENU.iter().find(|group| group.places.iter().any(|place| place.href == here)).map_or("", |group| group.name)
}

/// The surroundings of one page.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Frame {
    css: String,
    js: String,
    icon: String,
    here: &'static str,
    /// The name of the group that `here` stands in.
    group: &'static str,
    email: Option<String>,
    menu: [Group; 5],
    version: &'static str,
}

impl Frame {
    /// For somebody signed in, on the page with this address in the menu.
    pub(crate) fn of(caller: &Caller, here: &'static str) -> Self {
        Self { email: Some(caller.email.clone()), here, group: group_of(here), ..Self::plain() }
    }

    /// Without a menu: nobody is signed in, or nobody knows.
    pub(crate) fn plain() -> Self {
        let [css, js, icon] = addresses();
        Self { css, js, icon, here: "", group: "", email: None, menu: MENU, version: env!("CARGO_PKG_VERSION") }
    }
}
