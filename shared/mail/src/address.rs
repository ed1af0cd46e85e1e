//! Mail addresses and message ids.

use lettre::Address;
use lettre::message::Mailbox;
use sellout_model::EmailId;

use crate::error::MailError;

/// The address of one recipient, checked and trimmed: `name@host` and nothing else.
pub fn check_address(text: &str) -> Result<String, MailError> {
    address(text).map(|address| address.to_string())
}

/// The `Message-ID` of a mail: the same for every attempt to send it. `from` is the sender, whose host it carries.
pub fn message_id(id: EmailId, from: &str) -> Result<String, MailError> {
    Ok(format!("<{id}@{}>", sender(from)?.email.domain()))
}

pub(crate) fn address(text: &str) -> Result<Address, MailError> {
    text.trim().parse().map_err(|_| MailError::Address(text.chars().take(100).collect()))
}

/// Reads `address` or `Name <address>`.
pub(crate) fn sender(text: &str) -> Result<Mailbox, MailError> {
    let bad = || MailError::Address(text.chars().take(100).collect());
    if text.chars().any(char::is_control) {
        return Err(bad());
    }
    match text.trim().strip_suffix('>').map(|rest| rest.rsplit_once('<').ok_or_else(bad)) {
        None => Ok(Mailbox::new(None, address(text)?)),
        Some(split) => {
            let (name, email) = split?;
            let name = name.trim().trim_matches('"').to_owned();
            Ok(Mailbox::new(Some(name).filter(|name| !name.is_empty()), address(email)?))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn one_bare_address_is_a_recipient_and_nothing_else() {
        assert_eq!(check_address(" me@example.com ").expect("an address"), "me@example.com");
        for text in ["", "me", "a@b.c, d@e.f", "Me <a@b.c>", "a@b.c\r\nBcc: d@e.f", "a b@c.d", "a@b@c", "@host", "a@"] {
            assert!(check_address(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_message_id_carries_the_senders_host() {
        let id = EmailId(Uuid::from_u128(1));
        let expected = "<00000000-0000-0000-0000-000000000001@example.com>";
        assert_eq!(message_id(id, "Sales & more <sales@example.com>").expect("an id"), expected);
        assert_eq!(message_id(id, "sales@example.com").expect("an id"), expected);
        assert!(message_id(id, "Sales <nobody>").is_err());
        assert!(message_id(id, "a\r\nBcc: x <a@b.c>").is_err());
    }
}
