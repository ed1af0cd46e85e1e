//! What came to the mail server, one letter a Message-ID.

use std::collections::BTreeMap;

/// The letters by their Message-ID, how many came again, and what is wrong with them.
#[derive(Debug, Default)]
pub(crate) struct Letters {
    pub(crate) by_id: BTreeMap<String, String>,
    pub(crate) again: usize,
    pub(crate) findings: Vec<String>,
}

impl Letters {
    pub(crate) fn of(taken: Vec<String>) -> Self {
        let mut letters = Self::default();
        for letter in taken {
            let Some(id) = message_id(&letter) else {
                letters.findings.push(format!("a letter without Message-ID came: {letter:?}"));
                continue;
            };
            match letters.by_id.get(&id) {
                None => {
                    letters.by_id.insert(id, letter);
                }
                Some(before) => {
                    letters.again += 1;
                    if *before != letter {
                        letters.findings.push(format!("{id} came twice, with other bytes"));
                    }
                }
            }
        }
        letters
    }
}

fn message_id(letter: &str) -> Option<String> {
    let line = letter.lines().take_while(|line| !line.is_empty()).find_map(|line| line.strip_prefix("Message-ID: "))?;
    Some(bare(line).to_owned())
}

/// Without its brackets.
pub(crate) fn bare(message_id: &str) -> &str {
    message_id.trim().trim_start_matches('<').trim_end_matches('>')
}
