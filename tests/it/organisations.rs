//! Two organisations in one house never see each other's uploads, sales, jobs, reports, schedules or mails.

use sellout_model::Role;
use serde_json::json;

use crate::house::{Form, stories};
use crate::made::shelf;

stories! {
    async fn what_is_ours_is_not_there_for_a_neighbour(house) {
        let us = house.sign_in().await;
        let them = house.neighbour("Other", "eve@other.example").await;
        let upload = us.load(Form::of("april.csv", shelf("2025-04-03", "Leeds", 3))).await;
        let wanted = json!({ "kind": "transactions", "from": "2025-04", "to": "2025-04", "format": "csv",
            "recipients": ["boss@aldermere.example"] });
        let report = us.post("/reports", &wanted).await.json(202);
        let schedule = json!({ "name": "Weekly", "kind": "sales_summary", "format": "pdf", "frequency": "weekly",
            "at": "08:00", "range": "previous_week", "recipients": ["boss@aldermere.example"] });
        let schedule = us.post("/schedules", &schedule).await.json(201);
        house.drain().await;
        let mail = us.all("/emails").await.remove(0);
        let id = |json: &serde_json::Value| json["id"].as_str().unwrap().to_owned();
        let (upload_path, job_path) =
            (format!("/uploads/{}", id(&upload)), format!("/jobs/{}", upload["job_id"].as_str().unwrap()));
        let (report_path, schedule_path, mail_path) = (
            format!("/reports/{}", id(&report)),
            format!("/schedules/{}", id(&schedule)),
            format!("/emails/{}", id(&mail)),
        );
        let file = |path: &str| format!("{path}/file");
        for path in [
            upload_path.clone(),
            format!("{upload_path}/status"),
            format!("{upload_path}/errors"),
            file(&upload_path),
            job_path.clone(),
            report_path.clone(),
            file(&report_path),
            schedule_path.clone(),
            mail_path.clone(),
        ] {
            us.get(&path).await.bytes(200);
            them.get(&path).await.problem(404, "not_found");
        }
        for path in [
            format!("{upload_path}/undo"),
            format!("{upload_path}/undo?preview=true"),
            format!("{upload_path}/retry"),
            format!("{job_path}/cancel"),
            format!("{job_path}/retry"),
            format!("{schedule_path}/run"),
            format!("{mail_path}/resend"),
        ] {
            them.post(&path, &json!({})).await.problem(404, "not_found");
        }
        them.post(&format!("{upload_path}/resolve"), &json!({ "mode": "append" })).await.problem(404, "not_found");
        assert_eq!(us.see(&upload["id"]).await["status"], "completed");
    }

    async fn lists_and_figures_of_a_neighbour_are_their_own(house) {
        let us = house.sign_in().await;
        let them = house.neighbour("Other", "eve@other.example").await;
        let upload = us.load(Form::of("april.csv", shelf("2025-04-03", "Leeds", 3))).await;
        for list in
            ["/uploads", "/sales", "/jobs", "/emails", "/reports", "/schedules", "/vendors", "/products", "/audit"]
        {
            let seen = them.all(list).await;
            assert!(seen.iter().all(|item| !item.to_string().contains("april.csv")), "{list}: {seen:#?}");
        }
        assert!(them.all("/uploads").await.is_empty() && them.all("/sales").await.is_empty());
        assert!(them.all(&format!("/sales?upload={}", upload["id"].as_str().unwrap())).await.is_empty());
        assert_eq!((&them.summary("").await["rows"], &us.summary("").await["rows"]), (&json!(0), &json!(3)));
        // Their own file of the same bytes is new to them.
        let theirs = them.load(Form::of("april.csv", shelf("2025-04-03", "Leeds", 3))).await;
        assert_eq!((&theirs["status"], &theirs["rows_loaded"]), (&json!("completed"), &json!(3)));
        assert_eq!(us.summary("").await["units"], 3);
        let recipients: Vec<String> = house.mails().into_iter().map(|mail| mail.to).collect();
        assert_eq!(recipients, ["ada@aldermere.example", "eve@other.example"]);
    }

    async fn colleagues_share_their_organisation_and_only_admins_see_its_people(house) {
        let us = house.sign_in().await;
        let colleague = house.colleague("ben@aldermere.example", Role::Analyst).await;
        let upload = us.load(Form::of("april.csv", shelf("2025-04-03", "Leeds", 3))).await;
        assert_eq!(colleague.see(&upload["id"]).await["id"], upload["id"]);
        let again = colleague.upload(Form::of("april.csv", shelf("2025-04-03", "Leeds", 3))).await;
        assert_eq!(again.problem(409, "duplicate_file")["upload_id"], upload["id"]);
        colleague.get("/users").await.problem(403, "forbidden");
        assert_eq!(us.all("/users").await.len(), 2);
        house.nobody().get("/uploads").await.problem(401, "unauthorized");
    }
}
