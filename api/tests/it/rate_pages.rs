//! The page of exchange rates, as a browser without scripts uses it.

use crate::door::Door;
use crate::format_pages::send;
use crate::pages::{get, post, sign_in};

#[tokio::test]
async fn rates_are_given_held_confirmed_and_taken_back_on_their_page() {
    let door = Door::open().await;
    let cookie = sign_in(&door).await;
    let page = get(&door, "/rates", &cookie).await.html();
    assert!(page.contains("Nobody has given a rate") && page.contains("European Central Bank"), "{page}");
    let typed = async |month: &str, rate: &str| {
        let parts: [(&str, Option<&str>, &[u8]); 4] = [
            ("currency", None, b"uah"),
            ("month", None, month.as_bytes()),
            ("rate", None, rate.as_bytes()),
            ("file", Some(""), b""),
        ];
        send(&door, "/rates", &cookie, &parts).await
    };
    let given = typed("2025-04", "45").await.html();
    assert!(given.contains("UAH 2025-04") && given.contains("The conversion"), "{given}");
    let held = typed("2025-05", "450").await.html();
    assert!(held.contains("Held: UAH in 2025-05 is 450, more than 20 % off the 45 of 2025-04"), "{held}");
    assert!(held.contains("It is right"), "{held}");
    let confirmed = post(&door, "/rates/UAH/2025-05", &cookie, "do=confirm").await.html();
    assert!(!confirmed.contains("It is right") && confirmed.contains("UAH 2025-05"), "{confirmed}");
    let wrong = typed("2025-06", "-3").await;
    assert!(wrong.status == 422 && wrong.html().contains("not a positive exchange rate"), "{}", wrong.html());
    let sly = typed("2025-06", "45\n2025-07,UAH,46").await;
    assert_eq!(sly.status, 422, "one rate is one rate: {}", sly.html());
    let back = post(&door, "/rates/UAH/2025-05", &cookie, "do=take_back").await.html();
    assert!(
        !back.contains("action=\"/rates/UAH/2025-05\"") && back.contains("action=\"/rates/UAH/2025-04\""),
        "{back}"
    );
    let file = b"date,currency,rate\n2025-05,UAH,4.5\n";
    let by_file = send(&door, "/rates", &cookie, &[("file", Some("rates.csv"), file)]).await.html();
    assert!(by_file.contains("rates.csv") && by_file.contains("It is right"), "{by_file}");
    let rejected = post(&door, "/rates/UAH/2025-05", &cookie, "do=reject").await.html();
    assert!(!rejected.contains("It is right"), "{rejected}");
}
