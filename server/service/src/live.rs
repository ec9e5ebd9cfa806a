//! Live lists: who looks at a list learns that it changed, after the change is durable.
//!
//! A change says only which areas of a tenant changed and under which number; the screen fetches anew. After
//! reconnecting, a client compares the number it saw last with [`Live::latest`]: when they differ it fetches.
//!
//! Each node numbers by its own clock what it hears of, its own start included. So a client that comes to another node
//! finds another number, and fetches once too often rather than once too seldom; which of two is higher says nothing.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use model::TenantId;
use serde::{Deserialize, Serialize};
use tokio::sync::broadcast;

/// A part of the program whose lists may have changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Area {
    /// Items and their barcodes.
    Items,
    /// Warehouses and locations.
    Locations,
    /// Partners.
    Partners,
    /// Balances and postings.
    Stock,
    /// Receiving orders and receipts.
    Receiving,
    /// Shipping orders, allocations, checks and shipments.
    Shipping,
    /// Users, tokens, settings.
    Settings,
}

impl Area {
    /// Every area.
    pub const ALL: [Self; 7] =
        [Self::Items, Self::Locations, Self::Partners, Self::Stock, Self::Receiving, Self::Shipping, Self::Settings];
}

/// What changed in a tenant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Rises with every change that this node heard of; another node has another number for the same change.
    pub number: i64,
    /// The areas.
    pub areas: BTreeSet<Area>,
}

/// Changes kept for a subscriber that is slow; one that falls further behind is told so and fetches anew.
const BACKLOG_CHANGES: usize = 64;

#[derive(Default)]
struct Channel {
    latest: i64,
    /// The latest change of users, tokens and settings.
    latest_settings: i64,
    sender: Option<broadcast::Sender<Change>>,
}

impl Channel {
    fn tell(&mut self, change: Change) {
        self.latest = self.latest.max(change.number);
        if change.areas.contains(&Area::Settings) {
            self.latest_settings = self.latest_settings.max(change.number);
        }
        if let Some(sender) = &self.sender
            && sender.send(change).is_err()
        {
            self.sender = None;
        }
    }
}

#[derive(Default)]
struct Channels {
    /// When anything may have changed anywhere: what was seen before counts for no tenant, known here or not.
    all: i64,
    of: HashMap<TenantId, Channel>,
}

/// The subscribers of this node.
#[derive(Clone, Default)]
pub struct Live {
    channels: Arc<Mutex<Channels>>,
}

impl Live {
    fn channels(&self) -> MutexGuard<'_, Channels> {
        self.channels.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Follows the changes of a tenant from now on.
    ///
    /// A receiver that lags behind gets [`broadcast::error::RecvError::Lagged`]: then everything may have changed.
    #[must_use]
    pub fn subscribe(&self, tenant: TenantId) -> broadcast::Receiver<Change> {
        let mut channels = self.channels();
        let channel = channels.of.entry(tenant).or_default();
        channel.sender.get_or_insert_with(|| broadcast::channel(BACKLOG_CHANGES).0).subscribe()
    }

    /// The number of the tenant's latest change that this node heard of; that of its start when none since.
    #[must_use]
    pub fn latest(&self, tenant: TenantId) -> i64 {
        let channels = self.channels();
        channels.of.get(&tenant).map_or(0, |channel| channel.latest).max(channels.all)
    }

    /// The number of the latest change of the tenant's users, tokens and settings that this node heard of.
    pub(crate) fn latest_settings(&self, tenant: TenantId) -> i64 {
        let channels = self.channels();
        channels.of.get(&tenant).map_or(0, |channel| channel.latest_settings).max(channels.all)
    }

    /// Tells the subscribers of this node.
    pub(crate) fn publish(&self, tenant: TenantId, change: Change) {
        self.channels().of.entry(tenant).or_default().tell(change);
    }

    /// Tells all subscribers of this node that everything may have changed.
    pub(crate) fn publish_to_all(&self, number: i64) {
        let mut channels = self.channels();
        channels.all = channels.all.max(number);
        for channel in channels.of.values_mut() {
            channel.tell(Change { number, areas: BTreeSet::from(Area::ALL) });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn when_anything_may_have_changed_nobody_is_up_to_date() {
        let live = Live::default();
        let (followed, unknown) = (TenantId::new(1), TenantId::new(2));
        let mut heard = live.subscribe(followed);
        live.publish_to_all(7);
        assert_eq!(heard.try_recv().unwrap(), Change { number: 7, areas: BTreeSet::from(Area::ALL) });
        for tenant in [followed, unknown] {
            assert_eq!((live.latest(tenant), live.latest_settings(tenant)), (7, 7));
        }
    }
}
