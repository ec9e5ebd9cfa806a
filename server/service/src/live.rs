//! Live lists: who looks at a list learns that it changed, after the change is durable.
//!
//! A change says only which areas of a tenant changed and under which number; the screen fetches anew. After
//! reconnecting, a client compares the number it saw last with [`Live::latest`]: when they differ it fetches.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

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
    /// Rises with every change that this node heard of; the same on every node.
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

/// The subscribers of this node.
#[derive(Clone, Default)]
pub struct Live {
    channels: Arc<Mutex<HashMap<TenantId, Channel>>>,
}

impl Live {
    /// Follows the changes of a tenant from now on.
    ///
    /// A receiver that lags behind gets [`broadcast::error::RecvError::Lagged`]: then everything may have changed.
    #[must_use]
    pub fn subscribe(&self, tenant: TenantId) -> broadcast::Receiver<Change> {
        let mut channels = self.channels.lock().unwrap_or_else(PoisonError::into_inner);
        let channel = channels.entry(tenant).or_default();
        channel.sender.get_or_insert_with(|| broadcast::channel(BACKLOG_CHANGES).0).subscribe()
    }

    /// The number of the tenant's latest change that this node heard of; 0 when none since it started.
    #[must_use]
    pub fn latest(&self, tenant: TenantId) -> i64 {
        let channels = self.channels.lock().unwrap_or_else(PoisonError::into_inner);
        channels.get(&tenant).map_or(0, |channel| channel.latest)
    }

    /// The number of the latest change of the tenant's users, tokens and settings that this node heard of.
    pub(crate) fn latest_settings(&self, tenant: TenantId) -> i64 {
        let channels = self.channels.lock().unwrap_or_else(PoisonError::into_inner);
        channels.get(&tenant).map_or(0, |channel| channel.latest_settings)
    }

    /// Tells the subscribers of this node.
    pub(crate) fn publish(&self, tenant: TenantId, change: Change) {
        let mut channels = self.channels.lock().unwrap_or_else(PoisonError::into_inner);
        let channel = channels.entry(tenant).or_default();
        channel.latest = channel.latest.max(change.number);
        if change.areas.contains(&Area::Settings) {
            channel.latest_settings = channel.latest_settings.max(change.number);
        }
        if let Some(sender) = &channel.sender
            && sender.send(change).is_err()
        {
            channel.sender = None;
        }
    }
}
