//! The numbers of the home screen, on both engines.

use model::home::GetHome;
use model::receiving::ListReceipts;
use model::shipping::{Allocate, ListShippingOrders, Ship, ShippingState};

use crate::slip::fixture::{TEA_JAN, assert_apart, check, company, neighbour, ordered, stock};
use crate::testing::TestStore;
use crate::{both_engines, warehouse};

both_engines! {
    async fn the_first_hour_is_followed_step_by_step(store: TestStore) {
        let ctx = store.tenant("acme").await;
        let other = store.tenant("other").await;
        let home = || GetHome { warehouse: None };
        let before = store.query(&ctx, home()).await.unwrap();
        assert_eq!(before.today.unwrap().to_string(), "2026-11-23");
        assert!(!before.first_steps.warehouse && !before.first_steps.item);
        store.run(&ctx, warehouse::tests::form("T", "東京")).await.unwrap();
        store.run(&ctx, crate::location::tests::form("T", "A")).await.unwrap();
        store.run(&ctx, crate::item::tests::form("I", "品")).await.unwrap();
        order(&store, &ctx, Some("2026-11-22")).await;
        order(&store, &ctx, Some("2026-11-23")).await;
        order(&store, &ctx, None).await;
        order(&store, &ctx, Some("2026-11-24")).await;
        let ship = serde_json::json!({ "warehouse": "T", "lines": [{ "item": "I", "quantity": 1 }] });
        let ship: model::shipping::CreateShippingOrder = serde_json::from_value(ship).unwrap();
        store.run(&ctx, ship).await.unwrap();
        let after = store.query(&ctx, home()).await.unwrap();
        assert_eq!((after.to_receive, after.receiving_overdue, after.awaited), (2, 1, 4));
        assert_eq!((after.to_allocate, after.short), (1, 0));
        let steps = after.first_steps;
        assert!(steps.warehouse && steps.location && steps.item && steps.shipping_order);
        assert!(!steps.stock && !steps.shipment && !steps.all_done());
        let theirs = store.query(&other, home()).await.unwrap();
        assert_eq!((theirs.to_receive, theirs.first_steps.warehouse), (0, false));
    }
}

both_engines! {
    async fn receipts_of_today_are_those_of_the_list_of_today(store: TestStore) {
        let ctx = store.tenant("acme").await;
        store.run(&ctx, warehouse::tests::form("T", "東京")).await.unwrap();
        store.run(&ctx, crate::location::tests::form("T", "A")).await.unwrap();
        store.run(&ctx, crate::item::tests::form("I", "品")).await.unwrap();
        for _ in 0..3 {
            let receipt = serde_json::json!({
                "warehouse": "T", "lines": [{ "item": "I", "quantity": 2, "location": "A" }],
            });
            let receipt: model::receiving::ReceiveUnplanned = serde_json::from_value(receipt).unwrap();
            store.run(&ctx, receipt).await.unwrap();
        }
        let list = |from: Option<&str>, to: Option<&str>, search: &str| {
            let day = |day: &str| model::Date::parse(day).unwrap();
            let (business_from, business_to) = (from.map(day), to.map(day));
            let page = model::PageRequest { limit: Some(2), count: model::page::Count::Exact, ..Default::default() };
            ListReceipts { business_from, business_to, search: search.to_owned(), page, ..ListReceipts::default() }
        };
        let home = store.query(&ctx, GetHome { warehouse: None }).await.unwrap();
        let today = Some("2026-11-23");
        for search in ["", "RC-0"] {
            let page = store.query(&ctx, list(today, today, search)).await.unwrap();
            assert_eq!((page.data.len(), page.total.unwrap().rows), (2, u64::from(home.received_today)), "{search}");
            let first = page.data[0].number.clone();
            let after = model::PageRequest { after: page.next, limit: Some(2), ..Default::default() };
            let rest = store.query(&ctx, ListReceipts { page: after, ..list(today, today, search) }).await.unwrap();
            assert_eq!((rest.data.len(), rest.next), (1, None), "{search}");
            assert!(rest.data[0].number != first, "{search}");
            assert!(store.query(&ctx, list(Some("2026-11-24"), None, search)).await.unwrap().data.is_empty());
            assert!(store.query(&ctx, list(None, Some("2026-11-22"), search)).await.unwrap().data.is_empty());
        }
    }
}

both_engines! {
    async fn an_order_counts_where_its_next_step_is_and_the_lists_agree(store: TestStore) {
        let (ctx, other) = (company(&store, "acme").await, neighbour(&store).await);
        stock(&store, &ctx, "TEA", 10, "A-01").await;
        let (whole, lacking) = (allocated_order(&store, &ctx, 6).await, allocated_order(&store, &ctx, 9).await);
        assert_counts(&store, &ctx, [0, 1, 1, 0]).await;
        store.run(&ctx, check(&lacking, TEA_JAN, 1)).await.unwrap();
        assert_counts(&store, &ctx, [0, 1, 1, 0]).await;
        store.run(&ctx, check(&lacking, TEA_JAN, 3)).await.unwrap();
        assert_counts(&store, &ctx, [0, 1, 1, 0]).await;
        store.run(&ctx, Ship { number: lacking.clone(), partial: true }).await.unwrap();
        assert_counts(&store, &ctx, [0, 1, 1, 0]).await;
        stock(&store, &ctx, "TEA", 5, "A-01").await;
        store.run(&ctx, Allocate { number: lacking.clone() }).await.unwrap();
        assert_counts(&store, &ctx, [0, 0, 2, 0]).await;
        store.run(&ctx, check(&lacking, TEA_JAN, 2)).await.unwrap();
        assert_counts(&store, &ctx, [0, 0, 2, 0]).await;
        store.run(&ctx, check(&lacking, TEA_JAN, 3)).await.unwrap();
        store.run(&ctx, check(&whole, TEA_JAN, 6)).await.unwrap();
        assert_counts(&store, &ctx, [0, 0, 0, 2]).await;
        assert_apart(&store, &ctx, &other).await;
    }
}

async fn allocated_order(store: &TestStore, ctx: &crate::Ctx, quantity: i64) -> model::SlipNumber {
    let number = ordered(store, ctx, &[("TEA", quantity)]).await.number;
    store.run(ctx, Allocate { number: number.clone() }).await.unwrap();
    number
}

/// To allocate, lacking, to pick, to ship: as home counts them, and as long as their lists are.
async fn assert_counts(store: &TestStore, ctx: &crate::Ctx, expected: [u32; 4]) {
    let home = store.query(ctx, GetHome { warehouse: None }).await.unwrap();
    assert_eq!([home.to_allocate, home.short, home.to_pick, home.to_ship], expected);
    let lists: [&[ShippingState]; 4] =
        [&[ShippingState::Open], &ShippingState::LACKING, &ShippingState::TO_PICK, &[ShippingState::Checked]];
    for (states, expected) in lists.into_iter().zip(expected) {
        let list = ListShippingOrders { states: states.to_vec(), ..ListShippingOrders::default() };
        let listed = store.query(ctx, list).await.unwrap().data.len();
        assert_eq!(u32::try_from(listed).unwrap(), expected, "{states:?}");
    }
}

async fn order(store: &TestStore, ctx: &crate::Ctx, planned_on: Option<&str>) {
    let order = serde_json::json!({
        "warehouse": "T", "planned_on": planned_on, "lines": [{ "item": "I", "quantity": 2 }],
    });
    let order: model::receiving::CreateReceivingOrder = serde_json::from_value(order).unwrap();
    store.run(ctx, order).await.unwrap();
}
