//! Two tests of one story: on `SQLite` with the bell in process, and on `PostgreSQL` with Redis.

/// Makes `name::sqlite` and `name::postgres` of each story, each in a house of its own; `in PLAN;` in front says how
/// the houses are built. The second one is skipped, loudly, where a service is missing and may be.
macro_rules! stories {
    (in $plan:expr; $($(#[$meta:meta])* async fn $name:ident($house:ident) $body:block)+) => {$(
        $(#[$meta])*
        async fn $name($house: &$crate::house::House) $body

        mod $name {
            #[expect(unused_imports, reason = "the plan is written in the words of the story's module")]
            use super::*;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                let house = $crate::house::House::on(sellout_testing::Kind::Sqlite, $plan).await;
                super::$name(&house.expect("SQLite is always there")).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                if let Some(house) = $crate::house::House::on(sellout_testing::Kind::Postgres, $plan).await {
                    super::$name(&house).await;
                }
            }
        }
    )+};
    ($(#[$meta:meta])* async fn $($rest:tt)+) => {
        $crate::house::stories! { in $crate::house::Plan::default(); $(#[$meta])* async fn $($rest)+ }
    };
}
pub(crate) use stories;
