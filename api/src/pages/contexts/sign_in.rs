//! The page where people sign in.

use serde::Serialize;

use crate::pages::Page;

/// The form, with what was wrong the last time.
#[derive(Debug, Default, Serialize)]
pub(crate) struct SignInPage {
    /// Where to go afterwards.
    pub(crate) next: String,
    /// The address that was tried.
    pub(crate) email: String,
    /// Why it was not let in.
    pub(crate) problem: Option<String>,
}

impl Page for SignInPage {
    const TEMPLATE: &'static str = "login.html";

    fn sample() -> Self {
        Self {
            next: "/uploads".to_owned(),
            email: "you@example.com".to_owned(),
            problem: Some("the address or the password is wrong".to_owned()),
        }
    }
}
