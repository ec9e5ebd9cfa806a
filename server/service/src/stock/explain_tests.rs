//! Lists of stock run along their index on both engines, whatever the page.

use model::stock::StockSort;
use sqlx::Row;

use super::{Filter, postings, rows};
use crate::sql::Sql;
use crate::testing::TestStore;
use crate::{Ctx, Engine, both_engines};

/// Fills a company with enough rows that a plan means something.
async fn fill(store: &TestStore, ctx: &Ctx) {
    let goods = store.goods(ctx, 20, 400).await;
    let lines: Vec<crate::ledger::Line> = (0..8000)
        .map(|n| (n % 400, n / 400))
        .flat_map(|(item, place)| goods.receive(item, place, model::Quantity::from_units(1).unwrap()))
        .collect();
    for part in lines.chunks(2000) {
        store.post(ctx, part.to_vec()).await.unwrap();
    }
    // One item and one location have a long history.
    for _ in 0..60 {
        let here = (0..20).flat_map(|place| goods.receive(0, place, model::Quantity::from_units(1).unwrap()));
        let there = (0..60).flat_map(|item| goods.receive(item, 0, model::Quantity::from_units(1).unwrap()));
        store.post(ctx, here.chain(there).collect()).await.unwrap();
    }
    // PostgreSQL looks at its tables by itself; SQLite is never told to, so that its plans stay as they are.
    if let crate::Database::Postgres(options) = &store.database {
        let owner = sqlx::any::AnyPoolOptions::new().max_connections(1).connect(&options.url).await.unwrap();
        sqlx::query("analyze").execute(&owner).await.unwrap();
    }
}

/// The plan of a statement as the engine tells it.
async fn plan(store: &TestStore, ctx: &Ctx, sql: Sql) -> String {
    let (explain, column) = match store.engine() {
        Engine::Sqlite => ("explain query plan ", 3),
        Engine::Postgres => ("explain ", 0),
    };
    let sql = sql.explained(explain);
    let read = store.read(ctx.tenant, move |tx| {
        Box::pin(async move {
            let rows = sql.build().fetch_all(tx.conn()).await?;
            rows.iter().map(|row| Ok(row.try_get::<String, _>(column)?)).collect::<crate::Result<Vec<_>>>()
        })
    });
    read.await.unwrap().join("\n")
}

/// No statement reads a whole table or sorts all of it.
fn assert_runs_along(plan: &str, index: &str) {
    assert!(plan.contains(index), "{index} is not used:\n{plan}");
    for table in ["posting p", "stock_balance b", "item i", "location l"] {
        assert!(
            !plan.contains(&format!("Seq Scan on {table}")) || table == "location l",
            "reads all of {table}:\n{plan}"
        );
    }
    for line in plan.lines().filter(|line| line.contains("SCAN ")) {
        assert!(
            line.contains("USING INDEX") || line.contains("SCAN s") || line.contains("SCAN w"),
            "reads a whole table:\n{plan}"
        );
    }
    assert!(!plan.contains("USE TEMP B-TREE FOR ORDER BY"), "sorts everything:\n{plan}");
}

both_engines! {
    async fn every_list_of_stock_runs_along_its_index(store: TestStore) {
        let ctx = store.tenant("acme").await;
        fill(&store, &ctx).await;
        let tenant = ctx.tenant.get();
        let sqlite = store.engine() == Engine::Sqlite;
        let by_item = plan(&store, &ctx, rows::explain::second_page(&ctx, tenant, StockSort::Item)).await;
        assert_runs_along(&by_item, if sqlite { "sqlite_autoindex_stock_balance_1" } else { "stock_balance_pk" });
        let by_location = plan(&store, &ctx, rows::explain::second_page(&ctx, tenant, StockSort::Location)).await;
        assert_runs_along(&by_location, "stock_balance_by_location");
        let item = store.number(&ctx, "select min(id) from item where tenant_id = $1").await;
        let location = store.number(&ctx, "select min(id) from location where tenant_id = $1 and warehouse_id > 0").await;
        let of_item = Filter { item: Some(model::ItemId::new(item)), ..Filter::default() };
        assert_runs_along(&plan(&store, &ctx, postings::explain::second_page(&ctx, tenant, &of_item)).await, "posting_by_item");
        let there = Filter { locations: Some(vec![location]), ..Filter::default() };
        assert_runs_along(&plan(&store, &ctx, postings::explain::second_page(&ctx, tenant, &there)).await, "posting_by_location");
        let all = plan(&store, &ctx, postings::explain::second_page(&ctx, tenant, &Filter::default())).await;
        assert_runs_along(&all, if sqlite { "sqlite_autoindex_posting_1" } else { "posting_pk" });
    }
}
