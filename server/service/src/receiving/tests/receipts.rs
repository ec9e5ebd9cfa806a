//! What is taken in, and what is refused.

use std::sync::Arc;

use model::adjustment::Adjust;
use model::receiving::{CreateReceivingOrder, GetReceivingOrder, ListReceipts, ReceiptLine, Receive, ReceivingState};
use model::slip::LotRef;
use model::warehouse::{UpdateWarehouse, WarehouseChange};
use model::{ErrorCode, Quantity, SlipNumber, StatusCode};

use crate::both_engines;
use crate::slip::fixture::{
    assert_apart, assert_right, company, day, lot, neighbour, on_hand, receipt_line, receiving_order, units, unplanned,
    warehouse,
};

fn receive(order: &SlipNumber, lines: Vec<ReceiptLine>) -> Receive {
    Receive { order: order.clone(), lines, allow_over: false, note: String::new() }
}

both_engines! {
    async fn more_than_remains_is_refused_unless_it_is_allowed(store: TestStore) {
        let (ctx, other) = (company(&store, "acme").await, neighbour(&store).await);
        let order = store.run(&ctx, receiving_order(&[("TEA", 5), ("TEA", 5)])).await.unwrap().number;
        store.run(&ctx, receive(&order, vec![receipt_line("TEA", 7, "A-01")])).await.unwrap();
        let now = store.query(&ctx, GetReceivingOrder { number: order.clone() }).await.unwrap();
        assert_eq!(now.lines.iter().map(|line| line.remaining).collect::<Vec<_>>(), [units(0), units(3)]);
        let over = receive(&order, vec![receipt_line("TEA", 4, "A-01")]);
        let refusal = store.refusal(&ctx, over.clone()).await;
        assert_eq!((refusal.code, refusal.get("remaining"), refusal.get("wanted")), (ErrorCode::TooMany, "3", "4"));
        assert_eq!(refusal.field.as_deref(), Some("lines.0.quantity"));
        store.run(&ctx, Receive { allow_over: true, ..over.clone() }).await.unwrap();
        let now = store.query(&ctx, GetReceivingOrder { number: order.clone() }).await.unwrap();
        assert_eq!((now.state, now.lines[1].received, now.lines[1].remaining), (ReceivingState::Received, units(6), Quantity::ZERO));
        assert_eq!(store.refusal(&ctx, over.clone()).await.code, ErrorCode::TooMany, "nothing remains");
        store.run(&ctx, Receive { allow_over: true, ..over }).await.unwrap();
        assert_eq!(on_hand(&store, &ctx).await, 15);
        assert_apart(&store, &ctx, &other).await;
    }

    async fn a_total_beyond_the_range_is_refused(store: TestStore) {
        let (ctx, other) = (company(&store, "acme").await, neighbour(&store).await);
        let planned = store.refusal(&ctx, receiving_order(&[("TEA", 999_999_999), ("CUP", 1)])).await;
        let order = store.run(&ctx, receiving_order(&[("TEA", 999_999_998), ("CUP", 1)])).await.unwrap().number;
        store.run(&ctx, receive(&order, vec![receipt_line("TEA", 999_999_998, "A-01")])).await.unwrap();
        let over = Receive { allow_over: true, ..receive(&order, vec![receipt_line("CUP", 2, "A-01")]) };
        let received = store.refusal(&ctx, over).await;
        let milk = ReceiptLine { lot: lot("L1", Some("2027-02-01")), ..receipt_line("MILK", 999_999_999, "A-02") };
        let unplanned = store.refusal(&ctx, unplanned(vec![milk, receipt_line("CUP", 1, "A-02")])).await;
        for refusal in [planned, received, unplanned] {
            assert_eq!((refusal.code, refusal.get("item")), (ErrorCode::QuantityOverflow, "CUP"));
            assert_eq!(refusal.field.as_deref(), Some("lines"));
        }
        assert_apart(&store, &ctx, &other).await;
    }

    async fn goods_do_not_come_to_a_warehouse_out_of_use(store: TestStore) {
        let (ctx, other) = (company(&store, "acme").await, neighbour(&store).await);
        let order = CreateReceivingOrder { warehouse: warehouse("W2"), ..receiving_order(&[("TEA", 5)]) };
        let order = store.run(&ctx, order).await.unwrap().number;
        let receipt = store.run(&ctx, receive(&order, vec![receipt_line("TEA", 5, "B-01")])).await.unwrap();
        let lines = serde_json::json!([{ "item": "TEA", "location": "B-01", "quantity": -5 }]);
        let gone: Adjust = serde_json::from_value(serde_json::json!({ "warehouse": "W2", "reason": "other", "lines": lines })).unwrap();
        store.run(&ctx, gone).await.unwrap();
        let change = WarehouseChange { active: Some(false), ..WarehouseChange::default() };
        store.run(&ctx, UpdateWarehouse { code: warehouse("W2"), version: None, change }).await.unwrap();
        let more = Receive { allow_over: true, ..receive(&order, vec![receipt_line("TEA", 1, "B-01")]) };
        let refusal = store.refusal(&ctx, more).await;
        assert_eq!((refusal.code, refusal.field.as_deref()), (ErrorCode::Inactive, Some("lines.0.location")));
        assert_eq!(receipt.summary.quantity, units(5));
        assert_apart(&store, &ctx, &other).await;
    }

    async fn every_wrong_line_is_named_at_once(store: TestStore) {
        let (ctx, other) = (company(&store, "acme").await, neighbour(&store).await);
        let order = store.run(&ctx, receiving_order(&[("TEA", 5)])).await.unwrap().number;
        let second = ReceiptLine { line: Some(2), ..receipt_line("TEA", 1, "A-01") };
        let lines = vec![
            receipt_line("CUP", 1, "A-01"),
            receipt_line("TEA", 1, "OUT"),
            receipt_line("TEA", 1, "B-01"),
            second,
        ];
        let refusal = store.refusal(&ctx, receive(&order, lines)).await;
        let named: Vec<_> = refusal.details.iter().map(|e| (e.code, e.field.clone().unwrap_or_default())).collect();
        let named: Vec<_> = named.iter().map(|(code, field)| (*code, field.as_str())).collect();
        assert_eq!(named, [
            (ErrorCode::Unknown, "lines.2.location"),
            (ErrorCode::LocationRefuses, "lines.1.location"),
            (ErrorCode::NotOnSlip, "lines.0.item"),
            (ErrorCode::NotOnSlip, "lines.3.item"),
        ]);
        assert_eq!(on_hand(&store, &ctx).await, 0);
        assert_apart(&store, &ctx, &other).await;
    }

    async fn goods_with_lots_need_them_and_enough_days(store: TestStore) {
        let (ctx, other) = (company(&store, "acme").await, neighbour(&store).await);
        let of = |lot: LotRef| unplanned(vec![ReceiptLine { lot, ..receipt_line("MILK", 3, "A-01") }]);
        let refusal = store.refusal(&ctx, of(LotRef::default())).await;
        let fields: Vec<_> = refusal.details.iter().filter_map(|e| e.field.as_deref()).collect();
        assert_eq!((refusal.code, fields), (ErrorCode::Required, vec!["lines.0.lot.number", "lines.0.lot.best_before"]));
        let wrong_kind = LotRef { use_by: Some(day("2027-01-01")), ..lot("L1", None) };
        assert_eq!(store.refusal(&ctx, of(wrong_kind)).await.field.as_deref(), Some("lines.0.lot.best_before"));
        let early = store.refusal(&ctx, of(lot("L1", Some("2026-12-02")))).await;
        assert_eq!((early.code, early.get("limit"), early.get("date")), (ErrorCode::ReceiveLimit, "10", "2026-12-02"));
        let plain = ReceiptLine { lot: lot("L1", Some("2027-01-01")), ..receipt_line("TEA", 3, "A-01") };
        let refusal = store.refusal(&ctx, unplanned(vec![plain])).await;
        let told: Vec<_> = refusal.details.iter().map(|error| (error.field.as_deref(), error.get("problem"))).collect();
        let expected = [("lines.0.lot.number", "no_lots"), ("lines.0.lot.best_before", "no_such_date")];
        assert_eq!(told, expected.map(|(field, problem)| (Some(field), problem)));
        let receipt = store.run(&ctx, of(lot("L1", Some("2026-12-03")))).await.unwrap();
        assert_eq!(receipt.details[0].lot, lot("L1", Some("2026-12-03")));
        store.run(&ctx, of(lot("L1", Some("2026-12-03")))).await.unwrap();
        assert_eq!(store.number(&ctx, "select count(*) from lot where tenant_id = $1 and number = 'L1'").await, 1);
        assert_eq!(store.number(&ctx, "select count(*) from stock_balance where tenant_id = $1").await, 1);
        assert_apart(&store, &ctx, &other).await;
    }

    async fn the_lot_and_the_status_of_an_order_go_with_its_goods(store: TestStore) {
        let (ctx, other) = (company(&store, "acme").await, neighbour(&store).await);
        let mut order = receiving_order(&[("MILK", 5), ("MILK", 5)]);
        order.lines[1].lot = lot("L2", Some("2027-03-01"));
        order.lines[1].status = StatusCode::parse("hold").ok();
        let order = store.run(&ctx, order).await.unwrap().number;
        let only_number = ReceiptLine { lot: lot("L2", None), ..receipt_line("MILK", 2, "A-01") };
        let receipt = store.run(&ctx, receive(&order, vec![only_number])).await.unwrap();
        let line = &receipt.details[0];
        assert_eq!((line.order_line, line.status.as_str()), (Some(2), "hold"));
        assert_eq!(line.lot, lot("L2", Some("2027-03-01")));
        assert_apart(&store, &ctx, &other).await;
    }

    async fn unplanned_goods_are_listed_latest_first(store: TestStore) {
        let (ctx, other) = (company(&store, "acme").await, neighbour(&store).await);
        for quantity in [1, 2, 3] {
            store.run(&ctx, unplanned(vec![receipt_line("TEA", quantity, "A-01")])).await.unwrap();
        }
        let listed = store.query(&ctx, ListReceipts::default()).await.unwrap().data;
        assert_eq!(listed.iter().map(|receipt| receipt.quantity).collect::<Vec<_>>(), [units(3), units(2), units(1)]);
        let found = ListReceipts { search: "rc-00000002".to_owned(), ..ListReceipts::default() };
        assert_eq!(store.query(&ctx, found).await.unwrap().data.len(), 1);
        assert_apart(&store, &ctx, &other).await;
    }

    async fn of_two_receipts_of_the_same_goods_one_wins(store: TestStore) {
        let ctx = company(&store, "acme").await;
        let store = Arc::new(store);
        for _ in 0..4 {
            let order = store.run(&ctx, receiving_order(&[("TEA", 5)])).await.unwrap().number;
            let both = (0..2).map(|_| {
                let (store, ctx, order) = (Arc::clone(&store), ctx.clone(), order.clone());
                tokio::spawn(async move { store.run(&ctx, receive(&order, vec![receipt_line("TEA", 5, "A-01")])).await })
            });
            let both: Vec<_> = futures::future::join_all(both).await.into_iter().map(Result::unwrap).collect();
            let refused: Vec<_> = both.iter().filter_map(|outcome| outcome.as_ref().err()).map(crate::Error::code).collect();
            assert_eq!(refused, [ErrorCode::TooMany]);
        }
        assert_eq!(on_hand(&store, &ctx).await, 20);
        assert_right(&store, &ctx).await;
    }
}
