//! Settings, secrets and telemetry. The environment and `sellout.toml` are read here and nowhere else; every
//! setting is described once, in [`catalogue`], and the parser, the reference page and the check for unknown
//! names come from that description. No connection is opened here: the crates that own them are handed values.

pub mod catalogue;
mod effective;
mod error;
mod load;
mod locations;
mod mail;
mod origin;
mod parse;
mod reading;
mod reference;
mod secret_key;
mod settings;
mod size;
pub mod telemetry;
mod values;

pub use effective::Effective;
pub use error::ConfigError;
pub use locations::{DatabaseSettings, StorageSettings};
pub use mail::{MailSettings, MailTransport};
pub use origin::Origin;
pub use reading::ReadingSettings;
pub use reference::{help_text, reference_markdown};
pub use secret_key::secret_key;
pub use settings::{
    AdminSettings, LimitSettings, LogFormat, LogSettings, OrganisationDefaults, QueueSettings, ServerSettings, Settings,
};
pub use size::ByteSize;
