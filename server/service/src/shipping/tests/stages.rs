//! Every stage of an order can be taken back.

use model::location::{LocationChange, UpdateLocation};
use model::receiving::ReceiptLine;
use model::shipping::{
    Allocate, CancelShippingOrder, GetShipment, ListShipments, ReleaseAllocations, ReverseShipment, Ship,
    ShippingState, Uncheck,
};
use model::{ErrorCode, Quantity, Role};

use crate::both_engines;
use crate::slip::fixture::{
    TEA_CASE, TEA_JAN, allocated, assert_apart, check, company, lot, neighbour, on_hand, ordered, receipt_line, shelf,
    stock, units, unplanned, warehouse,
};
use crate::testing::with_role;

both_engines! {
    async fn cancelling_gives_back_what_was_held_at_every_stage(store: TestStore) {
        let (ctx, other) = (company(&store, "acme").await, neighbour(&store).await);
        stock(&store, &ctx, "TEA", 30, "A-01").await;
        for stage in 0..4 {
            let order = ordered(&store, &ctx, &[("TEA", 6)]).await.number;
            if stage >= 1 {
                store.run(&ctx, Allocate { number: order.clone() }).await.unwrap();
            }
            if stage >= 2 {
                store.run(&ctx, check(&order, TEA_JAN, 4)).await.unwrap();
            }
            if stage >= 3 {
                store.run(&ctx, Ship { number: order.clone(), partial: true }).await.unwrap();
            }
            let cancel = CancelShippingOrder { number: order.clone(), version: None };
            assert_eq!(store.refusal(&with_role(&ctx, Role::Worker), cancel.clone()).await.code, ErrorCode::Forbidden);
            let cancelled = store.run(&ctx, cancel.clone()).await.unwrap();
            assert_eq!((cancelled.state, cancelled.lines[0].allocated), (ShippingState::Cancelled, Quantity::ZERO));
            assert_eq!(allocated(&store, &ctx).await, 0, "at stage {stage}");
            for refused in [
                store.refusal(&ctx, cancel).await,
                store.refusal(&ctx, Allocate { number: order.clone() }).await,
                store.refusal(&ctx, check(&order, TEA_JAN, 1)).await,
                store.refusal(&ctx, Ship { number: order.clone(), partial: true }).await,
            ] {
                assert_eq!((refused.code, refused.get("state")), (ErrorCode::WrongState, "cancelled"));
            }
        }
        assert_eq!(on_hand(&store, &ctx).await, 26);
        assert_apart(&store, &ctx, &other).await;
    }

    async fn releasing_keeps_what_was_checked(store: TestStore) {
        let (ctx, other) = (company(&store, "acme").await, neighbour(&store).await);
        stock(&store, &ctx, "TEA", 30, "A-01").await;
        let order = ordered(&store, &ctx, &[("TEA", 10), ("TEA", 3)]).await.number;
        store.run(&ctx, Allocate { number: order.clone() }).await.unwrap();
        store.run(&ctx, check(&order, TEA_JAN, 4)).await.unwrap();
        let released = store.run(&ctx, ReleaseAllocations { number: order.clone() }).await.unwrap();
        assert_eq!((released.state, released.lines[0].allocated, released.lines[0].checked), (ShippingState::Short, units(4), units(4)));
        assert_eq!(allocated(&store, &ctx).await, 4);
        let unchecked = store.run(&ctx, Uncheck { number: order.clone(), line: 1 }).await.unwrap();
        assert_eq!((unchecked.state, unchecked.lines[0].checked), (ShippingState::Short, Quantity::ZERO));
        assert_eq!(store.refusal(&ctx, Uncheck { number: order.clone(), line: 9 }).await.code, ErrorCode::NotFound);
        let released = store.run(&ctx, ReleaseAllocations { number: order.clone() }).await.unwrap();
        assert_eq!((released.state, allocated(&store, &ctx).await), (ShippingState::Open, 0));
        assert_eq!(store.refusal(&ctx, Ship { number: order, partial: false }).await.code, ErrorCode::NothingToShip);
        assert_apart(&store, &ctx, &other).await;
    }

    async fn goods_do_not_come_back_to_a_place_out_of_use(store: TestStore) {
        let (ctx, other) = (company(&store, "acme").await, neighbour(&store).await);
        stock(&store, &ctx, "TEA", 4, "A-02").await;
        let order = ordered(&store, &ctx, &[("TEA", 4)]).await.number;
        store.run(&ctx, Allocate { number: order.clone() }).await.unwrap();
        store.run(&ctx, check(&order, TEA_JAN, 4)).await.unwrap();
        let shipment = store.run(&ctx, Ship { number: order, partial: false }).await.unwrap().summary.number;
        let active = |active| UpdateLocation {
            warehouse: warehouse("W1"),
            code: shelf("A-02"),
            version: None,
            change: LocationChange { active: Some(active), ..LocationChange::default() },
        };
        store.run(&ctx, active(false)).await.unwrap();
        let back = ReverseShipment { number: shipment, note: String::new() };
        let refusal = store.refusal(&ctx, back.clone()).await;
        assert_eq!((refusal.code, refusal.get("what"), refusal.get("code")), (ErrorCode::Inactive, "location", "A-02"));
        store.run(&ctx, active(true)).await.unwrap();
        store.run(&ctx, back).await.unwrap();
        assert_eq!(on_hand(&store, &ctx).await, 4);
        assert_apart(&store, &ctx, &other).await;
    }

    async fn a_check_counts_packs_and_refuses_what_is_not_wanted(store: TestStore) {
        let (ctx, other) = (company(&store, "acme").await, neighbour(&store).await);
        stock(&store, &ctx, "TEA", 100, "A-01").await;
        let order = ordered(&store, &ctx, &[("TEA", 30), ("TEA", 24)]).await.number;
        let early = store.refusal(&ctx, check(&order, TEA_JAN, 1)).await;
        assert_eq!((early.code, early.get("remaining")), (ErrorCode::TooMany, "0"), "nothing is allocated yet");
        store.run(&ctx, Allocate { number: order.clone() }).await.unwrap();
        let two = store.run(&ctx, check(&order, TEA_CASE, 2)).await.unwrap();
        assert_eq!((two.line, two.added, two.checked, two.allocated, two.remaining), (1, units(48), units(48), units(54), units(6)));
        assert_eq!(two.state, ShippingState::Checking);
        for (barcode, quantity, code) in [
            (TEA_CASE, 1, ErrorCode::TooMany),
            (TEA_JAN, 0, ErrorCode::NotPositive),
            ("CUP", 1, ErrorCode::NotOnSlip),
            ("4900000000000", 1, ErrorCode::BarcodeUnknown),
        ] {
            assert_eq!(store.refusal(&ctx, check(&order, barcode, quantity)).await.code, code, "{barcode}");
        }
        let done = store.run(&ctx, check(&order, TEA_JAN, 6)).await.unwrap();
        assert_eq!((done.state, done.remaining), (ShippingState::Checked, Quantity::ZERO));
        assert_apart(&store, &ctx, &other).await;
    }

    async fn a_partial_shipment_leaves_the_rest_of_its_allocations(store: TestStore) {
        let (ctx, other) = (company(&store, "acme").await, neighbour(&store).await);
        stock(&store, &ctx, "TEA", 6, "A-01").await;
        let milk = ReceiptLine { lot: lot("L1", Some("2027-02-01")), ..receipt_line("MILK", 5, "A-02") };
        store.run(&ctx, unplanned(vec![milk])).await.unwrap();
        let order = ordered(&store, &ctx, &[("TEA", 10), ("MILK", 5)]).await.number;
        store.run(&ctx, Allocate { number: order.clone() }).await.unwrap();
        store.run(&ctx, check(&order, TEA_JAN, 4)).await.unwrap();
        store.run(&ctx, check(&order, "MILK", 5)).await.unwrap();
        let shipment = store.run(&ctx, Ship { number: order.clone(), partial: true }).await.unwrap();
        assert_eq!((shipment.details.len(), shipment.summary.quantity), (2, units(9)));
        assert_eq!(shipment.details[1].lot, lot("L1", Some("2027-02-01")));
        assert_eq!((on_hand(&store, &ctx).await, allocated(&store, &ctx).await), (2, 2));
        let rest = store.run(&ctx, Uncheck { number: order.clone(), line: 1 }).await.unwrap();
        assert_eq!((rest.lines[0].allocated, rest.lines[0].checked), (units(2), Quantity::ZERO));
        let back = ReverseShipment { number: shipment.summary.number.clone(), note: String::new() };
        store.run(&ctx, back).await.unwrap();
        assert_eq!((on_hand(&store, &ctx).await, allocated(&store, &ctx).await), (11, 2));
        let listed = store.query(&ctx, ListShipments { search: "ﾐﾄﾞﾘ".to_owned(), ..ListShipments::default() }).await.unwrap().data;
        assert_eq!((listed.len(), listed[0].reversed_by.is_some()), (1, true));
        let foreign = store.query_refusal(&other, GetShipment { number: listed[0].number.clone() }).await;
        assert_eq!(foreign.code, ErrorCode::NotFound);
        assert_apart(&store, &ctx, &other).await;
    }
}
