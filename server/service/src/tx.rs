//! The open transaction that a use case works in.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::sync::{Arc, OnceLock};

use model::{Envelope, Instant, TenantId};
use sqlx::AnyConnection;

use crate::Result;
use crate::clock::{Clock, IdMaker, Random};
use crate::engine::Engine;
use crate::engine::postgres::Numbers;
use crate::live::Area;

/// What every transaction of a store shares.
pub(crate) struct Env {
    pub(crate) engine: Engine,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) ids: IdMaker,
    /// Only on PostgreSQL: SQLite has one writer, who counts in the transaction itself.
    pub(crate) numbers: OnceLock<Numbers>,
}

/// An open transaction of one tenant.
///
/// A use case neither begins nor commits, and lets every error of the database leave it: on PostgreSQL a transaction
/// can do nothing after an error, and on SQLite an error may have ended the transaction.
pub struct Tx<'c> {
    conn: &'c mut AnyConnection,
    env: &'c Env,
    tenant: TenantId,
    now: Instant,
    device: Option<String>,
    occurred_at: Option<Instant>,
    effects: Effects,
}

/// What a transaction leaves behind besides its rows.
#[derive(Debug, Default)]
pub(crate) struct Effects {
    pub(crate) areas: BTreeSet<Area>,
    pub(crate) subjects: Vec<String>,
}

impl<'c> Tx<'c> {
    pub(crate) fn new(conn: &'c mut AnyConnection, env: &'c Env, tenant: TenantId) -> Self {
        let now = env.clock.now();
        Self { conn, env, tenant, now, device: None, occurred_at: None, effects: Effects::default() }
    }

    /// The connection, for `sqlx::query(…).fetch_one(tx.conn())`.
    pub fn conn(&mut self) -> &mut AnyConnection {
        self.conn
    }

    /// Which engine this is, for the few statements that stand in `engine` once for each.
    #[must_use]
    pub const fn engine(&self) -> Engine {
        self.env.engine
    }

    /// The tenant, as `$1` of nearly every statement wants it.
    #[must_use]
    pub const fn tenant(&self) -> i64 {
        self.tenant.get()
    }

    /// The instant of this transaction: the same however often it is asked.
    #[must_use]
    pub const fn now(&self) -> Instant {
        self.now
    }

    /// A new id, for `ItemId::new(tx.new_id())`.
    #[must_use]
    pub fn new_id(&self) -> i64 {
        self.env.ids.next(self.now, &*self.env.random)
    }

    /// The next number of a kind of slip: from this node's block, or from the counter row where only one writes.
    pub(crate) async fn next_number(&mut self, kind: &'static str) -> Result<i64> {
        if let Some(numbers) = self.env.numbers.get() {
            return numbers.next(self.tenant, kind, self.now).await;
        }
        let last = sqlx::query_scalar(
            "insert into slip_counter (tenant_id, kind, last_number)
             values ($1, $2, 1)
             on conflict (tenant_id, kind) do update set last_number = slip_counter.last_number + 1
             returning last_number",
        )
        .bind(self.tenant.get())
        .bind(kind)
        .fetch_one(&mut *self.conn)
        .await?;
        Ok(last)
    }

    /// Random bytes, good enough for a token or a temporary password.
    #[must_use]
    pub fn random_bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.env.random.fill(&mut bytes);
        bytes
    }

    /// The device that sent the command, when it said so.
    #[must_use]
    pub fn device(&self) -> Option<&str> {
        self.device.as_deref()
    }

    /// When it happened according to the device: information, never the ledger's time.
    #[must_use]
    pub const fn occurred_at(&self) -> Option<Instant> {
        self.occurred_at
    }

    /// Says that lists of this area changed; who looks at them is told after the commit.
    pub fn changed(&mut self, area: Area) {
        self.effects.areas.insert(area);
    }

    /// Names the slip, code or user that the command is about, for the audit log.
    pub fn touch(&mut self, subject: impl Display) {
        let subject = subject.to_string();
        if !self.effects.subjects.contains(&subject) {
            self.effects.subjects.push(subject);
        }
    }

    pub(crate) fn subjects(&self) -> &[String] {
        &self.effects.subjects
    }

    pub(crate) fn take_envelope(&mut self, envelope: &Envelope) {
        self.device.clone_from(&envelope.device);
        self.occurred_at = envelope.occurred_at;
    }

    pub(crate) fn into_effects(self) -> Effects {
        self.effects
    }
}
