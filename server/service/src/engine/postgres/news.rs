//! News between nodes: what changed here is told to the others after the commit, at most once a tenant in 200 ms,
//! since `notify` takes a global lock at commit and must not stand in a posting's transaction.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use model::TenantId;
use serde::{Deserialize, Serialize};
use sqlx::AnyPool;
use sqlx::postgres::PgListener;
use tokio::sync::{mpsc, watch};
use tokio::task::{AbortHandle, JoinHandle};

use super::begin;
use crate::OpenError;
use crate::announce::Announcer;
use crate::live::Area;

const CHANNEL: &str = "kuramori";
const PAUSE: Duration = Duration::from_millis(200);
const RECONNECT_PAUSE: Duration = Duration::from_secs(1);
/// How long a store that closes waits for its last news to go out.
const LAST_NEWS_TIMEOUT: Duration = Duration::from_secs(2);

/// What travels. PostgreSQL allows 8,000 bytes.
#[derive(Serialize, Deserialize)]
struct News {
    /// Who tells, since it hears itself too.
    node: String,
    tenant: TenantId,
    areas: BTreeSet<Area>,
}

/// The two tasks, ended with the store.
pub(super) struct Tasks {
    hearing: AbortHandle,
    telling: Mutex<Option<JoinHandle<()>>>,
    closing: watch::Sender<bool>,
}

impl Tasks {
    /// Hears no more, and tells what the others have not been told yet.
    pub(super) async fn finish(&self) {
        self.stop();
        let telling = self.telling.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(telling) = telling
            && tokio::time::timeout(LAST_NEWS_TIMEOUT, telling).await.is_err()
        {
            tracing::warn!("other nodes may not have been told of the last changes");
        }
    }

    fn stop(&self) {
        self.hearing.abort();
        self.closing.send_replace(true);
    }
}

impl Drop for Tasks {
    fn drop(&mut self) {
        self.stop();
    }
}

type Changes = mpsc::UnboundedReceiver<(TenantId, BTreeSet<Area>)>;
type ChangesSender = mpsc::UnboundedSender<(TenantId, BTreeSet<Area>)>;

/// Starts to listen and to tell, under a name that no other node has.
pub(super) async fn start(
    url: &str,
    node: String,
    pool: AnyPool,
    announcer: Announcer,
) -> Result<(Tasks, ChangesSender), OpenError> {
    let listener = listen(url).await?;
    let (others, changes) = mpsc::unbounded_channel();
    let hearing = tokio::spawn(hear(url.to_owned(), listener, node.clone(), announcer)).abort_handle();
    let (closing, closed) = watch::channel(false);
    let telling = Mutex::new(Some(tokio::spawn(tell(changes, closed, node, pool))));
    Ok((Tasks { hearing, telling, closing }, others))
}

async fn listen(url: &str) -> Result<PgListener, sqlx::Error> {
    let mut listener = PgListener::connect(url).await?;
    listener.listen(CHANNEL).await?;
    Ok(listener)
}

/// A listener in place of one that was lost.
async fn listen_again(url: &str) -> PgListener {
    loop {
        match listen(url).await {
            Ok(listener) => return listener,
            Err(error) => tracing::warn!(%error, "no news from other nodes for the moment"),
        }
        tokio::time::sleep(RECONNECT_PAUSE).await;
    }
}

async fn hear(url: String, mut listener: PgListener, node: String, announcer: Announcer) {
    loop {
        match listener.try_recv().await {
            Ok(Some(notification)) => match serde_json::from_str::<News>(notification.payload()) {
                Ok(news) if news.node != node => announcer.publish(news.tenant, news.areas),
                Ok(_) => {}
                Err(error) => {
                    tracing::warn!(%error, "news from another node cannot be read");
                    announcer.missed();
                }
            },
            lost => {
                tracing::warn!(error = ?lost.err(), "the connection that hears news was lost");
                listener = listen_again(&url).await;
                // What was said meanwhile nobody says again.
                announcer.missed();
            }
        }
    }
}

/// Tells until the store closes, and then once more.
async fn tell(mut changes: Changes, mut closing: watch::Receiver<bool>, node: String, pool: AnyPool) {
    let mut untold: HashMap<TenantId, BTreeSet<Area>> = HashMap::new();
    loop {
        if untold.is_empty() {
            tokio::select! {
                change = changes.recv() => untold.extend(change),
                _ = closing.wait_for(|closing| *closing) => {}
            }
        }
        let is_last = *closing.borrow();
        while let Ok((tenant, areas)) = changes.try_recv() {
            untold.entry(tenant).or_default().extend(areas);
        }
        let tenants: Vec<TenantId> = untold.keys().copied().collect();
        for tenant in tenants {
            let areas = untold.remove(&tenant).unwrap_or_default();
            let news = News { node: node.clone(), tenant, areas };
            if let Err(error) = send(&pool, &news).await {
                // The others will hardly go through either: all of it is told in the next round.
                tracing::warn!(%error, "other nodes could not be told of a change yet");
                untold.insert(tenant, news.areas);
                break;
            }
        }
        if is_last {
            return;
        }
        // Who closes does not wait for the end of the pause.
        let _ = tokio::time::timeout(PAUSE, closing.wait_for(|closing| *closing)).await;
    }
}

async fn send(pool: &AnyPool, news: &News) -> crate::Result<()> {
    let mut open = begin(pool, "begin", news.tenant).await?;
    let payload = serde_json::to_string(news)?;
    sqlx::query("select pg_notify($1, $2)").bind(CHANNEL).bind(payload).execute(&mut *open).await?;
    open.commit().await?;
    Ok(())
}
