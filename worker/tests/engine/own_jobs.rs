//! Jobs that a command runs as its own.

use sellout_model::{JobState, OrgId};
use sellout_queue::SubmitOptions;
use sellout_queue::ledger::JobFilter;
use sellout_worker::engine::OwnJobs;

use crate::world::{Act, UPLOAD, act, on_all, options};

on_all!(a_command_runs_its_own_job_and_what_follows_for_its_upload, |world| {
    let org = OrgId(uuid::Uuid::from_u128(1));
    let elsewhere = world.act(Act::Succeed).await;
    let own = OwnJobs::open(world.ledger.clone(), world.handlers(), options()).await.unwrap();
    let tx = world.ledger.db().begin().await.unwrap();
    let held = own.claim(&tx, &act(Act::Follow), SubmitOptions::upload(org, UPLOAD)).await.unwrap();
    tx.commit().await.unwrap();
    let job = own.run(held).await.unwrap();
    assert_eq!(job.state, JobState::Succeeded);
    own.close().await;
    let filter = JobFilter { upload: Some(UPLOAD), ..JobFilter::default() };
    let jobs = world.ledger.jobs(&filter, 1, 9).await.unwrap();
    assert_eq!(jobs.total, 2);
    assert!(jobs.items.iter().all(|job| job.state == JobState::Succeeded));
    assert_eq!(world.job(elsewhere).await.state, JobState::Queued, "not this command's job");
});
