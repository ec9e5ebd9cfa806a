//! Editing and listing shipping orders.

use model::shipping::{
    Allocate, CreateShippingOrder, GetShippingOrder, ListShippingOrders, ShippingSort, ShippingState,
    UpdateShippingOrder,
};
use model::slip::SlipPartner;
use model::{ErrorCode, PageRequest};

use crate::both_engines;
use crate::slip::fixture::{assert_apart, company, day, neighbour, ordered, shipping_order, stock, units, warehouse};

both_engines! {
    async fn an_order_is_edited_while_it_holds_nothing(store: TestStore) {
        let (ctx, other) = (company(&store, "acme").await, neighbour(&store).await);
        stock(&store, &ctx, "TEA", 6, "A-01").await;
        let order = ordered(&store, &ctx, &[("TEA", 5)]).await.number;
        let edit = |version| UpdateShippingOrder {
            number: order.clone(),
            version,
            order: CreateShippingOrder {
                ship_to: SlipPartner { name: "本店".to_owned(), ..SlipPartner::default() },
                ..shipping_order(&[("TEA", 2), ("CUP", 1)])
            },
        };
        let edited = store.run(&ctx, edit(1)).await.unwrap();
        assert_eq!((edited.lines.len(), edited.lines[0].ordered, edited.ship_to.name.as_str()), (2, units(2), "本店"));
        assert_eq!(store.refusal(&ctx, edit(1)).await.code, ErrorCode::Stale);
        store.run(&ctx, Allocate { number: order.clone() }).await.unwrap();
        assert_eq!(store.refusal(&ctx, edit(3)).await.code, ErrorCode::WrongState);
        assert_apart(&store, &ctx, &other).await;
    }

    async fn a_total_beyond_the_range_is_refused(store: TestStore) {
        let (ctx, other) = (company(&store, "acme").await, neighbour(&store).await);
        let refusal = store.refusal(&ctx, shipping_order(&[("TEA", 999_999_999), ("CUP", 1)])).await;
        assert_eq!((refusal.code, refusal.get("item")), (ErrorCode::QuantityOverflow, "CUP"));
        assert_eq!(refusal.field.as_deref(), Some("lines"));
        let order = ordered(&store, &ctx, &[("TEA", 999_999_998), ("CUP", 1)]).await;
        let edit = UpdateShippingOrder {
            number: order.number,
            version: 1,
            order: shipping_order(&[("TEA", 999_999_998), ("CUP", 2)]),
        };
        assert_eq!(store.refusal(&ctx, edit).await.code, ErrorCode::QuantityOverflow);
        assert_apart(&store, &ctx, &other).await;
    }

    async fn lists_filter_sort_and_search(store: TestStore) {
        let (ctx, other) = (company(&store, "acme").await, neighbour(&store).await);
        stock(&store, &ctx, "TEA", 6, "A-01").await;
        for (n, planned_on) in [Some("2026-12-02"), None, Some("2026-12-01")].into_iter().enumerate() {
            let order = CreateShippingOrder {
                planned_on: planned_on.map(day),
                original_number: format!("EC-{n}"),
                ..shipping_order(&[("TEA", 5)])
            };
            store.run(&ctx, order).await.unwrap();
        }
        let elsewhere = CreateShippingOrder { warehouse: warehouse("W2"), ..shipping_order(&[("TEA", 5)]) };
        let elsewhere = store.run(&ctx, elsewhere).await.unwrap().number;
        let first = model::SlipNumber::parse("SO-00000001").unwrap();
        store.run(&ctx, Allocate { number: first.clone() }).await.unwrap();
        let list = ListShippingOrders { warehouse: Some(warehouse("W1")), ..ListShippingOrders::default() };
        let by_plan = ListShippingOrders { sort: ShippingSort::PlannedOn, ..list.clone() };
        let numbers: Vec<_> = store.query(&ctx, by_plan).await.unwrap().data.iter().map(|o| o.number.to_string()).collect();
        assert_eq!(numbers, ["SO-00000003", "SO-00000001", "SO-00000002"]);
        let held = ListShippingOrders { states: vec![ShippingState::Allocated, ShippingState::Short], ..list.clone() };
        let held = store.query(&ctx, held).await.unwrap().data;
        assert_eq!((held.len(), held[0].allocated), (1, units(5)));
        let found = ListShippingOrders { search: "ｅｃ－２ 喫茶".to_owned(), ..list.clone() };
        assert_eq!(store.query(&ctx, found).await.unwrap().data.len(), 1);
        let unknown = ListShippingOrders { warehouse: Some(warehouse("W9")), ..list.clone() };
        assert_eq!(store.query_refusal(&ctx, unknown).await.code, ErrorCode::Unknown);
        let foreign = ListShippingOrders {
            page: PageRequest { after: Some(model::Cursor("x".to_owned())), ..PageRequest::default() },
            ..list
        };
        assert_eq!(store.query_refusal(&ctx, foreign).await.code, ErrorCode::BadRequest);
        assert_eq!(store.query_refusal(&other, GetShippingOrder { number: elsewhere }).await.code, ErrorCode::NotFound);
        assert_apart(&store, &ctx, &other).await;
    }
}
