//! Creating, editing and ending receiving orders, and their lists.

use model::page::Count;
use model::partner::{CreatePartner, PartnerChange, UpdatePartner};
use model::receiving::{
    CancelReceivingOrder, CloseReceivingOrder, CreateReceivingOrder, GetReceivingOrder, ListReceivingOrders, Receive,
    ReceivingSort, ReceivingState, UpdateReceivingOrder,
};
use model::slip::SlipPartner;
use model::{ErrorCode, PageRequest, PartnerCode, Role, StatusCode};

use crate::both_engines;
use crate::slip::fixture::{
    assert_apart, company, day, neighbour, number, receipt_line, receiving_order, units, warehouse,
};
use crate::testing::with_role;

fn partner(code: &str) -> CreatePartner {
    serde_json::from_value(serde_json::json!({
        "code": code, "name": "東京製茶", "supplier": true, "address": "静岡市1-1", "phone": "054-1"
    }))
    .unwrap()
}

both_engines! {
    async fn every_unknown_code_is_named_with_its_field(store: TestStore) {
        let ctx = company(&store, "acme").await;
        let mut order = receiving_order(&[("TEA", 1), ("NONE", 1), ("CUP", 0), ("GONE", 1)]);
        order.supplier.code = PartnerCode::parse("P-9").ok();
        order.lines[0].status = StatusCode::parse("lost").ok();
        let refusal = store.refusal(&ctx, order).await;
        let named: Vec<_> = refusal.details.iter().map(|e| (e.code, e.field.clone().unwrap_or_default())).collect();
        let named: Vec<_> = named.iter().map(|(code, field)| (*code, field.as_str())).collect();
        assert_eq!(named, [
            (ErrorCode::NotPositive, "lines.2.quantity"),
            (ErrorCode::Unknown, "supplier.code"),
            (ErrorCode::Unknown, "lines.1.item"),
            (ErrorCode::Unknown, "lines.3.item"),
            (ErrorCode::Unknown, "lines.0.status"),
        ]);
        let elsewhere = CreateReceivingOrder { warehouse: warehouse("W9"), ..receiving_order(&[("TEA", 1)]) };
        assert_eq!(store.refusal(&ctx, elsewhere).await.field.as_deref(), Some("warehouse"));
        assert_eq!(store.refusal(&ctx, receiving_order(&[])).await.code, ErrorCode::Required);
    }

    async fn a_slip_keeps_the_partner_as_it_was(store: TestStore) {
        let (ctx, other) = (company(&store, "acme").await, neighbour(&store).await);
        store.run(&ctx, partner("P-1")).await.unwrap();
        let supplier = SlipPartner { code: PartnerCode::parse("P-1").ok(), phone: "03-9".to_owned(), ..SlipPartner::default() };
        let order = CreateReceivingOrder { supplier, ..receiving_order(&[("TEA", 1)]) };
        let made = store.run(&ctx, order.clone()).await.unwrap();
        assert_eq!((made.supplier.name.as_str(), made.supplier.address.as_str()), ("東京製茶", "静岡市1-1"));
        assert_eq!(made.supplier.phone, "03-9", "what the slip says goes first");
        let renamed = PartnerChange { name: Some("新東京製茶".to_owned()), active: Some(false), ..PartnerChange::default() };
        let code = PartnerCode::parse("P-1").unwrap();
        store.run(&ctx, UpdatePartner { code, version: None, change: renamed }).await.unwrap();
        let now = store.query(&ctx, GetReceivingOrder { number: made.number }).await.unwrap();
        assert_eq!(now.supplier.name, "東京製茶");
        assert_eq!(store.refusal(&ctx, order.clone()).await.code, ErrorCode::Inactive);
        assert_eq!(store.refusal(&other, order).await.code, ErrorCode::Unknown, "a neighbour's partner is unknown");
        assert_apart(&store, &ctx, &other).await;
    }

    async fn an_order_is_edited_while_nothing_has_come(store: TestStore) {
        let (ctx, other) = (company(&store, "acme").await, neighbour(&store).await);
        let made = store.run(&ctx, receiving_order(&[("TEA", 1)])).await.unwrap();
        let edit = |version| UpdateReceivingOrder {
            number: made.number.clone(),
            version,
            order: CreateReceivingOrder { planned_on: Some(day("2026-12-01")), ..receiving_order(&[("CUP", 4), ("TEA", 2)]) },
        };
        let edited = store.run(&ctx, edit(1)).await.unwrap();
        assert_eq!((edited.version, edited.lines.len(), edited.lines[0].planned), (2, 2, units(4)));
        let stale = store.refusal(&ctx, edit(1)).await;
        assert_eq!((stale.code, stale.get("version")), (ErrorCode::Stale, "2"));
        let lines = vec![receipt_line("TEA", 1, "A-01")];
        let receive = Receive { order: made.number.clone(), lines, allow_over: false, note: String::new() };
        store.run(&ctx, receive.clone()).await.unwrap();
        assert_eq!(store.refusal(&ctx, edit(3)).await.code, ErrorCode::WrongState);
        let closed = store.run(&ctx, CloseReceivingOrder { number: made.number.clone(), version: Some(3) }).await.unwrap();
        assert_eq!(closed.state, ReceivingState::Received);
        assert_eq!(store.refusal(&ctx, receive).await.code, ErrorCode::WrongState, "closed by hand");
        assert_apart(&store, &ctx, &other).await;
    }

    async fn a_cancelled_order_takes_nothing(store: TestStore) {
        let (ctx, other) = (company(&store, "acme").await, neighbour(&store).await);
        let made = store.run(&ctx, receiving_order(&[("TEA", 1)])).await.unwrap().number;
        let cancel = CancelReceivingOrder { number: made.clone(), version: None };
        assert_eq!(store.run(&ctx, cancel.clone()).await.unwrap().state, ReceivingState::Cancelled);
        assert_eq!(store.refusal(&ctx, cancel).await.code, ErrorCode::WrongState);
        let lines = vec![receipt_line("TEA", 1, "A-01")];
        let receive = Receive { order: made, lines, allow_over: true, note: String::new() };
        assert_eq!(store.refusal(&ctx, receive).await.code, ErrorCode::WrongState);
        let unknown = CancelReceivingOrder { number: number("RO-00000099"), version: None };
        assert_eq!(store.refusal(&ctx, unknown).await.code, ErrorCode::NotFound);
        assert_apart(&store, &ctx, &other).await;
    }

    async fn a_list_walks_every_order_once_in_either_direction(store: TestStore) {
        let (ctx, other) = (company(&store, "acme").await, neighbour(&store).await);
        for (n, planned_on) in [Some("2026-12-02"), None, Some("2026-12-01"), Some("2026-12-02"), None].into_iter().enumerate() {
            let original_number = format!("PO-{n}");
            let order = CreateReceivingOrder { planned_on: planned_on.map(day), original_number, ..receiving_order(&[("TEA", 1)]) };
            store.run(&ctx, order).await.unwrap();
        }
        for (sort, descending, expected) in [
            (ReceivingSort::Number, false, [1, 2, 3, 4, 5]),
            (ReceivingSort::Number, true, [5, 4, 3, 2, 1]),
            (ReceivingSort::PlannedOn, false, [3, 1, 4, 2, 5]),
            (ReceivingSort::PlannedOn, true, [4, 1, 3, 5, 2]),
        ] {
            let mut list = ListReceivingOrders { sort, descending, ..ListReceivingOrders::default() };
            list.page = PageRequest { after: None, limit: Some(2), count: Count::Bounded };
            let mut seen = Vec::new();
            loop {
                let page = store.query(&ctx, list.clone()).await.unwrap();
                assert_eq!(page.total.unwrap().rows, 5);
                seen.extend(page.data.into_iter().map(|order| order.number.to_string()));
                let Some(next) = page.next else { break };
                list.page.after = Some(next);
            }
            let expected: Vec<String> = expected.iter().map(|n| format!("RO-{n:08}")).collect();
            assert_eq!(seen, expected, "{sort:?} {descending}");
        }
        let found = |search: &str| ListReceivingOrders { search: search.to_owned(), ..ListReceivingOrders::default() };
        for (search, hits) in [("po-3", 1), ("ro-00000002", 1), ("とうきょう", 0), ("東京", 5), ("製茶 PO-4", 1), ("100%", 0)] {
            assert_eq!(store.query(&ctx, found(search)).await.unwrap().data.len(), hits, "{search}");
        }
        let dated = ListReceivingOrders { planned_to: Some(day("2026-12-01")), ..ListReceivingOrders::default() };
        assert_eq!(store.query(&ctx, dated).await.unwrap().data.len(), 1);
        let received = ListReceivingOrders { states: vec![ReceivingState::Received], ..ListReceivingOrders::default() };
        assert!(store.query(&ctx, received).await.unwrap().data.is_empty());
        assert_apart(&store, &ctx, &other).await;
    }

    async fn a_warehouse_bound_user_sees_and_changes_only_that_warehouse(store: TestStore) {
        let ctx = company(&store, "acme").await;
        let here = store.run(&ctx, receiving_order(&[("TEA", 1)])).await.unwrap();
        let there = CreateReceivingOrder { warehouse: warehouse("W2"), ..receiving_order(&[("TEA", 1)]) };
        store.run(&ctx, there.clone()).await.unwrap();
        let w2 = store.number(&ctx, "select id from warehouse where tenant_id = $1 and code = 'W2'").await;
        let bound = crate::Ctx { warehouses: Some(vec![model::WarehouseId::new(w2)]), ..ctx.clone() };
        let seen = store.query(&bound, ListReceivingOrders::default()).await.unwrap().data;
        assert_eq!(seen.iter().map(|order| order.warehouse.as_str()).collect::<Vec<_>>(), ["W2"]);
        // A number that somebody guessed says nothing, not even that it exists.
        let (hidden, forbidden) = (ErrorCode::NotFound, ErrorCode::WarehouseForbidden);
        assert_eq!(store.query_refusal(&bound, GetReceivingOrder { number: here.number.clone() }).await.code, hidden);
        assert_eq!(store.refusal(&bound, CancelReceivingOrder { number: here.number, version: None }).await.code, hidden);
        assert_eq!(store.refusal(&bound, receiving_order(&[("TEA", 1)])).await.code, forbidden);
        let viewer = with_role(&ctx, Role::Worker);
        assert_eq!(store.refusal(&viewer, there).await.code, ErrorCode::Forbidden);
    }
}
