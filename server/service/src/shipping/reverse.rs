//! Undoing a shipment: the goods are back at their locations, the order is open again.

use std::collections::BTreeMap;

use async_trait::async_trait;
use model::shipping::{ReverseShipment, ShipmentView};
use model::slip::SlipKind;
use model::{AppError, ErrorCode, Permission, SlipNumber, TransactionId, WarehouseId};
use sqlx::Row;

use crate::check::Problems;
use crate::ledger::Entry;
use crate::shipping::order::{self, Delta};
use crate::shipping::{get, list};
use crate::slip::{self, NOTE_MAX_CHARS, Posted, number, row};
use crate::sql::Sql;
use crate::{Command, Ctx, Result, Tx, ledger};

#[async_trait]
impl Command for ReverseShipment {
    const NAME: &'static str = "shipping.reverse";
    type Answer = ShipmentView;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<ShipmentView> {
        ctx.require(Permission::Reverse)?;
        let mut problems = Problems::default();
        let note = problems.text("note", &self.note, NOTE_MAX_CHARS);
        problems.refuse()?;
        let shipment = list::shipment_by_number(tx, &self.number).await?;
        let shipment = shipment.ok_or_else(|| slip::not_found("shipment", &self.number))?;
        ctx.require_warehouse(WarehouseId::new(shipment.try_get("warehouse_id")?), "")
            .map_err(|_| slip::not_found("shipment", &self.number))?;
        let order_number: SlipNumber = row::named(&shipment, "order_number")?;
        let header = order::lock(ctx, tx, &order_number).await?;
        require_in_use(tx, shipment.try_get("id")?).await?;
        let number = number::next(tx, SlipKind::Reversal).await?;
        slip::mark_reversed(tx, Posted::Shipment, &self.number, &number).await?;
        let entry = Entry {
            order: Some(&order_number),
            warehouse: Some(WarehouseId::new(shipment.try_get("warehouse_id")?)),
            note: &note,
            ..Entry::of(SlipKind::Reversal, &number)
        };
        ledger::reverse(ctx, tx, &entry, TransactionId::new(shipment.try_get("transaction_id")?)).await?;
        let deltas = deltas(tx, shipment.try_get("id")?).await?;
        let mut lines = order::lines(tx, &[header.id]).await?;
        order::change(tx, header.id, header.state, &mut lines, &deltas).await?;
        tx.touch(&self.number);
        tx.touch(&number);
        get::shipment(ctx, tx, &self.number).await
    }
}

/// Refuses to bring goods back to a place that is out of use by now. The others stay in use until the commit.
async fn require_in_use(tx: &mut Tx<'_>, shipment: i64) -> Result<()> {
    let mut sql = Sql::new(
        "select location.code as location, location.active as location_active, warehouse.code as warehouse,
                warehouse.active as warehouse_active
         from location
         join warehouse on warehouse.tenant_id = location.tenant_id and warehouse.id = location.warehouse_id
         where location.tenant_id = ",
    );
    sql.bind(tx.tenant()).push(" and location.id in (select location_id from shipment_line where tenant_id = ");
    sql.bind(tx.tenant()).push(" and shipment_id = ").bind(shipment);
    sql.push(") order by location.id").push(tx.engine().for_share());
    for row in sql.build().fetch_all(tx.conn()).await? {
        for (what, active) in [("warehouse", "warehouse_active"), ("location", "location_active")] {
            if !row::flag(&row, active)? {
                let code: &str = row.try_get(what)?;
                return Err(AppError::new(ErrorCode::Inactive).arg("what", what).arg("code", code).into());
            }
        }
    }
    Ok(())
}

/// What the shipment took from the order's lines comes back.
async fn deltas(tx: &mut Tx<'_>, shipment: i64) -> Result<BTreeMap<i64, Delta>> {
    let tenant = tx.tenant();
    let rows = sqlx::query(
        "select shipping_line_id, cast(sum(quantity) as bigint) as quantity
         from shipment_line
         where tenant_id = $1 and shipment_id = $2
         group by shipping_line_id",
    )
    .bind(tenant)
    .bind(shipment)
    .fetch_all(tx.conn())
    .await?;
    let delta = |milli: i64| Delta { shipped: -milli, ..Delta::default() };
    rows.iter().map(|row| Ok((row.try_get("shipping_line_id")?, delta(row.try_get("quantity")?)))).collect()
}
