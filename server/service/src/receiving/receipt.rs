//! A receipt: its lines are checked, posted to the ledger and written.

use model::receiving::ReceiptLine;
use model::slip::{LotRef, SlipKind};
use model::{AppError, Date, ErrorCode, LotId, Quantity, SlipNumber, StatusId, UnitPrice, UserId};

use crate::check::Problems;
use crate::ledger::{Entry, Line, Outside, Place, Side};
use crate::slip::resolve::{self, Item, Location, Warehouse};
use crate::slip::{self, key, lot, number};
use crate::sql::{Value, insert_rows};
use crate::{Area, Ctx, Error, Result, Tx, ledger};

/// A line of a receipt whose codes are known.
pub(super) struct Arrived<'a> {
    /// The place of the line in the command.
    pub(super) place: usize,
    pub(super) item: Item,
    pub(super) location: Location,
    /// As the command says; the order's or the usual one when it says nothing.
    pub(super) status: Option<StatusId>,
    pub(super) line: &'a ReceiptLine,
}

/// What [`arrived`] found out.
pub(super) struct Arrivals<'a> {
    pub(super) lines: Vec<Arrived<'a>>,
    /// The status of goods of which nothing is said.
    pub(super) usual_status: StatusId,
}

/// Looks up the codes of a receipt's lines and checks what can be checked without an order.
pub(super) async fn arrived<'a>(
    tx: &mut Tx<'_>,
    warehouse: &Warehouse,
    lines: &'a [ReceiptLine],
    problems: &mut Problems,
) -> Result<Arrivals<'a>> {
    slip::check_lines(&lines.iter().map(|line| line.quantity).collect::<Vec<_>>(), problems);
    let lines = || lines.iter().enumerate().take(model::slip::LINES_MAX);
    let items = resolve::items(tx, lines().map(|(n, line)| (slip::field(n, "item"), &line.item)), problems).await?;
    let wanted = lines().map(|(n, line)| (slip::field(n, "location"), &line.location));
    let locations = resolve::locations(tx, warehouse.id, wanted, problems).await?;
    let statuses = resolve::statuses(tx).await?;
    let mut known = Vec::new();
    for (place, line) in lines() {
        let status = line.status.as_ref().and_then(|s| statuses.get(Some(s), &slip::field(place, "status"), problems));
        let (Some(item), Some(location)) = (items.get(&line.item), locations.get(&line.location)) else { continue };
        if !location.receivable {
            let refusal = AppError::new(ErrorCode::LocationRefuses).arg("location", &location.code);
            problems.push(refusal.arg("purpose", "receive").field(slip::field(place, "location")));
        }
        known.push(Arrived { place, item: item.clone(), location: location.clone(), status, line });
    }
    Ok(Arrivals { lines: known, usual_status: statuses.usual()? })
}

/// Checks the lot of goods against what its item asks for at receipt. What the line itself says must be what the item
/// keeps; an order may have been written when the item still kept more.
pub(super) fn check_lot(arrived: &Arrived<'_>, lot: &LotRef, today: Date, problems: &mut Problems) {
    let (item, field) = (&arrived.item, slip::field(arrived.place, "lot"));
    lot::note_missing(item, lot, &field, problems);
    lot::note_not_kept(item, &arrived.line.lot, &field, problems);
    if let (Some(limit), Some(date)) = (item.receive_limit_days, lot.best_before.or(lot.use_by)) {
        let earliest = i32::try_from(limit).ok().and_then(|days| today.plus_days(days));
        if earliest.is_some_and(|earliest| date < earliest) {
            let refusal = AppError::new(ErrorCode::ReceiveLimit).arg("item", &item.code).arg("date", date);
            problems.push(refusal.arg("limit", limit).field(field));
        }
    }
}

/// Goods as a receipt keeps them.
pub(super) struct Goods<'a> {
    pub(super) arrived: &'a Arrived<'a>,
    pub(super) lot: LotRef,
    pub(super) status: StatusId,
    pub(super) quantity: Quantity,
    /// The line of the order.
    pub(super) order_line: Option<i64>,
    pub(super) unit_price: UnitPrice,
}

/// The header of a receipt.
pub(super) struct Header<'a> {
    pub(super) warehouse: &'a Warehouse,
    /// Id and number of the order.
    pub(super) order: Option<(i64, &'a SlipNumber)>,
    pub(super) supplier_name: &'a str,
    pub(super) original_number: &'a str,
    pub(super) note: &'a str,
}

/// Posts goods into their locations and writes the receipt.
pub(super) async fn write(ctx: &Ctx, tx: &mut Tx<'_>, header: &Header<'_>, goods: &[Goods<'_>]) -> Result<SlipNumber> {
    let quantity = Quantity::total(goods.iter().map(|goods| (&goods.arrived.item.code, goods.quantity)))?;
    let lots: Vec<_> = goods.iter().map(|goods| (&goods.arrived.item, &goods.lot)).collect();
    let lots = lot::of_items(tx, &lots).await?;
    let number = number::next(tx, SlipKind::Receipt).await?;
    let entry = Entry {
        order: header.order.map(|(_, number)| number),
        warehouse: Some(header.warehouse.id),
        note: header.note,
        ..Entry::of(SlipKind::Receipt, &number)
    };
    let movements: Vec<Line> = goods.iter().zip(&lots).flat_map(|(goods, lot)| goods.movement(*lot)).collect();
    let posted = ledger::post(ctx, tx, &entry, &movements).await?;
    let (tenant, id) = (tx.tenant(), tx.new_id());
    let order_number = header.order.map_or("", |(_, number)| number.as_str());
    let search_key = key::search_key([number.as_str(), order_number, header.original_number, header.supplier_name]);
    sqlx::query(
        "insert into receipt (tenant_id, id, number, warehouse_id, order_id, supplier_name, original_number,
                              transaction_id, business_date, received_at, received_by, note, line_count, quantity,
                              search_key)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
    )
    .bind(tenant)
    .bind(id)
    .bind(number.as_str())
    .bind(header.warehouse.id.get())
    .bind(header.order.map(|(id, _)| id))
    .bind(header.supplier_name)
    .bind(header.original_number)
    .bind(posted.transaction.get())
    .bind(posted.business_date.to_string())
    .bind(posted.recorded_at.micros())
    .bind(ctx.caller.user().map(UserId::get))
    .bind(header.note)
    .bind(i64::try_from(goods.len()).map_err(Error::internal)?)
    .bind(quantity.milli())
    .bind(&search_key)
    .execute(tx.conn())
    .await?;
    key::add(tx, SlipKind::Receipt, id, &number, search_key).await?;
    insert_lines(tx, id, goods, &lots).await?;
    tx.touch(&number);
    tx.changed(Area::Receiving);
    Ok(number)
}

impl Goods<'_> {
    fn movement(&self, lot: LotId) -> [Line; 2] {
        let side = |place| Side { place, lot, status: self.status };
        let (from, to) = (Place::Outside(Outside::Supplier), Place::Shelf(self.arrived.location.id));
        Line::movement_at_cost(self.arrived.item.id, self.quantity, self.unit_price, side(from), side(to))
    }
}

async fn insert_lines(tx: &mut Tx<'_>, receipt: i64, goods: &[Goods<'_>], lots: &[LotId]) -> Result<()> {
    let tenant = tx.tenant();
    let rows = (1_i64..).zip(goods.iter().zip(lots)).map(|(number, (goods, lot))| -> Vec<Value> {
        vec![
            tenant.into(),
            tx.new_id().into(),
            receipt.into(),
            number.into(),
            goods.order_line.into(),
            goods.arrived.item.id.get().into(),
            goods.arrived.location.id.get().into(),
            lot.get().into(),
            goods.status.get().into(),
            goods.quantity.milli().into(),
            goods.unit_price.ten_thousandths().into(),
        ]
    });
    let rows = rows.collect();
    let head =
        "insert into receipt_line (tenant_id, id, receipt_id, line, receiving_line_id, item_id, location_id, lot_id,
                                          status_id, quantity, unit_price) values ";
    insert_rows(tx, head, "", rows).await?;
    Ok(())
}
