//! The rows of a part of the history, as the use cases would have written them, many to a statement.

use model::item::ExpiryKind;
use model::slip::SlipKind;
use model::{Date, Instant, LocationId, UnitPrice, WarehouseId};

use super::company::Partner;
use super::history::{Balance, Plan};
use crate::item::Item;
use crate::slip::key::search_key;
use crate::sql::{Value, insert_rows};
use crate::{Result, Tx};

/// The head of a receipt or shipment.
pub(super) struct Slip {
    pub(super) kind: SlipKind,
    pub(super) number: usize,
    pub(super) transaction: i64,
    pub(super) at: Instant,
    pub(super) day: Date,
    pub(super) warehouse: WarehouseId,
}

/// A slip number of a kind.
fn number(kind: SlipKind, number: usize) -> String {
    format!("{}-{number:08}", kind.prefix())
}

/// The tables in the order in which they may be written.
const HEADS: [&str; 10] = [
    "insert into lot (tenant_id, id, item_id, number, date_kind, date, produced_on, created_at) values ",
    "insert into ledger_transaction (tenant_id, id, recorded_at, business_date, kind, slip_number, order_number,
         warehouse_id, user_id, device, reason_id, note, reverses_id) values ",
    "insert into posting (tenant_id, transaction_id, line, item_id, location_id, lot_id, status_id, quantity, key_seq,
         on_hand_after, unit_cost) values ",
    "insert into stock_balance (tenant_id, item_id, location_id, lot_id, status_id, on_hand, allocated, last_seq,
         first_received_at) values ",
    "insert into receipt (tenant_id, id, number, warehouse_id, order_id, supplier_name, original_number, transaction_id,
         business_date, received_at, received_by, note, line_count, quantity, search_key) values ",
    "insert into receipt_line (tenant_id, id, receipt_id, line, receiving_line_id, item_id, location_id, lot_id,
         status_id, quantity, unit_price) values ",
    "insert into shipping_order (tenant_id, id, number, warehouse_id, customer_id, customer_code, customer_name,
         customer_postal_code, customer_address, customer_phone, ship_to_id, ship_to_code, ship_to_name,
         ship_to_postal_code, ship_to_address, ship_to_phone, original_number, planned_on, note, state, search_key,
         line_count, ordered, allocated, checked, shipped, created_at, created_by, version) values ",
    "insert into shipping_line (tenant_id, id, order_id, line, item_id, pinned_lot_id, status_id, ordered, allocated,
         checked, shipped, unit_price) values ",
    "insert into shipment (tenant_id, id, number, warehouse_id, order_id, transaction_id, business_date, shipped_at,
         shipped_by, line_count, quantity, search_key) values ",
    "insert into shipment_line (tenant_id, id, shipment_id, line, shipping_line_id, item_id, location_id, lot_id,
         status_id, quantity, reason) values ",
];

/// Rows by table, each without the tenant in front.
pub(super) struct Rows {
    tables: [Vec<Vec<Value>>; HEADS.len()],
    /// The status of all goods.
    good: i64,
    /// Who did it.
    user: Option<i64>,
}

impl Rows {
    /// No rows yet.
    pub(super) fn of(plan: &Plan) -> Self {
        let tables = std::array::from_fn(|_| Vec::new());
        Self { tables, good: plan.company.good.get(), user: plan.user }
    }

    /// Writes them.
    pub(super) async fn write(self, tx: &mut Tx<'_>) -> Result<()> {
        let tenant = tx.tenant();
        for (head, mut rows) in HEADS.into_iter().zip(self.tables) {
            for row in &mut rows {
                row.insert(0, tenant.into());
            }
            insert_rows(tx, head, "", rows).await?;
        }
        Ok(())
    }

    /// Adds the rows of another part behind these.
    pub(super) fn append(&mut self, other: Self) {
        for (mine, theirs) in self.tables.iter_mut().zip(other.tables) {
            mine.extend(theirs);
        }
    }

    pub(super) fn lot(&mut self, id: i64, item: &Item, at: Instant, date: Date) {
        let kind = match item.view.expiry {
            ExpiryKind::None => "none",
            ExpiryKind::BestBefore => "best_before",
            ExpiryKind::UseBy => "use_by",
        };
        let date = if item.view.expiry == ExpiryKind::None { String::new() } else { date.to_string() };
        let number = if item.view.lot_managed { format!("L{}", at.micros() / 60_000_000) } else { String::new() };
        let item = item.id.get();
        self.tables[0].push(vec![
            id.into(),
            item.into(),
            number.into(),
            kind.into(),
            date.into(),
            "".into(),
            at.micros().into(),
        ]);
    }

    fn transaction(&mut self, slip: &Slip, order: &str) {
        self.tables[1].push(vec![
            slip.transaction.into(),
            slip.at.micros().into(),
            slip.day.to_string().into(),
            slip.kind.as_str().into(),
            number(slip.kind, slip.number).into(),
            order.into(),
            slip.warehouse.get().into(),
            self.user.into(),
            "".into(),
            None::<i64>.into(),
            "".into(),
            None::<i64>.into(),
        ]);
    }

    /// The two postings of goods that come to a balance, or go from it when `milli` is below zero.
    pub(super) fn movement(
        &mut self,
        slip: &Slip,
        line: i64,
        balance: &Balance,
        outside: LocationId,
        milli: i64,
        cost: Option<UnitPrice>,
    ) {
        let (cost, good) = (cost.map(UnitPrice::ten_thousandths), self.good);
        let mut posting = |line: i64, location: LocationId, milli: i64, seq: Option<i64>, after: Option<i64>| {
            self.tables[2].push(vec![
                slip.transaction.into(),
                line.into(),
                balance.item.into(),
                location.get().into(),
                balance.lot.into(),
                good.into(),
                milli.into(),
                seq.into(),
                after.into(),
                cost.into(),
            ]);
        };
        posting(line * 2 - 1, outside, -milli, None, None);
        posting(line * 2, balance.location, milli, Some(balance.last_seq), Some(balance.on_hand));
    }

    /// What is left in the end.
    pub(super) fn balance(&mut self, balance: &Balance) {
        self.tables[3].push(vec![
            balance.item.into(),
            balance.location.get().into(),
            balance.lot.into(),
            self.good.into(),
            balance.on_hand.into(),
            0_i64.into(),
            balance.last_seq.into(),
            balance.first_received_at.into(),
        ]);
    }

    pub(super) fn receipt(&mut self, slip: &Slip, id: i64, supplier: &Partner, milli: i64, lines: usize) {
        self.transaction(slip, "");
        let receipt = number(slip.kind, slip.number);
        let search_key = search_key([receipt.as_str(), "", "", &supplier.view.name]);
        self.tables[4].push(vec![
            id.into(),
            receipt.as_str().into(),
            slip.warehouse.get().into(),
            None::<i64>.into(),
            supplier.view.name.as_str().into(),
            "".into(),
            slip.transaction.into(),
            slip.day.to_string().into(),
            slip.at.micros().into(),
            self.user.into(),
            "".into(),
            i64::try_from(lines).unwrap_or(i64::MAX).into(),
            milli.into(),
            search_key.into(),
        ]);
    }

    pub(super) fn receipt_line(
        &mut self,
        receipt: i64,
        id: i64,
        line: i64,
        item: &Item,
        balance: &Balance,
        milli: i64,
    ) {
        self.tables[5].push(vec![
            id.into(),
            receipt.into(),
            line.into(),
            None::<i64>.into(),
            item.id.get().into(),
            balance.location.get().into(),
            balance.lot.into(),
            self.good.into(),
            milli.into(),
            item.view.unit_price.ten_thousandths().into(),
        ]);
    }

    /// An order with its shipment; `ids` are theirs.
    pub(super) fn shipping(&mut self, slip: &Slip, ids: (i64, i64), customer: &Partner, milli: i64, lines: usize) {
        let order = number(SlipKind::ShippingOrder, slip.number);
        let lines = i64::try_from(lines).unwrap_or(i64::MAX);
        let to = &customer.view;
        self.transaction(slip, &order);
        let of_order = search_key([order.as_str(), "", &to.name, to.code.as_str(), ""]);
        let mut row: Vec<Value> = vec![
            ids.0.into(),
            order.as_str().into(),
            slip.warehouse.get().into(),
            customer.id.into(),
            to.code.as_str().into(),
            to.name.as_str().into(),
            to.postal_code.as_str().into(),
            to.address.as_str().into(),
            to.phone.as_str().into(),
            None::<i64>.into(),
        ];
        row.extend(std::iter::repeat_n(Value::from(""), 6));
        row.extend::<[Value; 4]>([slip.day.to_string().into(), "".into(), "shipped".into(), of_order.as_str().into()]);
        row.extend([lines, milli, 0, 0, milli].map(Value::from));
        row.extend::<[Value; 3]>([slip.at.plus_seconds(-7200).micros().into(), self.user.into(), 3_i64.into()]);
        self.tables[6].push(row);
        let shipment = number(slip.kind, slip.number);
        let of_shipment = format!("{} {of_order}", search_key([shipment.as_str()]));
        self.tables[8].push(vec![
            ids.1.into(),
            shipment.as_str().into(),
            slip.warehouse.get().into(),
            ids.0.into(),
            slip.transaction.into(),
            slip.day.to_string().into(),
            slip.at.micros().into(),
            self.user.into(),
            lines.into(),
            milli.into(),
            of_shipment.into(),
        ]);
    }

    /// A line of an order with its line of the shipment; `slips` and `ids` are order and shipment.
    pub(super) fn shipping_line(
        &mut self,
        slips: (i64, i64),
        ids: (i64, i64),
        line: i64,
        item: &Item,
        balance: &Balance,
        milli: i64,
    ) {
        let price = item.view.unit_price.ten_thousandths() * 14 / 10;
        self.tables[7].push(vec![
            ids.0.into(),
            slips.0.into(),
            line.into(),
            item.id.get().into(),
            None::<i64>.into(),
            None::<i64>.into(),
            milli.into(),
            0_i64.into(),
            0_i64.into(),
            milli.into(),
            price.into(),
        ]);
        self.tables[9].push(vec![
            ids.1.into(),
            slips.1.into(),
            line.into(),
            ids.0.into(),
            item.id.get().into(),
            balance.location.get().into(),
            balance.lot.into(),
            self.good.into(),
            milli.into(),
            if item.view.expiry == ExpiryKind::None { "came_first" } else { "expires_first" }.into(),
        ]);
    }
}
