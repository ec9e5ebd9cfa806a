//! Stories of items, on both engines.

use model::barcode::Barcode;
use model::item::{
    ActiveFilter, CreateItem, ExpiryKind, FindBarcode, GetItem, ItemBarcode, ItemChange, ItemSort, ListCategories,
    ListItems, UpdateItem,
};
use model::page::Count;
use model::{ErrorCode, ItemCode, PageRequest, Quantity, Role};

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
}
