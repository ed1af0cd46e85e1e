//! What an operator writes, and what the program makes of it.

use std::path::Path;
use std::time::Duration;

use secrecy::ExposeSecret;
use sellout_config::{ConfigError, DatabaseSettings, LogFormat, MailTransport, Settings, StorageSettings};

fn load(environment: &[(&str, &str)], file: Option<&str>) -> Result<Settings, ConfigError> {
    Settings::load(environment.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())), file)
}

fn refusal(environment: &[(&str, &str)], file: Option<&str>) -> String {
    load(environment, file).expect_err("refused").to_string()
}

#[test]
fn nothing_set_is_one_folder_on_this_machine() {
    let settings = load(&[], None).expect("defaults");
    assert!(matches!(&settings.database, DatabaseSettings::Sqlite { file } if file == Path::new("data/sellout.db")));
    assert!(matches!(&settings.storage, StorageSettings::Folder(p) if p == Path::new("data/files")));
    assert!(matches!(&settings.mail.transport, MailTransport::Folder(p) if p == Path::new("data/outbox")));
    assert_eq!(settings.server.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(settings.limits.max_upload_bytes, 1 << 30);
    assert_eq!((settings.reading.memory_bytes, settings.reading.cpu_seconds), (256 << 20, 10));
    assert_eq!(settings.queue.shutdown_grace, Duration::from_secs(30));
    assert!(settings.queue.redis.is_none() && settings.admin.is_none());
    assert!(settings.queue.concurrency >= 1);
    assert_eq!(settings.link_base().as_deref(), Some("http://127.0.0.1:8080"));
}

#[test]
fn the_defaults_of_the_urls_follow_the_data_folder() {
    let settings = load(&[("SELLOUT_DATA", "/srv/50% off?")], None).expect("settings");
    assert_eq!(settings.database.url().expose_secret(), "sqlite:///srv/50%25 off%3F/sellout.db");
    assert!(matches!(&settings.storage, StorageSettings::Folder(p) if p == Path::new("/srv/50% off?/files")));
    let here = load(&[("SELLOUT_DATA", ".")], None).expect("settings");
    assert!(matches!(&here.storage, StorageSettings::Folder(p) if p == Path::new("./files")));
}

#[test]
fn the_environment_wins_over_the_file_and_an_empty_variable_is_not_set() {
    let file = "listen = \"0.0.0.0:1\"\nmax_upload_bytes = 1000\nSELLOUT_CURRENCY = \"pln\"\nlog_format = \"json\"\n";
    let settings = load(&[("SELLOUT_LISTEN", "0.0.0.0:2"), ("SELLOUT_CURRENCY", "")], Some(file)).expect("settings");
    assert_eq!(settings.server.listen.port(), 2);
    assert_eq!(settings.limits.max_upload_bytes, 1000);
    assert_eq!(settings.defaults.currency.code(), "PLN");
    assert_eq!(settings.log.format, LogFormat::Json);
}

#[test]
fn an_unknown_name_stops_the_start_but_for_those_that_orchestrators_inject() {
    assert!(refusal(&[("SELLOUT_LISTN", "x")], None).starts_with("SELLOUT_LISTN (environment) is not a setting"));
    assert!(refusal(&[], Some("listn = 1")).starts_with("listn (sellout.toml) is not a setting"));
    assert!(refusal(&[("SELLOUT_LISTEN_FILE", "/x")], None).contains("SELLOUT_LISTEN_FILE"));
    load(&[("SELLOUT_SERVICE_HOST", "10.0.0.1"), ("SELLOUT_PORT_80_TCP", "x"), ("PATH", "/bin")], None)
        .expect("ignored");
}

#[test]
fn a_bad_value_is_named_with_the_cure() {
    for (name, value, cure) in [
        ("SELLOUT_LISTEN", "8080", "127.0.0.1:8080"),
        ("SELLOUT_PUBLIC_URL", "sellout.example.com", "https://"),
        ("SELLOUT_TIMEZONE", "London", "Europe/London"),
        ("SELLOUT_CURRENCY", "euro", "EUR"),
        ("SELLOUT_MAX_UPLOAD_BYTES", "lots", "1 GiB"),
        ("SELLOUT_MAX_UPLOAD_BYTES", "0", "above 0"),
        ("SELLOUT_SHUTDOWN_GRACE", "soon", "2m"),
        ("SELLOUT_CONCURRENCY", "0", "from 1 to 256"),
        ("SELLOUT_QUEUE_PREFIX", "a b", "letters"),
        ("SELLOUT_MAX_COLUMNS", "20000", "from 1 to 16384"),
        ("SELLOUT_READER_MEMORY_BYTES", "much", "1 GiB"),
        ("SELLOUT_READER_SECONDS", "soon", "2m"),
        ("SELLOUT_LOG", "a=b=c", "info"),
        ("SELLOUT_LOG_FORMAT", "xml", "text or json"),
        ("SELLOUT_MAIL_FROM", "nobody", "sales@example.com"),
        ("DATABASE_URL", "mysql://host/db", "postgres://"),
        ("REDIS_URL", "localhost:6379", "redis://"),
        ("STORAGE_URL", "/srv/files", "file://"),
        ("SMTP_URL", "mail.example.com", "smtp://"),
    ] {
        let text = refusal(&[(name, value)], None);
        assert!(text.starts_with(name) && text.contains(cure), "{name}={value}: {text}");
    }
}

#[test]
fn a_secret_can_come_from_a_file_and_is_never_shown() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("db");
    std::fs::write(&path, "postgres://app:hunter2@db/sellout\n").expect("written");
    let path = path.to_str().expect("text");
    let key = "0123456789abcdef0123456789abcdef";
    let settings = load(&[("DATABASE_URL_FILE", path), ("SELLOUT_SECRET_KEY", key)], None).expect("settings");
    assert_eq!(settings.database.url().expose_secret(), "postgres://app:hunter2@db/sellout");
    assert_eq!(settings.secret_key().expect("given").expose_secret(), key);
    let shown = format!("{settings:?}");
    assert!(!shown.contains("hunter2") && !shown.contains(key), "{shown}");
    let database = settings.effective().iter().find(|e| e.name == "DATABASE_URL").expect("listed");
    assert_eq!(database.value, "postgres://***@db/sellout");
    assert!(refusal(&[("DATABASE_URL_FILE", path), ("DATABASE_URL", "sqlite://x.db")], None).contains("remove one"));
    assert!(refusal(&[("SELLOUT_SECRET_KEY_FILE", "/nowhere/key")], None).contains("/nowhere/key"));
    assert!(!refusal(&[("DATABASE_URL", "mysql://app:hunter2@db/x")], None).contains("hunter2"));
}

#[test]
fn postgresql_needs_a_shared_secret_key_and_a_short_one_is_refused() {
    let text = refusal(&[("DATABASE_URL", "postgres://db/sellout")], None);
    assert!(text.starts_with("SELLOUT_SECRET_KEY is not set") && text.contains("openssl"), "{text}");
    assert!(refusal(&[("SELLOUT_SECRET_KEY", "short")], None).contains("32"));
}

#[test]
fn the_admin_needs_both_address_and_password() {
    assert!(refusal(&[("SELLOUT_ADMIN_EMAIL", "a@b.c")], None).starts_with("SELLOUT_ADMIN_PASSWORD is not set"));
    assert!(refusal(&[("SELLOUT_ADMIN_PASSWORD", "x")], None).starts_with("SELLOUT_ADMIN_EMAIL is not set"));
    let both = load(&[("SELLOUT_ADMIN_EMAIL", "a@b.c"), ("SELLOUT_ADMIN_PASSWORD", "x")], None).expect("both");
    assert_eq!(both.admin.expect("an admin").email, "a@b.c");
}

#[test]
fn s3_gets_the_usual_variables_and_the_described_ones() {
    let env = [
        ("STORAGE_URL", "s3://bucket/prefix"),
        ("AWS_REGION", "eu-west-1"),
        ("AWS_SECRET_ACCESS_KEY", "hunter2"),
        ("AWS_WEB_IDENTITY_TOKEN_FILE", "/var/token"),
    ];
    let settings = load(&env, Some("aws_endpoint_url = \"http://127.0.0.1:9000\"")).expect("settings");
    let StorageSettings::S3 { url, options } = &settings.storage else { panic!("not S3") };
    let mut options: Vec<_> = options.iter().map(|(k, v)| (k.as_str(), v.expose_secret())).collect();
    options.sort_unstable();
    assert_eq!(url.as_str(), "s3://bucket/prefix");
    assert_eq!(
        options,
        [
            ("aws_endpoint_url", "http://127.0.0.1:9000"),
            ("aws_region", "eu-west-1"),
            ("aws_secret_access_key", "hunter2"),
            ("aws_web_identity_token_file", "/var/token"),
        ]
    );
    assert!(!format!("{settings:?}").contains("hunter2"));
}

#[test]
fn mails_by_smtp_carry_links_only_with_a_public_url() {
    let smtp = ("SMTP_URL", "smtp://127.0.0.1:2525");
    let without = load(&[smtp], None).expect("settings");
    assert_eq!(without.link_base(), None);
    assert!(without.warnings().iter().any(|w| w.contains("SELLOUT_PUBLIC_URL")));
    let with = load(&[smtp, ("SELLOUT_PUBLIC_URL", "https://s.example.com/")], None).expect("settings");
    assert_eq!(with.link_base().as_deref(), Some("https://s.example.com"));
}

#[test]
fn a_file_that_is_not_toml_or_holds_tables_is_refused() {
    assert!(refusal(&[], Some("listen = ")).starts_with("sellout.toml cannot be understood"));
    assert!(refusal(&[], Some("[listen]\nport = 1")).contains("write it as one value"));
}
