//! The second wall holds without the first, and the program does not start when it would not.

use std::collections::BTreeSet;
use std::time::Duration;

use model::tenant::CreateTenant;
use model::{CustomerId, LoginName};
use sqlx::any::AnyPoolOptions;
use sqlx::{AnyConnection, AnyPool, AssertSqlSafe, Connection as _};
use tokio::sync::broadcast;

use super::wall;
use crate::testing::{TestStore, on_postgres};
use crate::{
    Area, Change, Ctx, Database, NOBODY, OpenError, PostgresOptions, Random as _, Store, SystemRandom, tenant,
};

/// How long something that must come may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// A pool without the role of the service: it owns the tables.
async fn as_owner(store: &TestStore) -> AnyPool {
    let Database::Postgres(options) = &store.database else { panic!("PostgreSQL") };
    AnyPoolOptions::new().max_connections(1).connect(&options.url).await.unwrap()
}

/// Runs a statement that names no tenant, in the transaction of a tenant.
async fn count(store: &TestStore, ctx: &Ctx, sql: String) -> i64 {
    let read = store.read(ctx.tenant, move |tx| {
        Box::pin(async move { Ok(sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(tx.conn()).await?) })
    });
    read.await.unwrap()
}

#[test]
fn a_statement_without_its_tenant_sees_nothing_of_others() {
    on_postgres(async |store: TestStore| {
        let (acme, other) = (store.tenant("acme").await, store.tenant("other").await);
        store.goods(&acme, 2, 3).await;
        store.goods(&other, 1, 1).await;
        assert_eq!(count(&store, &acme, "select count(*) from item".to_owned()).await, 3);
        assert_eq!(count(&store, &other, "select count(*) from item".to_owned()).await, 1);
        let nobody = Ctx { tenant: NOBODY, ..acme.clone() };
        let tables: Vec<String> = sqlx::query_scalar(
            "select cast(relname as text) from pg_class where relnamespace = cast('public' as regnamespace) and relkind = 'r'",
        )
        .fetch_all(&as_owner(&store).await)
        .await
        .unwrap();
        for table in tables.iter().filter(|table| !wall::SHARED_TABLES.contains(&table.as_str())) {
            let others = format!("select count(*) from {table} where tenant_id <> {}", acme.tenant.get());
            assert_eq!(count(&store, &acme, others).await, 0, "{table}");
            assert_eq!(count(&store, &nobody, format!("select count(*) from {table}")).await, 0, "{table}");
        }
    });
}

#[test]
fn a_row_is_not_written_into_another_tenant() {
    on_postgres(async |store: TestStore| {
        let (acme, other) = (store.tenant("acme").await, store.tenant("other").await);
        let intruder = other.tenant.get();
        for sql in [
            format!("insert into reason (tenant_id, id, code, name, active) values ({intruder}, 1, 'x', '', 1)"),
            format!("update reason set tenant_id = {intruder}"),
        ] {
            let written = store.write(acme.tenant, move |tx| {
                let sql = sql.clone();
                Box::pin(async move {
                    sqlx::query(AssertSqlSafe(sql)).execute(tx.conn()).await?;
                    Ok(())
                })
            });
            assert!(written.await.unwrap_err().to_string().contains("row-level security"));
        }
    });
}

#[test]
fn a_pool_that_could_see_everything_is_refused() {
    on_postgres(async |store: TestStore| {
        let owner = as_owner(&store).await;
        let Err(OpenError::Wall(why)) = wall::check(&owner).await else { panic!("refused") };
        assert!(why.contains("may bypass"), "{why}");
    });
}

#[test]
fn a_table_without_a_policy_or_with_an_open_one_is_refused() {
    on_postgres(async |store: TestStore| {
        let owner = as_owner(&store).await;
        let Database::Postgres(options) = &store.database else { panic!("PostgreSQL") };
        let walled = |sql: &'static str| {
            let (owner, options) = (owner.clone(), options.clone());
            async move {
                sqlx::query(sql).execute(&owner).await.unwrap();
                Store::open(Database::Postgres(options)).await.err()
            }
        };
        // What is missing is built again at every start.
        assert!(walled("alter table item disable row level security").await.is_none());
        assert!(walled("drop policy tenant_wall on lot").await.is_none());
        let open = walled("create policy hole on item using (true)").await;
        assert!(matches!(open, Some(OpenError::Wall(why)) if why.contains("item")));
        sqlx::query("drop policy hole on item").execute(&owner).await.unwrap();
        let open = walled(
            "create policy hole on item
             using (tenant_id = current_setting('kuramori.tenant', true)::bigint)
             with check (true)",
        );
        assert!(matches!(open.await, Some(OpenError::Wall(why)) if why.contains("item")));
        sqlx::query("drop policy hole on item").execute(&owner).await.unwrap();
        let owned = walled("alter table lot owner to kuramori_app").await;
        assert!(matches!(owned, Some(OpenError::Wall(why)) if why.contains("lot")));
    });
}

/// Makes a role with these rights, and gives its name and the URL of the test's server for it.
async fn role(store: &TestStore, rights: &str) -> (String, String) {
    let Database::Postgres(options) = &store.database else { panic!("PostgreSQL") };
    let name = format!("plain_{:016x}", SystemRandom.bits());
    sqlx::query(AssertSqlSafe(format!("create role {name} login {rights}")))
        .execute(&as_owner(store).await)
        .await
        .unwrap();
    let (_, server) = options.url.split_once('@').unwrap();
    (name.clone(), format!("postgres://{name}@{server}"))
}

#[test]
fn a_role_that_has_the_rights_of_an_owner_is_refused() {
    on_postgres(async |store: TestStore| {
        let (name, _) = role(&store, "").await;
        let taken = [format!("alter table item owner to {name}"), format!("grant {name} to kuramori_app")];
        run(&store, &taken).await;
        let refused = Store::open(store.database.clone()).await.err();
        let Some(OpenError::Wall(why)) = refused else { panic!("refused") };
        assert!(why.ends_with(&format!("revoke {name} from kuramori_app")), "{why}");
        run(&store, &["alter table item owner to current_user".to_owned(), format!("drop role {name}")]).await;
    });
}

async fn run(store: &TestStore, statements: &[String]) {
    let owner = as_owner(store).await;
    for statement in statements {
        sqlx::query(AssertSqlSafe(statement.clone())).execute(&owner).await.unwrap();
    }
}

#[test]
fn an_owner_without_further_rights_is_told_what_to_run_and_then_works_behind_the_wall() {
    on_postgres(async |store: TestStore| {
        let (name, url) = role(&store, "").await;
        run(&store, &[format!("create database {name} owner {name}")]).await;
        let url = format!("{}/{name}", url.rsplit_once('/').unwrap().0);
        let open = async || Store::open(Database::Postgres(PostgresOptions::new(url.clone()))).await;
        let Err(OpenError::Wall(why)) = open().await else { panic!("refused") };
        assert!(why.contains("create role kuramori_app nologin; grant kuramori_app to "), "{why}");
        let grant = why.rsplit("; ").next().unwrap().to_owned();
        assert_eq!(grant, format!("grant kuramori_app to {name}"));
        run(&store, &[grant]).await;
        let plain = open().await.unwrap();
        let company = CreateTenant {
            customer_id: CustomerId::parse("acme").unwrap(),
            name: "アクメ".to_owned(),
            admin: LoginName::parse("admin").unwrap(),
        };
        tenant::create(&plain, company, None).await.unwrap();
        let rows = plain.read(NOBODY, |tx| {
            Box::pin(async move {
                Ok(sqlx::query_scalar::<_, i64>("select count(*) from reason").fetch_one(tx.conn()).await?)
            })
        });
        assert_eq!(rows.await.unwrap(), 0, "the wall stands");
        plain.close().await;
        run(&store, &[format!("drop database {name} with (force)"), format!("drop role {name}")]).await;
    });
}

#[test]
fn the_role_is_made_by_who_may_make_roles_and_by_nobody_else() {
    on_postgres(async |store: TestStore| {
        let wall = format!("wall_{:016x}", SystemRandom.bits());
        let (plain, url) = role(&store, "").await;
        let mut connection = AnyConnection::connect(&url).await.unwrap();
        let Err(OpenError::Wall(why)) = wall::make_role(&mut connection, &wall).await else { panic!("refused") };
        assert!(why.ends_with(&format!("create role {wall} nologin; grant {wall} to {plain}")), "{why}");
        connection.close().await.unwrap();

        let (creator, url) = role(&store, "createrole").await;
        let mut connection = AnyConnection::connect(&url).await.unwrap();
        wall::make_role(&mut connection, &wall).await.unwrap();
        sqlx::query(AssertSqlSafe(format!("set role {wall}"))).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        run(&store, &[plain, wall, creator].map(|name| format!("drop role {name}"))).await;
    });
}

#[test]
fn connections_that_the_server_ended_are_replaced() {
    on_postgres(async |store: TestStore| {
        let ctx = store.tenant("acme").await;
        let at_once =
            (0..24).map(|_| count(&store, &ctx, "select count(*) from (select pg_sleep(0.2)) slept".to_owned()));
        futures::future::join_all(at_once).await;
        assert_eq!(take_number(&store, &ctx).await, 1);
        sqlx::query("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()")
            .execute(&as_owner(&store).await)
            .await
            .unwrap();
        assert_eq!(count(&store, &ctx, "select count(*) from reason".to_owned()).await, 4);
        store.goods(&ctx, 1, 1).await;
        assert_eq!(take_number(&store, &ctx).await, 2);
    });
}

/// The first number is a block of its own, and so the second has to be reserved.
async fn take_number(store: &TestStore, ctx: &Ctx) -> i64 {
    store.write(ctx.tenant, |tx| Box::pin(async move { tx.next_number("receipt").await })).await.unwrap()
}

/// The areas of the next change that is heard.
async fn next_areas(heard: &mut broadcast::Receiver<Change>) -> BTreeSet<Area> {
    tokio::time::timeout(PATIENCE, heard.recv()).await.expect("something is heard").unwrap().areas
}

async fn change(store: &Store, ctx: &Ctx, area: Area) {
    let changed = store.write(ctx.tenant, move |tx| {
        Box::pin(async move {
            tx.changed(area);
            Ok(())
        })
    });
    changed.await.unwrap();
}

#[test]
fn the_other_node_hears_of_the_last_changes_before_a_node_closes() {
    on_postgres(async |store: TestStore| {
        let ctx = store.tenant("acme").await;
        let second = Store::open(store.database.clone()).await.unwrap();
        let mut heard = store.subscribe(ctx.tenant);
        change(&second, &ctx, Area::Items).await;
        assert_eq!(next_areas(&mut heard).await, BTreeSet::from([Area::Items]));
        // This one has to wait, since something was told just now.
        change(&second, &ctx, Area::Stock).await;
        second.close().await;
        assert_eq!(next_areas(&mut heard).await, BTreeSet::from([Area::Stock]));
    });
}

#[test]
fn who_looks_at_a_list_asks_anew_when_the_connection_that_hears_news_was_lost() {
    on_postgres(async |store: TestStore| {
        let ctx = store.tenant("acme").await;
        let second = Store::open(store.database.clone()).await.unwrap();
        let (mut heard, before) = (second.subscribe(ctx.tenant), second.latest_change(ctx.tenant));
        sqlx::query("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like 'LISTEN %'")
            .execute(&as_owner(&store).await)
            .await
            .unwrap();
        assert_eq!(next_areas(&mut heard).await, BTreeSet::from(Area::ALL));
        assert!(second.latest_change(ctx.tenant) > before);
        change(&store, &ctx, Area::Settings).await;
        assert_eq!(next_areas(&mut heard).await, BTreeSet::from([Area::Settings]));
        second.close().await;
    });
}

#[test]
fn who_goes_away_while_a_transaction_begins_leaves_none_open() {
    on_postgres(async |store: TestStore| {
        let ctx = store.tenant("acme").await;
        for nth in 0..200 {
            let read = count(&store, &ctx, "select count(*) from reason".to_owned());
            let _ = tokio::time::timeout(Duration::from_micros(nth * 10), read).await;
        }
        let owner = as_owner(&store).await;
        let open = "select count(*) from pg_stat_activity
             where datname = current_database() and state like 'idle in transaction%'";
        let mut left = i64::MAX;
        for _ in 0..100 {
            left = sqlx::query_scalar(open).fetch_one(&owner).await.unwrap();
            if left == 0 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert_eq!(left, 0);
    });
}
