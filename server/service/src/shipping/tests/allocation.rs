//! Which goods an order gets.

use model::adjustment::{Adjust, AdjustmentLine};
use model::location::{LocationChange, UpdateLocation};
use model::receiving::ReceiptLine;
use model::shipping::{
    Allocate, AllocateMany, AllocationReason, CancelShippingOrder, CreateShippingOrder, GetShippingOrder, Ship,
    ShippingOrderView, ShippingState,
};
use model::slip::LotRef;
use model::stock::ListHolders;
use model::{ErrorCode, PageRequest, ReasonCode, SlipNumber, StatusCode};

use crate::slip::fixture::{
    allocated, assert_apart, assert_right, check, company, day, item, lot, neighbour, number, on_hand, ordered,
    receipt_line, shelf, shipping_order, stock, units, unplanned, warehouse,
};
use crate::testing::TestStore;
use crate::{Ctx, Engine, both_engines};

async fn allocate(store: &TestStore, ctx: &Ctx, order: &SlipNumber) -> ShippingOrderView {
    store.run(ctx, Allocate { number: order.clone() }).await.unwrap();
    store.query(ctx, GetShippingOrder { number: order.clone() }).await.unwrap()
}

async fn milk(store: &TestStore, ctx: &Ctx, quantity: i64, location: &str, name: &str, best_before: &str) {
    let line = ReceiptLine { lot: lot(name, Some(best_before)), ..receipt_line("MILK", quantity, location) };
    store.run(ctx, unplanned(vec![line])).await.unwrap();
}

fn shelves(order: &ShippingOrderView) -> Vec<(&str, AllocationReason)> {
    order.allocations.iter().map(|held| (held.location.as_str(), held.reason)).collect()
}

both_engines! {
    async fn what_expires_first_goes_first_and_what_expires_too_soon_stays(store: TestStore) {
        let (ctx, other) = (company(&store, "acme").await, neighbour(&store).await);
        milk(&store, &ctx, 5, "A-01", "LATE", "2027-02-01").await;
        milk(&store, &ctx, 5, "A-02", "SOON", "2026-12-10").await;
        let order = ordered(&store, &ctx, &[("MILK", 7)]).await.number;
        let held = allocate(&store, &ctx, &order).await;
        let expires = AllocationReason::ExpiresFirst;
        assert_eq!(shelves(&held), [("A-01", expires), ("A-02", expires)], "the picking list is in walking order");
        assert_eq!(held.allocations[1].quantity, units(5), "the sooner lot goes whole");
        // Five days before 2026-12-10 it may not be shipped any more.
        let late = CreateShippingOrder { planned_on: Some(day("2026-12-06")), ..shipping_order(&[("MILK", 9)]) };
        milk(&store, &ctx, 4, "A-03", "SOON", "2026-12-10").await;
        let late = store.run(&ctx, late).await.unwrap().number;
        let held = allocate(&store, &ctx, &late).await;
        assert_eq!((held.state, held.lines[0].allocated), (ShippingState::Short, units(3)));
        assert_apart(&store, &ctx, &other).await;
    }

    async fn what_came_first_goes_first_then_the_walk_decides(store: TestStore) {
        let (ctx, other) = (company(&store, "acme").await, neighbour(&store).await);
        stock(&store, &ctx, "TEA", 5, "A-03").await;
        store.clock.advance_seconds(60);
        stock(&store, &ctx, "TEA", 5, "A-02").await;
        stock(&store, &ctx, "TEA", 5, "A-01").await;
        let order = ordered(&store, &ctx, &[("TEA", 7)]).await.number;
        let held = allocate(&store, &ctx, &order).await;
        assert_eq!(shelves(&held), [("A-01", AllocationReason::WalkOrder), ("A-03", AllocationReason::CameFirst)]);
        assert_apart(&store, &ctx, &other).await;
    }

    async fn a_pinned_lot_is_taken_and_no_other(store: TestStore) {
        let (ctx, other) = (company(&store, "acme").await, neighbour(&store).await);
        milk(&store, &ctx, 5, "A-01", "L1", "2027-02-01").await;
        milk(&store, &ctx, 5, "A-02", "L2", "2027-03-01").await;
        let mut order = shipping_order(&[("MILK", 6)]);
        order.lines[0].lot = lot("L2", None);
        let order = store.run(&ctx, order).await.unwrap();
        assert_eq!(order.lines[0].lot, lot("L2", Some("2027-03-01")));
        let held = allocate(&store, &ctx, &order.number).await;
        assert_eq!(shelves(&held), [("A-02", AllocationReason::Pinned)]);
        assert_eq!(held.lines[0].short, units(1));
        let mut unknown = shipping_order(&[("MILK", 6)]);
        unknown.lines[0].lot = lot("L9", None);
        assert_eq!(store.refusal(&ctx, unknown).await.field.as_deref(), Some("lines.0.lot"));
        assert_apart(&store, &ctx, &other).await;
    }

    async fn goods_that_may_not_be_shipped_are_left(store: TestStore) {
        let (ctx, other) = (company(&store, "acme").await, neighbour(&store).await);
        let damaged = ReceiptLine { status: StatusCode::parse("damaged").ok(), ..receipt_line("TEA", 5, "A-01") };
        store.run(&ctx, unplanned(vec![damaged, receipt_line("TEA", 5, "A-02")])).await.unwrap();
        let elsewhere = model::receiving::ReceiveUnplanned { warehouse: warehouse("W2"), ..unplanned(vec![receipt_line("TEA", 5, "B-01")]) };
        store.run(&ctx, elsewhere).await.unwrap();
        let closed = UpdateLocation {
            warehouse: warehouse("W1"),
            code: shelf("A-02"),
            version: None,
            change: LocationChange { allocatable: Some(false), ..LocationChange::default() },
        };
        store.run(&ctx, closed).await.unwrap();
        let order = ordered(&store, &ctx, &[("TEA", 5)]).await.number;
        let held = allocate(&store, &ctx, &order).await;
        assert_eq!((held.state, held.lines[0].short), (ShippingState::Open, units(5)));
        let mut hold = shipping_order(&[("TEA", 1)]);
        hold.lines[0].status = StatusCode::parse("hold").ok();
        let refusal = store.refusal(&ctx, hold).await;
        assert_eq!((refusal.code, refusal.get("problem")), (ErrorCode::Invalid, "not_shippable"));
        assert_apart(&store, &ctx, &other).await;
    }

    async fn orders_are_served_by_planned_date_then_by_entry(store: TestStore) {
        let (ctx, other) = (company(&store, "acme").await, neighbour(&store).await);
        stock(&store, &ctx, "TEA", 12, "A-01").await;
        let mut numbers = Vec::new();
        for planned_on in [None, Some("2026-12-02"), Some("2026-12-01"), Some("2026-12-01")] {
            let order = CreateShippingOrder { planned_on: planned_on.map(day), ..shipping_order(&[("TEA", 5)]) };
            numbers.push(store.run(&ctx, order).await.unwrap().number);
        }
        let results = store.run(&ctx, AllocateMany { numbers: numbers.clone() }).await.unwrap();
        let got: Vec<_> = results.iter().map(|result| (result.number.as_str(), result.lines[0].allocated)).collect();
        assert_eq!(got, [
            ("SO-00000003", units(5)),
            ("SO-00000004", units(5)),
            ("SO-00000002", units(2)),
            ("SO-00000001", units(0)),
        ]);
        numbers.push(number("SO-00000099"));
        let unknown = store.refusal(&ctx, AllocateMany { numbers }).await;
        assert_eq!((unknown.code, unknown.field.as_deref()), (ErrorCode::NotFound, Some("numbers.4")));
        assert_eq!(store.refusal(&ctx, AllocateMany { numbers: Vec::new() }).await.code, ErrorCode::Required);
        assert_apart(&store, &ctx, &other).await;
    }

    async fn entry_decides_and_not_the_number(store: TestStore) {
        let (ctx, other) = (company(&store, "acme").await, neighbour(&store).await);
        stock(&store, &ctx, "TEA", 7, "A-01").await;
        let first = ordered(&store, &ctx, &[("TEA", 5)]).await.number;
        let second = ordered(&store, &ctx, &[("TEA", 5)]).await.number;
        // Nodes take numbers in blocks: the first order may have a higher one.
        let renumbered = store.write(ctx.tenant, move |tx| {
            let first = first.clone();
            Box::pin(async move {
                let tenant = tx.tenant();
                sqlx::query("update shipping_order set number = 'SO-00000065' where tenant_id = $1 and number = $2")
                    .bind(tenant).bind(first.as_str()).execute(tx.conn()).await?;
                Ok(())
            })
        });
        renumbered.await.unwrap();
        let first = number("SO-00000065");
        let results = store.run(&ctx, AllocateMany { numbers: vec![second.clone(), first.clone()] }).await.unwrap();
        let got: Vec<_> = results.iter().map(|result| (&result.number, result.lines[0].allocated)).collect();
        assert_eq!(got, [(&first, units(5)), (&second, units(2))]);
        let holders: ListHolders = serde_json::from_value(serde_json::json!({ "item": "TEA" })).unwrap();
        let page = PageRequest { limit: Some(1), ..PageRequest::default() };
        let page = store.query(&ctx, ListHolders { page, ..holders.clone() }).await.unwrap();
        assert_eq!(page.data[0].order, first);
        let page = PageRequest { after: page.next, ..PageRequest::default() };
        let page = store.query(&ctx, ListHolders { page, ..holders }).await.unwrap();
        assert_eq!(page.data.iter().map(|holder| &holder.order).collect::<Vec<_>>(), [&second]);
        assert_apart(&store, &ctx, &other).await;
    }

    async fn a_second_allocation_brings_only_what_is_missing(store: TestStore) {
        let (ctx, other) = (company(&store, "acme").await, neighbour(&store).await);
        stock(&store, &ctx, "TEA", 3, "A-01").await;
        let order = ordered(&store, &ctx, &[("TEA", 5), ("TEA", 1)]).await.number;
        assert_eq!(allocate(&store, &ctx, &order).await.state, ShippingState::Short);
        stock(&store, &ctx, "TEA", 30, "A-01").await;
        let held = allocate(&store, &ctx, &order).await;
        assert_eq!((held.state, held.allocations.len()), (ShippingState::Allocated, 2), "one row a line and balance");
        let held = allocate(&store, &ctx, &order).await;
        assert_eq!(held.lines[0].allocated, units(5), "again changes nothing");
        assert_apart(&store, &ctx, &other).await;
    }

    async fn a_refusal_names_ten_holders_and_counts_the_others(store: TestStore) {
        let ctx = company(&store, "acme").await;
        stock(&store, &ctx, "TEA", 12, "A-01").await;
        let mut numbers = Vec::new();
        let line = AdjustmentLine {
            item: item("TEA"),
            location: shelf("A-01"),
            quantity: units(-1),
            lot: LotRef::default(),
            status: None,
        };
        let broken = Adjust {
            warehouse: warehouse("W1"),
            reason: ReasonCode::parse("damage").unwrap(),
            lines: vec![line],
            note: String::new(),
            release_allocations: false,
        };
        for (orders, others) in [(10, ["none", "0"]), (12, ["some", "2"])] {
            while numbers.len() < orders {
                numbers.push(ordered(&store, &ctx, &[("TEA", 1)]).await.number);
            }
            store.run(&ctx, AllocateMany { numbers: numbers.clone() }).await.unwrap();
            let spare = units(12 - i64::try_from(orders).unwrap());
            let line = AdjustmentLine { quantity: units(-1) - spare, ..broken.lines[0].clone() };
            let refusal = store.refusal(&ctx, Adjust { lines: vec![line], ..broken.clone() }).await;
            assert_eq!((refusal.code, refusal.get("holders").split(", ").count()), (ErrorCode::HeldByOrders, 10));
            assert_eq!(["others", "more"].map(|name| refusal.get(name)), others);
        }
    }

    async fn an_order_may_hold_more_balances_than_one_statement_takes(store: TestStore) {
        // Five parameters each: SQLite takes 32,766 of them in a statement, and PostgreSQL is given 4,096.
        let shelves: usize = if store.engine() == Engine::Sqlite { 3_300 } else { 500 };
        let ctx = store.tenant("acme").await;
        let goods = store.goods(&ctx, shelves, 2).await;
        let everywhere = (0..shelves * 2).flat_map(|nth| goods.receive(nth % 2, nth / 2, units(1)));
        store.post(&ctx, everywhere.collect()).await.unwrap();
        let all = i64::try_from(shelves).unwrap();
        let lines = [("I-01", all), ("I-02", all)];

        let order = ordered(&store, &ctx, &lines).await.number;
        assert_eq!(allocate(&store, &ctx, &order).await.state, ShippingState::Allocated);
        assert_eq!(allocated(&store, &ctx).await, all * 2);
        store.run(&ctx, CancelShippingOrder { number: order, version: None }).await.unwrap();
        assert_eq!(allocated(&store, &ctx).await, 0);

        let order = ordered(&store, &ctx, &lines).await.number;
        store.run(&ctx, Allocate { number: order.clone() }).await.unwrap();
        for (item, quantity) in lines {
            store.run(&ctx, check(&order, item, quantity)).await.unwrap();
        }
        store.run(&ctx, Ship { number: order, partial: false }).await.unwrap();
        assert_eq!((on_hand(&store, &ctx).await, allocated(&store, &ctx).await), (0, 0));
        assert_right(&store, &ctx).await;
    }
}
