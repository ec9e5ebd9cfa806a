//! A new database copied from a template that has the tables of these migrations already.

use std::future::Future;

use sha2::{Digest, Sha256};
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection};

use super::TestStore;
use crate::{Database, PostgresOptions, Random, Store, SystemRandom};

/// The lock under which the first test of all makes the template.
const TEMPLATE_LOCK: i64 = 7_414_201;

pub(super) async fn with_store<F: Future<Output = ()>>(story: impl FnOnce(TestStore) -> F) {
    let Ok(url) = std::env::var("KURAMORI_TEST_POSTGRES") else {
        panic!("KURAMORI_TEST_POSTGRES is not set; run the tests through end2end/postgres.sh run -- …");
    };
    sqlx::any::install_default_drivers();
    let mut server = PgConnection::connect(&url).await.expect("KURAMORI_TEST_POSTGRES names no server that answers");
    let template = template(&mut server, &url).await;
    let name = format!("kuramori_test_{:016x}", SystemRandom.bits());
    run(&mut server, format!("create database {name} template {template}")).await;
    let mut options = PostgresOptions::new(with_database(&url, &name));
    options.connections = 12;
    let store = TestStore::open(Database::Postgres(options)).await;
    let inner = store.store.clone();
    story(store).await;
    inner.close().await;
    run(&mut server, format!("drop database {name} with (force)")).await;
}

/// The name of the template of these migrations; it is made when it is missing.
async fn template(server: &mut PgConnection, url: &str) -> String {
    let mut hasher = Sha256::new();
    for migration in crate::migrate::migrator(crate::Engine::Postgres).iter() {
        hasher.update(&migration.checksum);
    }
    let hash = crate::hex::hex(&hasher.finalize()[..8]);
    let name = format!("kuramori_template_{hash}");
    run(server, format!("select pg_advisory_lock({TEMPLATE_LOCK})")).await;
    let there = sqlx::query("select 1 from pg_database where datname = $1").bind(&name).fetch_optional(&mut *server);
    if there.await.expect("a list of databases").is_none() {
        let draft = format!("{name}_draft");
        run(server, format!("drop database if exists {draft} with (force)")).await;
        run(server, format!("create database {draft}")).await;
        let made = Store::open(Database::Postgres(PostgresOptions::new(with_database(url, &draft)))).await;
        made.expect("the template opens").close().await;
        run(server, format!("select pg_terminate_backend(pid) from pg_stat_activity where datname = '{draft}'")).await;
        run(server, format!("alter database {draft} rename to {name}")).await;
    }
    run(server, format!("select pg_advisory_unlock({TEMPLATE_LOCK})")).await;
    name
}

async fn run(server: &mut PgConnection, sql: String) {
    sqlx::raw_sql(AssertSqlSafe(sql.clone())).execute(server).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
}

/// The same server and user with another database.
fn with_database(url: &str, name: &str) -> String {
    let (base, query) = url.split_once('?').map_or((url, ""), |(base, query)| (base, query));
    let server = base.rsplit_once('/').map_or(base, |(server, _)| server);
    if query.is_empty() { format!("{server}/{name}") } else { format!("{server}/{name}?{query}") }
}
