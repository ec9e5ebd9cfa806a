//! Every figure of stock is the sum of what explains it, on both engines.

use model::adjustment::{Adjust, AdjustmentLine};
use model::item::{ItemChange, UpdateItem};
use model::receiving::CreateReceivingOrder;
use model::shipping::{Allocate, CancelShippingOrder, CreateShippingOrder};
use model::slip::LotRef;
use model::stock::{
    GetItemStock, ItemStockSort, ListHolders, ListItemStock, ListOpenLines, ListPostings, ListStock, OpenSide, Portion,
    StockRow,
};
use model::{ErrorCode, LocationCode, LotNumber, PageRequest, Quantity, ReasonCode, SlipNumber, StatusCode};
use serde_json::json;

use crate::testing::{Goods, TestStore};
use crate::{Ctx, both_engines};

fn units(units: i64) -> Quantity {
    Quantity::from_units(units).unwrap()
}

/// Two locations hold an item without a lot, of a lot, and on hold; an order holds some of it, others expect and want it.
async fn fill(store: &TestStore, ctx: &Ctx) {
    store.goods(ctx, 2, 2).await;
    // From when the item had lots.
    let lot = "insert into lot (tenant_id, id, item_id, number, date_kind, date, produced_on, created_at)
               select tenant_id, 77, id, 'L1', 'none', '', '', 0 from item where tenant_id = $1 and code = 'I-01'";
    store.sql(ctx, lot).await.unwrap();
    let line = |at: &str, quantity: i64, lot: Option<&str>, status: &str| AdjustmentLine {
        item: Goods::item_code(0),
        location: LocationCode::parse(at).unwrap(),
        quantity: units(quantity),
        lot: LotRef { number: lot.map(|lot| LotNumber::parse(lot).unwrap()), ..LotRef::default() },
        status: Some(StatusCode::parse(status).unwrap()),
    };
    let lines = vec![
        line("A-01", 10, None, "good"),
        line("A-01", 5, Some("L1"), "good"),
        line("A-01", 2, Some("L1"), "hold"),
        line("A-02", 7, None, "good"),
    ];
    let found = Adjust {
        warehouse: Goods::warehouse_code(),
        reason: ReasonCode::parse("found").unwrap(),
        lines,
        note: String::new(),
        release_allocations: false,
    };
    store.run(ctx, found).await.unwrap();
    for quantity in [12, 100] {
        let order = json!({ "warehouse": "W1", "lines": [{ "item": "I-01", "quantity": quantity }] });
        let order: CreateShippingOrder = serde_json::from_value(order).unwrap();
        let number = store.run(ctx, order).await.unwrap().number;
        if quantity == 12 {
            store.run(ctx, Allocate { number }).await.unwrap();
        }
    }
    for planned_on in [None, Some("2026-11-30"), Some("2026-11-25")] {
        let order =
            json!({ "warehouse": "W1", "planned_on": planned_on, "lines": [{ "item": "I-01", "quantity": 3 }] });
        let order: CreateReceivingOrder = serde_json::from_value(order).unwrap();
        store.run(ctx, order).await.unwrap();
    }
}

fn whole() -> GetItemStock {
    let warehouse = Some(Goods::warehouse_code());
    GetItemStock { item: Goods::item_code(0), warehouse, location: None, portion: None }
}

/// The sum of the postings and of the allocations of one balance.
async fn explained(store: &TestStore, ctx: &Ctx, row: &StockRow) -> (Quantity, Quantity) {
    let portion = Some(Portion { lot: row.lot.clone(), status: row.status.clone() });
    let (item, warehouse, location) = (row.item.clone(), Some(row.warehouse.clone()), Some(row.location.clone()));
    let postings = ListPostings {
        item: Some(item.clone()),
        warehouse: warehouse.clone(),
        location: location.clone(),
        portion: portion.clone(),
        ..ListPostings::default()
    };
    let holders = ListHolders { item, warehouse, location, portion, page: PageRequest::default() };
    let postings = store.query(ctx, postings).await.unwrap().data;
    let holders = store.query(ctx, holders).await.unwrap().data;
    let sum = |quantities: &mut dyn Iterator<Item = Quantity>| quantities.fold(Quantity::ZERO, |sum, each| sum + each);
    (sum(&mut postings.iter().map(|posting| posting.quantity)), sum(&mut holders.iter().map(|holder| holder.quantity)))
}

both_engines! {
    async fn every_figure_is_the_sum_of_what_explains_it(store: TestStore) {
        let (ctx, other) = (store.tenant("acme").await, store.tenant("other").await);
        fill(&store, &ctx).await;
        let rows = store.query(&ctx, ListStock { item: Some(Goods::item_code(0)), ..ListStock::default() }).await.unwrap();
        assert_eq!(rows.data.len(), 4);
        for row in &rows.data {
            assert_eq!(explained(&store, &ctx, row).await, (row.on_hand, row.allocated), "{row:?}");
            let portion = Some(Portion { lot: row.lot.clone(), status: row.status.clone() });
            let here = GetItemStock { location: Some(row.location.clone()), portion: portion.clone(), ..whole() };
            let here = store.query(&ctx, here).await.unwrap();
            assert_eq!((here.on_hand, here.allocated, here.available), (row.on_hand, row.allocated, row.available));
            assert_eq!((here.incoming, here.outgoing, here.projected), (units(0), units(0), row.available));
            let only = ListStock { item: Some(row.item.clone()), location: Some(row.location.clone()), portion, ..ListStock::default() };
            assert_eq!(store.query(&ctx, only).await.unwrap().data, std::slice::from_ref(row));
        }
        let all = store.query(&ctx, whole()).await.unwrap();
        assert_eq!((all.on_hand, all.allocated, all.available), (units(24), units(12), units(10)));
        assert_eq!((all.incoming, all.outgoing, all.projected), (units(9), units(100), units(-81)));
        let shelf = GetItemStock { location: Some(LocationCode::parse("A-01").unwrap()), ..whole() };
        assert_eq!(store.query(&ctx, shelf).await.unwrap().on_hand, units(17));
        assert_eq!(store.query_refusal(&other, GetItemStock { warehouse: None, ..whole() }).await.code, ErrorCode::Unknown);
    }

    async fn what_is_expected_and_ordered_is_the_sum_of_open_lines(store: TestStore) {
        let (ctx, other) = (store.tenant("acme").await, store.tenant("other").await);
        fill(&store, &ctx).await;
        let open = |side, after, limit| ListOpenLines {
            side,
            item: Goods::item_code(0),
            warehouse: Some(Goods::warehouse_code()),
            page: PageRequest { after, limit, ..PageRequest::default() },
        };
        let (mut planned, mut after) = (Vec::new(), None);
        loop {
            let page = store.query(&ctx, open(OpenSide::Receiving, after, Some(1))).await.unwrap();
            planned.extend(page.data.iter().map(|line| (line.planned_on.map(|date| date.to_string()), line.open)));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        let day = |day: &str| Some(day.to_owned());
        assert_eq!(planned, [(day("2026-11-25"), units(3)), (day("2026-11-30"), units(3)), (None, units(3))]);
        let wanted = store.query(&ctx, open(OpenSide::Shipping, None, None)).await.unwrap().data;
        let wanted: Vec<_> = wanted.iter().map(|line| (line.quantity, line.done, line.open)).collect();
        assert_eq!(wanted, [(units(100), units(0), units(100))]);
        let theirs = ListOpenLines { warehouse: None, ..open(OpenSide::Shipping, None, None) };
        assert_eq!(store.query_refusal(&other, theirs).await.code, ErrorCode::Unknown);
    }

    async fn an_item_out_of_use_keeps_its_figures(store: TestStore) {
        let ctx = store.tenant("acme").await;
        fill(&store, &ctx).await;
        for number in ["SO-00000001", "SO-00000002"] {
            let number = SlipNumber::parse(number).unwrap();
            store.run(&ctx, CancelShippingOrder { number, version: None }).await.unwrap();
        }
        let change = ItemChange { active: Some(false), ..ItemChange::default() };
        store.run(&ctx, UpdateItem { code: Goods::item_code(0), version: None, change }).await.unwrap();
        assert_eq!(store.query(&ctx, whole()).await.unwrap().on_hand, units(24));
    }

    async fn the_four_quantities_are_listed_in_each_order(store: TestStore) {
        let (ctx, other) = (store.tenant("acme").await, store.tenant("other").await);
        store.goods(&ctx, 1, 3).await;
        for (item, name) in [(0, "C"), (1, "A"), (2, "B")] {
            let change = ItemChange { name: Some(name.to_owned()), ..ItemChange::default() };
            store.run(&ctx, UpdateItem { code: Goods::item_code(item), version: None, change }).await.unwrap();
        }
        for (sort, descending, expected) in [
            (ItemStockSort::Code, true, ["I-03", "I-02", "I-01"]),
            (ItemStockSort::Name, false, ["I-02", "I-03", "I-01"]),
            (ItemStockSort::Name, true, ["I-01", "I-03", "I-02"]),
        ] {
            let (mut got, mut after) = (Vec::new(), None);
            loop {
                let page = PageRequest { after, limit: Some(1), ..PageRequest::default() };
                let page = store.query(&ctx, ListItemStock { sort, descending, page, ..ListItemStock::default() }).await.unwrap();
                got.extend(page.data.iter().map(|row| row.item.to_string()));
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            assert_eq!(got, expected, "{sort:?} {descending}");
        }
        assert!(store.query(&other, ListItemStock::default()).await.unwrap().data.is_empty());
    }
}
