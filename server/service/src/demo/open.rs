//! Slips to work on, made by the use cases themselves: goods to come, orders in every state.

use model::receiving::{CreateReceivingOrder, ReceiptLine, Receive, ReceivingOrderLine};
use model::shipping::{Allocate, Check, CreateShippingOrder, Ship, ShippingOrderLine};
use model::slip::{LotRef, SlipPartner};
use model::{Date, Envelope, ItemCode, LocationCode, Quantity, SlipNumber, WarehouseCode};
use sqlx::Row;

use super::company::{Partner, Warehouse};
use super::history::Plan;
use crate::{Command, Ctx, Error, Result, Store};

/// Goods with so much of them that orders can be filled, and a few.
const GOODS: i64 = 60;

/// Days from today on which goods are expected; `None` without a day.
const EXPECTED: [Option<i32>; 6] = [Some(-1), Some(0), Some(0), Some(1), Some(3), None];

/// How far an order has come.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Open,
    /// More is ordered than there is.
    Short,
    Allocated,
    Checking,
    Checked,
    Shipped,
}

/// The orders of each warehouse, with the days from today on which they go.
const ORDERS: [(Step, i32); 10] = [
    (Step::Shipped, 0),
    (Step::Checked, 0),
    (Step::Checking, 0),
    (Step::Allocated, 0),
    (Step::Allocated, 1),
    (Step::Short, 0),
    (Step::Open, 0),
    (Step::Open, 0),
    (Step::Open, 1),
    (Step::Open, 2),
];

/// An item with what one balance of it holds.
#[derive(Clone)]
struct Goods {
    item: ItemCode,
    units: i64,
}

/// Makes the open slips.
pub(super) async fn slips(store: &Store, ctx: &Ctx, plan: &Plan) -> Result<()> {
    for warehouse in &plan.company.warehouses {
        let goods = goods(store, ctx, warehouse).await?;
        let code = WarehouseCode::parse(warehouse.code).map_err(Error::internal)?;
        let mut desk = Desk { store, ctx, plan, code, written: 0 };
        for (nth, days) in EXPECTED.into_iter().enumerate() {
            desk.expect(nth, days, &goods).await?;
        }
        for (nth, (step, days)) in ORDERS.into_iter().enumerate() {
            desk.order(nth, step, days, &goods).await?;
        }
    }
    Ok(())
}

async fn goods(store: &Store, ctx: &Ctx, warehouse: &Warehouse) -> Result<Vec<Goods>> {
    let warehouse = warehouse.id.get();
    let read = store.read(ctx.tenant, move |tx| {
        Box::pin(async move {
            let rows = sqlx::query(
                "select i.code, cast(max(b.on_hand) as bigint) as on_hand
                 from (select tenant_id, item_id, location_id, on_hand
                       from stock_balance
                       where tenant_id = $1 and on_hand >= 3000
                       order by item_id
                       limit 5000) b
                 join location l on l.tenant_id = b.tenant_id and l.id = b.location_id
                 join item i on i.tenant_id = b.tenant_id and i.id = b.item_id
                 where l.warehouse_id = $2
                 group by i.code
                 order by i.code
                 limit $3",
            );
            let rows = rows.bind(tx.tenant()).bind(warehouse).bind(GOODS).fetch_all(tx.conn()).await?;
            let goods = rows.iter().map(|row| {
                let item = ItemCode::parse(row.try_get("code")?).map_err(Error::internal)?;
                Ok(Goods { item, units: row.try_get::<i64, _>("on_hand")? / 1000 })
            });
            goods.collect::<Result<Vec<_>>>()
        })
    });
    read.await
}

/// Somebody who writes slips in a warehouse.
struct Desk<'a> {
    store: &'a Store,
    ctx: &'a Ctx,
    plan: &'a Plan,
    code: WarehouseCode,
    written: usize,
}

impl Desk<'_> {
    async fn run<C: Command>(&mut self, command: C) -> Result<C::Answer> {
        self.written += 1;
        let key = format!("demo-{}-{}-{}", self.plan.seed, self.code, self.written);
        self.store.execute(self.ctx, &Envelope::with_key(key), command).await
    }

    fn day(&self, days: i32) -> Option<Date> {
        self.plan.today.plus_days(days)
    }

    /// Goods to come; of the second order a part has come already.
    async fn expect(&mut self, nth: usize, days: Option<i32>, goods: &[Goods]) -> Result<()> {
        let lines: Vec<ReceivingOrderLine> = some(goods, nth * 5, 3 + nth % 3)
            .map(|goods| ReceivingOrderLine {
                item: goods.item.clone(),
                quantity: units(48),
                lot: LotRef::default(),
                status: None,
                unit_price: None,
            })
            .collect();
        if lines.is_empty() {
            return Ok(());
        }
        let suppliers = &self.plan.company.suppliers;
        let order = CreateReceivingOrder {
            warehouse: self.code.clone(),
            supplier: partner(&suppliers[nth % suppliers.len()]),
            original_number: format!("PO-{:05}", 24_100 + nth),
            planned_on: days.and_then(|days| self.day(days)),
            note: String::new(),
            lines,
        };
        let order = self.run(order).await?;
        if nth == 1
            && let Some(line) = order.lines.first()
        {
            let lot = LotRef {
                number: line.lot_managed.then(|| model::LotNumber::parse("L-DEMO").ok()).flatten(),
                best_before: self.expiry(line.expiry == model::item::ExpiryKind::BestBefore),
                use_by: self.expiry(line.expiry == model::item::ExpiryKind::UseBy),
            };
            let came = ReceiptLine {
                item: line.item.clone(),
                quantity: units(24),
                location: LocationCode::parse("RCV").map_err(Error::internal)?,
                lot,
                status: None,
                line: Some(line.line),
                unit_price: None,
            };
            let receive = Receive { order: order.number, lines: vec![came], allow_over: false, note: String::new() };
            self.run(receive).await?;
        }
        Ok(())
    }

    fn expiry(&self, wanted: bool) -> Option<Date> {
        if wanted { self.day(270) } else { None }
    }

    async fn order(&mut self, nth: usize, step: Step, days: i32, goods: &[Goods]) -> Result<()> {
        let lines: Vec<ShippingOrderLine> = some(goods, 1 + nth * 4, 2 + nth % 3)
            .map(|goods| ShippingOrderLine {
                item: goods.item.clone(),
                quantity: units(if step == Step::Short { goods.units * 40 + 100 } else { 1 + goods.units / 12 }),
                lot: LotRef::default(),
                status: None,
                unit_price: None,
            })
            .collect();
        if lines.is_empty() {
            return Ok(());
        }
        let customers = &self.plan.company.customers;
        let order = CreateShippingOrder {
            warehouse: self.code.clone(),
            customer: partner(&customers[nth % customers.len()]),
            ship_to: SlipPartner::default(),
            original_number: format!("WEB-{:06}", 310_500 + nth),
            planned_on: self.day(days),
            note: if nth == 1 { "午前中に到着すること。".to_owned() } else { String::new() },
            lines,
        };
        let number = self.run(order).await?.number;
        if step == Step::Open {
            return Ok(());
        }
        self.run(Allocate { number: number.clone() }).await?;
        if step >= Step::Checking {
            self.check(number, step).await?;
        }
        Ok(())
    }

    /// Checks one unit, or everything that is allocated; then ships.
    async fn check(&mut self, number: SlipNumber, step: Step) -> Result<()> {
        let order = self.store.query(self.ctx, model::shipping::GetShippingOrder { number: number.clone() }).await?;
        for line in order.lines.iter().filter(|line| line.allocated.is_positive()) {
            let quantity = if step == Step::Checking { units(1) } else { line.allocated };
            let check =
                Check { number: number.clone(), barcode: line.item.as_str().to_owned(), quantity: Some(quantity) };
            self.run(check).await?;
            if step == Step::Checking {
                return Ok(());
            }
        }
        if step == Step::Shipped && order.lines.iter().any(|line| line.allocated.is_positive()) {
            self.run(Ship { number, partial: true }).await?;
        }
        Ok(())
    }
}

/// A few different goods, beginning somewhere.
fn some(goods: &[Goods], from: usize, count: usize) -> impl Iterator<Item = &Goods> {
    goods.iter().cycle().skip(from % goods.len().max(1)).take(count.min(goods.len()))
}

fn units(units: i64) -> Quantity {
    Quantity::from_units(units).unwrap_or(Quantity::MAX)
}

fn partner(partner: &Partner) -> SlipPartner {
    SlipPartner { code: Some(partner.view.code.clone()), ..SlipPartner::default() }
}
