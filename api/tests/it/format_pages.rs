//! The pages of formats, as a browser without scripts uses them.

use axum::http::{Request, header};
use sellout_ingest::compare::Reading;
use sellout_model::FormatTestId;
use sellout_store::format_tests::{self, Found, TriedFile};

use crate::door::{Answered, Door, FORM, form};
use crate::pages::{get, post, sign_in};

const OURS: &str = "extends = \"generic\"\r\n[policy]\r\ncurrency = \"GBP\"\r\n";
const WRONG: &str = "extends = \"generic\"\r\n[policy]\r\n  curency = \"GBP\"\r\n";

/// The fields of the form of one format.
fn fields(source: &str, what: &str) -> String {
    let mut fields = url::form_urlencoded::Serializer::new(String::new());
    fields.append_pair("source", source).append_pair("do", what).finish()
}

pub(crate) async fn send(door: &Door, path: &str, cookie: &str, parts: &[(&str, Option<&str>, &[u8])]) -> Answered {
    let request = Request::post(path)
        .header(header::COOKIE, cookie)
        .header(header::ACCEPT, "text/html")
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, FORM);
    door.send(request.body(form(parts)).unwrap()).await
}

#[tokio::test]
async fn a_built_in_format_is_changed_on_its_page_and_comes_back() {
    let door = Door::open().await;
    let cookie = sign_in(&door).await;
    let list = get(&door, "/formats", &cookie).await.html();
    assert!(list.contains("/formats/generic") && list.contains("built in") && !list.contains("yours, version"));
    let page = get(&door, "/formats/generic", &cookie).await.html();
    assert!(page.contains("extends = &quot;generic&quot;") && page.contains("The built-in description"), "{page}");
    let saved = post(&door, "/formats/generic", &cookie, &fields(OURS, "save")).await;
    assert_eq!(
        (saved.status.as_u16(), saved.header("location")),
        (303, "/formats/generic?saved=1"),
        "{}",
        saved.text()
    );
    let page = get(&door, "/formats/generic?saved=1", &cookie).await.html();
    assert!(page.contains("Saved as version 1") && page.contains("<code>policy.currency</code>"), "{page}");
    let list = get(&door, "/formats", &cookie).await.html();
    assert!(list.contains("yours, version 1") && list.contains("policy.currency"));
    let toml = get(&door, "/formats/generic/download", &cookie).await;
    assert_eq!(toml.header("content-disposition"), "attachment; filename=\"generic.toml\"");
    assert_eq!(toml.text(), OURS.replace("\r\n", "\n"));
    let whole = get(&door, "/formats/generic/download?whole=true", &cookie).await.text();
    assert!(whole.contains("product_ean") && whole.contains("GBP"));
    post(&door, "/formats/generic", &cookie, &fields(&OURS.replace("GBP", "USD"), "save")).await;
    let older = get(&door, "/formats/generic?version=1", &cookie).await.html();
    assert!(older.contains("currency = &quot;GBP&quot;") && older.contains("Go back to it"), "{older}");
    assert_eq!(post(&door, "/formats/generic/versions/1/restore", &cookie, "").await.status, 303);
    assert!(get(&door, "/formats/generic", &cookie).await.html().contains("yours, version 1"));
    let removed = post(&door, "/formats/generic/remove", &cookie, "").await;
    assert_eq!(removed.header("location"), "/formats/generic");
    assert!(get(&door, "/formats", &cookie).await.html().contains("/formats/generic"));
    assert!(!get(&door, "/formats", &cookie).await.html().contains("yours, version"));
}

#[tokio::test]
async fn a_mistake_is_shown_in_its_line_and_what_was_typed_stays() {
    let door = Door::open().await;
    let cookie = sign_in(&door).await;
    for what in ["save", "test"] {
        let told = post(&door, "/formats/generic", &cookie, &fields(WRONG, what)).await;
        let page = told.html();
        assert_eq!(told.status, 422, "{page}");
        assert!(page.contains("Line 3, column 3: Unknown field `curency`"), "{page}");
        assert!(page.contains("3    curency = &quot;GBP&quot;\n     ^"), "the sign stands under the word: {page}");
        assert!(page.contains("rows=\"20\"") && page.matches("curency = &quot;GBP&quot;").count() == 2, "{page}");
    }
    let other = "code = \"ours\"\ntitle = \"Ours\"\n[columns]\nproduct = \"P\"\nquantity = \"Q\"\n";
    let told = post(&door, "/formats/generic", &cookie, &fields(other, "save")).await;
    assert!(told.status == 422 && told.html().contains("the page of"), "{}", told.html());
    let added = send(&door, "/formats", &cookie, &[("source", None, other.as_bytes()), ("file", Some(""), b"")]).await;
    assert_eq!((added.status.as_u16(), added.header("location")), (303, "/formats/ours"), "{}", added.text());
    assert!(get(&door, "/formats/ours", &cookie).await.html().contains("Put it aside"));
    let file = ("file", Some("x.toml"), other.replace("Ours", "Theirs").into_bytes());
    let by_file = send(&door, "/formats", &cookie, &[("source", None, b""), (file.0, file.1, &file.2)]).await;
    assert_eq!(by_file.status, 303, "{}", by_file.text());
    assert!(get(&door, "/formats/ours", &cookie).await.html().contains("Theirs"));
    let wrong = send(&door, "/formats", &cookie, &[("source", None, b"code = \"x\"\ntitle = 3\n")]).await;
    assert!(wrong.status == 422 && wrong.html().contains("Line 2, column 9"), "{}", wrong.html());
    assert_eq!(get(&door, "/formats/tea", &cookie).await.status, 404);
}

#[tokio::test]
async fn a_trial_is_waited_for_and_shown() {
    let door = Door::open().await;
    let cookie = sign_in(&door).await;
    let begun = post(&door, "/formats/generic", &cookie, &fields(OURS, "test")).await;
    let path = begun.header("location").trim_end_matches("#trial").to_owned();
    let waiting = get(&door, &path, &cookie).await;
    assert_eq!(waiting.header("refresh"), "2");
    let page = waiting.html();
    assert!(page.contains("Earlier files are being read") && page.contains("currency = &quot;GBP&quot;"), "{page}");
    let test: FormatTestId = path.rsplit('=').next().unwrap().parse().unwrap();
    let reading = |amount: &str| Reading {
        rows: 3,
        units: "3".to_owned(),
        amounts: [("EUR".to_owned(), amount.to_owned())].into(),
        ..Reading::default()
    };
    let comparison = sellout_ingest::Comparison {
        same: false,
        before: Some(reading("30.00")),
        after: reading("25.00"),
        differences: vec![sellout_ingest::compare::Difference {
            sheet: Some("April".to_owned()),
            row: 7,
            before: Some([("amount".to_owned(), "10.00".to_owned())].into()),
            after: Some([("amount".to_owned(), "5.00".to_owned())].into()),
        }],
    };
    let file = TriedFile {
        upload_id: uuid::Uuid::from_u128(9).into(),
        filename: "<April>.xlsx".to_owned(),
        created_at: door.app.clock.now(),
        comparison: Some(comparison),
        not_tried: None,
    };
    let found = Found::of(vec![file]);
    format_tests::finish(door.app.db.write(), door.org, test, &found, door.app.clock.now()).await.unwrap();
    let shown = get(&door, &path, &cookie).await;
    assert_eq!(shown.header("refresh"), "");
    let page = shown.html();
    for part in [
        "0 files would be read the same, 1 would differ",
        "&lt;April&gt;.xlsx",
        "30.00 EUR",
        "25.00 EUR",
        "April, row 7: Amount",
        "5.00",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
}
