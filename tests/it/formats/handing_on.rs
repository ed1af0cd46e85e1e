//! A format is written as TOML and taken in again, by the API and on the command line.

use serde_json::json;

use super::{everything_in, save, without_currency};
use crate::command_line::Shell;
use crate::house::{Form, stories, text};
use crate::made::shelf;

stories! {
    async fn a_format_goes_from_one_organisation_to_another_as_toml(house) {
        let us = house.sign_in().await;
        save(&us, "generic", &everything_in("GBP")).await;
        let exported = us.get_with("/formats/generic", "accept", "application/toml").await;
        assert_eq!(exported.headers["content-disposition"], "attachment; filename=\"generic.toml\"");
        let toml = String::from_utf8(exported.bytes(200).to_vec()).unwrap();
        assert_eq!(toml, everything_in("GBP"));
        let they = house.neighbour("Birchwood", "bo@birchwood.example").await;
        let imported = they.post("/formats", &json!({ "source": toml })).await.json(201);
        assert_eq!((&imported["code"], &imported["version"]), (&json!("generic"), &json!(1)));
        let upload = they.load(Form::of("april.csv", without_currency("2025-04-03", 2))).await;
        assert_eq!(upload["original_currency"], "GBP", "{upload:#}");
        they.post("/formats", &json!({ "source": "title = 3" })).await.problem(422, "invalid");
    }

    async fn the_whole_of_it_stands_by_itself(house) {
        let us = house.sign_in().await;
        save(&us, "generic", &everything_in("GBP")).await;
        let whole = us.get_with("/formats/generic?whole=true", "accept", "application/toml").await;
        let whole = String::from_utf8(whole.bytes(200).to_vec()).unwrap();
        assert!(!whole.contains("extends") && whole.contains("product_ean") && whole.contains("GBP"), "{whole}");
        let saved = save(&us, "generic", &whole).await;
        assert_eq!((&saved["version"], &saved["extends"], &saved["overrides"]), (&json!(2), &json!(null), &json!([])));
        let description = us.get("/formats/generic").await.json(200)["description"].clone();
        let again = us.put("/formats/generic", &description).await.json(200);
        assert_eq!(again["description"], description, "JSON is as good as TOML");
    }
}

#[test]
fn the_command_line_checks_keeps_tries_and_writes_formats() {
    let shell = Shell::new();
    shell.file("ours.toml", everything_in("GBP"));
    shell.file("wrong.toml", "extends = \"generic\"\n[policy]\ncurency = \"GBP\"\n");
    let checked = shell.call(["format", "check", "ours.toml", "--json"]).with_code(0).lines().remove(0);
    assert_eq!((&checked["code"], &checked["overrides"]), (&json!("generic"), &json!(["policy.currency"])));
    for command in ["check", "import", "test"] {
        let wrong = shell.call(["format", command, "wrong.toml"]).with_code(1);
        assert!(wrong.sentence().contains("wrong.toml: line 3, column 1: unknown field"), "{}", wrong.stderr);
    }
    assert_eq!(shell.call(["format", "test", "ours.toml"]).with_code(0).stdout, "no earlier file is of this format\n");
    shell.file("april.csv", without_currency("2025-04-03", 2));
    shell.file("may.csv", shelf("2025-05-03", "Leeds", 2));
    shell.call(["import", "april.csv", "may.csv"]).with_code(1);
    let found = shell.call(["format", "test", "ours.toml", "--json"]).with_code(2).lines().remove(0);
    assert_eq!((&found["same"], &found["different"]), (&json!(1), &json!(1)), "{found:#}");
    assert!(
        shell
            .call(["format", "test", "ours.toml"])
            .with_code(2)
            .stdout
            .contains("1 would be read the same, 1 otherwise")
    );
    let kept = shell.call(["format", "import", "ours.toml", "--json"]).with_code(0).lines().remove(0);
    assert_eq!((&kept["code"], &kept["version"], &kept["extends"]), (&json!("generic"), &json!(1), &json!("generic")));
    shell.file("june.csv", without_currency("2025-06-03", 2));
    let june = shell.call(["import", "june.csv", "--json"]).with_code(0).lines().remove(0);
    assert_eq!((&june["original_currency"], &june["format_version"]), (&json!("GBP"), &json!(1)), "{june:#}");
    assert_eq!(shell.call(["format", "export", "generic"]).with_code(0).stdout, everything_in("GBP"));
    shell.call(["format", "export", "generic", "--whole", "-o", "whole.toml"]).with_code(0);
    let whole = shell.call(["format", "check", "whole.toml", "--json"]).with_code(0).lines().remove(0);
    assert_eq!((&whole["ok"], &whole["overrides"]), (&json!(true), &json!(null)));
    let listed = shell.call(["format", "list", "--json"]).with_code(0).lines();
    let own: Vec<_> =
        listed.iter().filter(|format| format["version"] != 0).map(|format| text(&format["code"])).collect();
    assert_eq!(own, ["generic"]);
    let unknown = shell.call(["format", "export", "tea"]).with_code(1);
    assert!(unknown.sentence().contains("\"tea\""), "{}", unknown.stderr);
}
