//! How the engines would run statements, and how many rows they look at: for the tests that hold lists to an index.

use std::cell::RefCell;
use std::future::Future;

use sqlx::Row;

use super::Sql;
use crate::testing::TestStore;
use crate::{Ctx, Engine, Query, Result, Tx};

tokio::task_local! {
    static BUILT: RefCell<Vec<Sql>>;
}

/// Remembers a statement, when a test wants to see it.
pub(super) fn note(sql: &Sql) {
    // Outside of `watched` nobody wants to see it.
    let _ = BUILT.try_with(|built| built.borrow_mut().push(sql.clone()));
}

/// Does work, and gives the statements that it made.
async fn watched<T>(work: impl Future<Output = T>) -> (T, Vec<Sql>) {
    let work = async {
        let done = work.await;
        (done, BUILT.with(RefCell::take))
    };
    BUILT.scope(RefCell::default(), work).await
}

impl Sql {
    /// The same statement, asking only how the engine would run it.
    pub(crate) fn explained(mut self, explain: &str) -> Self {
        self.text.insert_str(0, explain);
        self
    }

    /// How the engine would run the statement on a large table: as text, one step a line.
    pub(crate) async fn plan(self, tx: &mut Tx<'_>) -> Result<String> {
        let explain = match tx.engine() {
            Engine::Sqlite => "explain query plan ",
            Engine::Postgres => {
                // The tables of tests are small, so reading them whole would be the cheapest.
                for switch in [
                    "set local enable_seqscan = off",
                    "set local enable_sort = off",
                    "set local enable_bitmapscan = off",
                ] {
                    sqlx::query(switch).execute(tx.conn()).await?;
                }
                "explain "
            }
        };
        lines(self.explained(explain), tx).await
    }
}

async fn lines(sql: Sql, tx: &mut Tx<'_>) -> Result<String> {
    let column = if tx.engine() == Engine::Sqlite { "detail" } else { "QUERY PLAN" };
    let rows = sql.build().fetch_all(tx.conn()).await?;
    let lines = rows.iter().map(|row| row.try_get::<String, _>(column));
    Ok(lines.collect::<std::result::Result<Vec<_>, _>>()?.join("\n"))
}

/// Fails unless a plan goes along an index of one of these names and sorts nothing.
pub(crate) fn assert_along(plan: &str, names: &[&str]) {
    let sorts = plan.contains("TEMP B-TREE") || plan.contains("Sort  (");
    assert!(uses(plan, names) && !sorts, "not along {names:?}:\n{plan}");
}

/// Fails unless a plan goes along an index of one of these names and sorts at most what a limit let through.
pub(crate) fn assert_few_sorted(plan: &str, names: &[&str]) {
    let fenced = !plan.contains("Sort  (") || plan.contains("Limit  (");
    assert!(uses(plan, names) && fenced && whole_tables(plan).is_empty(), "not along {names:?}:\n{plan}");
}

fn uses(plan: &str, names: &[&str]) -> bool {
    plan.lines().any(|line| names.iter().any(|name| line.contains(name)))
}

/// The steps in which SQLite reads a table from end to end. What PostgreSQL reads is counted instead.
fn whole_tables(plan: &str) -> Vec<&str> {
    let whole = |line: &&str| {
        let scan = line.contains("SCAN ") && !line.contains("USING");
        scan && !FENCED.iter().any(|name| line.trim_end().ends_with(name))
    };
    plan.lines().filter(whole).collect()
}

/// The steps in which SQLite reads all rows of a company, of a statement that no limit ends.
fn whole_companies<'a>(plan: &'a str, text: &str) -> Vec<&'a str> {
    let whole = |line: &&str| {
        line.trim_end().ends_with("(tenant_id=?)") && !FEW.iter().any(|name| line.contains(&format!("SEARCH {name} ")))
    };
    if text.contains(" limit ") { Vec::new() } else { plan.lines().filter(whole).collect() }
}

/// Tables of which a company has few rows.
const FEW: [&str; 3] = ["warehouse", "stock_status", "reason"];

/// What statements call a part that has a limit of its own, and what SQLite calls rows of the statement itself.
const FENCED: [&str; 6] =
    ["SCAN few", "SCAN added", "SCAN strand", "SCAN counted", "SCAN CONSTANT ROW", "-ROW VALUES CLAUSE"];

/// Runs a query on a filled company and holds each of its statements to account: on SQLite none reads a table or
/// all of a company's rows, and on PostgreSQL, which counts, no step looks at more than `rows_max` rows. Gives the plans.
pub(crate) async fn assert_bounded<Q: Query>(store: &TestStore, ctx: &Ctx, query: Q, rows_max: u32) -> String {
    let asked = ctx.clone();
    let read = store.read(ctx.tenant, move |tx| {
        Box::pin(async move {
            let (answer, statements) = watched(query.run(&asked, tx)).await;
            answer?;
            if tx.engine() == Engine::Postgres {
                // The tables of tests are small, so reading them whole would be the cheapest.
                for switch in [
                    "set local enable_seqscan = off",
                    "set local enable_hashjoin = off",
                    "set local enable_mergejoin = off",
                ] {
                    sqlx::query(switch).execute(tx.conn()).await?;
                }
            }
            let mut plans = String::new();
            for sql in statements {
                let text = sql.text.clone();
                let explain = match tx.engine() {
                    Engine::Sqlite => "explain query plan ",
                    Engine::Postgres => "explain (analyze, timing off, costs off) ",
                };
                let plan = lines(sql.explained(explain), tx).await?;
                assert!(whole_tables(&plan).is_empty(), "reads a table whole:\n{text}\n{plan}");
                assert!(whole_companies(&plan, &text).is_empty(), "reads a company whole:\n{text}\n{plan}");
                let most = most_rows(&plan);
                assert!(most <= f64::from(rows_max), "looks at {most} rows, not {rows_max}:\n{text}\n{plan}");
                plans.push_str(&plan);
                plans.push('\n');
            }
            Ok(plans)
        })
    });
    read.await.unwrap()
}

/// The most rows that a step looked at, those that it left out included.
fn most_rows(plan: &str) -> f64 {
    let number = |line: &str, name: &str| -> Option<f64> {
        let rest = &line[line.find(name)? + name.len()..];
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        rest[..end].parse().ok()
    };
    let (mut most, mut loops) = (0_f64, 1_f64);
    for line in plan.lines() {
        if let Some(rows) = number(line, "actual rows=") {
            loops = number(line, "loops=").unwrap_or(1.0);
            most = most.max(rows * loops);
        }
        if let Some(rows) =
            number(line, "Rows Removed by Filter: ").or_else(|| number(line, "Rows Removed by Join Filter: "))
        {
            most = most.max(rows * loops);
        }
    }
    most
}

/// Tells PostgreSQL how its tables look now. SQLite is never told, so that its plans stay as they are.
pub(crate) async fn looked_at(store: &TestStore) {
    if let crate::Database::Postgres(options) = &store.database {
        let owner = sqlx::any::AnyPoolOptions::new().max_connections(1).connect(&options.url).await.unwrap();
        sqlx::query("analyze").execute(&owner).await.unwrap();
    }
}
