//! Clocks that are wrong: a step of an hour, a machine that is ten minutes off.

use chrono::TimeDelta;
use sellout_model::{Clock, FakeClock, JobState};
use sellout_queue::timetable::Schedule;
use sellout_queue::{LedgerClock, SubmitOptions};

use crate::world::{errand, on_both, on_postgres};

on_both!(a_clock_that_goes_back_an_hour_expires_no_lease_and_holds_no_job_back, |world| {
    let id = world.errand(errand("runs")).await;
    let held = world.claim_one().await;
    for step in [-3600, 7200] {
        world.clock.step_wall(TimeDelta::seconds(step));
        assert!(world.ledger.sweep(0).await.unwrap().returned.is_empty());
        assert!(world.ledger.beat("w", &[(id, held.fence)], crate::world::LEASE).await.unwrap().lost.is_empty());
        world.errand(errand("new")).await;
        assert_eq!(world.names(1).await, ["new"], "after a step of {step} s");
    }
    world.succeed(&held).await;
    assert_eq!(world.state(id).await, JobState::Succeeded);
});

on_both!(a_schedule_fires_no_time_again_when_the_clock_goes_back, |world| {
    let hourly = Schedule::cron("30 * * * *", chrono_tz::Tz::UTC).unwrap();
    let tick = async || world.ledger.tick("hourly", &hourly, &errand("h"), SubmitOptions::default()).await.unwrap();
    assert_eq!(tick().await, None);
    world.pass(1900);
    assert!(tick().await.is_some());
    world.clock.step_wall(TimeDelta::hours(-1));
    world.pass(60);
    assert_eq!(tick().await, None);
    world.pass(3600);
    assert_eq!(tick().await, None, "half past again, by a clock that went back");
    world.pass(3600);
    assert!(tick().await.is_some());
    assert_eq!(world.names(9).await.len(), 2);
});

#[tokio::test]
async fn a_worker_whose_clock_is_ten_minutes_off_agrees_with_the_others() {
    on_postgres(|world| async move {
        let db = world.ledger.db();
        let right = LedgerClock::from_database(Clock::system(), db).await.unwrap();
        let now = Clock::system().now();
        for minutes in [-10, 10] {
            let wrong = FakeClock::at(now + TimeDelta::minutes(minutes));
            let clock = LedgerClock::from_database(wrong.clock(), db).await.unwrap();
            let apart = clock.now() - right.now();
            assert!(apart.abs() < TimeDelta::seconds(5), "{apart}");
            assert!((clock.clock().now() - right.clock().now()).abs() > TimeDelta::minutes(9));
        }
    })
    .await;
}
