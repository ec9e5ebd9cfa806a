//! The program `kuramori`: wiring only, no rules and no SQL.

mod csp;
mod serve;
mod web;

fn main() -> anyhow::Result<()> {
    tokio::runtime::Runtime::new()?.block_on(serve::serve())
}
