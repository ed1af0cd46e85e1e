//! Keys for single purposes, drawn from the one secret key, so that a signature of one kind never
//! passes for another.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use jsonwebtoken::{DecodingKey, EncodingKey};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

/// The keys in use.
pub struct Keys {
    pub(super) sign: EncodingKey,
    pub(super) verify: DecodingKey,
    pub(super) links: [u8; 32],
}

impl Keys {
    /// Draws them: HMAC-SHA-256 of the purpose under the secret.
    pub fn from_secret(secret: &SecretString) -> Self {
        let secret = secret.expose_secret().as_bytes();
        let access = draw(secret, b"sellout access token");
        Self {
            sign: EncodingKey::from_secret(&access),
            verify: DecodingKey::from_secret(&access),
            links: draw(secret, b"sellout signed link"),
        }
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys(hidden)")
    }
}

fn draw(secret: &[u8], purpose: &[u8]) -> [u8; 32] {
    authenticate(secret, &[purpose])
}

/// The HMAC-SHA-256 of some parts, each with its length in front so that no two lists look alike.
pub(super) fn authenticate(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    over(key, parts).finalize().into_bytes().into()
}

/// Whether a signature is that of the parts; takes the same time whatever it is.
pub(super) fn is_authentic(key: &[u8], parts: &[&[u8]], signature: &[u8]) -> bool {
    over(key, parts).verify_slice(signature).is_ok()
}

fn over(key: &[u8], parts: &[&[u8]]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new(&block(key).into());
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac
}

/// A key of any length as one block of the hash: hashed if longer, then filled with zeros (RFC 2104, section 2).
fn block(key: &[u8]) -> [u8; 64] {
    let mut block = [0; 64];
    if key.len() > block.len() {
        block[..32].copy_from_slice(&Sha256::digest(key));
    } else {
        block[..key.len()].copy_from_slice(key);
    }
    block
}
