//! Organisations, people, tokens, sessions, idempotency keys and the audit trail.

use chrono::TimeDelta;
use sellout_model::{Currency, OrgId, Role};
use sellout_store::audit::{self, Deed};
use sellout_store::idempotency_keys::{self, Answer, Begun};
use sellout_store::organisations::{self, NewOrganisation};
use sellout_store::sessions::{self, NewSession};
use sellout_store::tokens::{self, NewToken};
use sellout_store::users::{self, NewUser};
use sellout_store::{Page, data_versions};
use sellout_testing::{TestDb, moment, on_both};

async fn ada(db: &TestDb, org: OrgId) -> users::Model {
    let new = NewUser { email: " Ada@Example.org", password_hash: Some("hash"), role: Role::Admin };
    users::create(db.write(), org, &new, moment(0)).await.unwrap().unwrap()
}

on_both! {
    async fn upload_numbers_and_data_versions_count_up_for_each_organisation(db) {
        let (one, two) = (db.organisation().await, db.organisation().await);
        let tx = db.begin().await.unwrap();
        assert_eq!(organisations::lock(&tx, one).await.unwrap().data_version, 0);
        assert_eq!(organisations::next_upload_number(&tx, one).await.unwrap(), 1);
        assert_eq!(organisations::next_upload_number(&tx, one).await.unwrap(), 2);
        assert_eq!(organisations::raise_data_version(&tx, one, "load", None, moment(10)).await.unwrap(), 1);
        tx.commit().await.unwrap();
        organisations::raise_data_version(db.write(), one, "undo", None, moment(20)).await.unwrap();
        assert_eq!(organisations::data_version(db.read(), one).await.unwrap(), 2);
        assert_eq!(organisations::data_version(db.read(), two).await.unwrap(), 0);
        assert_eq!(data_versions::get(db.read(), one, 2).await.unwrap().unwrap().cause, "undo");
        for (seconds, version) in [(9, 0), (10, 1), (19, 1), (500, 2)] {
            assert_eq!(data_versions::as_of(db.read(), one, moment(seconds)).await.unwrap(), version);
        }
        let nobody = OrgId(sellout_store::new_id(moment(0)));
        assert!(organisations::next_upload_number(db.write(), nobody).await.is_err());
    }

    async fn an_organisation_keeps_its_currency_and_zone(db) {
        let new = NewOrganisation { name: "Kyiv", currency: "UAH".parse().unwrap(), timezone: "Europe/Kyiv" };
        let made = organisations::create(db.write(), &new, moment(5)).await.unwrap();
        let kept = organisations::get(db.read(), made.org()).await.unwrap().unwrap();
        assert_eq!(kept, made);
        assert_eq!((kept.currency().unwrap(), kept.zone().unwrap().name()), ("UAH".parse().unwrap(), "Europe/Kyiv"));
        assert_ne!(kept.currency().unwrap(), Currency::EUR);
        assert_eq!(organisations::all(db.read()).await.unwrap(), [made]);
    }

    async fn a_person_is_found_by_address_however_it_is_written_and_has_it_alone(db) {
        let org = db.organisation().await;
        let user = ada(db, org).await;
        let found = users::by_email(db.read(), "ADA@example.ORG ").await.unwrap().unwrap();
        assert_eq!((found.id, found.email.as_str(), found.role().unwrap()), (user.id, "ada@example.org", Role::Admin));
        let again = NewUser { email: "ada@example.org", password_hash: None, role: Role::Analyst };
        let other = db.organisation().await;
        assert_eq!(users::create(db.write(), other, &again, moment(1)).await.unwrap(), None);
        assert_eq!(users::get(db.read(), other, user.user()).await.unwrap(), None);
        assert!(!users::set_active(db.write(), other, user.user(), false).await.unwrap());
        assert_eq!(users::active_admins(db.read(), org).await.unwrap(), 1);
        assert!(users::set_role(db.write(), org, user.user(), Role::Analyst).await.unwrap());
        assert_eq!(users::active_admins(db.read(), org).await.unwrap(), 0);
        assert!(users::signed_in(db.write(), org, user.user(), moment(7)).await.unwrap());
        assert!(users::set_password_hash(db.write(), org, user.user(), "other").await.unwrap());
        let kept = users::list(db.read(), org, Page::first(10)).await.unwrap().items.remove(0);
        assert_eq!((kept.signed_in_at, kept.password_hash.as_deref()), (Some(moment(7)), Some("other")));
    }

    async fn a_token_opens_until_it_ends_is_revoked_or_its_owner_goes(db) {
        let org = db.organisation().await;
        let user = ada(db, org).await;
        let new = |hash: &'static str, expires_at| NewToken { user: user.user(), name: "ci", hash, expires_at };
        let short = tokens::create(db.write(), org, &new("a", Some(moment(100))), moment(0)).await.unwrap();
        let long = tokens::create(db.write(), org, &new("b", None), moment(0)).await.unwrap();
        let opens = async |hash: &str, at: i64| tokens::valid(db.read(), hash, moment(at)).await.unwrap();
        assert_eq!(opens("a", 99).await.unwrap().1.id, user.id);
        assert_eq!(opens("a", 100).await, None, "over");
        assert!(opens("b", 10_000).await.is_some());
        assert_eq!(tokens::list(db.read(), org, Some(user.user()), Page::first(9)).await.unwrap().total, 2);
        assert!(tokens::revoke(db.write(), org, long.token(), moment(5)).await.unwrap());
        assert!(!tokens::revoke(db.write(), org, long.token(), moment(6)).await.unwrap(), "once");
        assert_eq!(opens("b", 10).await, None);
        users::set_active(db.write(), org, user.user(), false).await.unwrap();
        assert_eq!(opens("a", 50).await, None, "nobody's");
        assert!(!tokens::revoke(db.write(), db.organisation().await, short.token(), moment(5)).await.unwrap());
    }

    async fn a_tokens_use_is_noted_once_a_minute(db) {
        let org = db.organisation().await;
        let new = NewToken { user: ada(db, org).await.user(), name: "ci", hash: "a", expires_at: None };
        let token = tokens::create(db.write(), org, &new, moment(0)).await.unwrap();
        assert!(token.wants_touch(moment(0)));
        for (at, noted) in [(10, 10), (69, 10), (70, 70)] {
            tokens::touch(db.write(), org, token.token(), moment(at)).await.unwrap();
            let (token, _) = tokens::valid(db.read(), "a", moment(at)).await.unwrap().unwrap();
            assert_eq!(token.used_at, Some(moment(noted)), "at {at}");
            assert!(!token.wants_touch(moment(at)));
        }
    }

    async fn a_refresh_token_is_exchanged_once(db) {
        let org = db.organisation().await;
        let user = ada(db, org).await;
        let new = NewSession { user: user.user(), hash: "one", expires_at: moment(1000) };
        let session = sessions::create(db.write(), org, &new, moment(0)).await.unwrap();
        let (read, _) = sessions::by_hash(db.read(), "one", moment(1)).await.unwrap().unwrap();
        assert!(sessions::renew(db.write(), org, &read, "two", moment(2000)).await.unwrap());
        assert!(!sessions::renew(db.write(), org, &read, "three", moment(2000)).await.unwrap(), "stolen or twice");
        assert_eq!(sessions::by_hash(db.read(), "one", moment(1)).await.unwrap(), None);
        assert!(sessions::live(db.read(), org, session.id, moment(1999)).await.unwrap().is_some());
        assert_eq!(sessions::live(db.read(), org, session.id, moment(2000)).await.unwrap(), None);
        assert_eq!(sessions::revoke_all(db.write(), org, user.user(), moment(9)).await.unwrap(), 1);
        assert!(!sessions::revoke(db.write(), org, session.id, moment(9)).await.unwrap());
        assert_eq!(sessions::live(db.read(), org, session.id, moment(10)).await.unwrap(), None);
        assert_eq!(sessions::delete_ended(db.write(), moment(8)).await.unwrap(), 0);
        assert_eq!(sessions::delete_ended(db.write(), moment(9)).await.unwrap(), 1);
    }

    async fn a_request_with_a_key_is_done_once_and_answered_the_same_for_a_day(db) {
        let org = db.organisation().await;
        let begin = async |request: &str, at| {
            idempotency_keys::begin(db.write(), org, "key", request, moment(at)).await.unwrap()
        };
        assert_eq!(begin("POST /reports", 0).await, Begun::First);
        assert_eq!(begin("POST /reports", 1).await, Begun::Running);
        idempotency_keys::forget(db.write(), org, "key").await.unwrap();
        assert_eq!(begin("POST /reports", 2).await, Begun::First, "the first one failed");
        let answer = Answer { status: 202, location: Some("/reports/1".to_owned()), body: "{}".to_owned() };
        idempotency_keys::finish(db.write(), org, "key", &answer).await.unwrap();
        idempotency_keys::forget(db.write(), org, "key").await.unwrap();
        assert_eq!(begin("POST /reports", 3).await, Begun::Done(answer.clone()));
        assert_eq!(begin("POST /uploads", 3).await, Begun::Different);
        let day = TimeDelta::days(1).num_seconds();
        assert_eq!(begin("POST /reports", 1 + day).await, Begun::Done(answer));
        assert_eq!(begin("POST /uploads", 2 + day).await, Begun::First);
        assert_eq!(idempotency_keys::delete_expired(db.write(), moment(1 + 2 * day)).await.unwrap(), 0);
        assert_eq!(idempotency_keys::delete_expired(db.write(), moment(2 + 2 * day)).await.unwrap(), 1);
    }

    async fn a_key_whose_request_died_with_its_process_is_begun_anew_once(db) {
        let org = db.organisation().await;
        let begin = async |at| idempotency_keys::begin(db.write(), org, "key", "POST /uploads", moment(at)).await.unwrap();
        assert_eq!(begin(0).await, Begun::First);
        // Its process told for a while that it was being done, and died.
        for at in [50, 100] {
            idempotency_keys::keep(db.write(), org, "key", moment(at)).await.unwrap();
        }
        assert_eq!(begin(159).await, Begun::Running);
        let (one, two) = tokio::join!(begin(160), begin(160));
        assert!([&one, &two].contains(&&Begun::First) && [&one, &two].contains(&&Begun::Running), "{one:?} {two:?}");
        let answer = Answer { status: 202, location: None, body: "{}".to_owned() };
        idempotency_keys::finish(db.write(), org, "key", &answer).await.unwrap();
        idempotency_keys::keep(db.write(), org, "key", moment(9000)).await.unwrap();
        assert_eq!(begin(9000).await, Begun::Done(answer), "an answer stays");
    }

    async fn the_audit_trail_is_listed_newest_first_by_person_action_and_time(db) {
        let org = db.organisation().await;
        let user = ada(db, org).await.user();
        let detail = serde_json::json!({"name": "ci"});
        for (at, action, by) in [(1, "token.create", Some(user)), (2, "upload.undo", Some(user)), (3, "retention", None)] {
            let deed = Deed { user: by, action, subject: "it", detail: Some(&detail) };
            audit::append(db.write(), org, &deed, moment(at)).await.unwrap();
        }
        let list = async |filter: audit::Filter<'_>| {
            let found = audit::list(db.read(), org, &filter, Page::first(9)).await.unwrap();
            found.map(|entry| entry.action).items
        };
        assert_eq!(list(audit::Filter::default()).await, ["retention", "upload.undo", "token.create"]);
        assert_eq!(list(audit::Filter { user: Some(user), ..Default::default() }).await, ["upload.undo", "token.create"]);
        assert_eq!(list(audit::Filter { action: Some("retention"), ..Default::default() }).await, ["retention"]);
        let window = audit::Filter { from: Some(moment(2)), before: Some(moment(3)), ..Default::default() };
        assert_eq!(list(window).await, ["upload.undo"]);
    }
}
