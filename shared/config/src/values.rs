//! Collects what the environment and `sellout.toml` say, checks the names, and hands out values by setting.
//! What a value means is not known here.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::catalogue::{self, DATA, Fallback, Setting};
use crate::error::ConfigError;
use crate::origin::Origin;
use crate::parse::Value;

/// Values by setting name. The environment has already won over the file.
#[derive(Debug)]
pub(crate) struct Values {
    given: BTreeMap<&'static str, Given>,
}

#[derive(Debug)]
struct Given {
    text: String,
    origin: Origin,
    written: String,
}

impl Values {
    pub(crate) fn collect(
        environment: impl IntoIterator<Item = (String, String)>,
        file: Option<&str>,
    ) -> Result<Self, ConfigError> {
        let mut values = Self { given: BTreeMap::new() };
        if let Some(text) = file {
            for (name, value) in file_entries(text)? {
                let full = name_in_file(&name);
                if !values.take(&full, &name, value, Origin::File)? {
                    return Err(ConfigError::Unknown { name, origin: Origin::File });
                }
            }
        }
        for (name, value) in environment {
            if !values.take(&name, &name, value, Origin::Environment)? && is_ours(&name) {
                return Err(ConfigError::Unknown { name, origin: Origin::Environment });
            }
        }
        Ok(values)
    }

    /// Keeps a value if its name is a setting's; an empty one counts as not set, as compose files write it.
    fn take(&mut self, name: &str, written: &str, text: String, origin: Origin) -> Result<bool, ConfigError> {
        let known = |wanted: &str| catalogue::all().find(|setting| setting.name == wanted);
        let from_file = name.strip_suffix("_FILE").and_then(known).filter(|setting| setting.is_secret());
        let Some(setting) = known(name).or(from_file) else { return Ok(false) };
        if text.trim().is_empty() {
            return Ok(true);
        }
        if let Some(before) = self.given.get(setting.name).filter(|before| before.origin == origin) {
            return Err(ConfigError::Twice { first: before.written.clone(), second: written.to_owned(), origin });
        }
        let text = if from_file.is_some() { secret_from(written, &text)? } else { text };
        self.given.insert(setting.name, Given { text, origin, written: written.to_owned() });
        Ok(true)
    }

    /// The value of a setting that has a default.
    pub(crate) fn required<T: Value>(&self, setting: &Setting) -> Result<T, ConfigError> {
        let (text, origin) = self.text(setting);
        let text = text.unwrap_or_default();
        T::read(&text).map_err(|problem| bad(setting, &text, origin, &problem))
    }

    /// The value of a setting that may be unset.
    pub(crate) fn optional<T: Value>(&self, setting: &Setting) -> Result<Option<T>, ConfigError> {
        let (text, origin) = self.text(setting);
        text.map(|text| T::read(&text).map_err(|problem| bad(setting, &text, origin, &problem))).transpose()
    }

    /// Where a setting's value was written.
    pub(crate) fn origin(&self, setting: &Setting) -> Origin {
        self.text(setting).1
    }

    /// The value as text, the default resolved.
    pub(crate) fn text(&self, setting: &Setting) -> (Option<String>, Origin) {
        if let Some(given) = self.given.get(setting.name) {
            return (Some(given.text.trim().to_owned()), given.origin);
        }
        let text = match setting.default {
            Fallback::Value(text) => Some(text.to_owned()),
            Fallback::UnderData(text) => Some(text.replace("{data}", &self.data_folder())),
            Fallback::Unset(_) => None,
        };
        (text, Origin::Default)
    }

    fn data_folder(&self) -> String {
        let folder = self.text(&DATA).0.unwrap_or_default();
        let short = folder.strip_prefix("./").unwrap_or(&folder).trim_end_matches('/');
        if short.is_empty() && !folder.starts_with('/') { ".".to_owned() } else { short.to_owned() }
    }
}

fn bad(setting: &Setting, text: &str, origin: Origin, problem: &str) -> ConfigError {
    let shown = if setting.is_secret() { "is not usable".to_owned() } else { format!("is {text:?}") };
    ConfigError::Bad { name: setting.name, origin, problem: format!("{shown}: {problem}") }
}

/// `listen` in the file is `SELLOUT_LISTEN`, `database_url` is `DATABASE_URL`; the full names do as well.
fn name_in_file(written: &str) -> String {
    let upper = written.to_ascii_uppercase();
    let long = format!("SELLOUT_{upper}");
    let is = |name: &str| catalogue::all().any(|s| s.name == name || name.strip_suffix("_FILE") == Some(s.name));
    if is(&long) { long } else { upper }
}

/// Names that are ours alone. Kubernetes injects `SELLOUT_SERVICE_*` and `SELLOUT_PORT*` for a service called sellout.
fn is_ours(name: &str) -> bool {
    name.strip_prefix("SELLOUT_").is_some_and(|rest| !rest.starts_with("SERVICE_") && !rest.starts_with("PORT"))
}

fn file_entries(text: &str) -> Result<Vec<(String, String)>, ConfigError> {
    let table: toml::Table = text.parse().map_err(|e: toml::de::Error| ConfigError::File(e.to_string()))?;
    table
        .into_iter()
        .map(|(name, value)| match value {
            toml::Value::String(text) => Ok((name, text)),
            toml::Value::Integer(_) | toml::Value::Float(_) | toml::Value::Boolean(_) => Ok((name, value.to_string())),
            _ => Err(ConfigError::File(format!(
                "{name} is a {}; write it as one value, such as {name} = \"...\"",
                value.type_str()
            ))),
        })
        .collect()
}

fn secret_from(name: &str, path: &str) -> Result<String, ConfigError> {
    let path = PathBuf::from(path.trim());
    std::fs::read_to_string(&path).map_err(|source| ConfigError::SecretFile { name: name.to_owned(), path, source })
}
