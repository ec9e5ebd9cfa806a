//! Stories of items, on both engines.

use model::barcode::Barcode;
use model::item::{
    ActiveFilter, CreateItem, ExpiryKind, FindBarcode, GetItem, ItemBarcode, ItemChange, ItemSort, ListCategories,
    ListItems, UpdateItem,
};
use model::page::Count;
use model::shipping::{Allocate, CancelShippingOrder};
use model::{ErrorCode, ItemCode, PageRequest, Quantity, Role};

use crate::slip::fixture;
use crate::testing::{TestStore, with_role};
use crate::{Ctx, both_engines};

pub(crate) fn barcode(code: &str, units: i64) -> ItemBarcode {
    ItemBarcode { code: Barcode::parse(code).unwrap(), quantity: Quantity::from_units(units).unwrap() }
}

pub(crate) fn form(code: &str, name: &str) -> CreateItem {
    serde_json::from_value(serde_json::json!({ "code": code, "name": name })).unwrap()
}

fn code(code: &str) -> ItemCode {
    ItemCode::parse(code).unwrap()
}

fn update(of: &str, version: Option<i64>, change: ItemChange) -> UpdateItem {
    UpdateItem { code: code(of), version, change }
}

async fn codes(store: &TestStore, ctx: &Ctx, list: ListItems) -> Vec<String> {
    let page = store.query(ctx, list).await.unwrap();
    page.data.into_iter().map(|item| item.code.as_str().to_owned()).collect()
}

both_engines! {
    async fn an_item_is_created_edited_and_taken_out_of_use(store: TestStore) {
        let ctx = store.tenant("acme").await;
        let other = store.tenant("other").await;
        let mut tea = form("Ｔ-01", " お茶 ");
        tea.barcodes = vec![barcode("4901234567894", 1), barcode("14901234567891", 24)];
        let made = store.run(&ctx, tea.clone()).await.unwrap();
        assert_eq!((made.code.as_str(), made.name.as_str(), made.version), ("T-01", "お茶", 1));
        assert_eq!(store.query(&ctx, GetItem { code: code("T-01") }).await.unwrap(), made);
        assert_eq!(store.refusal(&ctx, tea.clone()).await.code, ErrorCode::Duplicate);

        let change = ItemChange { name: Some("緑茶".into()), ..ItemChange::default() };
        let edited = store.run(&ctx, update("T-01", Some(1), change.clone())).await.unwrap();
        assert_eq!((edited.name.as_str(), edited.version, edited.barcodes.len()), ("緑茶", 2, 2));
        let same = store.run(&ctx, update("T-01", Some(2), change)).await.unwrap();
        assert_eq!(same.version, 2, "an edit that changes nothing makes no version");

        let off = ItemChange { active: Some(false), ..ItemChange::default() };
        store.run(&ctx, update("T-01", None, off)).await.unwrap();
        assert!(codes(&store, &ctx, ListItems::default()).await.is_empty());
        let all = ListItems { active: ActiveFilter::All, ..ListItems::default() };
        assert_eq!(codes(&store, &ctx, all.clone()).await, ["T-01"]);

        assert!(codes(&store, &other, all).await.is_empty());
        assert_eq!(store.query_refusal(&other, GetItem { code: code("T-01") }).await.code, ErrorCode::NotFound);
        let theirs = store.run(&other, tea).await.unwrap();
        assert_eq!(theirs.name, "お茶", "the other company holds the same codes");
    }

    async fn a_stale_edit_is_refused_and_says_what_stands_now(store: TestStore) {
        let ctx = store.tenant("acme").await;
        store.run(&ctx, form("A", "first")).await.unwrap();
        let name = |name: &str| ItemChange { name: Some(name.into()), ..ItemChange::default() };
        store.run(&ctx, update("A", Some(1), name("second"))).await.unwrap();
        let change = ItemChange { unit: Some("個".into()), ..name("third") };
        let refusal = store.refusal(&ctx, update("A", Some(1), change)).await;
        assert_eq!((refusal.code, refusal.get("version")), (ErrorCode::Stale, "2"));
        assert_eq!(refusal.details.len(), 1, "the unit stands as the editor wants it");
        assert_eq!((refusal.details[0].field.as_deref(), refusal.details[0].get("value")), (Some("name"), "second"));
    }

    async fn a_barcode_belongs_to_one_active_item(store: TestStore) {
        let ctx = store.tenant("acme").await;
        let other = store.tenant("other").await;
        let item = |code: &str, barcodes: &[ItemBarcode]| CreateItem { barcodes: barcodes.to_vec(), ..form(code, code) };
        store.run(&ctx, item("A", &[barcode("4901234567894", 1)])).await.unwrap();
        let refusal = store.refusal(&ctx, item("B", &[barcode("X1", 1), barcode("04901234567894", 6)])).await;
        assert_eq!((refusal.code, refusal.get("item")), (ErrorCode::BarcodeTaken, "A"));
        assert_eq!(refusal.field.as_deref(), Some("barcodes.1.code"));
        store.run(&other, item("B", &[barcode("4901234567894", 1)])).await.unwrap();

        let off = ItemChange { active: Some(false), ..ItemChange::default() };
        store.run(&ctx, update("A", None, off)).await.unwrap();
        store.run(&ctx, item("B", &[barcode("4901234567894", 1)])).await.unwrap();
        let on = ItemChange { active: Some(true), ..ItemChange::default() };
        let refusal = store.refusal(&ctx, update("A", None, on)).await;
        assert_eq!((refusal.code, refusal.get("item")), (ErrorCode::BarcodeTaken, "B"));
        let bare = ItemChange { barcodes: Some(Vec::new()), active: Some(true), ..ItemChange::default() };
        assert!(store.run(&ctx, update("A", None, bare)).await.unwrap().barcodes.is_empty());
    }

    async fn a_scan_finds_item_quantity_and_lot(store: TestStore) {
        let ctx = store.tenant("acme").await;
        let other = store.tenant("other").await;
        let mut milk = form("MILK", "牛乳");
        milk.barcodes = vec![barcode("4901234567894", 1), barcode("14901234567891", 12)];
        (milk.lot_managed, milk.expiry) = (true, ExpiryKind::BestBefore);
        store.run(&ctx, milk).await.unwrap();
        for (scanned, units) in [
            ("4901234567894", 1),
            ("04901234567894", 1),
            ("１４９０１２３４５６７８９１", 12),
            ("MILK", 1),
            ("(01)14901234567891(15)261231(10)L-7", 12),
            ("]C1010490123456789430144", 144),
            ("(02)14901234567891(37)3", 36),
            ("https://example.jp/01/4901234567894/10/L-7?15=261231", 1),
        ] {
            let found = store.query(&ctx, FindBarcode { scanned: scanned.into() }).await.unwrap();
            assert_eq!((found.item.as_str(), found.quantity), ("MILK", Quantity::from_units(units).unwrap()), "{scanned}");
            if scanned.contains("L-7") {
                assert_eq!(found.lot.number.unwrap().as_str(), "L-7");
                assert_eq!(found.lot.best_before.unwrap().to_string(), "2026-12-31");
            }
        }
        let scan = |scanned: &str| FindBarcode { scanned: scanned.into() };
        assert_eq!(store.query_refusal(&ctx, scan("49000")).await.code, ErrorCode::BarcodeUnknown);
        assert_eq!(store.query_refusal(&ctx, scan("]C10104901234567890")).await.code, ErrorCode::BarcodeInvalid);
        assert_eq!(store.query_refusal(&ctx, scan("a\u{0}b")).await.code, ErrorCode::BarcodeUnknown);
        assert_eq!(store.query_refusal(&other, scan("4901234567894")).await.code, ErrorCode::BarcodeUnknown);
    }

    async fn wrong_fields_are_named_all_at_once(store: TestStore) {
        let ctx = store.tenant("acme").await;
        let mut item = form("A", "  ");
        item.unit = "とても長い単位の名前です".into();
        item.barcodes = vec![barcode("4901234567890", 1), barcode("X", 1), barcode("X", 2)];
        item.safety_stock = Quantity::parse("-1").unwrap();
        let refusal = store.refusal(&ctx, item).await;
        let fields: Vec<&str> = refusal.details.iter().filter_map(|error| error.field.as_deref()).collect();
        assert_eq!(fields, ["name", "unit", "safety_stock", "barcodes.0.code", "barcodes.2.code"]);
        let viewer = with_role(&ctx, Role::Worker);
        assert_eq!(store.refusal(&viewer, form("A", "a")).await.code, ErrorCode::Forbidden);
    }

    async fn lists_page_by_key_in_every_order(store: TestStore) {
        let ctx = store.tenant("acme").await;
        for (code, name, category) in [("A", "C", "x"), ("B", "A", "y"), ("C", "B", "x"), ("D", "A", "x"), ("E", "D", "")] {
            store.clock.advance_seconds(1);
            store.run(&ctx, CreateItem { category: category.into(), ..form(code, name) }).await.unwrap();
        }
        store.clock.advance_seconds(1);
        let off = ItemChange { active: Some(false), ..ItemChange::default() };
        store.run(&ctx, update("D", None, off)).await.unwrap();
        for (sort, category, expected) in [
            (ItemSort::Code, "", "ABCDE"),
            (ItemSort::Name, "", "BDCAE"),
            (ItemSort::Category, "", "EACDB"),
            (ItemSort::Updated, "", "ABCED"),
            (ItemSort::Code, "x", "ACD"),
            (ItemSort::Name, "x", "DCA"),
            (ItemSort::Updated, "x", "ACD"),
        ] {
            for descending in [false, true] {
                let mut expected: Vec<String> = expected.chars().map(String::from).collect();
                if descending {
                    expected.reverse();
                }
                let mut list = ListItems { sort, descending, category: category.into(), active: ActiveFilter::All, ..ListItems::default() };
                list.page = PageRequest { limit: Some(2), count: Count::Bounded, ..PageRequest::default() };
                let mut seen = Vec::new();
                loop {
                    let page = store.query(&ctx, list.clone()).await.unwrap();
                    assert_eq!(page.total.unwrap().rows, expected.len() as u64);
                    seen.extend(page.data.into_iter().map(|item| item.code.as_str().to_owned()));
                    list.page.after = page.next;
                    if list.page.after.is_none() {
                        break;
                    }
                }
                assert_eq!(seen, expected, "{sort:?} {category} {descending}");
            }
        }
        assert_eq!(store.query(&ctx, ListCategories {}).await.unwrap(), ["x", "y"]);
        let foreign = PageRequest { after: Some(model::Cursor("x".into())), ..PageRequest::default() };
        let refusal = store.query_refusal(&ctx, ListItems { page: foreign, ..ListItems::default() }).await;
        assert_eq!(refusal.code, ErrorCode::BadRequest);
    }

    async fn a_cursor_leads_on_only_in_the_order_that_gave_it(store: TestStore) {
        let ctx = store.tenant("acme").await;
        for nth in 0..3 {
            store.run(&ctx, form(&format!("A{nth}"), "品")).await.unwrap();
        }
        let sorts = [ItemSort::Code, ItemSort::Name, ItemSort::Category, ItemSort::Updated];
        for search in ["", "A"] {
            for (given, wanted) in sorts.iter().flat_map(|given| sorts.iter().map(move |wanted| (*given, *wanted))) {
                let list = |sort, descending, after| ListItems {
                    sort, descending, search: search.to_owned(),
                    page: PageRequest { limit: Some(1), after, ..PageRequest::default() }, ..ListItems::default()
                };
                let next = store.query(&ctx, list(given, false, None)).await.unwrap().next;
                if given == wanted {
                    assert_eq!(store.query(&ctx, list(wanted, false, next.clone())).await.unwrap().data.len(), 1);
                    assert_eq!(store.query_refusal(&ctx, list(wanted, true, next)).await.code, ErrorCode::BadRequest);
                } else {
                    let refusal = store.query_refusal(&ctx, list(wanted, false, next)).await;
                    assert_eq!((refusal.code, refusal.get("problem")), (ErrorCode::BadRequest, "cursor"), "{given:?} {wanted:?}");
                }
            }
        }
        let forged = crate::page::cursor(&((ItemSort::Updated, false), ("x", "A0"))).unwrap();
        let page = PageRequest { after: Some(forged), ..PageRequest::default() };
        let refusal = store.query_refusal(&ctx, ListItems { sort: ItemSort::Updated, page, ..ListItems::default() }).await;
        assert_eq!(refusal.code, ErrorCode::BadRequest, "a column that is not of its order");
    }

    async fn a_search_goes_on_as_it_began_however_many_hits_come_or_go(store: TestStore) {
        let ctx = store.tenant("acme").await;
        let list = |after| ListItems {
            sort: ItemSort::Name, search: "I".into(),
            page: PageRequest { limit: Some(500), after, ..PageRequest::default() }, ..ListItems::default()
        };
        store.sql(&ctx, FILL[0]).await.unwrap();
        let first = store.query(&ctx, list(None)).await.unwrap();
        assert_eq!(first.data[0].code.as_str(), "I1900", "by name");
        store.sql(&ctx, FILL[1]).await.unwrap();
        let second = store.query(&ctx, list(first.next.clone())).await.unwrap();
        assert_eq!(second.data[0].code.as_str(), "I1400", "still by name");

        let found = store.query(&ctx, list(None)).await.unwrap();
        assert_eq!(found.data[0].code.as_str(), "I1001", "too many to be sorted");
        store.sql(&ctx, "delete from item where tenant_id = $1 and id > 1900").await.unwrap();
        let rest = store.query(&ctx, list(found.next)).await.unwrap();
        assert_eq!((rest.data[0].code.as_str(), rest.data.len()), ("I1501", 400), "still as it was found");
    }

    async fn an_item_that_open_orders_want_stays_in_use(store: TestStore) {
        let ctx = fixture::company(&store, "acme").await;
        let off = || update("TEA", None, ItemChange { active: Some(false), ..ItemChange::default() });
        fixture::stock(&store, &ctx, "TEA", 10, "A-01").await;
        let wanting = fixture::ordered(&store, &ctx, &[("TEA", 3)]).await.number;
        let refusal = store.refusal(&ctx, off()).await;
        assert_eq!((refusal.code, refusal.get("by"), refusal.field.as_deref()), (ErrorCode::InUse, "shipping_order", Some("active")));
        store.run(&ctx, Allocate { number: wanting.clone() }).await.unwrap();
        assert_eq!(store.refusal(&ctx, off()).await.code, ErrorCode::InUse);
        store.run(&ctx, CancelShippingOrder { number: wanting, version: None }).await.unwrap();
        assert!(!store.run(&ctx, off()).await.unwrap().active);
    }
}

/// The statement that makes items of such numbers, whose names run against their codes.
macro_rules! fill {
    ($first:literal, $last:literal) => {
        concat!(
            "with recursive n (i) as (select ",
            $first,
            " union all select i + 1 from n where i < ",
            $last,
            ")
             insert into item (tenant_id, id, code, name, name2, kana, category, unit, lot_managed, expiry, safety_stock,
                 reorder_point, tax, temperature, unit_price, note, search_key, active, created_at, updated_at, version)
             select $1, i, 'I' || cast(i as text), cast(9000 - i as text), '', '', '', '個', 0, 'none', 0, 0, 'standard',
                 'ambient', 0, '', '', 1, 0, 0, 1
             from n"
        )
    };
}

/// Nine hundred items, and two hundred more.
const FILL: [&str; 2] = [fill!(1001, 1900), fill!(1901, 2100)];
