//! Receiving against an order: in part, over what remains when allowed, by line or by item.

use std::collections::BTreeMap;

use async_trait::async_trait;
use model::receiving::progress::{self, Arrival, Expected, Share, ShareError};
use model::receiving::{ReceiptView, Receive, ReceivingState};
use model::{AppError, ErrorCode, Permission, Quantity};

use crate::check::Problems;
use crate::receiving::get;
use crate::receiving::order::{self, Line};
use crate::receiving::receipt::{self, Arrivals, Goods};
use crate::slip::{self, NOTE_MAX_CHARS};
use crate::{Command, Ctx, Error, Result, Tx};

#[async_trait]
impl Command for Receive {
    const NAME: &'static str = "receiving.receive";
    type Answer = ReceiptView;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<ReceiptView> {
        ctx.require(Permission::Receive)?;
        let header = order::lock(ctx, tx, &self.order).await?;
        let lines = order::lines(tx, header.id).await?;
        let mut expected: Vec<Expected> = lines.iter().map(|line| line.expected.clone()).collect();
        // An order that is received because nothing remains may get more; one that was closed by hand may not.
        let closed = header.state == ReceivingState::Received && progress::state(&expected) != ReceivingState::Received;
        if closed || header.state == ReceivingState::Cancelled {
            return Err(slip::wrong_state(&self.order, header.state.as_str()).into());
        }
        let mut problems = Problems::default();
        let note = problems.text("note", &self.note, NOTE_MAX_CHARS);
        let arrivals = receipt::arrived(tx, &header.warehouse, &self.lines, &mut problems).await?;
        let shares = shares(self, &arrivals, &expected, &mut problems);
        let goods = goods(ctx, tx, &arrivals, &shares, &lines, &mut problems)?;
        problems.refuse()?;
        add_shares(&mut expected, &shares, &arrivals)?;
        write_lines(tx, self, &shares, &lines).await?;
        order::refresh(tx, &header, &expected).await?;
        let header = receipt::Header {
            warehouse: &header.warehouse,
            order: Some((header.id, &header.number)),
            supplier_name: &header.supplier_name,
            original_number: &header.original_number,
            note: &note,
        };
        let number = receipt::write(ctx, tx, &header, &goods).await?;
        get::receipt(ctx, tx, &number).await
    }
}

/// What the lines will have received. Neither one of them nor their total may leave the range of quantities.
fn add_shares(expected: &mut [Expected], shares: &[Share], arrivals: &Arrivals<'_>) -> Result<()> {
    let mut total: Quantity = expected.iter().map(|line| line.received).sum();
    for share in shares {
        let item = &arrivals.lines[share.arrival].item.code;
        let refusal = || AppError::new(ErrorCode::QuantityOverflow).arg("item", item).field("lines");
        let line = &mut expected[share.expected];
        line.received = line.received.checked_add(share.quantity).ok_or_else(refusal)?;
        total = total.checked_add(share.quantity).ok_or_else(refusal)?;
    }
    Ok(())
}

/// Shares the goods out over the order's lines; notes what is not on it and what is too much.
fn shares(command: &Receive, arrivals: &Arrivals<'_>, expected: &[Expected], problems: &mut Problems) -> Vec<Share> {
    let wanted: Vec<Arrival> = arrivals
        .lines
        .iter()
        .map(|arrived| Arrival {
            item: arrived.item.id,
            lot: arrived.line.lot.clone(),
            status: arrived.status,
            quantity: arrived.line.quantity,
            line: arrived.line.line,
        })
        .collect();
    let errors = match progress::share(&wanted, expected, command.allow_over) {
        Ok(shares) => return shares,
        Err(errors) => errors,
    };
    for error in errors {
        problems.push(match error {
            ShareError::NotOnSlip { arrival } => {
                let arrived = &arrivals.lines[arrival];
                let refusal = AppError::new(ErrorCode::NotOnSlip).arg("number", &command.order);
                refusal.arg("item", &arrived.item.code).field(slip::field(arrived.place, "item"))
            }
            ShareError::TooMany { arrival, remaining } => {
                let arrived = &arrivals.lines[arrival];
                let refusal = AppError::new(ErrorCode::TooMany).arg("item", &arrived.item.code);
                let refusal = refusal.arg("wanted", arrived.line.quantity).arg("remaining", remaining);
                refusal.field(slip::field(arrived.place, "quantity"))
            }
        });
    }
    Vec::new()
}

/// The goods of each share, with lot, status and price completed from the order's line.
fn goods<'a>(
    ctx: &Ctx,
    tx: &Tx<'_>,
    arrivals: &'a Arrivals<'a>,
    shares: &[Share],
    lines: &[Line],
    problems: &mut Problems,
) -> Result<Vec<Goods<'a>>> {
    let today = ctx.date(tx.now())?;
    let mut goods = Vec::with_capacity(shares.len());
    for share in shares {
        let (arrived, line) = (&arrivals.lines[share.arrival], &lines[share.expected]);
        let lot = progress::lot_of(&arrived.line.lot, &line.expected.lot);
        receipt::check_lot(arrived, &lot, today, problems);
        goods.push(Goods {
            arrived,
            lot,
            status: arrived.status.unwrap_or(line.expected.status),
            quantity: share.quantity,
            order_line: Some(line.id),
            unit_price: arrived.line.unit_price.unwrap_or(line.unit_price),
        });
    }
    Ok(goods)
}

/// Adds to what the lines received. The write refuses more than remains, whatever was read before.
async fn write_lines(tx: &mut Tx<'_>, command: &Receive, shares: &[Share], lines: &[Line]) -> Result<()> {
    let mut added: BTreeMap<i64, Quantity> = BTreeMap::new();
    for share in shares {
        // The sum of a line's shares is part of what the line will have received, which is in range.
        let sum = added.entry(lines[share.expected].id).or_default();
        *sum = *sum + share.quantity;
    }
    if order::add_received(tx, &added, command.allow_over).await? == added.len() {
        Ok(())
    } else {
        Err(Error::internal("a line of a receiving order changed although its order is locked"))
    }
}
