//! The numbers of the home screen, on both engines.

use model::home::GetHome;
use model::receiving::ListReceipts;

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

async fn order(store: &TestStore, ctx: &crate::Ctx, planned_on: Option<&str>) {
    let order = serde_json::json!({
        "warehouse": "T", "planned_on": planned_on, "lines": [{ "item": "I", "quantity": 2 }],
    });
    let order: model::receiving::CreateReceivingOrder = serde_json::from_value(order).unwrap();
    store.run(ctx, order).await.unwrap();
}
