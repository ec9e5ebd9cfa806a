//! What the program does by itself: taking away keys, sessions and counters that are past their time.

use std::time::Duration;

use futures::future::BoxFuture;
use model::TenantId;
use service::{NOBODY, Store, Tx, idempotency, session, tenant, throttle};
use tokio::sync::watch;

const EVERY: Duration = Duration::from_hours(1);
/// Transactions of one purge in a row, so that writers come between.
const ROUNDS_MAX: u32 = 1000;

/// Runs until the program stops.
pub async fn run(store: Store, mut closing: watch::Receiver<bool>) {
    loop {
        if let Err(error) = purge(&store).await {
            tracing::warn!(%error, "old rows could not be taken away; they will be in an hour");
        }
        tokio::select! {
            _ = closing.wait_for(|closing| *closing) => return,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}

async fn purge(store: &Store) -> service::Result<()> {
    in_rounds(store, NOBODY, |tx| Box::pin(throttle::purge(tx))).await?;
    for (tenant, _) in tenant::all(store).await? {
        in_rounds(store, tenant, |tx| Box::pin(session::purge(tx))).await?;
        in_rounds(store, tenant, |tx| Box::pin(idempotency::purge(tx))).await?;
    }
    Ok(())
}

async fn in_rounds(
    store: &Store,
    tenant: TenantId,
    work: for<'a> fn(&'a mut Tx<'_>) -> BoxFuture<'a, service::Result<u64>>,
) -> service::Result<()> {
    for _ in 0..ROUNDS_MAX {
        if store.write(tenant, work).await? == 0 {
            break;
        }
    }
    Ok(())
}
