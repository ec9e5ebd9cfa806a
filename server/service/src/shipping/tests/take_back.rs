//! A check is taken back as it was made.

use model::receiving::ReceiptLine;
use model::shipping::{Allocate, CheckedPart, Ship, ShippingOrderView, ShippingState, TakeBackCheck, Uncheck};
use model::{ErrorCode, Quantity, Role};

use crate::both_engines;
use crate::slip::fixture::{
    TEA_CASE, TEA_JAN, assert_apart, check, company, lot, neighbour, ordered, receipt_line, stock, units, unplanned,
};
use crate::testing::with_role;

/// What is checked of each line.
fn checked(order: &ShippingOrderView) -> Vec<Quantity> {
    order.lines.iter().map(|line| line.checked).collect()
}

/// What is checked at each place, in walking order.
fn places(order: &ShippingOrderView) -> Vec<(String, Quantity)> {
    order.allocations.iter().map(|held| (held.location.to_string(), held.checked)).collect()
}

both_engines! {
    async fn taking_a_check_back_leaves_what_was_checked_before_and_after(store: TestStore) {
        let (ctx, other) = (company(&store, "acme").await, neighbour(&store).await);
        stock(&store, &ctx, "TEA", 10, "A-01").await;
        stock(&store, &ctx, "TEA", 60, "A-02").await;
        let number = ordered(&store, &ctx, &[("TEA", 30), ("TEA", 24)]).await.number;
        store.run(&ctx, Allocate { number: number.clone() }).await.unwrap();
        store.run(&ctx, check(&number, TEA_JAN, 3)).await.unwrap();
        let case = store.run(&ctx, check(&number, TEA_CASE, 1)).await.unwrap();
        assert_eq!(case.parts.iter().map(|part| part.quantity).sum::<Quantity>(), units(24));
        assert!(case.parts.len() > 1, "a case that lies on two shelves: {:?}", case.parts);
        store.run(&ctx, check(&number, TEA_JAN, 2)).await.unwrap();
        let command = TakeBackCheck { number: number.clone(), parts: case.parts };
        assert_eq!(store.refusal(&with_role(&ctx, Role::Viewer), command.clone()).await.code, ErrorCode::Forbidden);
        assert_eq!(store.refusal(&other, command.clone()).await.code, ErrorCode::Stale, "its own order of that number");
        let order = store.run(&ctx, command.clone()).await.unwrap();
        assert_eq!((order.state, checked(&order)), (ShippingState::Checking, vec![units(5), units(0)]));
        assert_eq!(places(&order).iter().map(|(_, checked)| *checked).sum::<Quantity>(), units(5));
        let twice = store.refusal(&ctx, command).await;
        assert_eq!((twice.code, twice.get("what")), (ErrorCode::Stale, "shipping_order"));
        assert_apart(&store, &ctx, &other).await;
    }

    async fn a_check_is_taken_back_where_it_was_made(store: TestStore) {
        let (ctx, other) = (company(&store, "acme").await, neighbour(&store).await);
        for (number, day) in [("L1", "2027-02-01"), ("L2", "2027-03-01")] {
            let milk = ReceiptLine { lot: lot(number, Some(day)), ..receipt_line("MILK", 5, "A-02") };
            store.run(&ctx, unplanned(vec![milk])).await.unwrap();
        }
        let number = ordered(&store, &ctx, &[("MILK", 10), ("TEA", 1)]).await.number;
        store.run(&ctx, Allocate { number: number.clone() }).await.unwrap();
        store.run(&ctx, check(&number, "MILK", 4)).await.unwrap();
        let second = store.run(&ctx, check(&number, "MILK", 3)).await.unwrap();
        let parts: Vec<_> = second.parts.iter().map(|part| (part.lot.clone(), part.quantity)).collect();
        assert_eq!(parts, [(lot("L1", Some("2027-02-01")), units(1)), (lot("L2", Some("2027-03-01")), units(2))]);
        let order = store.run(&ctx, TakeBackCheck { number: number.clone(), parts: second.parts }).await.unwrap();
        let left: Vec<_> = order.allocations.iter().map(|held| (held.lot.clone(), held.checked)).collect();
        assert_eq!(left, [(lot("L1", Some("2027-02-01")), units(4)), (lot("L2", Some("2027-03-01")), units(0))]);
        assert_apart(&store, &ctx, &other).await;
    }

    async fn what_is_gone_cannot_be_taken_back(store: TestStore) {
        let (ctx, other) = (company(&store, "acme").await, neighbour(&store).await);
        stock(&store, &ctx, "TEA", 30, "A-01").await;
        let number = ordered(&store, &ctx, &[("TEA", 9)]).await.number;
        store.run(&ctx, Allocate { number: number.clone() }).await.unwrap();
        let one = store.run(&ctx, check(&number, TEA_JAN, 4)).await.unwrap();
        let back = |parts: &[CheckedPart]| TakeBackCheck { number: number.clone(), parts: parts.to_vec() };
        assert_eq!(store.refusal(&ctx, back(&[])).await.code, ErrorCode::Required);
        let nothing = CheckedPart { quantity: Quantity::ZERO, ..one.parts[0].clone() };
        assert_eq!(store.refusal(&ctx, back(&[nothing])).await.code, ErrorCode::NotPositive);
        store.run(&ctx, Uncheck { number: number.clone(), line: 1 }).await.unwrap();
        assert_eq!(store.refusal(&ctx, back(&one.parts)).await.code, ErrorCode::Stale);
        let again = store.run(&ctx, check(&number, TEA_JAN, 5)).await.unwrap();
        store.run(&ctx, Ship { number: number.clone(), partial: true }).await.unwrap();
        assert_eq!(store.refusal(&ctx, back(&again.parts)).await.code, ErrorCode::Stale);
        assert_apart(&store, &ctx, &other).await;
    }
}
