//! A demo company: Japanese goods with valid barcodes, lots, partners, half a year of history, and slips to work on.
//!
//! What always holds: the history ends in the same ledger as the use cases', so `verify` finds nothing; the same seed
//! gives the same company. Goods and history go in by groups of items, many rows to a statement and many groups to a
//! transaction, with ids and slip numbers that rise with time, and the index of the search is built after them as a
//! whole, so that a million items take minutes and little memory.

mod company;
mod goods;
mod history;
mod open;
mod rows;
#[cfg(test)]
mod tests;
mod words;

use std::ops::Range;
use std::sync::Arc;

use model::slip::SlipKind;
use model::{AppError, ErrorCode, Instant};

use crate::item::{self, write};
use crate::search::build::{self, Table};
use crate::{Area, Ctx, Error, Result, Store, Tx, audit};
use history::{GROUP_ITEMS, Plan};

/// How large a demo company is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DemoSize {
    /// Items, at least 50.
    pub items: usize,
    /// Postings of the history, about; two of them are one movement.
    pub postings: usize,
    /// What decides everything else.
    pub seed: u64,
}

impl DemoSize {
    /// The fewest and the most items.
    pub const ITEMS: std::ops::RangeInclusive<usize> = 50..=5_000_000;
    /// The most postings.
    pub const POSTINGS_MAX: usize = 100_000_000;
}

impl Default for DemoSize {
    fn default() -> Self {
        Self { items: 300, postings: 3000, seed: 1 }
    }
}

impl DemoSize {
    fn check(self) -> Result<()> {
        let postings = 0..=Self::POSTINGS_MAX;
        for (field, size, bounds) in [("items", self.items, Self::ITEMS), ("postings", self.postings, postings)] {
            if !bounds.contains(&size) {
                let refusal = AppError::new(ErrorCode::OutOfRange).arg("min", bounds.start()).arg("max", bounds.end());
                return Err(refusal.field(field).into());
            }
        }
        Ok(())
    }
}

/// How far filling has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DemoProgress {
    /// Items that stand with their history.
    pub items: usize,
    /// Items in all.
    pub of: usize,
}

/// Groups of items in one transaction.
const PIECE_GROUPS: usize = 20;

/// Fills a new company.
///
/// # Errors
/// [`ErrorCode::OutOfRange`] for a size beyond the bounds, [`ErrorCode::Duplicate`] when the company has items or
/// warehouses already.
pub async fn fill(
    store: &Store,
    ctx: &Ctx,
    size: DemoSize,
    progress: impl Fn(DemoProgress) + Send + Sync,
) -> Result<()> {
    size.check()?;
    let shelves = (size.items / 40).clamp(80, 8000);
    let company = store.write(ctx.tenant, move |tx| {
        Box::pin(async move {
            refuse_filled(tx).await?;
            company::make(tx, shelves).await
        })
    });
    let today = ctx.date(store.now())?;
    let plan = Plan {
        seed: size.seed,
        items: size.items,
        movements: size.postings / 2,
        company: Arc::new(company.await?),
        today,
        midnight: midnight(ctx, store.now()),
        user: ctx.caller.user().map(model::UserId::get),
    };
    let piece_items = PIECE_GROUPS * GROUP_ITEMS;
    for begin in (0..size.items).step_by(piece_items) {
        let range = begin..(begin + piece_items).min(size.items);
        piece(store, ctx, &plan, range.clone()).await?;
        progress(DemoProgress { items: range.end, of: size.items });
    }
    for table in [
        Table { kind: item::GRAM_KIND, name: "item", code: "code" },
        slips(SlipKind::Receipt, "receipt"),
        slips(SlipKind::ShippingOrder, "shipping_order"),
        slips(SlipKind::Shipment, "shipment"),
    ] {
        build::build(store, ctx.tenant, table, build::STRETCH_PLACES).await?;
    }
    finish(store, ctx, &plan).await?;
    open::slips(store, ctx, &plan).await?;
    store.refresh_statistics().await
}

fn slips(kind: SlipKind, table: &'static str) -> Table {
    Table { kind: kind.prefix(), name: table, code: "number" }
}

async fn refuse_filled(tx: &mut Tx<'_>) -> Result<()> {
    let filled = sqlx::query(
        "select 1 from item where tenant_id = $1 union all select 1 from warehouse where tenant_id = $1 limit 1",
    );
    match filled.bind(tx.tenant()).fetch_optional(tx.conn()).await? {
        None => Ok(()),
        Some(_) => Err(Error::App(AppError::new(ErrorCode::Duplicate).arg("what", "item").arg("code", ""))),
    }
}

/// The beginning of the day in the tenant's zone.
fn midnight(ctx: &Ctx, now: Instant) -> Instant {
    let offset_seconds = i64::from(ctx.local(now).offset_minutes) * 60;
    let local_seconds = now.micros().div_euclid(1_000_000) + offset_seconds;
    Instant::from_micros((local_seconds - local_seconds.rem_euclid(86_400) - offset_seconds) * 1_000_000)
}

/// Some groups of items with their history, in one transaction.
async fn piece(store: &Store, ctx: &Ctx, plan: &Plan, range: Range<usize>) -> Result<()> {
    let (plan, at) = (plan.clone(), ctx.local(store.now()));
    let work = store.write(ctx.tenant, move |tx| {
        let (plan, range) = (plan.clone(), range.clone());
        Box::pin(async move {
            let first_group = range.start / GROUP_ITEMS;
            let views = range.map(|nth| goods::item(plan.seed, nth, plan.items, at)).collect::<Result<Vec<_>>>()?;
            let items = write::insert_unindexed(tx, views).await?;
            let mut rows = rows::Rows::of(&plan);
            for (group, items) in (first_group..).zip(items.chunks(GROUP_ITEMS)) {
                rows.append(plan.rows(group, items)?);
            }
            rows.write(tx).await
        })
    });
    work.await
}

/// Sets the counters of slips behind the history, and tells everybody.
async fn finish(store: &Store, ctx: &Ctx, plan: &Plan) -> Result<()> {
    let (numbers, ctx_inside) = (plan.last_numbers(), ctx.clone());
    let work = store.write(ctx.tenant, move |tx| {
        let ctx = ctx_inside.clone();
        Box::pin(async move {
            for (kind, last) in numbers {
                set_counter(tx, kind, last).await?;
            }
            for area in [Area::Items, Area::Stock, Area::Receiving, Area::Shipping] {
                tx.changed(area);
            }
            audit::record(&ctx, tx, "demo.fill").await
        })
    });
    work.await
}

async fn set_counter(tx: &mut Tx<'_>, kind: SlipKind, last: usize) -> Result<()> {
    sqlx::query("insert into slip_counter (tenant_id, kind, last_number) values ($1, $2, $3)")
        .bind(tx.tenant())
        .bind(kind.as_str())
        .bind(i64::try_from(last).map_err(Error::internal)?)
        .execute(tx.conn())
        .await?;
    Ok(())
}
