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
        tokio::select! {
            _ = closing.wait_for(|closing| *closing) => return,
            purged = purge(&store) => if let Err(error) = purged {
                tracing::warn!(%error, "old rows could not be taken away; they will be in an hour");
            },
        }
        tokio::select! {
            _ = closing.wait_for(|closing| *closing) => return,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}

async fn purge(store: &Store) -> service::Result<()> {
    in_rounds(store, NOBODY, |tx| Box::pin(throttle::purge(tx))).await?;
    let companies = tenant::all(store).await?.into_iter().map(|(tenant, _)| tenant);
    for_each(companies, |tenant| purge_company(store, tenant)).await;
    Ok(())
}

/// One company's error does not end the work for the others.
async fn for_each<W: Future<Output = service::Result<()>>>(
    companies: impl IntoIterator<Item = TenantId>,
    work: impl Fn(TenantId) -> W,
) {
    for tenant in companies {
        if let Err(error) = work(tenant).await {
            tracing::warn!(%error, tenant = tenant.get(), "old rows of a company stay for another hour");
        }
    }
}

async fn purge_company(store: &Store, tenant: TenantId) -> service::Result<()> {
    in_rounds(store, tenant, |tx| Box::pin(session::purge(tx))).await?;
    in_rounds(store, tenant, |tx| Box::pin(idempotency::purge(tx))).await
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

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use model::tenant::CreateTenant;
    use model::warehouse::CreateWarehouse;
    use model::{CustomerId, Envelope, ErrorCode, Instant, LoginName};
    use service::data_dir::DataDir;
    use service::idempotency::KEPT_DAYS;
    use service::{Ctx, Database, ManualClock, SqliteOptions, SystemRandom, Via};

    use super::*;

    const DAY_SECONDS: i64 = 86_400;

    fn warehouse(code: &str) -> CreateWarehouse {
        serde_json::from_value(serde_json::json!({ "code": code, "name": code })).unwrap()
    }

    /// A company without a person: its password never matters.
    async fn company(store: &Store, customer_id: &str) -> Ctx {
        let customer_id = CustomerId::parse(customer_id).unwrap();
        let admin = LoginName::parse("admin").unwrap();
        let company = CreateTenant { customer_id: customer_id.clone(), name: "アクメ".to_owned(), admin };
        tenant::create(store, company, None).await.unwrap();
        Ctx::system(tenant::find(store, &customer_id).await.unwrap().unwrap(), Via::Job)
    }

    #[tokio::test]
    async fn an_old_key_goes_and_a_young_one_stays() {
        let folder = tempfile::tempdir().unwrap();
        let data = DataDir::prepare(folder.path(), None, &SystemRandom).unwrap();
        let database = Database::Sqlite(SqliteOptions::new(data.file, data.key));
        let clock = Arc::new(ManualClock::at(Instant::from_micros(1_795_395_600_000_000)));
        let store = Store::open_with(database, Arc::clone(&clock) as _, Arc::new(SystemRandom)).await.unwrap();
        let ctx = company(&store, "acme").await;
        let run = async |key: &str, code: &str| store.execute(&ctx, &Envelope::with_key(key), warehouse(code)).await;
        run("old", "A").await.unwrap();
        clock.advance_seconds((KEPT_DAYS - 1) * DAY_SECONDS);
        run("young", "B").await.unwrap();
        clock.advance_seconds(DAY_SECONDS + 1);
        purge(&store).await.unwrap();
        assert_eq!(run("old", "A").await.unwrap_err().code(), ErrorCode::Duplicate, "it ran anew");
        assert_eq!(run("young", "B").await.unwrap().code.as_str(), "B", "it got the first answer");
        store.close().await;
    }

    #[tokio::test]
    async fn the_error_of_one_company_does_not_end_the_work_for_the_others() {
        let done = Mutex::new(Vec::new());
        let work = |tenant: TenantId| {
            let outcome = if tenant.get() == 2 { Err(ErrorCode::Unavailable.into()) } else { Ok(()) };
            if outcome.is_ok() {
                done.lock().unwrap().push(tenant);
            }
            async { outcome }
        };
        for_each([1, 2, 3].map(TenantId::new), work).await;
        assert_eq!(done.into_inner().unwrap(), [1, 3].map(TenantId::new));
    }
}
