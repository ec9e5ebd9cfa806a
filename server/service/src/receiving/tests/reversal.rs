//! Undoing receipts of goods that orders hold.

use model::receiving::{GetReceivingOrder, Receive, ReceivingState, ReverseReceipt};
use model::shipping::{Allocate, GetShippingOrder, ShippingState};
use model::{ErrorCode, Role};

use crate::both_engines;
use crate::slip::fixture::{
    TEA_JAN, allocated, assert_apart, check, company, neighbour, number, on_hand, ordered, receipt_line,
    receiving_order, stock, units,
};
use crate::testing::with_role;

both_engines! {
    async fn the_latest_orders_become_short_when_the_command_says_so(store: TestStore) {
        let (ctx, other) = (company(&store, "acme").await, neighbour(&store).await);
        stock(&store, &ctx, "TEA", 6, "A-01").await;
        let second = stock(&store, &ctx, "TEA", 6, "A-01").await.summary.number;
        let first = ordered(&store, &ctx, &[("TEA", 5)]).await.number;
        let last = ordered(&store, &ctx, &[("TEA", 5)]).await.number;
        for order in [&first, &last] {
            store.run(&ctx, Allocate { number: order.clone() }).await.unwrap();
        }
        store.run(&ctx, check(&last, TEA_JAN, 4)).await.unwrap();
        let undo = ReverseReceipt { number: second, note: String::new(), release_allocations: false };
        let held = store.refusal(&ctx, undo.clone()).await;
        assert_eq!(held.code, ErrorCode::HeldByOrders);
        assert_eq!(held.get("holders"), format!("{first}, {last}"));
        store.run(&ctx, ReverseReceipt { release_allocations: true, ..undo }).await.unwrap();
        let kept = store.query(&ctx, GetShippingOrder { number: first }).await.unwrap();
        assert_eq!((kept.state, kept.lines[0].allocated), (ShippingState::Allocated, units(5)));
        let short = store.query(&ctx, GetShippingOrder { number: last }).await.unwrap();
        let line = &short.lines[0];
        assert_eq!((line.allocated, line.checked, line.short), (units(1), units(1), units(4)));
        assert_eq!(short.state, ShippingState::Short);
        assert_eq!((on_hand(&store, &ctx).await, allocated(&store, &ctx).await), (6, 6));
        assert_apart(&store, &ctx, &other).await;
    }

    async fn a_reversal_opens_an_order_that_was_received(store: TestStore) {
        let (ctx, other) = (company(&store, "acme").await, neighbour(&store).await);
        let order = store.run(&ctx, receiving_order(&[("TEA", 5)])).await.unwrap().number;
        let lines = vec![receipt_line("TEA", 2, "A-01"), receipt_line("TEA", 3, "A-02")];
        let receive = Receive { order: order.clone(), lines, allow_over: false, note: String::new() };
        let receipt = store.run(&ctx, receive.clone()).await.unwrap().summary.number;
        let undo = ReverseReceipt { number: receipt, note: String::new(), release_allocations: false };
        assert_eq!(store.refusal(&with_role(&ctx, Role::Worker), undo.clone()).await.code, ErrorCode::Forbidden);
        let missing = ReverseReceipt { number: number("RC-00000099"), ..undo.clone() };
        assert_eq!(store.refusal(&ctx, missing).await.code, ErrorCode::NotFound);
        store.run(&ctx, undo).await.unwrap();
        let now = store.query(&ctx, GetReceivingOrder { number: order.clone() }).await.unwrap();
        assert_eq!((now.state, now.lines[0].remaining), (ReceivingState::Planned, units(5)));
        store.run(&ctx, receive).await.unwrap();
        assert_eq!(on_hand(&store, &ctx).await, 5);
        assert_apart(&store, &ctx, &other).await;
    }
}
