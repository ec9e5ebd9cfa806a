//! What the store promises whatever the use case: durability, idempotency, audit, live events, batches.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use async_trait::async_trait;
use model::receiving::GetReceipt;
use model::{AppError, Envelope, ErrorCode, Permission};
use serde::{Deserialize, Serialize};
use sqlx::Row;
use tokio::sync::watch;

use crate::engine::ATTEMPTS_MAX;
use crate::engine::postgres::PostgresOptions;
use crate::error::tests::planned;
use crate::slip::fixture::{company, day, receipt_line, unplanned};
use crate::testing::TestStore;
use crate::{Area, Command, Ctx, Database, Error, Result, SqliteOptions, Store, Tx, both_engines};

/// Makes a reason, or refuses, panics or fails after having written.
#[derive(Clone, Serialize, Deserialize)]
struct MakeReason {
    code: String,
    then: Then,
}

#[derive(Clone, Copy, PartialEq, Serialize, Deserialize)]
enum Then {
    Succeed,
    Refuse,
    Panic,
    Fail,
}

#[async_trait]
impl Command for MakeReason {
    const NAME: &'static str = "test.make_reason";
    type Answer = i64;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<i64> {
        ctx.require(Permission::Administer)?;
        let (tenant, id) = (tx.tenant(), tx.new_id());
        sqlx::query("insert into reason (tenant_id, id, code, name, active) values ($1, $2, $3, '', 1)")
            .bind(tenant)
            .bind(id)
            .bind(&self.code)
            .execute(tx.conn())
            .await?;
        tx.touch(&self.code);
        tx.changed(Area::Settings);
        match self.then {
            Then::Succeed => Ok(id),
            Then::Refuse => Err(Error::App(AppError::new(ErrorCode::Closed))),
            Then::Panic => panic!("planned"),
            Then::Fail => {
                sqlx::query("select 1 from no_such_table").execute(tx.conn()).await?;
                Ok(id)
            }
        }
    }
}

fn make(code: &str, then: Then) -> MakeReason {
    MakeReason { code: code.to_owned(), then }
}

const REASONS: &str = "select count(*) from reason where tenant_id = $1 and name = ''";
const AUDITS: &str = "select count(*) from audit where tenant_id = $1";
const KEYS: &str = "select count(*) from idempotency where tenant_id = $1";

both_engines! {
    async fn the_same_key_gives_the_same_answer_once(store: TestStore) {
        let ctx = store.tenant("acme").await;
        let envelope = store.envelope();
        let first = store.execute(&ctx, &envelope, make("a", Then::Succeed)).await.unwrap();
        let again = store.execute(&ctx, &envelope, make("a", Then::Succeed)).await.unwrap();
        assert_eq!(first, again);
        assert_eq!(store.number(&ctx, REASONS).await, 1);
        assert_eq!(store.number(&ctx, AUDITS).await, 1);
    }

    async fn the_same_key_with_another_body_is_refused(store: TestStore) {
        let ctx = store.tenant("acme").await;
        let envelope = store.envelope();
        store.execute(&ctx, &envelope, make("a", Then::Succeed)).await.unwrap();
        let other = store.execute(&ctx, &envelope, make("b", Then::Succeed)).await;
        assert_eq!(other.unwrap_err().code(), ErrorCode::KeyReused);
        assert_eq!(store.number(&ctx, REASONS).await, 1);
    }

    async fn the_same_key_belongs_to_each_tenant_and_caller_alone(store: TestStore) {
        let (acme, other) = (store.tenant("acme").await, store.tenant("other").await);
        let system = Ctx::system(acme.tenant, crate::Via::Cli);
        let envelope = store.envelope();
        store.execute(&acme, &envelope, make("a", Then::Succeed)).await.unwrap();
        store.execute(&other, &envelope, make("b", Then::Succeed)).await.unwrap();
        store.execute(&system, &envelope, make("c", Then::Succeed)).await.unwrap();
        assert_eq!(store.number(&acme, REASONS).await, 2);
        assert_eq!(store.number(&other, REASONS).await, 1);
    }

    async fn what_does_not_succeed_leaves_nothing_and_the_key_is_free(store: TestStore) {
        let ctx = store.tenant("acme").await;
        let envelope = store.envelope();
        for (then, code) in [
            (Then::Refuse, ErrorCode::Closed),
            (Then::Panic, ErrorCode::Internal),
            (Then::Fail, ErrorCode::Internal),
        ] {
            let outcome = store.execute(&ctx, &envelope, make("a", then)).await;
            assert_eq!(outcome.unwrap_err().code(), code);
            for count in [REASONS, AUDITS, KEYS] {
                assert_eq!(store.number(&ctx, count).await, 0);
            }
        }
        store.execute(&ctx, &envelope, make("a", Then::Succeed)).await.unwrap();
        assert_eq!(store.number(&ctx, REASONS).await, 1);
    }

    async fn a_repeat_while_the_first_runs_waits_for_it(store: TestStore) {
        let ctx = store.tenant("acme").await;
        let envelope = store.envelope();
        let repeats = (0..16).map(|_| store.execute(&ctx, &envelope, make("a", Then::Succeed)));
        let answers = futures::future::try_join_all(repeats).await.unwrap();
        assert_eq!(answers.into_iter().collect::<BTreeSet<_>>().len(), 1);
        assert_eq!(store.number(&ctx, REASONS).await, 1);
    }

    async fn a_failure_does_not_touch_who_shares_its_commit(store: TestStore) {
        let ctx = store.tenant("acme").await;
        let codes: Vec<String> = (0..60).map(|n| n.to_string()).collect();
        let jobs = codes.iter().enumerate().map(|(n, code)| {
            let then = [Then::Succeed, Then::Refuse, Then::Panic, Then::Fail][n % 4];
            store.run(&ctx, make(code, then))
        });
        let outcomes = futures::future::join_all(jobs).await;
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 15);
        assert_eq!(store.number(&ctx, REASONS).await, 15);
        assert_eq!(store.number(&ctx, AUDITS).await, 15);
    }

    async fn a_caller_who_hangs_up_does_not_stop_the_work(store: TestStore) {
        let ctx = store.tenant("acme").await;
        let envelope = store.envelope();
        // Polled once, so that the job is handed in, then dropped.
        let waiting = store.execute(&ctx, &envelope, make("a", Then::Succeed));
        assert!(futures::FutureExt::now_or_never(waiting).is_none());
        store.execute(&ctx, &envelope, make("a", Then::Succeed)).await.unwrap();
        assert_eq!(store.number(&ctx, REASONS).await, 1);
    }

    async fn an_audit_entry_says_who_what_and_about_what(store: TestStore) {
        let mut ctx = store.tenant("acme").await;
        ctx.source.address = "192.0.2.7".to_owned();
        let envelope = Envelope { device: Some("gun-3".to_owned()), ..store.envelope() };
        store.execute(&ctx, &envelope, make("broken", Then::Succeed)).await.unwrap();
        let read = store.read(ctx.tenant, |tx| Box::pin(async move {
            let tenant = tx.tenant();
            let sql = "select user_login, via, address, device, command, subject
                       from audit a join audit_subject s on s.tenant_id = a.tenant_id and s.audit_id = a.id
                       where a.tenant_id = $1";
            let row = sqlx::query(sql)
                .bind(tenant)
                .fetch_one(tx.conn())
                .await?;
            (0..6).map(|column| Ok(row.try_get::<String, _>(column)?)).collect::<Result<Vec<String>>>()
        }));
        assert_eq!(read.await.unwrap(), ["admin", "screen", "192.0.2.7", "gun-3", "test.make_reason", "broken"]);
    }

    async fn subscribers_hear_of_a_change_after_it_and_other_tenants_do_not(store: TestStore) {
        let (acme, other) = (store.tenant("acme").await, store.tenant("other").await);
        let (mut heard, mut unheard) = (store.subscribe(acme.tenant), store.subscribe(other.tenant));
        store.run(&acme, make("a", Then::Succeed)).await.unwrap();
        assert!(store.run(&acme, make("b", Then::Refuse)).await.is_err());
        let change = heard.recv().await.unwrap();
        assert_eq!(change.areas, BTreeSet::from([Area::Settings]));
        assert_eq!(change.number, store.latest_change(acme.tenant));
        assert!(heard.try_recv().is_err());
        assert!(unheard.try_recv().is_err());
    }

    async fn old_keys_are_taken_away_and_young_ones_stay(store: TestStore) {
        let ctx = store.tenant("acme").await;
        store.run(&ctx, make("a", Then::Succeed)).await.unwrap();
        store.clock.advance_seconds((crate::idempotency::KEPT_DAYS - 1) * 86_400);
        store.run(&ctx, make("b", Then::Succeed)).await.unwrap();
        let purge = || store.write(ctx.tenant, |tx| Box::pin(crate::idempotency::purge(tx)));
        assert_eq!(purge().await.unwrap(), 0);
        store.clock.advance_seconds(86_401);
        assert_eq!(purge().await.unwrap(), 1);
        assert_eq!(store.number(&ctx, KEYS).await, 1);
    }

    async fn what_never_ends_is_tried_a_bounded_number_of_times(store: TestStore) {
        let ctx = store.tenant("acme").await;
        for code in ["40001", "5"] {
            let tries = Arc::new(AtomicU32::new(0));
            let counted = Arc::clone(&tries);
            let work = store.write(ctx.tenant, move |_| {
                counted.fetch_add(1, Ordering::SeqCst);
                Box::pin(async move { Err::<(), _>(planned(code)) })
            });
            assert_eq!(work.await.unwrap_err().code(), ErrorCode::Unavailable);
            assert_eq!(tries.load(Ordering::SeqCst), ATTEMPTS_MAX, "{code}");
        }
    }

    async fn the_system_dates_in_the_zone_of_the_tenant(store: TestStore) {
        let ctx = company(&store, "acme").await;
        let moved = store.write(ctx.tenant, |tx| Box::pin(async move {
            let tenant = tx.tenant();
            sqlx::query("update tenant set time_zone = 'America/New_York' where id = $1").bind(tenant).execute(tx.conn()).await?;
            Ok(())
        }));
        moved.await.unwrap();
        let system = Ctx::system(ctx.tenant, crate::Via::Cli);
        let receipt = store.run(&system, unplanned(vec![receipt_line("TEA", 1, "A-01")])).await.unwrap();
        // It is ten in the morning of the next day in Tokyo.
        assert_eq!(receipt.summary.business_date, day("2026-11-22"));
        let receipt = store.query(&system, GetReceipt { number: receipt.summary.number }).await.unwrap();
        assert_eq!(receipt.summary.received_at.to_string(), "2026-11-22T20:00:00.000000-05:00");
    }

    async fn a_read_sees_one_moment(store: TestStore) {
        let ctx = store.tenant("acme").await;
        let writer = (*store).clone();
        let inside = ctx.clone();
        let counts = store.read(ctx.tenant, move |tx| Box::pin(async move {
            let tenant = tx.tenant();
            let mut counts = Vec::new();
            for n in 0..2_i64 {
                counts.push(sqlx::query_scalar::<_, i64>(REASONS).bind(tenant).fetch_one(tx.conn()).await?);
                writer.execute(&inside, &Envelope::with_key(n.to_string()), make(&n.to_string(), Then::Succeed)).await?;
            }
            Ok(counts)
        }));
        assert_eq!(counts.await.unwrap(), [0, 0]);
        assert_eq!(store.number(&ctx, REASONS).await, 2);
    }

    async fn a_second_start_finds_everything(store: TestStore) {
        let ctx = store.tenant("acme").await;
        let envelope = store.envelope();
        let id = store.execute(&ctx, &envelope, make("a", Then::Succeed)).await.unwrap();
        let database = store.database.clone();
        store.close().await;
        let second = Store::open(database).await.unwrap();
        assert_eq!(second.execute(&ctx, &envelope, make("a", Then::Succeed)).await.unwrap(), id);
        second.close().await;
    }

    async fn a_commit_is_durable_before_anyone_hears_of_it(store: TestStore) {
        let ctx = store.tenant("acme").await;
        let postgres = matches!(store.database, Database::Postgres(_));
        let settings = store.write(ctx.tenant, move |tx| Box::pin(async move {
            let conn = tx.conn();
            if postgres {
                return Ok(sqlx::query_scalar::<_, String>("select current_setting('synchronous_commit')").fetch_one(conn).await?);
            }
            let mode: String = sqlx::query_scalar("pragma journal_mode").fetch_one(&mut *conn).await?;
            let synchronous: i64 = sqlx::query_scalar("pragma synchronous").fetch_one(conn).await?;
            Ok(format!("{mode} {synchronous}"))
        }));
        // 2 is `full`.
        assert_eq!(settings.await.unwrap(), if postgres { "on" } else { "wal 2" });
    }
}

#[test]
fn sqlite_with_a_batch_of_one_does_the_same() {
    crate::testing::on_sqlite(async |store: TestStore| {
        let ctx = store.tenant("acme").await;
        let Database::Sqlite(options) = store.database.clone() else { panic!("SQLite") };
        store.close().await;
        let single = Store::open(Database::Sqlite(SqliteOptions { batch_jobs: 1, ..options })).await.unwrap();
        let codes: Vec<String> = (0..20).map(|n| n.to_string()).collect();
        let envelopes: Vec<Envelope> = codes.iter().map(|code| Envelope::with_key(format!("k{code}"))).collect();
        let jobs = codes.iter().zip(&envelopes).map(|(code, key)| single.execute(&ctx, key, make(code, Then::Succeed)));
        futures::future::try_join_all(jobs).await.unwrap();
        single.close().await;
    });
}

/// A job that ends the transaction of the whole batch, as a full disk does.
async fn end_transaction(store: &TestStore, ctx: &Ctx) -> Result<()> {
    let work = store.write(ctx.tenant, |tx| {
        Box::pin(async move {
            sqlx::raw_sql("rollback").execute(tx.conn()).await?;
            Ok(())
        })
    });
    work.await
}

/// A job that holds the writer until all others have been handed in, so that they share a batch.
async fn hold_writer(store: &TestStore, ctx: &Ctx, handed_in: watch::Receiver<bool>) -> Result<()> {
    let work = store.write(ctx.tenant, move |_| {
        let mut handed_in = handed_in.clone();
        Box::pin(async move {
            let _ = handed_in.wait_for(|all| *all).await;
            Ok(())
        })
    });
    work.await
}

#[test]
fn sqlite_goes_on_after_its_transaction_was_ended() {
    crate::testing::on_sqlite(async |store: TestStore| {
        let ctx = store.tenant("acme").await;
        let (gate, handed_in) = watch::channel(false);
        let holds = hold_writer(&store, &ctx, handed_in);
        let before = store.run(&ctx, make("before", Then::Succeed));
        let after = store.run(&ctx, make("after", Then::Succeed));
        let opens = async { gate.send(true) };
        let ends = end_transaction(&store, &ctx);
        let (held, before, ended, after, _) = futures::join!(holds, before, ends, after, opens);
        assert_eq!(ended.unwrap_err().code(), ErrorCode::Unavailable);
        assert!(held.is_ok() && before.is_ok() && after.is_ok());
        store.run(&ctx, make("next", Then::Succeed)).await.unwrap();
        assert_eq!(store.number(&ctx, REASONS).await, 3);
        store.ready().await.unwrap();
    });
}

/// Tells whether it runs in a savepoint; `L` is whether it is large.
#[derive(Clone, Serialize, Deserialize)]
struct HasSavepoint<const L: bool>;

#[async_trait]
impl<const L: bool> Command for HasSavepoint<L> {
    const NAME: &'static str = "test.has_savepoint";
    const LARGE: bool = L;
    type Answer = bool;

    async fn run(&self, _: &Ctx, tx: &mut Tx<'_>) -> Result<bool> {
        let released = sqlx::raw_sql("release _sqlx_savepoint_1").execute(tx.conn()).await.is_ok();
        if released {
            sqlx::raw_sql("savepoint _sqlx_savepoint_1").execute(tx.conn()).await?;
        }
        Ok(released)
    }
}

#[test]
fn sqlite_keeps_nothing_in_memory_for_a_large_command() {
    crate::testing::on_sqlite(async |store: TestStore| {
        let ctx = store.tenant("acme").await;
        let (gate, handed_in) = watch::channel(false);
        let holds = hold_writer(&store, &ctx, handed_in);
        let small = store.run(&ctx, HasSavepoint::<false>);
        let large = store.run(&ctx, HasSavepoint::<true>);
        let refused = store.run(&ctx, make("refused", Then::Refuse));
        let after = store.run(&ctx, make("after", Then::Succeed));
        let opens = async { gate.send(true) };
        let (held, small, large, refused, after, _) = futures::join!(holds, small, large, refused, after, opens);
        assert!(held.is_ok() && after.is_ok());
        assert_eq!((small.unwrap(), large.unwrap()), (true, false));
        assert_eq!(refused.unwrap_err().code(), ErrorCode::Closed);
        assert_eq!(store.number(&ctx, REASONS).await, 1);
    });
}

#[test]
fn sqlite_is_not_ready_while_its_writer_cannot_open_the_file() {
    crate::testing::on_sqlite(async |store: TestStore| {
        let ctx = store.tenant("acme").await;
        store.ready().await.unwrap();
        let Database::Sqlite(options) = store.database.clone() else { panic!("SQLite") };
        let elsewhere = options.file.with_extension("away");
        let moved = |from: &Path, to: &Path| std::fs::rename(from, to).unwrap();
        moved(&options.file, &elsewhere);
        assert!(end_transaction(&store, &ctx).await.is_err());
        assert_eq!(store.ready().await.unwrap_err().code(), ErrorCode::Unavailable);
        assert_eq!(store.run(&ctx, make("a", Then::Succeed)).await.unwrap_err().code(), ErrorCode::Unavailable);
        assert!(!options.file.exists(), "no new file instead of the missing one");
        moved(&elsewhere, &options.file);
        store.ready().await.unwrap();
        store.run(&ctx, make("a", Then::Succeed)).await.unwrap();
        assert_eq!(store.number(&ctx, REASONS).await, 1);
    });
}

#[test]
fn sqlite_lies_encrypted_and_another_key_does_not_open_it() {
    crate::testing::on_sqlite(async |store: TestStore| {
        let ctx = store.tenant("acme").await;
        store.run(&ctx, make("plain-to-see", Then::Succeed)).await.unwrap();
        let Database::Sqlite(options) = store.database.clone() else { panic!("SQLite") };
        store.close().await;
        let bytes = std::fs::read(&options.file).unwrap();
        assert!(bytes.len() > 4096 && !bytes.starts_with(b"SQLite format"));
        assert!(!bytes.windows(12).any(|window| window == b"plain-to-see"));
        let key = crate::data_dir::RawKey::parse(&"0".repeat(64)).unwrap();
        let other = Store::open(Database::Sqlite(SqliteOptions { key, ..options })).await;
        assert!(matches!(other.err(), Some(crate::OpenError::KeyDoesNotFit(_))));
    });
}

#[test]
fn postgres_tells_the_other_node() {
    crate::testing::on_postgres(async |store: TestStore| {
        let ctx = store.tenant("acme").await;
        let Database::Postgres(options) = store.database.clone() else { panic!("PostgreSQL") };
        let second = Store::open(Database::Postgres(PostgresOptions { connections: 2, ..options })).await.unwrap();
        let (mut here, mut there) = (store.subscribe(ctx.tenant), second.subscribe(ctx.tenant));
        store.run(&ctx, make("a", Then::Succeed)).await.unwrap();
        let change = tokio::time::timeout(std::time::Duration::from_secs(2), there.recv()).await.unwrap().unwrap();
        assert_eq!(change.areas, here.recv().await.unwrap().areas);
        second.close().await;
    });
}
