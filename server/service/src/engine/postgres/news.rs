//! News between nodes: what changed here is told to the others after the commit, at most once a tenant in 200 ms,
//! since `notify` takes a global lock at commit and must not stand in a posting's transaction.

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use model::TenantId;
use serde::{Deserialize, Serialize};
use sqlx::AnyPool;
use sqlx::postgres::PgListener;
use tokio::sync::mpsc;
use tokio::task::AbortHandle;

use crate::OpenError;
use crate::announce::Announcer;
use crate::live::Area;

const CHANNEL: &str = "kuramori";
const PAUSE: Duration = Duration::from_millis(200);
const RECONNECT_PAUSE: Duration = Duration::from_secs(1);

/// Tells the nodes of one process apart, as tests have several.
static NODES: AtomicU64 = AtomicU64::new(0);

/// What travels. PostgreSQL allows 8,000 bytes.
#[derive(Serialize, Deserialize)]
struct News {
    node: String,
    tenant: TenantId,
    areas: BTreeSet<Area>,
}

/// The two tasks, ended with the store.
pub(super) struct Tasks {
    tasks: [AbortHandle; 2],
}

impl Tasks {
    pub(super) fn stop(&self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

impl Drop for Tasks {
    fn drop(&mut self) {
        self.stop();
    }
}

type Changes = mpsc::UnboundedReceiver<(TenantId, BTreeSet<Area>)>;
type ChangesSender = mpsc::UnboundedSender<(TenantId, BTreeSet<Area>)>;

/// Starts to listen and to tell.
pub(super) async fn start(url: &str, pool: AnyPool, announcer: Announcer) -> Result<(Tasks, ChangesSender), OpenError> {
    let node = format!("{}.{}", std::process::id(), NODES.fetch_add(1, Ordering::Relaxed));
    let listener = listen(url).await?;
    let (others, changes) = mpsc::unbounded_channel();
    let hearing = tokio::spawn(hear(listener, node.clone(), announcer)).abort_handle();
    let telling = tokio::spawn(tell(changes, node, pool)).abort_handle();
    Ok((Tasks { tasks: [hearing, telling] }, others))
}

async fn listen(url: &str) -> Result<PgListener, sqlx::Error> {
    let mut listener = PgListener::connect(url).await?;
    listener.listen(CHANNEL).await?;
    Ok(listener)
}

async fn hear(mut listener: PgListener, node: String, announcer: Announcer) {
    loop {
        // The listener connects again by itself; what was said meanwhile is lost, so clients compare numbers.
        match listener.recv().await {
            Ok(notification) => match serde_json::from_str::<News>(notification.payload()) {
                Ok(news) if news.node != node => announcer.publish(news.tenant, news.areas),
                Ok(_) => {}
                Err(error) => tracing::warn!(%error, "news from another node cannot be read"),
            },
            Err(error) => {
                tracing::warn!(%error, "no news from other nodes for the moment");
                tokio::time::sleep(RECONNECT_PAUSE).await;
            }
        }
    }
}

async fn tell(mut changes: Changes, node: String, pool: AnyPool) {
    while let Some((tenant, areas)) = changes.recv().await {
        let mut gathered = HashMap::from([(tenant, areas)]);
        while let Ok((tenant, areas)) = changes.try_recv() {
            gathered.entry(tenant).or_default().extend(areas);
        }
        for (tenant, areas) in gathered {
            let news = News { node: node.clone(), tenant, areas };
            if let Err(error) = send(&pool, &news).await {
                tracing::warn!(%error, "other nodes were not told of a change");
            }
        }
        tokio::time::sleep(PAUSE).await;
    }
}

async fn send(pool: &AnyPool, news: &News) -> crate::Result<()> {
    sqlx::query("select pg_notify($1, $2)").bind(CHANNEL).bind(serde_json::to_string(news)?).execute(pool).await?;
    Ok(())
}
