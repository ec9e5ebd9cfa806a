//! Tells who looks at a list, on this node and on the others, that it changed. Called only after a commit.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use model::TenantId;
use tokio::sync::mpsc;

use crate::live::{Area, Change, Live};
use crate::tx::{Effects, Env};

/// The way from a commit to the subscribers.
#[derive(Clone)]
pub(crate) struct Announcer {
    live: Live,
    env: Arc<Env>,
    last_number: Arc<AtomicI64>,
    others: Option<mpsc::UnboundedSender<(TenantId, BTreeSet<Area>)>>,
}

impl Announcer {
    /// What somebody saw before the node started is another node's or an earlier run's: anything may have changed.
    pub(crate) fn new(live: Live, env: Arc<Env>) -> Self {
        let announcer = Self { live, env, last_number: Arc::default(), others: None };
        announcer.missed();
        announcer
    }

    /// Also hands every change of this node to `others`, the task that tells the other nodes.
    pub(crate) fn with_others(mut self, others: mpsc::UnboundedSender<(TenantId, BTreeSet<Area>)>) -> Self {
        self.others = Some(others);
        self
    }

    /// Tells what a committed transaction changed.
    pub(crate) fn committed(&self, tenant: TenantId, effects: Effects) {
        if effects.areas.is_empty() {
            return;
        }
        if let Some(others) = &self.others {
            // The task ends when the store closes: of what is committed after that, others hear with their own next change.
            let _ = others.send((tenant, effects.areas.clone()));
        }
        self.publish(tenant, effects.areas);
    }

    /// Tells on this node what was changed here or on another.
    pub(crate) fn publish(&self, tenant: TenantId, areas: BTreeSet<Area>) {
        self.live.publish(tenant, Change { number: self.next_number(), areas });
    }

    /// Tells on this node that news were missed: anything may have changed, for whomever.
    pub(crate) fn missed(&self) {
        self.live.publish_to_all(self.next_number());
    }

    /// The time of this node, or one more than the number before.
    fn next_number(&self) -> i64 {
        let now = self.env.clock.now().micros();
        let before = self.last_number.fetch_max(now, Ordering::SeqCst);
        if now > before { now } else { self.last_number.fetch_add(1, Ordering::SeqCst) + 1 }
    }
}
