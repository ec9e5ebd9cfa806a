//! A small company for the tests of slips: a warehouse with three shelves, and goods of several kinds.

use model::barcode::Barcode;
use model::item::{CreateItem, ExpiryKind, ItemBarcode};
use model::location::CreateLocation;
use model::receiving::{
    CreateReceivingOrder, ListReceipts, ListReceivingOrders, ReceiptLine, ReceiptView, ReceiveUnplanned,
    ReceivingOrderLine, ReceivingState,
};
use model::shipping::{
    Check, CreateShippingOrder, ListShipments, ListShippingOrders, ShippingOrderLine, ShippingOrderView, ShippingState,
};
use model::slip::{LotRef, SlipPartner};
use model::warehouse::CreateWarehouse;
use model::{Date, ItemCode, LocationCode, LotNumber, Quantity, SlipNumber, WarehouseCode};

use crate::testing::TestStore;
use crate::{Ctx, ledger};

pub(crate) fn units(units: i64) -> Quantity {
    Quantity::from_units(units).unwrap()
}

pub(crate) fn item(code: &str) -> ItemCode {
    ItemCode::parse(code).unwrap()
}

pub(crate) fn shelf(code: &str) -> LocationCode {
    LocationCode::parse(code).unwrap()
}

pub(crate) fn number(text: &str) -> SlipNumber {
    SlipNumber::parse(text).unwrap()
}

pub(crate) fn warehouse(code: &str) -> WarehouseCode {
    WarehouseCode::parse(code).unwrap()
}

pub(crate) fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

pub(crate) fn lot(number: &str, best_before: Option<&str>) -> LotRef {
    LotRef { number: Some(LotNumber::parse(number).unwrap()), best_before: best_before.map(day), use_by: None }
}

/// The JAN code of the item `TEA`, and the code of a case of 24.
pub(crate) const TEA_JAN: &str = "4901234567894";
pub(crate) const TEA_CASE: &str = "14901234567891";

/// A new company with the warehouses `W1` (shelves `A-01`, `A-02`, `A-03` in walking order) and `W2` (`B-01`), and the items
/// `TEA` and `CUP` (plain), `MILK` (lot and best before; 10 days to receive, 5 days to ship).
pub(crate) async fn company(store: &TestStore, customer_id: &str) -> Ctx {
    let ctx = store.tenant(customer_id).await;
    for code in ["W1", "W2"] {
        let made = CreateWarehouse {
            code: warehouse(code),
            name: code.to_owned(),
            postal_code: String::new(),
            address: String::new(),
            phone: String::new(),
        };
        store.run(&ctx, made).await.unwrap();
    }
    for (house, code, walk_order, receivable) in [
        ("W1", "A-01", 1, true),
        ("W1", "A-02", 2, true),
        ("W1", "A-03", 3, true),
        ("W1", "OUT", 9, false),
        ("W2", "B-01", 1, true),
    ] {
        let made = CreateLocation {
            warehouse: warehouse(house),
            code: shelf(code),
            name: String::new(),
            walk_order,
            allocatable: true,
            receivable,
        };
        store.run(&ctx, made).await.unwrap();
    }
    let barcode = |code: &str, quantity| ItemBarcode { code: Barcode::parse(code).unwrap(), quantity: units(quantity) };
    store
        .run(&ctx, CreateItem { barcodes: vec![barcode(TEA_JAN, 1), barcode(TEA_CASE, 24)], ..plain("TEA") })
        .await
        .unwrap();
    store.run(&ctx, plain("CUP")).await.unwrap();
    let milk = CreateItem {
        lot_managed: true,
        expiry: ExpiryKind::BestBefore,
        receive_limit_days: Some(10),
        ship_limit_days: Some(5),
        ..plain("MILK")
    };
    store.run(&ctx, milk).await.unwrap();
    ctx
}

fn plain(code: &str) -> CreateItem {
    serde_json::from_value(serde_json::json!({ "code": code, "name": code })).unwrap()
}

pub(crate) fn receipt_line(code: &str, quantity: i64, location: &str) -> ReceiptLine {
    ReceiptLine {
        item: item(code),
        quantity: units(quantity),
        location: shelf(location),
        lot: LotRef::default(),
        status: None,
        line: None,
        unit_price: None,
    }
}

pub(crate) fn unplanned(lines: Vec<ReceiptLine>) -> ReceiveUnplanned {
    ReceiveUnplanned {
        warehouse: warehouse("W1"),
        supplier: SlipPartner::default(),
        original_number: String::new(),
        lines,
        note: String::new(),
    }
}

/// Goods that lie there.
pub(crate) async fn stock(store: &TestStore, ctx: &Ctx, code: &str, quantity: i64, location: &str) -> ReceiptView {
    store.run(ctx, unplanned(vec![receipt_line(code, quantity, location)])).await.unwrap()
}

pub(crate) fn receiving_order(lines: &[(&str, i64)]) -> CreateReceivingOrder {
    let line = |&(code, quantity): &(&str, i64)| ReceivingOrderLine {
        item: item(code),
        quantity: units(quantity),
        lot: LotRef::default(),
        status: None,
        unit_price: None,
    };
    CreateReceivingOrder {
        warehouse: warehouse("W1"),
        supplier: SlipPartner { name: "東京製茶".to_owned(), ..SlipPartner::default() },
        original_number: "PO-77".to_owned(),
        planned_on: None,
        note: String::new(),
        lines: lines.iter().map(line).collect(),
    }
}

pub(crate) fn shipping_order(lines: &[(&str, i64)]) -> CreateShippingOrder {
    let line = |&(code, quantity): &(&str, i64)| ShippingOrderLine {
        item: item(code),
        quantity: units(quantity),
        lot: LotRef::default(),
        status: None,
        unit_price: None,
    };
    CreateShippingOrder {
        warehouse: warehouse("W1"),
        customer: SlipPartner { name: "喫茶みどり".to_owned(), ..SlipPartner::default() },
        ship_to: SlipPartner::default(),
        original_number: "C-1".to_owned(),
        planned_on: None,
        note: String::new(),
        lines: lines.iter().map(line).collect(),
    }
}

pub(crate) async fn ordered(store: &TestStore, ctx: &Ctx, lines: &[(&str, i64)]) -> ShippingOrderView {
    store.run(ctx, shipping_order(lines)).await.unwrap()
}

pub(crate) fn check(order: &SlipNumber, barcode: &str, quantity: i64) -> Check {
    Check { number: order.clone(), barcode: barcode.to_owned(), quantity: Some(units(quantity)) }
}

/// The ledger of a company is right.
pub(crate) async fn assert_right(store: &TestStore, ctx: &Ctx) {
    let verified = store.read(ctx.tenant, |tx| Box::pin(ledger::verify(tx))).await.unwrap();
    assert!(verified.is_right(), "{:?}", verified.differences);
}

/// What lies on the shelves, in units.
pub(crate) async fn on_hand(store: &TestStore, ctx: &Ctx) -> i64 {
    store.number(ctx, "select cast(coalesce(sum(on_hand), 0) as bigint) from stock_balance where tenant_id = $1").await
        / 1000
}

/// What orders hold, in units.
pub(crate) async fn allocated(store: &TestStore, ctx: &Ctx) -> i64 {
    store
        .number(ctx, "select cast(coalesce(sum(allocated), 0) as bigint) from stock_balance where tenant_id = $1")
        .await
        / 1000
}

/// Another company with the same codes and the same slip numbers, some goods and an order of each kind.
pub(crate) async fn neighbour(store: &TestStore) -> Ctx {
    let other = company(store, "neighbour").await;
    stock(store, &other, "TEA", 7, "A-01").await;
    store.run(&other, receiving_order(&[("TEA", 10)])).await.unwrap();
    ordered(store, &other, &[("TEA", 10)]).await;
    other
}

/// Nothing of the neighbour changed, and both ledgers are right.
pub(crate) async fn assert_apart(store: &TestStore, ctx: &Ctx, other: &Ctx) {
    assert_right(store, ctx).await;
    assert_right(store, other).await;
    assert_eq!((on_hand(store, other).await, allocated(store, other).await), (7, 0));
    let orders = store.query(other, ListShippingOrders::default()).await.unwrap().data;
    assert_eq!(orders.iter().map(|order| order.state).collect::<Vec<_>>(), [ShippingState::Open]);
    let orders = store.query(other, ListReceivingOrders::default()).await.unwrap().data;
    assert_eq!(orders.iter().map(|order| order.state).collect::<Vec<_>>(), [ReceivingState::Planned]);
    let receipts = store.query(other, ListReceipts::default()).await.unwrap().data;
    assert_eq!((receipts.len(), receipts[0].reversed_by.is_none()), (1, true));
    assert!(store.query(other, ListShipments::default()).await.unwrap().data.is_empty());
}
