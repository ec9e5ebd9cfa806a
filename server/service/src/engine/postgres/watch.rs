//! For tests of races: two commands, of which one is done but not committed when the other begins.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sqlx::AnyPool;
use sqlx::any::AnyPoolOptions;
use tokio::sync::watch;

use crate::testing::TestStore;
use crate::{Command, Ctx, Database, Result};

/// How long somebody may take until they wait for a lock or are done.
const PATIENCE: Duration = Duration::from_secs(20);

/// A connection beside the store that sees everything.
pub(crate) async fn beside(store: &TestStore) -> AnyPool {
    let Database::Postgres(options) = &store.database else { panic!("PostgreSQL") };
    AnyPoolOptions::new().max_connections(1).connect(&options.url).await.unwrap()
}

/// Returns when somebody waits for a lock of this database, or when `done` says so.
pub(crate) async fn until_one_waits(beside: &AnyPool, done: impl Fn() -> bool) {
    let looked = async {
        while !done() {
            let waiting: i64 = sqlx::query_scalar(
                "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
            )
            .fetch_one(beside)
            .await
            .unwrap();
            if waiting > 0 {
                return;
            }
        }
    };
    tokio::time::timeout(PATIENCE, looked).await.expect("somebody waits or is done");
}

/// Runs `first` and, before it is committed, `second`; `first` is committed when `second` waits for it or is done.
pub(crate) async fn overlapping<C: Command, D: Command>(
    store: &TestStore,
    ctx: &Ctx,
    first: C,
    second: D,
) -> (Result<C::Answer>, Result<D::Answer>) {
    let (has_run, ran) = watch::channel(false);
    let (commits, may_commit) = watch::channel(false);
    let inside = ctx.clone();
    let first = store.write(ctx.tenant, move |tx| {
        let (ctx, first, has_run, mut may_commit) =
            (inside.clone(), first.clone(), has_run.clone(), may_commit.clone());
        Box::pin(async move {
            let answer = first.run(&ctx, tx).await?;
            has_run.send_replace(true);
            let _ = may_commit.wait_for(|may| *may).await;
            Ok(answer)
        })
    });
    let is_done = AtomicBool::new(false);
    let (mut ran, mut begins) = (ran.clone(), ran);
    let second = async {
        ran.wait_for(|ran| *ran).await.expect("the first one runs");
        let answer = store.run(ctx, second).await;
        is_done.store(true, Ordering::SeqCst);
        answer
    };
    let beside = beside(store).await;
    let watched = async {
        begins.wait_for(|ran| *ran).await.expect("the first one runs");
        until_one_waits(&beside, || is_done.load(Ordering::SeqCst)).await;
        commits.send_replace(true);
    };
    let (first, second, ()) = futures::join!(first, second, watched);
    (first, second)
}
