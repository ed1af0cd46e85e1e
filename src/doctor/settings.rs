//! What the settings alone say: combinations that are probably not meant so, where links lead, and who may read the
//! secret key.

use std::path::Path;

use sellout_config::Settings;

use super::finding::Finding;
use crate::setup::is_said;

/// The file of the kept key, in the data folder.
const KEPT_KEY: &str = "secret.key";

/// Looks at them.
pub(super) fn look(settings: &Settings) -> Vec<Finding> {
    let mut findings: Vec<Finding> = settings
        .warnings()
        .into_iter()
        .map(|warning| Finding::warning("settings", warning, "see docs/settings.md"))
        .collect();
    if findings.is_empty() {
        findings.push(Finding::ok("settings", "they contradict nothing"));
    }
    findings.push(match settings.link_base() {
        Some(base) => Finding::ok("public url", format!("links in mails begin with {base}")),
        None => {
            Finding::warning("public url", "mails carry no links", "set SELLOUT_PUBLIC_URL to this server's address")
        }
    });
    findings.push(if is_said(settings, "SELLOUT_SECRET_KEY") {
        Finding::ok("secret key", "set by SELLOUT_SECRET_KEY")
    } else {
        kept_key(&settings.data.join(KEPT_KEY))
    });
    findings
}

fn kept_key(file: &Path) -> Finding {
    use std::os::unix::fs::PermissionsExt;
    let shown = file.display();
    match std::fs::metadata(file) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            Finding::ok("secret key", format!("not made yet; the first start keeps one in {shown}"))
        }
        Err(e) => {
            Finding::failed("secret key", format!("{shown} cannot be looked at: {e}"), "make the data folder readable")
        }
        Ok(about) if about.permissions().mode() & 0o077 != 0 => {
            Finding::warning("secret key", format!("{shown} can be read by others"), format!("chmod 600 {shown}"))
        }
        Ok(_) => Finding::ok("secret key", format!("{shown}, readable by its owner alone")),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::super::finding::Health;
    use super::*;

    #[test]
    fn a_key_that_others_may_read_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let key = folder.path().join(KEPT_KEY);
        assert_eq!(kept_key(&key).status, Health::Ok);
        std::fs::write(&key, "x").unwrap();
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).unwrap();
        let found = kept_key(&key);
        assert_eq!(found.status, Health::Warning);
        assert!(found.cure.unwrap().starts_with("chmod 600 "));
    }
}
