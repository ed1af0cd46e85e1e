//! Lists of uploads, and the errors of their rows.

use sea_orm::ActiveValue::Set;
use sea_orm::EntityTrait;
use sellout_model::{LoadId, OrgId, UploadId, UploadStatus};
use sellout_store::row_errors::{self, NewRowError};
use sellout_store::upload_lists::{self, By, Filter};
use sellout_store::{Page, loads, new_id, uploads};
use sellout_testing::{TestDb, moment, on_both};

pub(crate) async fn upload(
    db: &TestDb,
    org: OrgId,
    number: i64,
    (name, status): (&str, UploadStatus),
    vendor: Option<&str>,
) -> UploadId {
    let id = new_id(moment(number));
    let row = uploads::ActiveModel {
        id: Set(id),
        org_id: Set(org.0),
        number: Set(number),
        filename: Set(name.to_owned()),
        size_bytes: Set(number),
        sha256: Set(format!("{number:064}")),
        storage_key: Set("key".to_owned()),
        status: Set(status.as_str().to_owned()),
        vendor: Set(vendor.map(str::to_owned)),
        vendor_given: Set(Some("given".to_owned())),
        created_at: Set(moment(number)),
        ..uploads::ActiveModel::default()
    };
    uploads::Entity::insert(row).exec_without_returning(db.write()).await.unwrap();
    UploadId(id)
}

async fn load(db: &TestDb, org: OrgId, upload: UploadId, state: &str, at: i64) -> LoadId {
    let id = new_id(moment(at));
    let row = loads::ActiveModel {
        id: Set(id),
        org_id: Set(org.0),
        upload_id: Set(upload.0),
        state: Set(state.to_owned()),
        created_at: Set(moment(at)),
        ..loads::ActiveModel::default()
    };
    loads::Entity::insert(row).exec_without_returning(db.write()).await.unwrap();
    LoadId(id)
}

on_both! {
    async fn uploads_are_listed_by_status_and_vendor_in_any_order(db) {
        let org = db.organisation().await;
        upload(db, org, 1, ("b.csv", UploadStatus::Completed), Some("north")).await;
        upload(db, org, 2, ("a.csv", UploadStatus::Failed), None).await;
        upload(db, org, 3, ("a.csv", UploadStatus::Completed), Some("south")).await;
        let list = async |filter: Filter<'_>, by, descending, page| {
            let found = upload_lists::list(db.read(), org, &filter, (by, descending), page).await.unwrap();
            (found.items.iter().map(|u| u.number).collect::<Vec<_>>(), found.total)
        };
        let all = Filter::default();
        assert_eq!(list(all, By::CreatedAt, true, Page::first(2)).await, (vec![3, 2], 3));
        assert_eq!(list(all, By::CreatedAt, true, Page { page: 2, per_page: 2 }).await, (vec![1], 3));
        assert_eq!(list(all, By::Filename, false, Page::first(9)).await, (vec![3, 2, 1], 3));
        assert_eq!(list(all, By::SizeBytes, false, Page::first(9)).await, (vec![1, 2, 3], 3));
        let failed = Filter { status: Some(UploadStatus::Failed), ..all };
        assert_eq!(list(failed, By::CreatedAt, true, Page::first(9)).await, (vec![2], 1));
        assert_eq!(list(Filter { vendor: Some("north"), ..all }, By::CreatedAt, true, Page::first(9)).await.0, [1]);
        assert_eq!(list(Filter { vendor: Some("given"), ..all }, By::CreatedAt, true, Page::first(9)).await.0, [2]);
    }

    async fn the_errors_shown_are_those_of_the_newest_load_that_ended(db) {
        let org = db.organisation().await;
        let upload = upload(db, org, 1, ("a.csv", UploadStatus::Completed), None).await;
        let shown = async || upload_lists::shown_load(db.read(), org, upload).await.unwrap();
        assert_eq!(shown().await, None);
        load(db, org, upload, "dead", 1).await;
        assert_eq!(shown().await, None);
        let writing = load(db, org, upload, "writing", 2).await;
        assert_eq!(shown().await, Some(writing));
        let finished = load(db, org, upload, "finished", 3).await;
        load(db, org, upload, "writing", 4).await;
        assert_eq!(shown().await, Some(finished));
    }

    async fn row_errors_keep_the_order_of_the_file(db) {
        let org = db.organisation().await;
        let upload = upload(db, org, 1, ("a.csv", UploadStatus::Completed), None).await;
        let load = load(db, org, upload, "finished", 1).await;
        let error = |row: u32| NewRowError {
            sheet: "April".to_owned(),
            row: Some(row),
            column: Some("Qty".to_owned()),
            column_no: Some(3),
            severity: "error",
            code: if row.is_multiple_of(3) { "bad_amount" } else { "bad_quantity" }.to_owned(),
            message: "write a number".to_owned(),
            value: "abc".to_owned(),
            raw: "abc\t1".to_owned(),
        };
        let errors: Vec<NewRowError> = (1..=1201).map(error).collect();
        row_errors::insert(db.write(), org, load, upload, 0, &errors[..1200]).await.unwrap();
        row_errors::insert(db.write(), org, load, upload, 1200, &errors[1200..]).await.unwrap();
        let page = row_errors::list(db.read(), org, load, Page { page: 13, per_page: 100 }).await.unwrap();
        assert_eq!((page.total, page.items.len(), page.items[0].row_no), (1201, 1, Some(1201)));
        let next = row_errors::after(db.read(), org, load, Some(599), 2).await.unwrap();
        assert_eq!(next.iter().map(|e| e.row_no).collect::<Vec<_>>(), [Some(601), Some(602)]);
        let counts = row_errors::counts(db.read(), org, load).await.unwrap();
        assert_eq!(counts, [("bad_quantity".to_owned(), 801), ("bad_amount".to_owned(), 400)]);
        assert_eq!(row_errors::list(db.read(), db.organisation().await, load, Page::first(5)).await.unwrap().total, 0);
    }
}
