//! What a list of items costs at the least: the same query, answered in the same JSON, with nothing around it — no
//! token, no permission, no rate limit, no log. `make bench` measures the real endpoint beside it.
//!
//! `bare DATA CUSTOMER_ID ADDRESS`; the database is that of `DATABASE_URL` where it is set.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use mimalloc::MiMalloc;
use model::item::{ItemView, ListItems};
use model::{CustomerId, Page, PageRequest, UserId};
use service::data_dir::DataDir;
use service::{Caller, Ctx, Database, PostgresOptions, SqliteOptions, Store, SystemRandom, Via, tenant};

/// As in the program.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [data, customer_id, address] = arguments.as_slice() else {
        anyhow::bail!("usage: bare DATA CUSTOMER_ID ADDRESS");
    };
    let database = if let Ok(url) = std::env::var("DATABASE_URL") {
        Database::Postgres(PostgresOptions::new(url))
    } else {
        let folder = DataDir::prepare(Path::new(data), None, &SystemRandom)?;
        Database::Sqlite(SqliteOptions::new(folder.file, folder.key))
    };
    let store = Store::open(database).await?;
    let tenant = tenant::find(&store, &CustomerId::parse(customer_id)?).await?.context("no such company")?;
    // For the system itself a store would look up the zone each time; whom a token stands for is known.
    let ctx = Arc::new(Ctx { caller: Caller::User(UserId::new(1)), ..Ctx::system(tenant, Via::Api) });
    let router = Router::new().route("/items", get(items)).with_state((store, ctx));
    axum::serve(tokio::net::TcpListener::bind(address).await?, router).await?;
    Ok(())
}

async fn items(State((store, ctx)): State<(Store, Arc<Ctx>)>) -> Result<Json<Page<ItemView>>, StatusCode> {
    let list = ListItems { page: PageRequest { limit: Some(50), ..PageRequest::default() }, ..ListItems::default() };
    store.query(&ctx, list).await.map(Json).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
}
