//! Slip numbers in blocks, reserved in transactions of their own.
//!
//! A counter row that is written inside a posting's transaction stays locked until its commit is on the disk, and a
//! company's postings would go one after the other. Numbers may have gaps, so a node takes a few at a time instead:
//! one while the company is quiet, more while it is busy. What is left of a block when the program ends is the gap.

use std::collections::HashMap;
use std::sync::{Arc, Mutex as PlainMutex, PoisonError};

use model::{Instant, TenantId};
use sqlx::{AnyPool, Row};
use tokio::sync::Mutex;

use super::begin;
use crate::Result;

/// The most numbers of one block.
const BLOCK_MAX: i64 = 64;
/// A block that was used up within this time makes the next one twice as large.
const BUSY_MICROS: i64 = 1_000_000;

/// The block of each company and kind of slip.
type Blocks = HashMap<(TenantId, &'static str), Arc<Mutex<Block>>>;

/// The blocks of this node.
pub(crate) struct Numbers {
    /// Not the pool of the transactions, since they wait here for their number.
    pool: AnyPool,
    blocks: PlainMutex<Blocks>,
}

/// Numbers that are this node's alone.
struct Block {
    next: i64,
    last: i64,
    size: i64,
    reserved_at: Instant,
}

impl Numbers {
    pub(super) fn new(pool: AnyPool) -> Self {
        Self { pool, blocks: PlainMutex::default() }
    }

    /// The next number of a tenant and kind. Only who reserves a block waits for the disk.
    pub(crate) async fn next(&self, tenant: TenantId, kind: &'static str, now: Instant) -> Result<i64> {
        let block = {
            let mut blocks = self.blocks.lock().unwrap_or_else(PoisonError::into_inner);
            let fresh = || Arc::new(Mutex::new(Block { next: 1, last: 0, size: 0, reserved_at: now }));
            Arc::clone(blocks.entry((tenant, kind)).or_insert_with(fresh))
        };
        let mut block = block.lock().await;
        if block.next > block.last {
            let is_busy = now.micros() - block.reserved_at.micros() < BUSY_MICROS;
            let size = if is_busy { (block.size * 2).clamp(1, BLOCK_MAX) } else { 1 };
            let last = self.reserve(tenant, kind, size).await?;
            *block = Block { next: last - size + 1, last, size, reserved_at: now };
        }
        let number = block.next;
        block.next += 1;
        Ok(number)
    }

    async fn reserve(&self, tenant: TenantId, kind: &str, size: i64) -> Result<i64> {
        let mut open = begin(&self.pool, "begin", tenant).await?;
        let row = sqlx::query(
            "insert into slip_counter (tenant_id, kind, last_number)
             values ($1, $2, $3)
             on conflict (tenant_id, kind) do update set last_number = slip_counter.last_number + excluded.last_number
             returning last_number",
        )
        .bind(tenant.get())
        .bind(kind)
        .bind(size)
        .fetch_one(&mut *open)
        .await?;
        open.commit().await?;
        Ok(row.try_get("last_number")?)
    }

    pub(super) async fn close(&self) {
        self.pool.close().await;
    }
}
