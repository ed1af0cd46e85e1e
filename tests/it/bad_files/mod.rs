//! Whole files of which nothing loads: each ends with its code and one clear sentence that names the cure, in the
//! answer and in the mail.

mod asking;
mod empty;
mod hostile;
mod locked;
mod not_tables;
mod rows;

use serde_json::Value as Json;

use crate::house::{Client, Form, House};

/// Loads a file that must fail: its status, code and sentence, and that nothing of it counts.
async fn fails(
    house: &House,
    us: &Client<'_>,
    name: &str,
    bytes: impl AsRef<[u8]>,
    code: &str,
    words: &[&str],
) -> Json {
    let upload = stops(us, Form::of(name, bytes), "failed", code, words).await;
    let told = told(house);
    assert!(told.contains(&format!("Subject: Upload failed: {name}\r\n")), "{told}");
    upload
}

/// Loads a file that must stop in this state, with this code and these words in its sentence.
async fn stops(us: &Client<'_>, form: Form, status: &str, code: &str, words: &[&str]) -> Json {
    let before = us.all("/sales").await.len();
    let upload = us.load(form).await;
    assert_eq!((upload["status"].as_str(), upload["code"].as_str()), (Some(status), Some(code)), "{upload:#}");
    let sentence = upload["error"].as_str().unwrap_or_default();
    assert!(sentence.len() > 20 && !sentence.ends_with('.') && !sentence.contains('\n'), "{sentence}");
    for word in words {
        assert!(sentence.contains(word), "{word:?} is not in {sentence:?}");
    }
    assert_eq!(upload["rows_loaded"], 0, "{upload:#}");
    assert_eq!(us.all("/sales").await.len(), before, "nothing of it counts");
    assert!(upload["finished_at"].is_string() && upload["progress"] == 100, "{upload:#}");
    upload
}

/// The last mail.
fn told(house: &House) -> String {
    String::from_utf8(house.mails().pop().expect("a mail").bytes).unwrap()
}
