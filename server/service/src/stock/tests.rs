//! Stories of stock: transfers and adjustments, the lists that show them, and what explains each number.

use model::adjustment::{Adjust, AdjustmentLine, ListReasons};
use model::slip::LotRef;
use model::stock::{ListHolders, ListItemStock, ListPostings, ListStatuses, ListStock, StockSort};
use model::transfer::{Transfer, TransferLine};
use model::{ErrorCode, LocationCode, PageRequest, Quantity, ReasonCode, Role, StatusCode, WarehouseCode};

use crate::testing::{Goods, TestStore, with_role};
use crate::{Ctx, both_engines, ledger};

fn units(units: i64) -> Quantity {
    Quantity::from_units(units).unwrap()
}

fn location(code: &str) -> LocationCode {
    LocationCode::parse(code).unwrap()
}

pub(super) fn adjust(reason: &str, lines: &[(usize, &str, i64)]) -> Adjust {
    let line = |&(item, at, quantity): &(usize, &str, i64)| AdjustmentLine {
        item: Goods::item_code(item),
        location: location(at),
        quantity: units(quantity),
        lot: LotRef::default(),
        status: None,
    };
    Adjust {
        warehouse: Goods::warehouse_code(),
        reason: ReasonCode::parse(reason).unwrap(),
        lines: lines.iter().map(line).collect(),
        note: "数え直し".to_owned(),
        release_allocations: false,
    }
}

fn transfer(from: &str, to: &str, quantity: i64, to_status: Option<&str>) -> Transfer {
    let line = TransferLine {
        item: Goods::item_code(0),
        from: location(from),
        to: location(to),
        quantity: units(quantity),
        lot: LotRef::default(),
        status: None,
        to_status: to_status.map(|code| StatusCode::parse(code).unwrap()),
    };
    Transfer { warehouse: Goods::warehouse_code(), lines: vec![line], note: String::new() }
}

async fn assert_right(store: &TestStore, ctx: &Ctx) {
    let read = store.read(ctx.tenant, |tx| Box::pin(ledger::verify(tx)));
    assert_eq!(read.await.unwrap().differences, Vec::new());
}

/// Item, location, status, on hand, allocated and available of each row.
pub(super) async fn rows(store: &TestStore, ctx: &Ctx, list: ListStock) -> Vec<String> {
    let page = store.query(ctx, list).await.unwrap();
    let row = |row: &model::stock::StockRow| {
        format!("{} {} {} {} {} {}", row.item, row.location, row.status, row.on_hand, row.allocated, row.available)
    };
    page.data.iter().map(row).collect()
}

both_engines! {
    async fn an_adjustment_is_shown_and_explained(store: TestStore) {
        let (ctx, other) = (store.tenant("acme").await, store.tenant("other").await);
        store.goods(&ctx, 2, 2).await;
        store.goods(&other, 2, 2).await;
        let found = store.run(&ctx, adjust("found", &[(0, "A-01", 10), (1, "A-02", 4)])).await.unwrap();
        let gone = store.run(&ctx, adjust("damage", &[(0, "A-01", -3)])).await.unwrap();
        assert_eq!((found.number.as_str(), gone.number.as_str()), ("AD-00000001", "AD-00000002"));
        assert_eq!(rows(&store, &ctx, ListStock::default()).await, ["I-01 A-01 good 7 0 7", "I-02 A-02 good 4 0 4"]);
        let postings = store.query(&ctx, ListPostings { item: Some(Goods::item_code(0)), ..ListPostings::default() });
        let told: Vec<String> = postings.await.unwrap().data.iter().map(|p| {
            format!("{} {} {} {} {} {} {}", p.kind.as_str(), p.slip, p.quantity, p.on_hand_after, p.user, p.reason, p.note)
        }).collect();
        let expected = ["adjustment AD-00000002 -3 7 admin 破損 数え直し", "adjustment AD-00000001 10 10 admin 発見 数え直し"];
        assert_eq!(told, expected);
        let of_slip = ListPostings { slip: Some(found.number), ..ListPostings::default() };
        assert_eq!(store.query(&ctx, of_slip.clone()).await.unwrap().data.len(), 2);
        assert!(store.query(&other, of_slip).await.unwrap().data.is_empty());
        assert!(rows(&store, &other, ListStock::default()).await.is_empty());
        assert_right(&store, &ctx).await;
    }

    async fn what_is_wrong_with_an_adjustment_is_named_at_once(store: TestStore) {
        let ctx = store.tenant("acme").await;
        store.goods(&ctx, 1, 1).await;
        let refusal = store.refusal(&ctx, adjust("whim", &[(7, "A-01", 0), (0, "Z-99", 1)])).await;
        let mut fields: Vec<_> = refusal.details.iter().filter_map(|error| error.field.clone()).collect();
        fields.sort();
        assert_eq!(fields, ["lines.0.item", "lines.0.quantity", "lines.1.location", "reason"]);
        assert_eq!(store.refusal(&with_role(&ctx, Role::Worker), adjust("found", &[(0, "A-01", 1)])).await.code, ErrorCode::Forbidden);
        assert!(rows(&store, &ctx, ListStock::default()).await.is_empty());
    }

    async fn a_transfer_changes_location_and_status_and_nothing_else(store: TestStore) {
        let ctx = store.tenant("acme").await;
        store.goods(&ctx, 2, 1).await;
        store.run(&ctx, adjust("found", &[(0, "A-01", 10)])).await.unwrap();
        store.run(&with_role(&ctx, Role::Worker), transfer("A-01", "A-02", 4, None)).await.unwrap();
        store.run(&ctx, transfer("A-01", "A-01", 1, Some("damaged"))).await.unwrap();
        let expected = ["I-01 A-01 good 5 0 5", "I-01 A-01 damaged 1 0 0", "I-01 A-02 good 4 0 4"];
        let mut got = rows(&store, &ctx, ListStock::default()).await;
        got.sort();
        let mut expected = expected.to_vec();
        expected.sort_unstable();
        assert_eq!(got, expected);
        let refusal = store.refusal(&ctx, transfer("A-02", "A-01", 5, None)).await;
        assert_eq!((refusal.code, refusal.get("on_hand"), refusal.get("location")), (ErrorCode::NotOnHand, "4", "A-02"));
        assert_eq!(store.refusal(&ctx, transfer("A-01", "A-01", 1, None)).await.field.as_deref(), Some("lines.0.to"));
        assert_right(&store, &ctx).await;
    }

    async fn pages_of_stock_follow_each_other_without_gap_in_both_orders(store: TestStore) {
        let ctx = store.tenant("acme").await;
        store.goods(&ctx, 5, 7).await;
        for item in 0..7 {
            let lines: Vec<_> = ["A-01", "A-02", "A-03", "A-04", "A-05"].iter().map(|at| (item, *at, 1)).collect();
            store.run(&ctx, adjust("found", &lines)).await.unwrap();
        }
        for sort in [StockSort::Item, StockSort::Location] {
            let whole = rows(&store, &ctx, ListStock { sort, ..ListStock::default() }).await;
            assert_eq!(whole.len(), 35);
            let (mut paged, mut after) = (Vec::new(), None);
            loop {
                let page = PageRequest { after, limit: Some(4), count: model::page::Count::Bounded };
                let list = ListStock { sort, page, ..ListStock::default() };
                let page = store.query(&ctx, list.clone()).await.unwrap();
                assert_eq!(page.total.unwrap().rows, 35);
                paged.extend(rows(&store, &ctx, list).await);
                after = page.next;
                if after.is_none() { break }
            }
            assert_eq!(paged, whole);
        }
        let (mut count, mut after) = (0, None);
        loop {
            let list = ListPostings { page: PageRequest { after, limit: Some(3), ..PageRequest::default() }, ..ListPostings::default() };
            let page = store.query(&ctx, list).await.unwrap();
            count += page.data.len();
            after = page.next;
            if after.is_none() { break }
        }
        assert_eq!(count, 35);
    }

    async fn a_search_shows_each_row_once_however_it_is_paged(store: TestStore) {
        let ctx = store.tenant("acme").await;
        store.goods(&ctx, 3, 0).await;
        for code in ["TEA-1", "TEA-2", "TEA-3", "CUP-1"] {
            store.run(&ctx, crate::item::tests::form(code, code)).await.unwrap();
            let mut found = adjust("found", &[(0, "A-01", 1), (0, "A-02", 2), (0, "A-03", 3)]);
            for line in &mut found.lines {
                line.item = model::ItemCode::parse(code).unwrap();
            }
            if code != "TEA-2" {
                store.run(&ctx, found).await.unwrap();
            }
        }
        for limit in [1, 2, 3, 4, 50] {
            let (mut seen, mut after) = (Vec::new(), None);
            loop {
                let page = PageRequest { after, limit: Some(limit), ..PageRequest::default() };
                let page = store.query(&ctx, ListStock { search: "tea".to_owned(), page, ..ListStock::default() }).await.unwrap();
                seen.extend(page.data.iter().map(|row| format!("{} {}", row.item, row.location)));
                after = page.next;
                if after.is_none() { break }
            }
            assert_eq!(seen, ["TEA-1 A-01", "TEA-1 A-02", "TEA-1 A-03", "TEA-3 A-01", "TEA-3 A-02", "TEA-3 A-03"], "{limit}");
        }
        let items = ListItemStock { search: "tea".to_owned(), with_stock: true, ..ListItemStock::default() };
        let items = store.query(&ctx, items).await.unwrap();
        assert_eq!(items.data.iter().map(|item| item.item.as_str()).collect::<Vec<_>>(), ["TEA-1", "TEA-3"]);
    }

    async fn the_four_quantities_of_an_item_say_what_each_means(store: TestStore) {
        let (ctx, other) = (store.tenant("acme").await, store.tenant("other").await);
        store.goods(&ctx, 2, 3).await;
        store.run(&ctx, adjust("found", &[(0, "A-01", 10)])).await.unwrap();
        store.run(&ctx, transfer("A-01", "A-01", 2, Some("hold"))).await.unwrap();
        let all = store.query(&ctx, ListItemStock::default()).await.unwrap();
        assert_eq!(all.data.len(), 3);
        let first = &all.data[0];
        assert_eq!((first.on_hand, first.allocated, first.available, first.projected), (units(10), units(0), units(8), units(8)));
        let held = store.query(&ctx, ListItemStock { with_stock: true, ..ListItemStock::default() }).await.unwrap();
        assert_eq!(held.data.len(), 1);
        assert!(store.query(&other, ListItemStock::default()).await.unwrap().data.is_empty());
        let page = PageRequest::default();
        let holders = ListHolders { item: Goods::item_code(0), warehouse: None, location: None, portion: None, page };
        assert!(store.query(&ctx, holders.clone()).await.unwrap().data.is_empty());
        assert_eq!(store.query_refusal(&other, holders).await.code, ErrorCode::Unknown);
    }

    async fn a_warehouse_bound_user_sees_and_changes_only_those(store: TestStore) {
        let ctx = store.tenant("acme").await;
        store.goods(&ctx, 1, 1).await;
        store.run(&ctx, adjust("found", &[(0, "A-01", 10)])).await.unwrap();
        let bound = Ctx { warehouses: Some(vec![model::WarehouseId::new(1)]), ..ctx.clone() };
        assert!(rows(&store, &bound, ListStock::default()).await.is_empty());
        assert!(store.query(&bound, ListPostings::default()).await.unwrap().data.is_empty());
        assert_eq!(store.query(&bound, ListItemStock::default()).await.unwrap().data[0].on_hand, Quantity::ZERO);
        let of_w1 = ListStock { warehouse: Some(WarehouseCode::parse("W1").unwrap()), ..ListStock::default() };
        assert_eq!(store.query_refusal(&bound, of_w1).await.code, ErrorCode::WarehouseForbidden);
        assert_eq!(store.refusal(&bound, adjust("found", &[(0, "A-01", 1)])).await.code, ErrorCode::WarehouseForbidden);
        assert_eq!(store.refusal(&bound, transfer("A-01", "A-01", 1, Some("hold"))).await.code, ErrorCode::WarehouseForbidden);
    }

    async fn a_new_company_has_its_statuses_and_reasons(store: TestStore) {
        let ctx = store.tenant("acme").await;
        let statuses = store.query(&ctx, ListStatuses {}).await.unwrap();
        let codes: Vec<_> = statuses.iter().map(|status| (status.code.as_str(), status.shippable)).collect();
        assert_eq!(codes, [("good", true), ("hold", false), ("damaged", false)]);
        let reasons = store.query(&ctx, ListReasons {}).await.unwrap();
        assert_eq!(reasons.iter().map(|reason| reason.code.as_str()).collect::<Vec<_>>(), ["damage", "loss", "found", "other"]);
    }
}
