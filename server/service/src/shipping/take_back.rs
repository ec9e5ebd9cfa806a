//! Taking back exactly what one check counted, whatever was checked before or after it.

use std::collections::BTreeMap;

use async_trait::async_trait;
use model::shipping::{CheckedPart, ShippingOrderView, TakeBackCheck};
use model::slip::LINES_MAX;
use model::{AppError, ErrorCode, Permission, Quantity};

use crate::shipping::get;
use crate::shipping::holding::{self, Held};
use crate::shipping::order::{self, Delta, Line};
use crate::{Command, Ctx, Error, Result, Tx};

#[async_trait]
impl Command for TakeBackCheck {
    const NAME: &'static str = "shipping.take_back_check";
    type Answer = ShippingOrderView;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<ShippingOrderView> {
        ctx.require(Permission::Ship)?;
        judge(&self.parts)?;
        let header = order::lock(ctx, tx, &self.number).await?;
        header.require_open()?;
        let mut lines = order::lines(tx, &[header.id]).await?;
        let held = holding::of_order(tx, header.id).await?;
        // What somebody shipped, released or took back meanwhile is no longer there to take.
        let back = taken_back(&self.parts, &lines, &held).ok_or_else(|| {
            let refusal = AppError::new(ErrorCode::Stale).arg("what", order::WHAT).arg("code", &self.number);
            refusal.arg("version", header.version)
        })?;
        let less: Vec<(i64, Quantity)> = back.iter().map(|(held, quantity)| (held.id, -*quantity)).collect();
        if holding::add_checked(tx, &less).await? != less.len() {
            return Err(Error::internal("an allocation changed although its order is locked"));
        }
        let mut deltas: BTreeMap<i64, Delta> = BTreeMap::new();
        for (held, quantity) in &back {
            deltas.entry(held.line).or_default().checked -= quantity.milli();
        }
        order::change(tx, header.id, header.state, &mut lines, &deltas).await?;
        get::order(ctx, tx, &self.number).await
    }
}

/// Refuses no part, more than a slip has lines, and every quantity that is not above zero.
fn judge(parts: &[CheckedPart]) -> Result<()> {
    if parts.is_empty() {
        return Err(AppError::new(ErrorCode::Required).field("parts").into());
    }
    if parts.len() > LINES_MAX {
        return Err(AppError::new(ErrorCode::TooManyLines).arg("max", LINES_MAX).field("parts").into());
    }
    match parts.iter().position(|part| !part.quantity.is_positive()) {
        Some(place) => Err(AppError::new(ErrorCode::NotPositive).field(format!("parts.{place}.quantity")).into()),
        None => Ok(()),
    }
}

/// From which allocations the parts are taken back; `None` when less is checked there by now.
fn taken_back<'a>(parts: &[CheckedPart], lines: &[Line], held: &'a [Held]) -> Option<Vec<(&'a Held, Quantity)>> {
    let mut checked: Vec<Quantity> = held.iter().map(|held| held.checked).collect();
    for part in parts {
        let line = lines.iter().find(|line| line.line == part.line)?;
        let mut left = part.quantity;
        for (held, checked) in held.iter().zip(&mut checked).rev() {
            if held.line == line.id && is_at(held, part) {
                let back = left.min(*checked);
                *checked = *checked - back;
                left = left - back;
            }
        }
        if left.is_positive() {
            return None;
        }
    }
    let back = held.iter().zip(checked).map(|(held, left)| (held, held.checked - left));
    Some(back.filter(|(_, back)| back.is_positive()).collect())
}

fn is_at(held: &Held, part: &CheckedPart) -> bool {
    held.location == part.location && held.lot == part.lot && held.status == part.status
}
