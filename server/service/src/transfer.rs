//! Transfers (振替): goods change location or status inside a warehouse, in one step.

use async_trait::async_trait;
use model::slip::{LotRef, SlipKind};
use model::transfer::{PostedSlip, Transfer};
use model::{AppError, ErrorCode, Permission, Quantity};

use crate::check::Problems;
use crate::ledger::{self, Entry, Line, Place, Side};
use crate::slip::{self, field, lot, number, resolve};
use crate::{Command, Ctx, Result, Tx};

#[async_trait]
impl Command for Transfer {
    const NAME: &'static str = "transfer.post";
    type Answer = PostedSlip;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<PostedSlip> {
        ctx.require(Permission::Transfer)?;
        let warehouse = resolve::warehouse(ctx, tx, &self.warehouse).await?;
        let mut problems = Problems::default();
        slip::check_lines(&self.lines.iter().map(|line| line.quantity).collect::<Vec<Quantity>>(), &mut problems);
        let note = problems.text("note", &self.note, slip::NOTE_MAX_CHARS);
        let moved = known_moves(self, tx, &warehouse, &mut problems).await?;
        let goods: Vec<lot::Goods<'_>> = moved.iter().map(Move::goods).collect();
        let lots = lot::of_goods(tx, &goods, &mut problems).await?;
        problems.refuse()?;
        let lines: Vec<Line> = moved.iter().zip(&lots).flat_map(|(moved, lot)| moved.lines(*lot)).collect();
        let number = number::next(tx, SlipKind::Transfer).await?;
        let entry = Entry { warehouse: Some(warehouse.id), note: &note, ..Entry::of(SlipKind::Transfer, &number) };
        let posted = ledger::post(ctx, tx, &entry, &lines).await?;
        tx.touch(&number);
        Ok(PostedSlip { number, warnings: posted.warnings })
    }
}

/// A line whose codes are known.
struct Move<'a> {
    /// The place of the line in the command.
    place: usize,
    item: resolve::Item,
    lot: &'a LotRef,
    quantity: Quantity,
    from: (model::LocationId, model::StatusId),
    to: (model::LocationId, model::StatusId),
}

impl Move<'_> {
    fn goods(&self) -> lot::Goods<'_> {
        lot::Goods { item: &self.item, lot: self.lot, field: field(self.place, "lot"), comes: false }
    }

    fn lines(&self, lot: model::LotId) -> [Line; 2] {
        let side = |(location, status)| Side { place: Place::Shelf(location), lot, status };
        Line::movement(self.item.id, self.quantity, side(self.from), side(self.to))
    }
}

async fn known_moves<'a>(
    transfer: &'a Transfer,
    tx: &mut Tx<'_>,
    warehouse: &resolve::Warehouse,
    problems: &mut Problems,
) -> Result<Vec<Move<'a>>> {
    let lines = || transfer.lines.iter().enumerate().take(model::slip::LINES_MAX);
    let items = resolve::items(tx, lines().map(|(n, line)| (field(n, "item"), &line.item)), problems).await?;
    let places = lines().flat_map(|(n, line)| [(field(n, "from"), &line.from), (field(n, "to"), &line.to)]);
    let locations = resolve::locations(tx, warehouse.id, places, problems).await?;
    let statuses = resolve::statuses(tx).await?;
    let mut moves = Vec::with_capacity(transfer.lines.len());
    for (nth, line) in lines() {
        let status = statuses.get(line.status.as_ref(), &field(nth, "status"), problems);
        let to_status = match &line.to_status {
            Some(code) => statuses.get(Some(code), &field(nth, "to_status"), problems),
            None => status,
        };
        let (Some(item), Some(from), Some(to)) =
            (items.get(&line.item), locations.get(&line.from), locations.get(&line.to))
        else {
            continue;
        };
        let (Some(status), Some(to_status)) = (status, to_status) else { continue };
        if (from.id, status) == (to.id, to_status) {
            let refusal = AppError::new(ErrorCode::Invalid).arg("value", &line.to).arg("problem", "same_place");
            problems.push(refusal.field(field(nth, "to")));
        }
        moves.push(Move {
            place: nth,
            item: item.clone(),
            lot: &line.lot,
            quantity: line.quantity,
            from: (from.id, status),
            to: (to.id, to_status),
        });
    }
    Ok(moves)
}
