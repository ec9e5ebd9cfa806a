//! Allocation (引当): goods for one order or for several. It never refuses because something is short; it says what is.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use model::shipping::plan::{Choice, Demand, Shelf};
use model::shipping::{Allocate, AllocateMany, AllocatedLine, AllocationResult};
use model::{AppError, Date, ErrorCode, Permission, SlipId, SlipLineId, WarehouseId};

use crate::ledger::{BalanceKey, Hold};
use crate::shipping::order::{self, Delta, Header, Line};
use crate::shipping::supply;
use crate::{Command, Ctx, Error, Result, Tx, ledger, slip};

/// The most orders that one command allocates.
const ORDERS_MAX: usize = 200;

/// How often goods that someone else took are looked for anew before a line stays short. Someone else always got
/// what this one missed, so more rounds would only wait for others to finish.
const ROUNDS_MAX: u32 = 8;

#[async_trait]
impl Command for Allocate {
    const NAME: &'static str = "shipping.allocate";
    type Answer = AllocationResult;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<AllocationResult> {
        ctx.require(Permission::Ship)?;
        let header = order::lock(ctx, tx, &self.number).await?;
        header.require_open()?;
        let result = allocate(ctx, tx, vec![header]).await?.pop();
        result.ok_or_else(|| Error::internal("an allocation without a result"))
    }
}

#[async_trait]
impl Command for AllocateMany {
    const NAME: &'static str = "shipping.allocate_many";
    type Answer = Vec<AllocationResult>;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<Vec<AllocationResult>> {
        ctx.require(Permission::Ship)?;
        if self.numbers.is_empty() {
            return Err(AppError::new(ErrorCode::Required).field("numbers").into());
        }
        if self.numbers.len() > ORDERS_MAX {
            return Err(AppError::new(ErrorCode::TooManyLines).arg("max", ORDERS_MAX).field("numbers").into());
        }
        let mut headers = order::lock_all(ctx, tx, &self.numbers).await?;
        for (n, number) in self.numbers.iter().enumerate() {
            let Some(header) = headers.iter().find(|header| header.number == *number) else {
                return Err(slip::not_found(order::WHAT, number).field(format!("numbers.{n}")).into());
            };
            header.require_open()?;
        }
        // By entry, which ids tell and numbers do not: each node takes those in blocks.
        headers.sort_by(|a, b| {
            (a.planned_on.is_empty(), &a.planned_on, a.id).cmp(&(b.planned_on.is_empty(), &b.planned_on, b.id))
        });
        allocate(ctx, tx, headers).await
    }
}

/// An order that is being served.
struct Serving {
    header: Header,
    lines: Vec<Line>,
    ship_on: Date,
}

/// Gives orders what they still want, as far as it is there, in the order in which they come.
async fn allocate(ctx: &Ctx, tx: &mut Tx<'_>, headers: Vec<Header>) -> Result<Vec<AllocationResult>> {
    let mut orders = serving(ctx, tx, headers).await?;
    for round in 1..=ROUNDS_MAX {
        let wishes = wishes(tx, &orders).await?;
        if wishes.is_empty() {
            break;
        }
        let held = ledger::hold(tx, &wishes).await?;
        let mut deltas: BTreeMap<i64, BTreeMap<i64, Delta>> = BTreeMap::new();
        for (wish, held) in wishes.iter().zip(&held).filter(|(_, held)| held.quantity.is_positive()) {
            let of_order = deltas.entry(wish.order.get()).or_default();
            of_order.entry(held.line.get()).or_default().allocated += held.quantity.milli();
        }
        for Serving { header, lines, .. } in &mut orders {
            if let Some(deltas) = deltas.get(&header.id) {
                header.state = order::change(tx, header.id, header.state, lines, deltas).await?;
            }
        }
        if wishes.iter().zip(&held).all(|(wish, held)| wish.quantity == held.quantity) {
            break;
        }
        tracing::debug!(round, "goods were taken by someone else; planning anew");
    }
    let result = |order: Serving| AllocationResult {
        number: order.header.number,
        state: order.header.state,
        lines: order.lines.iter().map(allocated_line).collect(),
    };
    Ok(orders.into_iter().map(result).collect())
}

async fn serving(ctx: &Ctx, tx: &mut Tx<'_>, headers: Vec<Header>) -> Result<Vec<Serving>> {
    let ids: Vec<i64> = headers.iter().map(|header| header.id).collect();
    let mut lines: BTreeMap<i64, Vec<Line>> = BTreeMap::new();
    for line in order::lines(tx, &ids).await? {
        lines.entry(line.order).or_default().push(line);
    }
    let each = headers.into_iter().map(|header| {
        let ship_on = ship_day(ctx, tx, &header)?;
        Ok(Serving { ship_on, lines: lines.remove(&header.id).unwrap_or_default(), header })
    });
    each.collect()
}

/// What the orders want of what is there now, warehouse by warehouse.
async fn wishes(tx: &mut Tx<'_>, orders: &[Serving]) -> Result<Vec<Hold>> {
    let demands: Vec<Vec<Demand>> = orders.iter().map(|order| demands(&order.lines, order.ship_on)).collect();
    let warehouses: BTreeSet<WarehouseId> = orders.iter().map(|order| order.header.warehouse.id).collect();
    let mut wishes = Vec::new();
    for warehouse in warehouses {
        let here = || orders.iter().zip(&demands).filter(|(order, _)| order.header.warehouse.id == warehouse);
        let items: BTreeSet<_> = here().flat_map(|(_, demands)| demands.iter().map(|demand| demand.item)).collect();
        let mut shelf = Shelf::new(supply::read(tx, warehouse, &items).await?);
        for (order, demands) in here() {
            wishes.extend(holds(&order.header, &order.lines, shelf.choose(demands))?);
        }
    }
    Ok(wishes)
}

fn holds(header: &Header, lines: &[Line], choices: Vec<Choice>) -> Result<Vec<Hold>> {
    let wish = |Choice { line, item, location, lot, status, quantity, reason }| {
        let line = lines.iter().find(|each| each.line == line);
        let line = line.ok_or_else(|| Error::internal("a choice for no line"))?;
        Ok(Hold {
            order: SlipId::new(header.id),
            line: SlipLineId::new(line.id),
            key: BalanceKey { item, location, lot, status },
            quantity,
            reason,
        })
    };
    choices.into_iter().map(wish).collect()
}

/// The day for which the ship limit counts: the planned one, or today when that has passed or there is none.
fn ship_day(ctx: &Ctx, tx: &Tx<'_>, header: &Header) -> Result<Date> {
    let today = ctx.date(tx.now())?;
    Ok(Date::parse(&header.planned_on).map_or(today, |planned| planned.max(today)))
}

fn demands(lines: &[Line], ship_on: Date) -> Vec<Demand> {
    let wanting = lines.iter().filter(|line| line.progress.short().is_positive());
    wanting
        .map(|line| {
            let days = line.ship_limit_days.and_then(|days| i32::try_from(days).ok()).unwrap_or(0);
            Demand {
                line: line.line,
                item: line.item,
                lot: line.pinned_lot,
                status: line.status,
                wanted: line.progress.short(),
                expires_from: ship_on.plus_days(days).unwrap_or(ship_on),
            }
        })
        .collect()
}

fn allocated_line(line: &Line) -> AllocatedLine {
    AllocatedLine {
        line: line.line,
        item: line.item_code.clone(),
        ordered: line.progress.ordered,
        allocated: line.progress.allocated,
        short: line.progress.short(),
    }
}
