//! Versions of formats, and which of them read files.

use sellout_store::{Formats, format_versions};
use sellout_testing::{moment, on_both};

on_both! {
    async fn every_version_of_a_format_is_kept_and_the_last_one_reads(db) {
        let org = db.organisation().await;
        for (at, source) in [(1, "first"), (2, "second")] {
            let tx = db.begin().await.unwrap();
            format_versions::save(&tx, org, "generic", source, None, moment(at)).await.unwrap();
            tx.commit().await.unwrap();
        }
        let active = format_versions::active_of(db.read(), org, "generic").await.unwrap().unwrap();
        assert_eq!((active.version, active.source.as_str()), (2, "second"));
        assert_eq!(format_versions::active(db.read(), org).await.unwrap(), [active]);
        assert!(format_versions::deactivate(db.write(), org, "generic").await.unwrap());
        assert!(!format_versions::deactivate(db.write(), org, "generic").await.unwrap());
        assert_eq!(format_versions::active(db.read(), org).await.unwrap(), []);
        let third = format_versions::save(db.write(), org, "generic", "third", None, moment(3)).await.unwrap();
        assert_eq!(third.version, 3, "numbers are never used again");
        let history = format_versions::history(db.read(), org, "generic").await.unwrap();
        assert_eq!(history.iter().map(|f| (f.version, f.active)).collect::<Vec<_>>(), [(3, true), (2, false), (1, false)]);
        let first = format_versions::get(db.read(), org, "generic", 1).await.unwrap().unwrap();
        assert_eq!(first.source, "first");
        assert_eq!(format_versions::history(db.read(), db.organisation().await, "generic").await.unwrap(), []);
    }

    async fn an_older_version_reads_again_under_its_own_number(db) {
        let org = db.organisation().await;
        for source in ["first", "second"] {
            format_versions::save(db.write(), org, "generic", source, None, moment(1)).await.unwrap();
        }
        let first = format_versions::restore(db.write(), org, "generic", 1).await.unwrap().unwrap();
        assert_eq!((first.version, first.active), (1, true));
        assert_eq!(format_versions::active(db.read(), org).await.unwrap(), [first]);
        assert_eq!(format_versions::restore(db.write(), org, "generic", 3).await.unwrap(), None);
        let other = db.organisation().await;
        assert_eq!(format_versions::restore(db.write(), other, "generic", 1).await.unwrap(), None);
        let active = format_versions::active_of(db.read(), org, "generic").await.unwrap();
        assert_eq!(active.map(|row| row.version), Some(1), "what is not there changes nothing");
        assert_eq!(format_versions::save(db.write(), org, "generic", "third", None, moment(2)).await.unwrap().version, 3);
    }

    async fn own_formats_stand_over_the_built_in_ones_and_a_broken_one_is_named(db) {
        let org = db.organisation().await;
        let save = async |code: &str, source: &str| {
            format_versions::save(db.write(), org, code, source, None, moment(1)).await.unwrap();
        };
        save("generic", "extends = \"generic\"\n[policy]\ncurrency = \"GBP\"\n").await;
        save("web-shop", "code = \"web-shop\"\nworn_out = true\n").await;
        let formats = Formats::load(db.read(), org).await.unwrap();
        let (generic, version) = formats.get("generic").unwrap();
        assert_eq!((generic.changes(), *version), (&["policy.currency".to_owned()][..], 1));
        let (shop, version) = formats.get("web-shop").unwrap();
        assert!(shop.extends.is_none() && *version == 0, "the built-in one counts meanwhile");
        let unreadable: Vec<_> = formats.unreadable.iter().map(|u| (u.kept.code.as_str(), u.error.line)).collect();
        assert_eq!(unreadable, [("web-shop", 2)]);
        let built_in = Formats::load(db.read(), db.organisation().await).await.unwrap();
        assert_eq!(built_in.in_force.len(), formats.in_force.len());
        assert!(built_in.in_force.iter().all(|(_, version)| *version == 0));
    }
}
