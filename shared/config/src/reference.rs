//! The settings explained to people: docs/settings.md and the list under `--help`, both from the catalogue.

use crate::catalogue::{Fallback, GROUPS, Setting};

const HEAD: &str = "# Settings

<!-- Made from shared/config/src/catalogue.rs. Change that, then run:
     cargo run -p sellout-config --example settings-page > docs/settings.md -->

Nothing has to be set. Each setting is a variable of the environment, or a line of `sellout.toml` in the working
directory, there in small letters and without `SELLOUT_`; the environment wins:

```toml
listen = \"0.0.0.0:8080\"
database_url = \"postgres://sellout:secret@db/sellout\"
max_upload_bytes = \"2 GiB\"
```

- An unknown `SELLOUT_*` name or a bad value stops the start and is named. `SELLOUT_SERVICE_*` and `SELLOUT_PORT*`, which
  orchestrators inject, are ignored. An empty value counts as not set.
- Each **secret** can come from a file instead: `NAME_FILE` names the file whose content is the value.
- `sellout doctor` shows the settings in force, secrets hidden.
";

/// The whole of docs/settings.md.
pub fn reference_markdown() -> String {
    let mut page = HEAD.to_owned();
    for group in GROUPS {
        page.extend(["\n## ", group.title, "\n\n| setting | takes | default | |\n|---|---|---|---|\n"]);
        for setting in group.settings {
            page.push_str(&table_row(setting));
        }
    }
    page
}

fn table_row(setting: &Setting) -> String {
    let secret = if setting.is_secret() { " **Secret.**" } else { "" };
    format!(
        "| `{}` | {} | {} | {}{secret} |\n",
        setting.name,
        setting.takes,
        default_in_words(setting, "`"),
        setting.doc
    )
}

/// The list under `sellout --help`.
pub fn help_text() -> String {
    let mut text = "Settings (environment, or sellout.toml in the working directory):\n".to_owned();
    for setting in GROUPS.iter().flat_map(|group| group.settings) {
        text.extend([format!("  {:<33} ", setting.name), default_in_words(setting, ""), "\n".to_owned()]);
    }
    text.push_str("docs/settings.md says what each does.");
    text
}

fn default_in_words(setting: &Setting, quote: &str) -> String {
    match setting.default {
        Fallback::Value(value) => format!("{quote}{value}{quote}"),
        Fallback::UnderData(value) => format!("{quote}{}{quote}", value.replace("{data}", "data")),
        Fallback::Unset(meaning) => {
            format!("not set: {}", if quote.is_empty() { meaning.replace('`', "") } else { meaning.into() })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_page_is_the_one_made_from_the_catalogue() {
        let committed = include_str!("../../../docs/settings.md");
        assert!(
            committed == reference_markdown(),
            "run: cargo run -p sellout-config --example settings-page > docs/settings.md"
        );
    }

    #[test]
    fn help_names_every_setting() {
        let help = help_text();
        assert!(crate::catalogue::all().all(|setting| help.contains(setting.name)));
    }
}
