//! From a receiving order to a shipment and back, as a company does it every day.

use model::receiving::{GetReceivingOrder, Receive, ReceivingState, ReverseReceipt};
use model::shipping::{
    Allocate, AllocationReason, CancelShippingOrder, GetShippingOrder, ReverseShipment, Ship, ShippingState,
};
use model::{ErrorCode, Quantity};

use crate::both_engines;
use crate::slip::fixture::{
    TEA_CASE, TEA_JAN, allocated, assert_right, check, company, on_hand, ordered, receipt_line, receiving_order, shelf,
    units,
};

both_engines! {
    async fn goods_come_are_allocated_checked_and_shipped(store: TestStore) {
        let ctx = company(&store, "acme").await;
        let other = company(&store, "other").await;
        let expected = store.run(&ctx, receiving_order(&[("TEA", 30), ("CUP", 5)])).await.unwrap();
        let twin = store.run(&other, receiving_order(&[("TEA", 30)])).await.unwrap();
        assert_eq!(expected.number.as_str(), "RO-00000001");
        assert_eq!(twin.number, expected.number, "both companies count from one");

        let lines = vec![receipt_line("TEA", 30, "A-01"), receipt_line("CUP", 2, "A-02")];
        let receive = Receive { order: expected.number.clone(), lines, allow_over: false, note: String::new() };
        let receipt = store.run(&ctx, receive).await.unwrap();
        assert_eq!((receipt.summary.quantity, receipt.details.len()), (units(32), 2));
        let now = store.query(&ctx, GetReceivingOrder { number: expected.number.clone() }).await.unwrap();
        assert_eq!(now.state, ReceivingState::Partial);
        assert_eq!(now.lines[1].remaining, units(3));
        assert_eq!(now.receipts.len(), 1);

        let order = ordered(&store, &ctx, &[("TEA", 25), ("CUP", 3)]).await;
        let result = store.run(&ctx, Allocate { number: order.number.clone() }).await.unwrap();
        assert_eq!(result.state, ShippingState::Short);
        assert_eq!((result.lines[1].allocated, result.lines[1].short), (units(2), units(1)));
        let held = store.query(&ctx, GetShippingOrder { number: order.number.clone() }).await.unwrap();
        assert_eq!(held.allocations[0].location, shelf("A-01"));
        assert_eq!(held.allocations[0].reason, AllocationReason::CameFirst);

        let case = store.run(&ctx, check(&order.number, TEA_CASE, 1)).await.unwrap();
        assert_eq!((case.added, case.checked, case.remaining), (units(24), units(24), units(3)));
        let over = store.refusal(&ctx, check(&order.number, TEA_CASE, 1)).await;
        assert_eq!((over.code, over.get("remaining")), (ErrorCode::TooMany, "1"));
        assert_eq!(store.refusal(&ctx, check(&order.number, "MILK", 1)).await.code, ErrorCode::NotOnSlip);
        store.run(&ctx, check(&order.number, TEA_JAN, 1)).await.unwrap();
        let unchecked = store.refusal(&ctx, Ship { number: order.number.clone(), partial: false }).await;
        assert_eq!((unchecked.code, unchecked.get("unchecked")), (ErrorCode::Unchecked, "2"));
        let shipment = store.run(&ctx, Ship { number: order.number.clone(), partial: true }).await.unwrap();
        assert_eq!(shipment.summary.quantity, units(25));
        let now = store.query(&ctx, GetShippingOrder { number: order.number.clone() }).await.unwrap();
        assert_eq!((now.state, now.lines[1].allocated), (ShippingState::PartlyShipped, units(2)));
        assert_eq!((on_hand(&store, &ctx).await, allocated(&store, &ctx).await), (7, 2));

        store.run(&ctx, check(&order.number, "CUP", 2)).await.unwrap();
        store.run(&ctx, Ship { number: order.number.clone(), partial: false }).await.unwrap();
        assert_eq!(store.refusal(&ctx, Ship { number: order.number.clone(), partial: false }).await.code, ErrorCode::NothingToShip);
        assert_eq!((on_hand(&store, &ctx).await, allocated(&store, &ctx).await), (5, 0));

        assert_eq!((on_hand(&store, &other).await, allocated(&store, &other).await), (0, 0));
        let foreign = store.query_refusal(&other, GetShippingOrder { number: order.number.clone() }).await;
        assert_eq!(foreign.code, ErrorCode::NotFound);
        assert_right(&store, &ctx).await;
        assert_right(&store, &other).await;
    }

    async fn what_was_done_can_be_undone_in_turn(store: TestStore) {
        let ctx = company(&store, "acme").await;
        let expected = store.run(&ctx, receiving_order(&[("TEA", 10)])).await.unwrap();
        let lines = vec![receipt_line("TEA", 10, "A-01")];
        let receive = Receive { order: expected.number.clone(), lines, allow_over: false, note: String::new() };
        let receipt = store.run(&ctx, receive).await.unwrap().summary.number;
        let order = ordered(&store, &ctx, &[("TEA", 10)]).await.number;
        store.run(&ctx, Allocate { number: order.clone() }).await.unwrap();
        let undo = ReverseReceipt { number: receipt.clone(), note: String::new(), release_allocations: false };
        let held = store.refusal(&ctx, undo.clone()).await;
        assert_eq!((held.code, held.get("holders")), (ErrorCode::HeldByOrders, order.as_str()));

        store.run(&ctx, check(&order, TEA_JAN, 10)).await.unwrap();
        let shipment = store.run(&ctx, Ship { number: order.clone(), partial: false }).await.unwrap().summary.number;
        assert_eq!(store.query(&ctx, GetShippingOrder { number: order.clone() }).await.unwrap().state, ShippingState::Shipped);
        assert_eq!(store.refusal(&ctx, undo.clone()).await.code, ErrorCode::NotOnHand);
        let back = ReverseShipment { number: shipment.clone(), note: "誤出荷".to_owned() };
        let reversed = store.run(&ctx, back.clone()).await.unwrap();
        assert!(reversed.summary.reversed_by.unwrap().as_str().starts_with("RV-"));
        assert_eq!(store.refusal(&ctx, back).await.code, ErrorCode::AlreadyReversed);
        let open = store.query(&ctx, GetShippingOrder { number: order.clone() }).await.unwrap();
        assert_eq!((open.state, open.lines[0].shipped), (ShippingState::Open, Quantity::ZERO));

        store.run(&ctx, Allocate { number: order.clone() }).await.unwrap();
        store.run(&ctx, check(&order, TEA_JAN, 4)).await.unwrap();
        let cancelled = store.run(&ctx, CancelShippingOrder { number: order.clone(), version: None }).await.unwrap();
        assert_eq!((cancelled.state, cancelled.allocations.len()), (ShippingState::Cancelled, 0));
        store.run(&ctx, undo.clone()).await.unwrap();
        assert_eq!(store.refusal(&ctx, undo).await.code, ErrorCode::AlreadyReversed);
        let again = store.query(&ctx, GetReceivingOrder { number: expected.number }).await.unwrap();
        assert_eq!((again.state, again.lines[0].remaining), (ReceivingState::Planned, units(10)));
        assert_eq!((on_hand(&store, &ctx).await, allocated(&store, &ctx).await), (0, 0));
        assert_right(&store, &ctx).await;
    }
}
