//! Who calls, and how that is proven: passwords, access tokens (JWT), API tokens, sessions of the pages,
//! signed links, limits on trying. Reading the caller out of a request is in `extract`.

mod access_token;
mod attempts;
mod keys;
mod password;
mod same_site;
mod secret;
mod sign_in;
mod signed_link;

pub(crate) use access_token::ACCESS_LASTS;
pub use attempts::Attempts;
pub use keys::Keys;
pub use password::{Passwords, hash_password};
pub(crate) use same_site::same_site;
pub(crate) use secret::hexadecimal;
pub use secret::{Secret, SecretKind};
pub(crate) use sign_in::{Begun, RefreshToken, SESSION_LASTS, renew, sign_in, sign_out};
pub(crate) use signed_link::LINK_FROM_API;
