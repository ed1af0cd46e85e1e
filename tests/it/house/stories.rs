//! Two tests of one story: on `SQLite` with the bell in process, and on `PostgreSQL` with Redis.

/// Makes `name::sqlite` and `name::postgres` of each story, each in a house of its own; `in PLAN;` in front says how
/// the houses are built. The second one is skipped, loudly, where a service is missing and may be.
macro_rules! stories {
    (in $plan:expr; $($(#[$meta:meta])* async fn $name:ident($house:ident) $body:block)+) => {$(
        $(#[$meta])*
        async fn $name(kind: sellout_testing::Kind) {
            let Some(house) = $crate::house::House::on(kind, $plan).await else { return };
            let $house = &house;
            $body
        }

        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::$name(sellout_testing::Kind::Sqlite).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                super::$name(sellout_testing::Kind::Postgres).await;
            }
        }
    )+};
    ($($rest:tt)+) => {
        $crate::house::stories! { in $crate::house::Plan::default(); $($rest)+ }
    };
}
pub(crate) use stories;
