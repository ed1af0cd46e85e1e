//! Reads the settings: from the process, into structs, checked against each other. What they are is in `settings`.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

use crate::catalogue as c;
use crate::effective::effective;
use crate::error::ConfigError;
use crate::locations::StorageSettings;
use crate::mail::MailSettings;
use crate::parse::{Address, Prefix, RedisUrl, Sender, WebAddress};
use crate::reading::reading;
use crate::secret_key::SHORTEST;
use crate::settings::{
    AdminSettings, LimitSettings, LogSettings, OrganisationDefaults, QueueSettings, ServerSettings, Settings,
};
use crate::size::ByteSize;
use crate::values::Values;

impl Settings {
    /// Reads the process's environment and `sellout.toml` in the working directory; the environment wins.
    pub fn from_process() -> Result<Self, ConfigError> {
        Self::from_process_with([])
    }

    /// The same with settings given on the command line, by name; they win over both.
    pub fn from_process_with(given: impl IntoIterator<Item = (&'static str, String)>) -> Result<Self, ConfigError> {
        let given: Vec<(String, String)> = given.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let said = |name: &str| given.iter().any(|(n, _)| n == name || Some(n.as_str()) == name.strip_suffix("_FILE"));
        let mut all: Vec<_> = environment()?.into_iter().filter(|(name, _)| !said(name)).collect();
        all.extend(given);
        let file = match std::fs::read_to_string("sellout.toml") {
            Ok(text) => Some(text),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => None,
            Err(e) => return Err(ConfigError::Unreadable(e)),
        };
        Self::load(all, file.as_deref())
    }

    /// Reads settings from an environment and the text of a `sellout.toml`; the environment wins.
    pub fn load(
        environment: impl IntoIterator<Item = (String, String)>,
        file: Option<&str>,
    ) -> Result<Self, ConfigError> {
        let environment: Vec<_> = environment.into_iter().collect();
        let aws = usual_aws_variables(&environment);
        let values = Values::collect(environment, file)?;
        let settings = Self {
            data: values.required(&c::DATA)?,
            database: values.required(&c::DATABASE_URL)?,
            storage: storage(&values, aws)?,
            server: server(&values)?,
            limits: limits(&values)?,
            reading: reading(&values)?,
            admin: admin(&values)?,
            mail: mail(&values)?,
            defaults: OrganisationDefaults {
                currency: values.required(&c::CURRENCY)?,
                timezone: values.required(&c::TIMEZONE)?,
            },
            queue: queue(&values)?,
            log: LogSettings { filter: log_filter(&values)?, format: values.required(&c::LOG_FORMAT)? },
            secret_key: secret_key_setting(&values)?,
            effective: effective(&values),
        };
        settings.check_together()?;
        Ok(settings)
    }

    fn check_together(&self) -> Result<(), ConfigError> {
        if self.database.is_postgres() && self.secret_key.is_none() {
            let because = "DATABASE_URL is PostgreSQL, where several processes must share one key; \
                           make one with `openssl rand -hex 32`";
            return Err(ConfigError::Missing { name: c::SECRET_KEY.name, because: because.to_owned() });
        }
        Ok(())
    }
}

/// The environment. Names and values that are not text belong to others, but a setting's value must be text.
fn environment() -> Result<Vec<(String, String)>, ConfigError> {
    let ours = |name: &str| name.starts_with("SELLOUT_") || c::all().any(|setting| name.starts_with(setting.name));
    let mut pairs = Vec::new();
    for (name, value) in std::env::vars_os() {
        match (name.into_string(), value.into_string()) {
            (Ok(name), Ok(value)) => pairs.push((name, value)),
            (Ok(name), Err(_)) if ours(&name) => return Err(ConfigError::NotText(name)),
            _ => {}
        }
    }
    Ok(pairs)
}

/// Variables that S3 clients know, whether or not they are in the catalogue.
fn usual_aws_variables(environment: &[(String, String)]) -> Vec<(String, String)> {
    let in_catalogue = |name: &str| c::all().any(|s| s.name == name || name.strip_suffix("_FILE") == Some(s.name));
    environment
        .iter()
        .filter(|(name, value)| name.starts_with("AWS_") && !value.is_empty() && !in_catalogue(name))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.clone()))
        .collect()
}

fn storage(values: &Values, aws: Vec<(String, String)>) -> Result<StorageSettings, ConfigError> {
    let storage = values.required(&c::STORAGE_URL)?;
    let StorageSettings::S3 { url, .. } = storage else { return Ok(storage) };
    let known = [
        c::AWS_ACCESS_KEY_ID,
        c::AWS_SECRET_ACCESS_KEY,
        c::AWS_SESSION_TOKEN,
        c::AWS_REGION,
        c::AWS_ENDPOINT_URL,
        c::AWS_ALLOW_HTTP,
    ];
    let said = known.iter().filter_map(|s| Some((s.name.to_ascii_lowercase(), values.text(s).0?)));
    let options = aws.into_iter().chain(said).map(|(name, value)| (name, value.into())).collect();
    Ok(StorageSettings::S3 { url, options })
}

fn server(values: &Values) -> Result<ServerSettings, ConfigError> {
    Ok(ServerSettings {
        listen: values.required(&c::LISTEN)?,
        public_url: values.optional::<WebAddress>(&c::PUBLIC_URL)?.map(|address| address.0),
        metrics_listen: values.optional(&c::METRICS_LISTEN)?,
    })
}

fn limits(values: &Values) -> Result<LimitSettings, ConfigError> {
    let requests: u32 = values.required(&c::REQUESTS_PER_MINUTE)?;
    Ok(LimitSettings {
        max_upload_bytes: values.required::<ByteSize>(&c::MAX_UPLOAD_BYTES)?.0,
        requests_per_minute: Some(requests).filter(|n| *n > 0),
    })
}

fn admin(values: &Values) -> Result<Option<AdminSettings>, ConfigError> {
    let email: Option<Address> = values.optional(&c::ADMIN_EMAIL)?;
    let password: Option<SecretString> = values.optional(&c::ADMIN_PASSWORD)?;
    let missing = |name, other| ConfigError::Missing { name, because: format!("{other} is; set both or neither") };
    match (email, password) {
        (Some(email), Some(password)) => Ok(Some(AdminSettings { email: email.0, password })),
        (None, None) => Ok(None),
        (Some(_), None) => Err(missing(c::ADMIN_PASSWORD.name, c::ADMIN_EMAIL.name)),
        (None, Some(_)) => Err(missing(c::ADMIN_EMAIL.name, c::ADMIN_PASSWORD.name)),
    }
}

fn mail(values: &Values) -> Result<MailSettings, ConfigError> {
    Ok(MailSettings {
        transport: values.required(&c::SMTP_URL)?,
        from: values.required::<Sender>(&c::MAIL_FROM)?.0,
        per_second: from_one_to(&c::MAILS_PER_SECOND, 10_000, values.required(&c::MAILS_PER_SECOND)?, values)?,
        max_attachment_bytes: values.required::<ByteSize>(&c::MAX_ATTACHMENT_BYTES)?.0,
    })
}

fn queue(values: &Values) -> Result<QueueSettings, ConfigError> {
    let concurrency = match values.optional(&c::CONCURRENCY)? {
        Some(number) => from_one_to(&c::CONCURRENCY, 256, number, values)? as usize,
        None => std::thread::available_parallelism().map_or(1, usize::from),
    };
    Ok(QueueSettings {
        redis: values.optional::<RedisUrl>(&c::REDIS_URL)?.map(|url| url.0),
        prefix: values.required::<Prefix>(&c::QUEUE_PREFIX)?.0,
        concurrency,
        shutdown_grace: values.required(&c::SHUTDOWN_GRACE)?,
        keep_succeeded: days(&c::KEEP_SUCCEEDED_DAYS, values)?,
        keep_failed: days(&c::KEEP_FAILED_DAYS, values)?,
    })
}

fn days(setting: &c::Setting, values: &Values) -> Result<Duration, ConfigError> {
    let days = from_one_to(setting, 3650, values.required(setting)?, values)?;
    Ok(Duration::from_hours(24 * u64::from(days)))
}

pub(crate) fn from_one_to(setting: &c::Setting, most: u32, number: u32, values: &Values) -> Result<u32, ConfigError> {
    if (1..=most).contains(&number) {
        return Ok(number);
    }
    let problem = format!("is {number}: write a number from 1 to {most}");
    Err(ConfigError::Bad { name: setting.name, origin: values.origin(setting), problem })
}

fn log_filter(values: &Values) -> Result<String, ConfigError> {
    let filter: String = values.required(&c::LOG)?;
    match tracing_subscriber::EnvFilter::try_new(&filter) {
        Ok(_) => Ok(filter),
        Err(e) => {
            let problem = format!("is {filter:?}: {e}; write a filter such as info or info,sellout_worker=debug");
            Err(ConfigError::Bad { name: c::LOG.name, origin: values.origin(&c::LOG), problem })
        }
    }
}

fn secret_key_setting(values: &Values) -> Result<Option<SecretString>, ConfigError> {
    let key: Option<SecretString> = values.optional(&c::SECRET_KEY)?;
    if key.as_ref().is_some_and(|key| key.expose_secret().len() < SHORTEST) {
        let problem = "is too short: write at least 32 letters; make it with `openssl rand -hex 32`".to_owned();
        return Err(ConfigError::Bad { name: c::SECRET_KEY.name, origin: values.origin(&c::SECRET_KEY), problem });
    }
    Ok(key)
}
