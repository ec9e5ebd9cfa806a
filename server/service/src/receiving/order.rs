//! The rows of a receiving order: locking its header, reading and writing its lines.

use std::collections::BTreeMap;

use model::receiving::progress::{self, Expected};
use model::receiving::{CreateReceivingOrder, ReceivingState};
use model::slip::SlipKind;
use model::{ItemId, LotId, Permission, Quantity, SlipNumber, StatusId, UnitPrice, WarehouseCode, WarehouseId};
use sqlx::Row;

use crate::check::Problems;
use crate::slip::partner::{self, Copied};
use crate::slip::resolve::{self, Warehouse};
use crate::slip::{self, NOTE_MAX_CHARS, ORIGINAL_NUMBER_MAX_CHARS, key, lot, row};
use crate::sql::{Value, insert_rows};
use crate::{Ctx, Result, Tx};

/// What refusals call it.
pub(super) const WHAT: &str = "receiving_order";

/// The header of an order that this transaction has locked.
pub(super) struct Header {
    pub(super) id: i64,
    pub(super) number: SlipNumber,
    pub(super) warehouse: Warehouse,
    pub(super) supplier_name: String,
    pub(super) original_number: String,
    pub(super) state: ReceivingState,
    /// The version before this transaction.
    pub(super) version: i64,
}

/// Locks an order by writing its header, so that commands on one order run one after the other.
pub(super) async fn lock(ctx: &Ctx, tx: &mut Tx<'_>, number: &SlipNumber) -> Result<Header> {
    let tenant = tx.tenant();
    let row = sqlx::query(
        "update receiving_order
         set version = version + 1
         where tenant_id = $1 and number = $2
         returning id, warehouse_id, supplier_name, original_number, state, version,
                   (select warehouse.code
                    from warehouse
                    where warehouse.tenant_id = $1 and warehouse.id = receiving_order.warehouse_id) as warehouse",
    )
    .bind(tenant)
    .bind(number.as_str())
    .fetch_optional(tx.conn())
    .await?;
    let row = row.ok_or_else(|| slip::not_found(WHAT, number))?;
    let id = WarehouseId::new(row.try_get("warehouse_id")?);
    let code: WarehouseCode = row::named(&row, "warehouse")?;
    ctx.require_warehouse(id, code.as_str()).map_err(|_| slip::not_found(WHAT, number))?;
    tx.touch(number);
    Ok(Header {
        id: row.try_get("id")?,
        number: number.clone(),
        warehouse: Warehouse { id, code },
        supplier_name: row.try_get("supplier_name")?,
        original_number: row.try_get("original_number")?,
        state: row::named(&row, "state")?,
        version: row.try_get::<i64, _>("version")? - 1,
    })
}

/// A line of an order as it stands.
pub(super) struct Line {
    pub(super) id: i64,
    pub(super) expected: Expected,
    pub(super) unit_price: UnitPrice,
}

/// The lines of an order, in their order.
pub(super) async fn lines(tx: &mut Tx<'_>, order: i64) -> Result<Vec<Line>> {
    let tenant = tx.tenant();
    let rows = sqlx::query(
        "select receiving_line.id, line, receiving_line.item_id, status_id, planned, received, unit_price,
                lot.number as lot_number, lot.date_kind as lot_date_kind, lot.date as lot_date
         from receiving_line
         join lot on lot.tenant_id = receiving_line.tenant_id and lot.id = receiving_line.lot_id
         where receiving_line.tenant_id = $1 and order_id = $2
         order by line",
    )
    .bind(tenant)
    .bind(order)
    .fetch_all(tx.conn())
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Line {
                id: row.try_get("id")?,
                expected: Expected {
                    line: row::small(row, "line")?,
                    item: ItemId::new(row.try_get("item_id")?),
                    lot: row::lot(row)?,
                    status: StatusId::new(row.try_get("status_id")?),
                    planned: row::quantity(row, "planned")?,
                    received: row::quantity(row, "received")?,
                },
                unit_price: row::unit_price(row, "unit_price")?,
            })
        })
        .collect()
}

/// Writes totals and state after the lines changed; a cancelled order stays cancelled.
pub(super) async fn refresh(tx: &mut Tx<'_>, header: &Header, lines: &[Expected]) -> Result<()> {
    let state = match header.state {
        ReceivingState::Cancelled => ReceivingState::Cancelled,
        _ => progress::state(lines),
    };
    let received = Quantity::checked_sum(lines.iter().map(|line| line.received));
    let received = received.ok_or_else(|| crate::Error::internal("the total of an order is out of range"))?;
    let tenant = tx.tenant();
    sqlx::query("update receiving_order set state = $3, received = $4 where tenant_id = $1 and id = $2")
        .bind(tenant)
        .bind(header.id)
        .bind(state.as_str())
        .bind(received.milli())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Writes a state that a person decided.
pub(super) async fn set_state(tx: &mut Tx<'_>, order: i64, state: ReceivingState) -> Result<()> {
    let tenant = tx.tenant();
    sqlx::query("update receiving_order set state = $3 where tenant_id = $1 and id = $2")
        .bind(tenant)
        .bind(order)
        .bind(state.as_str())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Whether goods were ever received against it, even if the receipt was reversed since: its lines are then history.
pub(super) async fn was_received(tx: &mut Tx<'_>, order: i64) -> Result<bool> {
    let tenant = tx.tenant();
    let row = sqlx::query("select count(*) from receipt where tenant_id = $1 and order_id = $2")
        .bind(tenant)
        .bind(order)
        .fetch_one(tx.conn())
        .await?;
    Ok(row.try_get::<i64, _>(0)? > 0)
}

/// Adds to `received` of lines by id, below zero to take back. Unless `allow_over`, the write itself leaves out
/// lines that would get more than remains; the answer is how many lines it wrote.
pub(super) async fn add_received(tx: &mut Tx<'_>, added: &BTreeMap<i64, Quantity>, allow_over: bool) -> Result<usize> {
    let mut sql = crate::sql::Sql::new("update receiving_line set received = received + delta.column2 from (values ");
    for (nth, (line, quantity)) in added.iter().enumerate() {
        if nth > 0 {
            sql.push(", ");
        }
        sql.bind_list([*line, quantity.milli()]);
    }
    sql.push(") as delta where tenant_id = ").bind(tx.tenant()).push(" and id = delta.column1");
    if !allow_over {
        sql.push(" and received + delta.column2 <= planned");
    }
    let done = sql.build().execute(tx.conn()).await?;
    usize::try_from(done.rows_affected()).map_err(crate::Error::internal)
}

/// An order that was checked and can be written.
pub(super) struct Draft {
    warehouse: Warehouse,
    supplier: Copied,
    original_number: String,
    planned_on: String,
    note: String,
    lines: Vec<DraftLine>,
    planned: Quantity,
}

struct DraftLine {
    item: ItemId,
    lot: LotId,
    status: StatusId,
    planned: Quantity,
    unit_price: UnitPrice,
}

/// Checks an order as an editor wrote it; every problem is named at once.
pub(super) async fn draft(ctx: &Ctx, tx: &mut Tx<'_>, order: &CreateReceivingOrder) -> Result<Draft> {
    ctx.require(Permission::EditSlips)?;
    let warehouse = resolve::warehouse(ctx, tx, &order.warehouse).await?;
    let mut problems = Problems::default();
    slip::check_lines(&order.lines.iter().map(|line| line.quantity).collect::<Vec<_>>(), &mut problems);
    let planned = Quantity::total(order.lines.iter().map(|line| (&line.item, line.quantity)));
    let planned = planned.unwrap_or_else(|refusal| {
        problems.push(refusal);
        Quantity::ZERO
    });
    let original_number = problems.line("original_number", &order.original_number, ORIGINAL_NUMBER_MAX_CHARS);
    let note = problems.text("note", &order.note, NOTE_MAX_CHARS);
    let [supplier] = partner::copy(tx, [("supplier", &order.supplier)], &mut problems).await?;
    let lines = order.lines.iter().enumerate().take(model::slip::LINES_MAX);
    let wanted = lines.clone().map(|(n, line)| (slip::field(n, "item"), &line.item));
    let items = resolve::items(tx, wanted, &mut problems).await?;
    let statuses = resolve::statuses(tx).await?;
    let mut known = Vec::new();
    for (n, line) in lines {
        let status = statuses.get(line.status.as_ref(), &slip::field(n, "status"), &mut problems);
        if let (Some(item), Some(status)) = (items.get(&line.item), status) {
            known.push((item, status, line));
        }
    }
    problems.refuse()?;
    let lots: Vec<_> = known.iter().map(|(item, _, line)| (*item, &line.lot)).collect();
    let lots = lot::of_items(tx, &lots).await?;
    let lines = known.into_iter().zip(lots).map(|((item, status, line), lot)| DraftLine {
        item: item.id,
        lot,
        status,
        planned: line.quantity,
        unit_price: line.unit_price.unwrap_or(item.unit_price),
    });
    Ok(Draft {
        supplier,
        original_number,
        planned_on: order.planned_on.map(|date| date.to_string()).unwrap_or_default(),
        note,
        lines: lines.collect(),
        planned,
        warehouse,
    })
}

impl Draft {
    fn line_count(&self) -> i64 {
        i64::try_from(self.lines.len()).unwrap_or(i64::MAX)
    }

    fn search_key(&self, number: &SlipNumber) -> String {
        key::search_key([number.as_str(), &self.original_number, &self.supplier.name, &self.supplier.code])
    }

    /// Writes a new order.
    pub(super) async fn insert(&self, ctx: &Ctx, tx: &mut Tx<'_>, number: &SlipNumber) -> Result<()> {
        let (tenant, id, now) = (tx.tenant(), tx.new_id(), tx.now().micros());
        sqlx::query(
            "insert into receiving_order (tenant_id, id, number, warehouse_id, supplier_id, supplier_code, supplier_name,
                                          supplier_postal_code, supplier_address, supplier_phone, original_number,
                                          planned_on, note, state, search_key, line_count, planned, received,
                                          created_at, created_by, version)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 0, $18, $19, 1)",
        )
        .bind(tenant)
        .bind(id)
        .bind(number.as_str())
        .bind(self.warehouse.id.get())
        .bind(self.supplier.id)
        .bind(&self.supplier.code)
        .bind(&self.supplier.name)
        .bind(&self.supplier.postal_code)
        .bind(&self.supplier.address)
        .bind(&self.supplier.phone)
        .bind(&self.original_number)
        .bind(&self.planned_on)
        .bind(&self.note)
        .bind(ReceivingState::Planned.as_str())
        .bind(self.search_key(number))
        .bind(self.line_count())
        .bind(self.planned.milli())
        .bind(now)
        .bind(ctx.caller.user().map(model::UserId::get))
        .execute(tx.conn())
        .await?;
        key::add(tx, SlipKind::ReceivingOrder, id, number, self.search_key(number)).await?;
        self.insert_lines(tx, id).await
    }

    /// Writes header and lines over those of an order of which nothing has been received.
    pub(super) async fn replace(&self, tx: &mut Tx<'_>, header: &Header) -> Result<()> {
        let tenant = tx.tenant();
        key::change(tx, SlipKind::ReceivingOrder, header.id, &header.number, self.search_key(&header.number)).await?;
        sqlx::query(
            "update receiving_order
             set warehouse_id = $3, supplier_id = $4, supplier_code = $5, supplier_name = $6,
                 supplier_postal_code = $7, supplier_address = $8, supplier_phone = $9, original_number = $10,
                 planned_on = $11, note = $12, search_key = $13, line_count = $14, planned = $15
             where tenant_id = $1 and id = $2",
        )
        .bind(tenant)
        .bind(header.id)
        .bind(self.warehouse.id.get())
        .bind(self.supplier.id)
        .bind(&self.supplier.code)
        .bind(&self.supplier.name)
        .bind(&self.supplier.postal_code)
        .bind(&self.supplier.address)
        .bind(&self.supplier.phone)
        .bind(&self.original_number)
        .bind(&self.planned_on)
        .bind(&self.note)
        .bind(self.search_key(&header.number))
        .bind(self.line_count())
        .bind(self.planned.milli())
        .execute(tx.conn())
        .await?;
        sqlx::query("delete from receiving_line where tenant_id = $1 and order_id = $2")
            .bind(tenant)
            .bind(header.id)
            .execute(tx.conn())
            .await?;
        self.insert_lines(tx, header.id).await
    }

    async fn insert_lines(&self, tx: &mut Tx<'_>, order: i64) -> Result<()> {
        let tenant = tx.tenant();
        let rows = (1_i64..).zip(&self.lines).map(|(number, line)| -> Vec<Value> {
            vec![
                tenant.into(),
                tx.new_id().into(),
                order.into(),
                number.into(),
                line.item.get().into(),
                line.lot.get().into(),
                line.status.get().into(),
                line.planned.milli().into(),
                0.into(),
                line.unit_price.ten_thousandths().into(),
            ]
        });
        let rows = rows.collect();
        let head = "insert into receiving_line (tenant_id, id, order_id, line, item_id, lot_id, status_id, planned,
                                                received, unit_price) values ";
        insert_rows(tx, head, "", rows).await?;
        Ok(())
    }
}
