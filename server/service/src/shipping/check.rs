//! Checking goods by their barcode (検品), and taking a check back.

use std::collections::BTreeMap;

use async_trait::async_trait;
use model::shipping::{Check, CheckResult, CheckedPart, ShippingOrderView, Uncheck};
use model::slip::LotRef;
use model::{AppError, ErrorCode, Permission, Quantity};

use crate::item::scan;
use crate::shipping::get;
use crate::shipping::holding::{self, Held};
use crate::shipping::order::{self, Delta, Header, Line};
use crate::{Command, Ctx, Error, Result, Tx, slip};

#[async_trait]
impl Command for Check {
    const NAME: &'static str = "shipping.check";
    type Answer = CheckResult;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<CheckResult> {
        ctx.require(Permission::Ship)?;
        let header = order::lock(ctx, tx, &self.number).await?;
        header.require_open()?;
        let scanned = scan::find(ctx, tx, &self.barcode).await?;
        let units = units(self, scanned.found.quantity)?;
        let mut lines = order::lines(tx, &[header.id]).await?;
        let not_on_slip =
            || AppError::new(ErrorCode::NotOnSlip).arg("number", &self.number).arg("item", &scanned.found.item);
        if !lines.iter().any(|line| line.item == scanned.item) {
            return Err(not_on_slip().field("barcode").into());
        }
        let held = holding::of_order(tx, header.id).await?;
        let of_item: Vec<&Held> = held.iter().filter(|held| held.key.item == scanned.item).collect();
        let of_lot: Vec<&Held> = of_item.iter().copied().filter(|held| is_of_lot(held, &scanned.found.lot)).collect();
        if of_lot.is_empty() && !of_item.is_empty() {
            return Err(not_on_slip().arg("lot", lot_text(&scanned.found.lot)).field("barcode").into());
        }
        let parts = parts(&of_lot, units).map_err(|remaining| {
            let refusal = AppError::new(ErrorCode::TooMany).arg("item", &scanned.found.item);
            refusal.arg("wanted", units).arg("remaining", remaining).field("quantity")
        })?;
        let added: Vec<(i64, Quantity)> = parts.iter().map(|(held, quantity)| (held.id, *quantity)).collect();
        if holding::add_checked(tx, &added).await? != added.len() {
            return Err(Error::internal("an allocation changed although its order is locked"));
        }
        let mut deltas: BTreeMap<i64, Delta> = BTreeMap::new();
        for (held, quantity) in &parts {
            deltas.entry(held.line).or_default().checked += quantity.milli();
        }
        let state = order::change(tx, header.id, header.state, &mut lines, &deltas).await?;
        let line = lines.iter().find(|line| deltas.contains_key(&line.id)).map_or(0, |line| line.line);
        let parts = parts.iter().map(|(held, quantity)| named(&lines, held, *quantity)).collect();
        let of_item = lines.iter().filter(|line| line.item == scanned.item);
        let sum = |each: fn(&Line) -> Quantity| of_item.clone().map(each).sum::<Quantity>();
        Ok(CheckResult {
            number: header.number,
            state,
            line,
            item: scanned.found.item,
            name: scanned.found.name,
            name2: scanned.found.name2,
            added: units,
            parts,
            checked: sum(|line| line.progress.checked),
            allocated: sum(|line| line.progress.allocated),
            remaining: lines.iter().map(|line| line.progress.allocated - line.progress.checked).sum(),
        })
    }
}

/// Units that the scans of a command count.
fn units(command: &Check, pack: Quantity) -> Result<Quantity> {
    let Some(scans) = command.quantity else { return Ok(pack) };
    if !scans.is_positive() {
        return Err(AppError::new(ErrorCode::NotPositive).field("quantity").into());
    }
    let units = scans.checked_mul(pack);
    let refusal = || AppError::new(ErrorCode::OutOfRange).arg("min", "0.001").arg("max", Quantity::MAX);
    Ok(units.ok_or_else(|| refusal().field("quantity"))?)
}

/// Whether goods are of the lot that a symbol names; any are when it names none.
fn is_of_lot(held: &Held, lot: &LotRef) -> bool {
    let number = lot.number.as_ref().is_none_or(|number| held.lot_number == number.as_str());
    let date = lot.best_before.or(lot.use_by).is_none_or(|date| held.lot_date == date.to_string());
    number && date
}

fn lot_text(lot: &LotRef) -> String {
    let number = lot.number.as_ref().map(ToString::to_string).unwrap_or_default();
    let date = lot.best_before.or(lot.use_by).map(|date| date.to_string()).unwrap_or_default();
    [number, date].join(" ").trim().to_owned()
}

/// Shares units out over allocations in walking order.
///
/// # Errors
/// What is still unchecked, when that is less than the units.
fn parts<'a>(held: &[&'a Held], units: Quantity) -> std::result::Result<Vec<(&'a Held, Quantity)>, Quantity> {
    let mut left = units;
    let mut parts = Vec::new();
    for held in held {
        let part = left.min(held.unchecked());
        if part.is_positive() {
            parts.push((*held, part));
            left = left - part;
        }
    }
    if left.is_zero() { Ok(parts) } else { Err(units - left) }
}

/// What was counted, as the answer names it.
fn named(lines: &[Line], held: &Held, quantity: Quantity) -> CheckedPart {
    CheckedPart {
        line: lines.iter().find(|line| line.id == held.line).map_or(0, |line| line.line),
        location: held.location.clone(),
        lot: held.lot.clone(),
        status: held.status.clone(),
        quantity,
    }
}

#[async_trait]
impl Command for Uncheck {
    const NAME: &'static str = "shipping.uncheck";
    type Answer = ShippingOrderView;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<ShippingOrderView> {
        ctx.require(Permission::Ship)?;
        let header = order::lock(ctx, tx, &self.number).await?;
        header.require_open()?;
        uncheck(tx, &header, self.line).await?;
        get::order(ctx, tx, &self.number).await
    }
}

async fn uncheck(tx: &mut Tx<'_>, header: &Header, number: u32) -> Result<()> {
    let mut lines = order::lines(tx, &[header.id]).await?;
    let line = lines.iter().find(|line| line.line == number);
    let line = line.ok_or_else(|| slip::not_found("line", number).field("line"))?;
    let checked = line.progress.checked;
    if checked.is_zero() {
        return Ok(());
    }
    let deltas = BTreeMap::from([(line.id, Delta { checked: -checked.milli(), ..Delta::default() })]);
    let held = holding::of_order(tx, header.id).await?;
    let of_line: Vec<i64> = held.iter().filter(|held| held.line == line.id).map(|held| held.id).collect();
    holding::uncheck(tx, &of_line).await?;
    order::change(tx, header.id, header.state, &mut lines, &deltas).await?;
    Ok(())
}
