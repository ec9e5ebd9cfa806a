//! Shipping what was checked (出荷).

use async_trait::async_trait;
use model::shipping::{Ship, ShipmentView};
use model::slip::SlipKind;
use model::{AppError, ErrorCode, Permission, Quantity, SlipNumber, UserId};
use sqlx::Row;

use crate::ledger::{BalanceKey, Entry, Line, Outside, Place, Side};
use crate::shipping::get;
use crate::shipping::holding::{self, Held, Leaving};
use crate::shipping::order::{self, Header};
use crate::slip::{key, number};
use crate::sql::{Value, insert_rows};
use crate::{Command, Ctx, Error, Result, Tx, ledger};

#[async_trait]
impl Command for Ship {
    const NAME: &'static str = "shipping.ship";
    type Answer = ShipmentView;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<ShipmentView> {
        ctx.require(Permission::Ship)?;
        let header = order::lock(ctx, tx, &self.number).await?;
        header.require_open()?;
        let held = holding::of_order(tx, header.id).await?;
        let unchecked: Quantity = held.iter().map(Held::unchecked).sum();
        if unchecked.is_positive() && !self.partial {
            let refusal = AppError::new(ErrorCode::Unchecked).arg("number", &self.number);
            return Err(refusal.arg("unchecked", unchecked).into());
        }
        let leaving: Vec<Leaving<'_>> = held
            .iter()
            .filter(|held| held.checked.is_positive())
            .map(|held| Leaving { held, quantity: held.checked, checked: held.checked })
            .collect();
        if leaving.is_empty() {
            return Err(AppError::new(ErrorCode::NothingToShip).arg("number", &self.number).into());
        }
        // What stays behind of an allocation was not checked.
        let ids: Vec<i64> = leaving.iter().map(|part| part.held.id).collect();
        holding::uncheck(tx, &ids).await?;
        ledger::consume(tx, &leaving.iter().map(Leaving::taken).collect::<Vec<_>>()).await?;
        let number = write(ctx, tx, &header, &leaving).await?;
        let mut deltas = holding::deltas(&leaving);
        for delta in deltas.values_mut() {
            delta.shipped = -delta.allocated;
        }
        let mut lines = order::lines(tx, &[header.id]).await?;
        order::change(tx, header.id, header.state, &mut lines, &deltas).await?;
        tx.touch(&number);
        get::shipment(ctx, tx, &number).await
    }
}

/// Posts goods out of their locations and writes the shipment.
async fn write(ctx: &Ctx, tx: &mut Tx<'_>, header: &Header, leaving: &[Leaving<'_>]) -> Result<SlipNumber> {
    let number = number::next(tx, SlipKind::Shipment).await?;
    let entry = Entry {
        order: Some(&header.number),
        warehouse: Some(header.warehouse.id),
        ..Entry::of(SlipKind::Shipment, &number)
    };
    let posted = ledger::post(ctx, tx, &entry, &movements(leaving)).await?;
    let (tenant, id) = (tx.tenant(), tx.new_id());
    let quantity = Quantity::checked_sum(leaving.iter().map(|part| part.quantity));
    let quantity = quantity.ok_or_else(|| Error::internal("more leaves than an order can hold"))?;
    // Found by its own number and by all that its order is found by.
    let inserted = sqlx::query(
        "insert into shipment (tenant_id, id, number, warehouse_id, order_id, transaction_id, business_date,
                               shipped_at, shipped_by, line_count, quantity, search_key)
         select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12 || ' ' || search_key
         from shipping_order
         where tenant_id = $1 and id = $5
         returning search_key",
    )
    .bind(tenant)
    .bind(id)
    .bind(number.as_str())
    .bind(header.warehouse.id.get())
    .bind(header.id)
    .bind(posted.transaction.get())
    .bind(posted.business_date.to_string())
    .bind(posted.recorded_at.micros())
    .bind(ctx.caller.user().map(UserId::get))
    .bind(i64::try_from(leaving.len()).map_err(Error::internal)?)
    .bind(quantity.milli())
    .bind(key::search_key([number.as_str()]))
    .fetch_one(tx.conn())
    .await?;
    key::add(tx, SlipKind::Shipment, id, &number, inserted.try_get("search_key")?).await?;
    insert_lines(tx, id, leaving).await?;
    Ok(number)
}

/// What was allocated leaves with the goods.
fn movements(leaving: &[Leaving<'_>]) -> Vec<Line> {
    let movement = |part: &Leaving<'_>| {
        let BalanceKey { item, location, lot, status } = part.held.key;
        let side = |place| Side { place, lot, status };
        let [from, to] =
            Line::movement(item, part.quantity, side(Place::Shelf(location)), side(Place::Outside(Outside::Customer)));
        [Line { takes_allocated: part.quantity, ..from }, to]
    };
    leaving.iter().flat_map(movement).collect()
}

async fn insert_lines(tx: &mut Tx<'_>, shipment: i64, leaving: &[Leaving<'_>]) -> Result<()> {
    let tenant = tx.tenant();
    let rows = (1_i64..).zip(leaving).map(|(number, part)| -> Vec<Value> {
        let BalanceKey { item, location, lot, status } = part.held.key;
        vec![
            tenant.into(),
            tx.new_id().into(),
            shipment.into(),
            number.into(),
            part.held.line.into(),
            item.get().into(),
            location.get().into(),
            lot.get().into(),
            status.get().into(),
            part.quantity.milli().into(),
            part.held.reason.as_str().into(),
        ]
    });
    let rows = rows.collect();
    let head =
        "insert into shipment_line (tenant_id, id, shipment_id, line, shipping_line_id, item_id, location_id, lot_id,
                                           status_id, quantity, reason) values ";
    insert_rows(tx, head, "", rows).await?;
    Ok(())
}
