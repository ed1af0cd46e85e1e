//! Secrets that callers hold and we keep only as hashes: API tokens, refresh tokens, page sessions.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// What a secret opens; its first letters say which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretKind {
    /// An API token of a user.
    ApiToken,
    /// Renews a sign-in once.
    Refresh,
    /// A browser's sign-in.
    Page,
}

impl SecretKind {
    fn prefix(self) -> &'static str {
        match self {
            Self::ApiToken => "sellout_",
            Self::Refresh => "refresh_",
            Self::Page => "page_",
        }
    }
}

/// 256 random bits as text, and the hash by which we know them again.
#[derive(Clone)]
pub struct Secret {
    /// What the caller is given, once.
    pub text: String,
    /// What is stored: SHA-256 in hexadecimal.
    pub hash: String,
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(hidden)")
    }
}

impl Secret {
    /// A new one.
    pub fn generate(kind: SecretKind) -> Self {
        let bytes: [u8; 32] = rand::random();
        let text = format!("{}{}", kind.prefix(), URL_SAFE_NO_PAD.encode(bytes));
        let hash = hash_of(&text);
        Self { text, hash }
    }

    /// The hash of a text that claims to be such a secret, or `None` if it cannot be one.
    pub fn hash_if(kind: SecretKind, text: &str) -> Option<String> {
        let rest = text.strip_prefix(kind.prefix())?;
        (rest.len() == 43).then(|| hash_of(text))
    }
}

fn hash_of(text: &str) -> String {
    hexadecimal(&Sha256::digest(text.as_bytes()))
}

/// Bytes in lower-case hexadecimal.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        write!(text, "{byte:02x}").ok();
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_known_again_by_its_hash_and_only_as_its_kind() {
        let secret = Secret::generate(SecretKind::ApiToken);
        assert!(secret.text.starts_with("sellout_"));
        assert_eq!(Secret::hash_if(SecretKind::ApiToken, &secret.text), Some(secret.hash.clone()));
        assert_eq!(Secret::hash_if(SecretKind::Refresh, &secret.text), None);
        assert_ne!(Secret::generate(SecretKind::ApiToken).hash, secret.hash);
    }
}
