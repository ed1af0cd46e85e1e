//! The rules of the house that no compiler checks: which crate may import which, what pure crates keep out, where the
//! clock and the environment are read, vendors' names, file lengths. Each rule is a plain function from text to
//! findings, run once over this tree and once over made-up text that breaks it.

use std::fs;
use std::path::Path;

/// Who may import whom, from the words of the trade up to the command line.
const ARROWS: &[(&str, &[&str])] = &[
    ("sellout-model", &[]),
    ("sellout-migrations", &[]),
    ("sellout-samples", &[]),
    ("sellout-testing", &["model", "store"]),
    ("sellout-ingest", &["model"]),
    ("sellout-report", &["model"]),
    ("sellout-config", &["model"]),
    ("sellout-store", &["model", "ingest", "report", "migrations"]),
    ("sellout-reader", &["model", "ingest", "report"]),
    ("sellout-queue", &["model", "ingest", "report", "store", "reader"]),
    ("sellout-mail", &["model", "ingest", "report", "store", "reader"]),
    ("sellout-files", &["model", "ingest", "report", "store", "reader"]),
    ("sellout-worker", &["model", "ingest", "report", "store", "reader", "queue", "mail", "files"]),
    ("sellout-api", &["model", "ingest", "report", "store", "reader", "queue", "mail", "files"]),
    (
        "sellout",
        &[
            "model",
            "ingest",
            "report",
            "store",
            "reader",
            "queue",
            "mail",
            "files",
            "worker",
            "api",
            "config",
            "migrations",
            "samples",
        ],
    ),
];

/// Crates that turn values into values.
const PURE: &[&str] = &["sellout-model", "sellout-ingest", "sellout-report"];

/// What a pure crate has no use for: databases, queues, networks, runtimes.
const IMPURE: &[&str] = &[
    "apalis",
    "apalis-core",
    "axum",
    "lettre",
    "object_store",
    "redis",
    "sea-orm",
    "sea-orm-migration",
    "sqlx",
    "tokio",
    "tower",
    "tower-http",
];

/// One file a job kind.
const HANDLERS: &str = "worker/src/handlers/";
const LONGEST_FILE: usize = 600;
const CLOCK_FILE: &str = "shared/model/src/clock.rs";
const CLOCK_READS: &[&str] = &["Utc::now(", "Local::now(", "SystemTime::now("];
const ENVIRONMENT_FOLDER: &str = "shared/config/";
const ENVIRONMENT_READS: &[&str] = &["env::var(", "env::var_os(", "env::vars(", "env::vars_os(", "env::set_var("];
/// Format codes that are words of the trade, not names.
const NO_NAMES: &[&str] = &["generic", "web-shop"];

// ---- rules -------------------------------------------------------------------------------------

/// The imports of one manifest that its crate may not have. Tests may use the samples and the harness too.
fn broken_arrows(manifest: &str) -> Vec<String> {
    let manifest: toml::Table = manifest.parse().expect("Cargo.toml is TOML");
    let name = manifest["package"]["name"].as_str().expect("a package has a name").to_owned();
    let Some((_, allowed)) = ARROWS.iter().find(|(crate_name, _)| *crate_name == name) else {
        return vec![format!("{name} stands in no arrow; give it its place in ARROWS")];
    };
    let mut findings = Vec::new();
    for section in ["dependencies", "build-dependencies", "dev-dependencies"] {
        for dependency in dependency_names(&manifest, section) {
            let for_tests = section == "dev-dependencies";
            if let Some(ours) = dependency.strip_prefix("sellout-") {
                let may = allowed.contains(&ours) || (for_tests && ["samples", "testing"].contains(&ours));
                if !may {
                    findings.push(format!("{name} must not import {dependency} ({section})"));
                }
            } else if PURE.contains(&name.as_str()) && IMPURE.contains(&dependency.as_str()) && !for_tests {
                findings.push(format!("{name} is pure and must not import {dependency}"));
            }
        }
    }
    findings
}

/// The dependencies of a section, also those of one target alone, under the names of their packages.
fn dependency_names(manifest: &toml::Table, section: &str) -> Vec<String> {
    let targets = manifest.get("target").and_then(toml::Value::as_table);
    let of_targets = targets.into_iter().flat_map(toml::Table::values).filter_map(|target| target.get(section));
    manifest
        .get(section)
        .into_iter()
        .chain(of_targets)
        .filter_map(toml::Value::as_table)
        .flatten()
        .map(|(key, value)| value.get("package").and_then(toml::Value::as_str).unwrap_or(key).to_owned())
        .collect()
}

/// What one source file does that only another place may do.
fn misplaced(path: &str, source: &str, vendors: &[String]) -> Vec<String> {
    let mut findings = Vec::new();
    let lines = source.lines().count();
    if lines > LONGEST_FILE {
        findings.push(format!("{path} has {lines} lines; more than {LONGEST_FILE} hide what lives there"));
    }
    if is_test(path) {
        return findings;
    }
    for (number, line) in code_lines(source) {
        let mut found = |what: String| findings.push(format!("{path}:{number} {what}"));
        if path != CLOCK_FILE && CLOCK_READS.iter().any(|read| line.contains(read)) {
            found("reads the wall clock; take a Clock".to_owned());
        }
        if !path.starts_with(ENVIRONMENT_FOLDER) && ENVIRONMENT_READS.iter().any(|read| line.contains(read)) {
            found("reads the environment; settings come from sellout-config".to_owned());
        }
        // The list of built-in format files is where their names belong.
        let without = |line: String, vendor: &String| line.replace(&format!("formats/{vendor}.toml"), "");
        let rest = vendors.iter().fold(line.to_lowercase(), without);
        for vendor in vendors.iter().filter(|_| !path.starts_with("samples/")) {
            if rest.contains(vendor.as_str()) {
                found(format!("names {vendor}; a vendor is a format file, not code"));
            }
        }
    }
    findings
}

fn is_test(path: &str) -> bool {
    path.split('/').any(|part| matches!(part, "tests" | "benches" | "fuzz" | "tests.rs"))
}

fn is_handler(path: &str, text: &str) -> bool {
    path.starts_with(HANDLERS) && text.contains("pub async fn run(")
}

/// The handlers that do not say why running them a second time does no harm.
fn silent_about_running_twice(handlers: &[(String, String)]) -> Vec<String> {
    handlers.iter().filter(|(_, text)| !text.contains("Safe to run twice: ")).map(|(path, _)| path.clone()).collect()
}

/// The lines of a source file with their numbers, without comments and without its tests.
fn code_lines(source: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut in_tests = false;
    let mut after_test_mark = false;
    source.lines().enumerate().filter_map(move |(index, line)| {
        if after_test_mark && line.starts_with("mod ") && line.ends_with('{') {
            in_tests = true;
        }
        after_test_mark = line.starts_with("#[cfg(test)]") || (after_test_mark && line.starts_with("#["));
        let hidden = in_tests;
        in_tests &= line != "}";
        let code = line.split("//").next().filter(|before| before.is_empty() || before.ends_with(' '));
        (!hidden).then_some((index + 1, code.unwrap_or(line)))
    })
}

// ---- the tree ----------------------------------------------------------------------------------

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file of the project with this ending, with its path from the root, in order.
fn files_ending(ending: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of the project can be listed") {
            let path = entry.expect("an entry can be read").path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if path.is_dir() {
                if !name.starts_with('.') && !name.starts_with("data") && name != "target" {
                    folders.push(path);
                }
            } else if name.ends_with(ending) {
                found.push((relative(&path), fs::read_to_string(&path).expect("a text file")));
            }
        }
    }
    found.sort();
    found
}

fn relative(path: &Path) -> String {
    path.strip_prefix(root()).expect("below the root").to_string_lossy().replace('\\', "/")
}

fn vendors() -> Vec<String> {
    let codes: Vec<String> = files_ending(".toml")
        .into_iter()
        .filter_map(|(path, _)| Some(path.strip_prefix("shared/ingest/formats/")?.strip_suffix(".toml")?.to_owned()))
        .collect();
    assert!(!codes.is_empty(), "no format files under shared/ingest/formats");
    codes.into_iter().filter(|code| !NO_NAMES.contains(&code.as_str())).collect()
}

fn assert_none(findings: &[String]) {
    assert!(findings.is_empty(), "{} broken:\n{}", findings.len(), findings.join("\n"));
}

#[test]
fn every_import_follows_an_arrow() {
    let manifests: Vec<_> =
        files_ending("Cargo.toml").into_iter().filter(|(_, text)| text.contains("[package]")).collect();
    assert!(manifests.len() >= ARROWS.len(), "only {} manifests found", manifests.len());
    let findings: Vec<_> = manifests
        .iter()
        .filter(|(path, _)| !path.starts_with("fuzz/"))
        .flat_map(|(_, text)| broken_arrows(text))
        .collect();
    assert_none(&findings);
}

#[test]
fn every_source_file_keeps_to_its_place() {
    let vendors = vendors();
    let sources = files_ending(".rs");
    assert!(sources.len() > 30, "only {} source files found", sources.len());
    let findings: Vec<_> = sources.iter().flat_map(|(path, text)| misplaced(path, text, &vendors)).collect();
    assert_none(&findings);
}

#[test]
fn every_handler_says_why_it_is_safe_to_run_twice() {
    let handlers: Vec<_> = files_ending(".rs").into_iter().filter(|(path, text)| is_handler(path, text)).collect();
    assert!(handlers.len() >= 4, "only {} handlers under {HANDLERS}", handlers.len());
    assert_none(&silent_about_running_twice(&handlers));
}

// ---- the rules themselves ----------------------------------------------------------------------

#[test]
fn a_turned_arrow_is_found() {
    let api =
        |section: &str| format!("[package]\nname = \"sellout-api\"\n[{section}]\nsellout-worker.workspace = true\n");
    assert_eq!(broken_arrows(&api("dependencies")), ["sellout-api must not import sellout-worker (dependencies)"]);
    assert_eq!(broken_arrows(&api("dev-dependencies")).len(), 1);
    assert_eq!(broken_arrows(&api("target.'cfg(unix)'.dependencies")).len(), 1);
    let renamed =
        "[package]\nname = \"sellout-model\"\n[dependencies]\nrules = { package = \"sellout-store\", path = \"x\" }";
    assert_eq!(broken_arrows(renamed).len(), 1);
    let settings = "[package]\nname = \"sellout-mail\"\n[dependencies]\nsellout-config.workspace = true";
    assert_eq!(broken_arrows(settings).len(), 1);
    let unknown = "[package]\nname = \"sellout-forecast\"\n";
    assert_eq!(broken_arrows(unknown), ["sellout-forecast stands in no arrow; give it its place in ARROWS"]);
}

#[test]
fn a_pure_crate_with_a_database_is_found() {
    let ingest =
        "[package]\nname = \"sellout-ingest\"\n[dependencies]\nsellout-model.workspace = true\nsqlx = \"0.9\"\n";
    assert_eq!(broken_arrows(ingest), ["sellout-ingest is pure and must not import sqlx"]);
    let tests = "[package]\nname = \"sellout-ingest\"\n[dev-dependencies]\nsellout-samples.workspace = true\n";
    assert_eq!(broken_arrows(tests), Vec::<String>::new());
}

#[test]
fn code_in_the_wrong_place_is_found() {
    let vendors = ["northwind".to_owned()];
    let clock = "fn due() -> bool {\n    chrono::Utc::now() > self.at\n}\n";
    assert_eq!(misplaced("api/src/due.rs", clock, &vendors), ["api/src/due.rs:2 reads the wall clock; take a Clock"]);
    assert_eq!(misplaced(CLOCK_FILE, clock, &vendors), Vec::<String>::new());
    let environment = "let key = std::env::var(\"KEY\");\n";
    assert_eq!(misplaced("src/key.rs", environment, &vendors).len(), 1);
    assert_eq!(misplaced("shared/config/src/key.rs", environment, &vendors), Vec::<String>::new());
    let vendor = "// Northwind sends weeks\nfn read_northwind() {}\ninclude_str!(\"../formats/northwind.toml\")\n";
    let found = misplaced("shared/ingest/src/x.rs", vendor, &vendors);
    assert_eq!(found, ["shared/ingest/src/x.rs:2 names northwind; a vendor is a format file, not code"]);
    let after_tests = "#[cfg(test)]\nmod tests {\n    const V: &str = \"northwind\";\n}\nfn northwind() {}\n";
    assert_eq!(misplaced("api/src/y.rs", after_tests, &vendors).len(), 1);
    assert_eq!(misplaced("api/src/long.rs", &"\n".repeat(601), &vendors).len(), 1);
}

#[test]
fn a_handler_that_does_not_speak_of_running_twice_is_found() {
    let handler = |name: &str, text: &str| (format!("{HANDLERS}{name}.rs"), text.to_owned());
    let run = "pub async fn run(services: Services) -> Outcome";
    let handlers = [
        handler("send_mail", &format!("//! Safe to run twice: the row says `sent`.\n{run}")),
        handler("make_report", &format!("//! Makes.\n{run}")),
    ];
    assert!(handlers.iter().all(|(path, text)| is_handler(path, text)));
    assert!(!is_handler("worker/src/handlers/mod.rs", "pub mod send_mail;") && !is_handler("api/src/run.rs", run));
    assert_eq!(silent_about_running_twice(&handlers), ["worker/src/handlers/make_report.rs"]);
}
