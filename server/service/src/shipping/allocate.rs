//! Allocation (引当): goods for one order or for several. It never refuses because something is short; it says what is.

use std::collections::{BTreeMap, BTreeSet};

use model::shipping::plan::{self, Choice, Demand};
use model::shipping::{Allocate, AllocateMany, AllocatedLine, AllocationResult};
use model::{AppError, Date, ErrorCode, Permission, SlipId, SlipLineId};

use crate::ledger::{BalanceKey, Hold};
use crate::shipping::order::{self, Delta, Header, Line};
use crate::shipping::supply;
use crate::{Command, Ctx, Error, Result, Tx, ledger, slip};

/// The most orders that one command allocates.
const ORDERS_MAX: usize = 200;

/// How often goods that someone else took are looked for anew before a line stays short. Someone else always got
/// what this one missed, so more rounds would only wait for others to finish.
const ROUNDS_MAX: u32 = 8;

impl Command for Allocate {
    const NAME: &'static str = "shipping.allocate";
    type Answer = AllocationResult;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<AllocationResult> {
        ctx.require(Permission::Ship)?;
        let header = order::lock(ctx, tx, &self.number).await?;
        header.require_open()?;
        let mut lines = order::lines(tx, &[header.id]).await?;
        allocate(ctx, tx, &header, &mut lines).await
    }
}

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
        headers.sort_by(|a, b| {
            (a.planned_on.is_empty(), &a.planned_on, &a.number).cmp(&(
                b.planned_on.is_empty(),
                &b.planned_on,
                &b.number,
            ))
        });
        let ids: Vec<i64> = headers.iter().map(|header| header.id).collect();
        let mut lines: BTreeMap<i64, Vec<Line>> = BTreeMap::new();
        for line in order::lines(tx, &ids).await? {
            lines.entry(line.order).or_default().push(line);
        }
        let mut results = Vec::with_capacity(headers.len());
        for header in &headers {
            let mut lines = lines.remove(&header.id).unwrap_or_default();
            results.push(allocate(ctx, tx, header, &mut lines).await?);
        }
        Ok(results)
    }
}

/// Gives an order what it still wants, as far as it is there.
async fn allocate(ctx: &Ctx, tx: &mut Tx<'_>, header: &Header, lines: &mut [Line]) -> Result<AllocationResult> {
    let ship_on = ship_day(ctx, tx, header)?;
    let mut state = header.state;
    for round in 1..=ROUNDS_MAX {
        let demands = demands(lines, ship_on);
        let items: BTreeSet<_> = demands.iter().map(|demand| demand.item).collect();
        let supplies = supply::read(tx, header.warehouse.id, &items).await?;
        let wishes = wishes(header, lines, plan::plan(&demands, &supplies))?;
        if wishes.is_empty() {
            break;
        }
        let held = ledger::hold(tx, &wishes).await?;
        let mut deltas: BTreeMap<i64, Delta> = BTreeMap::new();
        for held in held.iter().filter(|held| held.quantity.is_positive()) {
            deltas.entry(held.line.get()).or_default().allocated += held.quantity.milli();
        }
        state = order::change(tx, header.id, state, lines, &deltas).await?;
        if wishes.iter().zip(&held).all(|(wish, held)| wish.quantity == held.quantity) {
            break;
        }
        tracing::debug!(order = %header.number, round, "goods were taken by someone else; planning anew");
    }
    Ok(AllocationResult { number: header.number.clone(), state, lines: lines.iter().map(allocated_line).collect() })
}

fn wishes(header: &Header, lines: &[Line], choices: Vec<Choice>) -> Result<Vec<Hold>> {
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
