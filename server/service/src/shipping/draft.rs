//! An order as an editor wrote it: checked, then written.

use model::shipping::{CreateShippingOrder, ShippingState};
use model::slip::SlipKind;
use model::{ItemId, LotId, Permission, Quantity, SlipNumber, StatusId, UnitPrice};

use crate::check::Problems;
use crate::slip::partner::{self, Copied};
use crate::slip::resolve::{self, Warehouse};
use crate::slip::{self, NOTE_MAX_CHARS, ORIGINAL_NUMBER_MAX_CHARS, key, lot};
use crate::sql::{Value, insert_rows};
use crate::{Ctx, Result, Tx};

/// An order that was checked and can be written.
pub(super) struct Draft {
    warehouse: Warehouse,
    customer: Copied,
    ship_to: Copied,
    original_number: String,
    planned_on: String,
    note: String,
    lines: Vec<DraftLine>,
    ordered: Quantity,
}

struct DraftLine {
    item: ItemId,
    pinned_lot: Option<LotId>,
    status: Option<StatusId>,
    ordered: Quantity,
    unit_price: UnitPrice,
}

/// Checks an order; every problem is named at once.
pub(super) async fn draft(ctx: &Ctx, tx: &mut Tx<'_>, order: &CreateShippingOrder) -> Result<Draft> {
    ctx.require(Permission::EditSlips)?;
    let warehouse = resolve::warehouse(ctx, tx, &order.warehouse).await?;
    let mut problems = Problems::default();
    slip::check_lines(&order.lines.iter().map(|line| line.quantity).collect::<Vec<_>>(), &mut problems);
    let ordered = Quantity::total(order.lines.iter().map(|line| (&line.item, line.quantity)));
    let ordered = ordered.unwrap_or_else(|refusal| {
        problems.push(refusal);
        Quantity::ZERO
    });
    let original_number = problems.line("original_number", &order.original_number, ORIGINAL_NUMBER_MAX_CHARS);
    let note = problems.text("note", &order.note, NOTE_MAX_CHARS);
    let partners = [("customer", &order.customer), ("ship_to", &order.ship_to)];
    let [customer, ship_to] = partner::copy(tx, partners, &mut problems).await?;
    let lines = lines(tx, order, &mut problems).await?;
    problems.refuse()?;
    let planned_on = order.planned_on.map(|date| date.to_string()).unwrap_or_default();
    Ok(Draft { warehouse, customer, ship_to, original_number, planned_on, note, lines, ordered })
}

async fn lines(tx: &mut Tx<'_>, order: &CreateShippingOrder, problems: &mut Problems) -> Result<Vec<DraftLine>> {
    let lines = || order.lines.iter().enumerate().take(model::slip::LINES_MAX);
    let wanted = lines().map(|(n, line)| (slip::field(n, "item"), &line.item));
    let items = resolve::ordered_items(tx, wanted, problems).await?;
    let statuses =
        if order.lines.iter().any(|line| line.status.is_some()) { Some(resolve::statuses(tx).await?) } else { None };
    let mut drafts = Vec::with_capacity(order.lines.len());
    for (n, line) in lines() {
        let status = match (&line.status, &statuses) {
            (Some(code), Some(statuses)) => statuses.shippable(code, &slip::field(n, "status"), problems),
            _ => None,
        };
        let Some(item) = items.get(&line.item) else { continue };
        drafts.push(DraftLine {
            item: item.id,
            pinned_lot: lot::pinned(tx, item.id, &line.lot, &slip::field(n, "lot"), problems).await?,
            status,
            ordered: line.quantity,
            unit_price: line.unit_price.unwrap_or_default(),
        });
    }
    Ok(drafts)
}

impl Draft {
    fn line_count(&self) -> i64 {
        i64::try_from(self.lines.len()).unwrap_or(i64::MAX)
    }

    fn search_key(&self, number: &SlipNumber) -> String {
        let Self { original_number, customer, ship_to, .. } = self;
        key::search_key([number.as_str(), original_number, &customer.name, &customer.code, &ship_to.name])
    }

    /// Writes a new order.
    pub(super) async fn insert(&self, ctx: &Ctx, tx: &mut Tx<'_>, number: &SlipNumber) -> Result<()> {
        let (tenant, id, now) = (tx.tenant(), tx.new_id(), tx.now().micros());
        sqlx::query(
            "insert into shipping_order (tenant_id, id, number, warehouse_id, customer_id, customer_code, customer_name,
                                         customer_postal_code, customer_address, customer_phone, ship_to_id,
                                         ship_to_code, ship_to_name, ship_to_postal_code, ship_to_address,
                                         ship_to_phone, original_number, planned_on, note, state, search_key,
                                         line_count, ordered, allocated, checked, shipped, created_at, created_by,
                                         version)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
                     $22, $23, 0, 0, 0, $24, $25, 1)",
        )
        .bind(tenant)
        .bind(id)
        .bind(number.as_str())
        .bind(self.warehouse.id.get())
        .bind(self.customer.id)
        .bind(&self.customer.code)
        .bind(&self.customer.name)
        .bind(&self.customer.postal_code)
        .bind(&self.customer.address)
        .bind(&self.customer.phone)
        .bind(self.ship_to.id)
        .bind(&self.ship_to.code)
        .bind(&self.ship_to.name)
        .bind(&self.ship_to.postal_code)
        .bind(&self.ship_to.address)
        .bind(&self.ship_to.phone)
        .bind(&self.original_number)
        .bind(&self.planned_on)
        .bind(&self.note)
        .bind(ShippingState::Open.as_str())
        .bind(self.search_key(number))
        .bind(self.line_count())
        .bind(self.ordered.milli())
        .bind(now)
        .bind(ctx.caller.user().map(model::UserId::get))
        .execute(tx.conn())
        .await?;
        key::add(tx, SlipKind::ShippingOrder, id, number, self.search_key(number)).await?;
        self.insert_lines(tx, id).await
    }

    /// Writes header and lines over those of an order that holds nothing and of which nothing was ever shipped.
    pub(super) async fn replace(&self, tx: &mut Tx<'_>, order: i64, number: &SlipNumber) -> Result<()> {
        let tenant = tx.tenant();
        key::change(tx, SlipKind::ShippingOrder, order, number, self.search_key(number)).await?;
        sqlx::query(
            "update shipping_order
             set warehouse_id = $3, customer_id = $4, customer_code = $5, customer_name = $6,
                 customer_postal_code = $7, customer_address = $8, customer_phone = $9, ship_to_id = $10,
                 ship_to_code = $11, ship_to_name = $12, ship_to_postal_code = $13, ship_to_address = $14,
                 ship_to_phone = $15, original_number = $16, planned_on = $17, note = $18, search_key = $19,
                 line_count = $20, ordered = $21
             where tenant_id = $1 and id = $2",
        )
        .bind(tenant)
        .bind(order)
        .bind(self.warehouse.id.get())
        .bind(self.customer.id)
        .bind(&self.customer.code)
        .bind(&self.customer.name)
        .bind(&self.customer.postal_code)
        .bind(&self.customer.address)
        .bind(&self.customer.phone)
        .bind(self.ship_to.id)
        .bind(&self.ship_to.code)
        .bind(&self.ship_to.name)
        .bind(&self.ship_to.postal_code)
        .bind(&self.ship_to.address)
        .bind(&self.ship_to.phone)
        .bind(&self.original_number)
        .bind(&self.planned_on)
        .bind(&self.note)
        .bind(self.search_key(number))
        .bind(self.line_count())
        .bind(self.ordered.milli())
        .execute(tx.conn())
        .await?;
        sqlx::query("delete from shipping_line where tenant_id = $1 and order_id = $2")
            .bind(tenant)
            .bind(order)
            .execute(tx.conn())
            .await?;
        self.insert_lines(tx, order).await
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
                line.pinned_lot.map(LotId::get).into(),
                line.status.map(StatusId::get).into(),
                line.ordered.milli().into(),
                0.into(),
                0.into(),
                0.into(),
                line.unit_price.ten_thousandths().into(),
            ]
        });
        let rows = rows.collect();
        let head =
            "insert into shipping_line (tenant_id, id, order_id, line, item_id, pinned_lot_id, status_id, ordered,
                                               allocated, checked, shipped, unit_price) values ";
        insert_rows(tx, head, "", rows).await?;
        Ok(())
    }
}
