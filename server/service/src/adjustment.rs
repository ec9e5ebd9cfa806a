//! Adjustments (在庫調整), which need a reason of the company's list.

use async_trait::async_trait;
use model::adjustment::Adjust;
use model::slip::{LotRef, SlipKind};
use model::transfer::PostedSlip;
use model::{AppError, ErrorCode, Permission, Quantity, ReasonCode};
use sqlx::Row;

use crate::check::Problems;
use crate::ledger::{self, Entry, Line, Outside, Place, Side};
use crate::slip::{self, field, lot, number, resolve};
use crate::{Command, Ctx, Result, Tx};

#[async_trait]
impl Command for Adjust {
    const NAME: &'static str = "adjustment.post";
    type Answer = PostedSlip;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<PostedSlip> {
        ctx.require(Permission::Adjust)?;
        let warehouse = resolve::warehouse(ctx, tx, &self.warehouse).await?;
        let mut problems = Problems::default();
        check_lines(self, &mut problems);
        let note = problems.text("note", &self.note, slip::NOTE_MAX_CHARS);
        let reason = reason(tx, &self.reason, &mut problems).await?;
        let found = known_lines(self, tx, &warehouse, &mut problems).await?;
        let goods: Vec<lot::Goods<'_>> = found.iter().map(Found::goods).collect();
        let lots = lot::of_goods(tx, &goods, &mut problems).await?;
        problems.refuse()?;
        let lines: Vec<Line> = found.iter().zip(&lots).flat_map(|(found, lot)| found.lines(*lot)).collect();
        let number = number::next(tx, SlipKind::Adjustment).await?;
        let entry = Entry {
            warehouse: Some(warehouse.id),
            reason,
            note: &note,
            release_allocations: self.release_allocations,
            ..Entry::of(SlipKind::Adjustment, &number)
        };
        let posted = ledger::post(ctx, tx, &entry, &lines).await?;
        tx.touch(&number);
        Ok(PostedSlip { number, warnings: posted.warnings })
    }
}

/// A signed quantity, never zero, a line.
fn check_lines(adjust: &Adjust, problems: &mut Problems) {
    let sizes =
        adjust.lines.iter().map(|line| if line.quantity.is_negative() { -line.quantity } else { line.quantity });
    slip::check_lines(&sizes.collect::<Vec<Quantity>>(), problems);
}

/// The reason in use; an unknown one is noted.
async fn reason(tx: &mut Tx<'_>, code: &ReasonCode, problems: &mut Problems) -> Result<Option<i64>> {
    let tenant = tx.tenant();
    let row = sqlx::query("select id from reason where tenant_id = $1 and code = $2 and active = 1")
        .bind(tenant)
        .bind(code.as_str())
        .fetch_optional(tx.conn())
        .await?;
    if row.is_none() {
        problems.push(AppError::new(ErrorCode::Unknown).arg("what", "reason").arg("code", code).field("reason"));
    }
    row.map(|row| Ok(row.try_get("id")?)).transpose()
}

/// A line whose codes are known.
struct Found<'a> {
    /// The place of the line in the command.
    place: usize,
    item: resolve::Item,
    location: model::LocationId,
    lot: &'a LotRef,
    status: model::StatusId,
    quantity: Quantity,
}

impl Found<'_> {
    fn goods(&self) -> lot::Goods<'_> {
        let comes = self.quantity.is_positive();
        lot::Goods { item: &self.item, lot: self.lot, field: field(self.place, "lot"), comes }
    }

    /// What is found comes from nowhere, what is gone goes there.
    fn lines(&self, lot: model::LotId) -> [Line; 2] {
        let side = |place| Side { place, lot, status: self.status };
        [
            Line::at(self.item.id, -self.quantity, side(Place::Outside(Outside::Loss))),
            Line::at(self.item.id, self.quantity, side(Place::Shelf(self.location))),
        ]
    }
}

async fn known_lines<'a>(
    adjust: &'a Adjust,
    tx: &mut Tx<'_>,
    warehouse: &resolve::Warehouse,
    problems: &mut Problems,
) -> Result<Vec<Found<'a>>> {
    let lines = || adjust.lines.iter().enumerate().take(model::slip::LINES_MAX);
    let items = resolve::items(tx, lines().map(|(n, line)| (field(n, "item"), &line.item)), problems).await?;
    let places = lines().map(|(n, line)| (field(n, "location"), &line.location));
    let locations = resolve::locations(tx, warehouse.id, places, problems).await?;
    let statuses = resolve::statuses(tx).await?;
    let mut found = Vec::with_capacity(adjust.lines.len());
    for (nth, line) in lines() {
        let status = statuses.get(line.status.as_ref(), &field(nth, "status"), problems);
        let known = (items.get(&line.item), locations.get(&line.location), status);
        let (Some(item), Some(location), Some(status)) = known else { continue };
        found.push(Found {
            place: nth,
            item: item.clone(),
            location: location.id,
            lot: &line.lot,
            status,
            quantity: line.quantity,
        });
    }
    Ok(found)
}
