//! The settings in force, fit to be shown: secrets are hidden here and nowhere else.

use url::Url;

use crate::catalogue::{self, Fallback, Secrecy, Setting};
use crate::origin::Origin;
use crate::values::Values;

/// One setting in force.
#[derive(Clone, Debug)]
pub struct Effective {
    /// The setting.
    pub name: &'static str,
    /// Its value, secrets hidden; what its absence means in brackets.
    pub value: String,
    /// Where it was written.
    pub origin: Origin,
}

pub(crate) fn effective(values: &Values) -> Vec<Effective> {
    catalogue::all()
        .map(|setting| {
            let (text, origin) = values.text(setting);
            Effective { name: setting.name, value: shown(setting, text), origin }
        })
        .collect()
}

fn shown(setting: &Setting, text: Option<String>) -> String {
    match (text, setting.secrecy, setting.default) {
        (None, _, Fallback::Unset(meaning)) => format!("({meaning})"),
        (None, ..) => String::new(),
        (Some(text), Secrecy::Open, _) => text,
        (Some(text), Secrecy::Url, _) => without_secrets(&text),
        (Some(_), Secrecy::Hidden, _) => "(set, hidden)".to_owned(),
    }
}

fn without_secrets(text: &str) -> String {
    if text.starts_with("sqlite://") || text.starts_with("file://") {
        return text.to_owned();
    }
    let Ok(url) = Url::parse(text) else { return "(set, hidden)".to_owned() };
    let user = if url.username().is_empty() && url.password().is_none() { "" } else { "***@" };
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    format!("{}://{user}{}{port}{}", url.scheme(), url.host_str().unwrap_or_default(), url.path())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_shown_without_user_password_and_parameters() {
        assert_eq!(
            without_secrets("postgres://app:hunter2@db:5433/sellout?password=x&sslmode=require"),
            "postgres://***@db:5433/sellout"
        );
        assert_eq!(without_secrets("redis://:hunter2@cache/1"), "redis://***@cache/1");
        assert_eq!(without_secrets("smtp://127.0.0.1:2525"), "smtp://127.0.0.1:2525");
    }
}
