//! Where the servers of the tests are, and what happens where one is missing.

/// The `PostgreSQL` server: `TEST_POSTGRES_URL`.
pub fn postgres_url() -> String {
    setting("TEST_POSTGRES_URL", "postgres://root@127.0.0.1:5432/test")
}

/// The Redis server: `TEST_REDIS_URL`.
pub fn redis_url() -> String {
    setting("TEST_REDIS_URL", "redis://127.0.0.1:6379")
}

/// Says loudly what is missing; where `TEST_REQUIRE_SERVICES` is 1, nothing may be.
pub fn skipped(missing: &str) {
    assert_ne!(setting("TEST_REQUIRE_SERVICES", "0"), "1", "{missing}");
    eprintln!("\n!! SKIPPED: {missing}; tested on SQLite alone\n");
}

/// What a variable of the tests says.
#[expect(clippy::disallowed_methods, reason = "tests are told by the environment what they may use, and how long")]
pub fn setting(name: &str, usual: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| usual.to_owned())
}
