//! The pages, as a browser without scripts uses them.

use axum::body::Body;
use axum::http::{Request, header};

use sellout_queue::ledger::{Claim, Cursors};
use sellout_queue::{Ending, Queue};

use crate::door::{ADMIN, Answered, Door, FORM, PASSWORD, form};

pub(crate) async fn sign_in(door: &Door) -> String {
    let answer =
        post(door, "/login", "", &format!("email={ADMIN}&password={}&next=%2Fuploads", PASSWORD.replace(' ', "+")))
            .await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/uploads"), "{}", answer.text());
    let cookie = answer.header("set-cookie").to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    cookie.split(';').next().unwrap().to_owned()
}

pub(crate) async fn get(door: &Door, path: &str, cookie: &str) -> Answered {
    let request = Request::get(path).header(header::COOKIE, cookie).header(header::ACCEPT, "text/html");
    door.send(request.body(Body::empty()).unwrap()).await
}

pub(crate) async fn post(door: &Door, path: &str, cookie: &str, fields: &str) -> Answered {
    let request = Request::post(path)
        .header(header::COOKIE, cookie)
        .header(header::ACCEPT, "text/html")
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    door.send(request.body(Body::from(fields.to_owned())).unwrap()).await
}

#[tokio::test]
async fn nobody_is_sent_to_the_sign_in_and_back_to_where_they_wanted() {
    let door = Door::open().await;
    let answer = get(&door, "/uploads?status=failed", "").await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/login?next=%2Fuploads%3Fstatus%3Dfailed"));
    let form = get(&door, "/login?next=/uploads", "").await;
    assert!(form.html().contains("value=\"/uploads\""));
    let wrong = post(&door, "/login", "", "email=a%40b.example&password=x").await;
    assert_eq!(wrong.status, 401);
    assert!(wrong.text().contains("role=\"alert\"") && wrong.text().contains("a@b.example"));
}

#[tokio::test]
async fn every_page_shows_itself_to_somebody_signed_in() {
    let door = Door::open().await;
    let cookie = sign_in(&door).await;
    for (path, heading) in [
        ("/", "No sales in these days"),
        ("/uploads", "Drop sales files here"),
        ("/sales", "No sales here"),
        ("/restatements", "No figures have changed here"),
        ("/products", "Every name is matched with a product"),
        ("/products/aliases", "No name was given a product yet"),
        ("/products/prices", "New price"),
        ("/stores", "No stores yet"),
        ("/reports", "New report"),
        ("/schedules", "New schedule"),
        ("/emails", "No mails here"),
        ("/jobs", "No jobs here"),
        ("/jobs/workers", "No worker lives"),
        ("/formats", "Add a format"),
        ("/rates", "Give rates"),
    ] {
        let page = get(&door, path, &cookie).await;
        assert_eq!(page.status, 200, "{path}: {}", page.text());
        assert!(page.text().contains(heading), "{path}");
        assert!(page.text().contains("aria-current=\"page\""), "{path} is marked in the menu");
    }
    let rates = get(&door, "/rates", &cookie).await.text();
    assert!(rates.contains("<summary class=\"here\">Catalogue</summary>"), "its group is marked: {rates}");
    assert_eq!(rates.matches("class=\"here\"").count(), 1);
}

#[tokio::test]
async fn a_file_is_sent_by_the_form_and_can_be_taken_back() {
    let door = Door::open().await;
    let cookie = sign_in(&door).await;
    let send = || {
        let request = Request::post("/uploads")
            .header(header::COOKIE, cookie.as_str())
            .header(header::ACCEPT, "text/html")
            .header(header::ORIGIN, "http://sellout.local:8080")
            .header(header::HOST, "sellout.local:8080")
            .header(header::CONTENT_TYPE, FORM);
        door.send(request.body(form(&[("vendor", None, b""), ("file", Some("<April>.csv"), b"date,ean\n")])).unwrap())
    };
    let sent = send().await;
    assert_eq!(sent.status, 303, "{}", sent.text());
    let path = sent.header("location").to_owned();
    let page = get(&door, &path, &cookie).await.text();
    assert!(page.contains("&lt;April&gt;.csv") && page.contains("data-live="), "{page}");
    let again = send().await;
    assert_eq!(again.status, 409);
    assert!(again.text().contains("See the one that is loaded"));
    let preview = get(&door, &format!("{path}?undo=preview"), &cookie).await.text();
    assert!(preview.contains("Take this upload back?") && preview.contains("No other upload changes"));
    assert_eq!(post(&door, &format!("{path}/undo"), &cookie, "").await.status, 200);
    assert!(get(&door, &path, &cookie).await.text().contains("Undone"));
}

#[tokio::test]
async fn what_another_site_sends_with_our_cookie_is_refused() {
    let door = Door::open().await;
    let cookie = sign_in(&door).await;
    for (name, value) in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example"), ("x-nothing", "")] {
        for path in ["/logout", "/api/v1/tokens"] {
            let request = Request::post(path)
                .header(header::COOKIE, cookie.as_str())
                .header(header::HOST, "sellout.local")
                .header(name, value)
                .header(header::CONTENT_TYPE, "application/json");
            let answer = door.send(request.body(Body::from("{\"name\":\"x\"}")).unwrap()).await;
            assert_eq!(answer.problem(403), "cross_site", "{path} with {name}");
        }
    }
    assert_eq!(get(&door, "/", &cookie).await.status, 200, "still signed in");
}

#[tokio::test]
async fn signing_out_ends_the_cookie() {
    let door = Door::open().await;
    let cookie = sign_in(&door).await;
    assert_eq!(post(&door, "/logout", &cookie, "").await.header("location"), "/login");
    assert_eq!(get(&door, "/", &cookie).await.status, 303);
}

#[tokio::test]
async fn reports_and_schedules_are_made_by_their_forms() {
    let door = Door::open().await;
    let cookie = sign_in(&door).await;
    let fields = "kind=sales_summary&from=2025-04-01&to=2025-04-30&format=pdf&recipients=";
    assert_eq!(post(&door, "/reports", &cookie, fields).await.status, 303);
    assert!(get(&door, "/reports", &cookie).await.text().contains("Sales summary, April 2025"));
    let fields = "name=Weekly&kind=transactions&format=csv&frequency=weekly&at=08%3A00&weekday=1&day=1&timezone=UTC\
                  &range=previous_week&recipients=a%40b.example%2C+c%40d.example";
    assert_eq!(post(&door, "/schedules", &cookie, fields).await.status, 303);
    assert!(get(&door, "/schedules", &cookie).await.text().contains("a@b.example, c@d.example"));
    let wrong = post(&door, "/reports", &cookie, "kind=sales_summary&from=2025-05-01&to=2025-04-30&format=pdf").await;
    assert_eq!((wrong.status.as_u16(), wrong.header("content-type")), (422, "text/html; charset=utf-8"));
}

#[tokio::test]
async fn style_and_script_are_kept_for_ever_under_names_of_their_content() {
    let door = Door::open().await;
    let page = get(&door, "/login", "").await.html();
    for ending in [".css", ".js", ".svg"] {
        let end = page.find(ending).unwrap() + ending.len();
        let begin = page[..end].rfind('"').unwrap() + 1;
        let asset = get(&door, &page[begin..end], "").await;
        assert_eq!(asset.status, 200);
        assert!(asset.header("cache-control").contains("immutable"));
        assert!(asset.bytes.len() < 20_000);
    }
    assert_eq!(get(&door, "/assets/app.000000000000.css", "").await.status, 404);
}

#[tokio::test]
async fn the_page_of_a_job_shows_why_its_attempts_failed() {
    let door = Door::open().await;
    let cookie = sign_in(&door).await;
    let sent = door.upload(&[("file", Some("a.csv"), b"date,ean\n")]).await.json();
    let id = sent["items"][0]["job_id"].as_str().unwrap().to_owned();
    assert!(get(&door, "/jobs", &cookie).await.html().contains(&format!("/jobs/{id}")));
    let page = get(&door, &format!("/jobs/{id}"), &cookie).await;
    assert!(page.html().contains("It has not been tried yet"), "{}", page.text());
    let lease = std::time::Duration::from_secs(20);
    let claim = Claim { queue: Queue::UploadProcessing, worker: "w", kinds: &["process-upload"], slots: 1, lease };
    let held = door.app.ledger.claim(&claim, &mut Cursors::front()).await.unwrap().jobs.remove(0);
    door.app.ledger.end(&held, &Ending::Failed("it is no table".into())).await.unwrap();
    let page = get(&door, &format!("/jobs/{id}"), &cookie).await;
    assert!(page.html().contains("it is no table") && page.html().contains("Attempt"), "{}", page.text());
}
