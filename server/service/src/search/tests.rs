//! Stories of search, on both engines.

use model::item::{ActiveFilter, CreateItem, ItemChange, ItemSort, ListItems, UpdateItem};
use model::location::{CreateLocation, ListLocations, LocationChange, UpdateLocation};
use model::page::Count;
use model::search::{HitKind, SearchAll};
use model::{ItemCode, PageRequest};

use crate::item::tests::{barcode, form};
use crate::testing::TestStore;
use crate::{Ctx, both_engines};

fn searching(search: &str) -> ListItems {
    ListItems { search: search.into(), ..ListItems::default() }
}

async fn found(store: &TestStore, ctx: &Ctx, list: ListItems) -> String {
    let page = store.query(ctx, list).await.unwrap();
    page.data.iter().map(|item| item.code.as_str()).collect::<Vec<_>>().join(" ")
}

both_engines! {
    async fn width_case_kana_and_order_are_as_people_expect(store: TestStore) {
        let ctx = store.tenant("acme").await;
        let other = store.tenant("other").await;
        for (code, name, kana) in [
            ("TEA-2", "煎茶 100g", "センチャ"),
            ("TEA-1", "玄米茶", "ゲンマイチャ"),
            ("TEA", "茶筒", "チャヅツ"),
            ("MIX", "チョコレート TEA味", ""),
            ("CUP", "湯呑み（お茶用）", ""),
            ("50%", "割引_札", ""),
        ] {
            let barcodes = if code == "CUP" { vec![barcode("4901234567894", 1)] } else { Vec::new() };
            store.run(&ctx, CreateItem { kana: kana.into(), barcodes, ..form(code, name) }).await.unwrap();
        }
        for (query, expected) in [
            ("tea", "TEA TEA-1 TEA-2 MIX"),
            ("ＴＥＡ‐1", "TEA-1"),
            ("茶", "CUP TEA TEA-1 TEA-2"),
            ("お茶", "CUP"),
            ("ちゃ", "TEA TEA-1 TEA-2"),
            ("ヅ", "TEA"),
            ("ち", "MIX TEA TEA-1 TEA-2"),
            ("ﾁｮｺﾚｰﾄ", "MIX"),
            ("茶 玄米", "TEA-1"),
            ("4901234567894", "CUP"),
            ("%", "50%"),
            ("_", "50%"),
            ("1", "TEA-1 TEA-2"),
            ("酒", ""),
            ("茶酒", ""),
            ("a\u{0}", ""),
        ] {
            assert_eq!(found(&store, &ctx, searching(query)).await, expected, "{query}");
            assert_eq!(found(&store, &other, searching(query)).await, "", "{query}");
        }
        let by_name = ListItems { sort: ItemSort::Name, descending: true, ..searching("茶") };
        assert_eq!(found(&store, &ctx, by_name).await, "TEA TEA-1 TEA-2 CUP");
    }

    async fn the_index_follows_edits(store: TestStore) {
        let ctx = store.tenant("acme").await;
        store.run(&ctx, form("A", "りんご")).await.unwrap();
        let change = ItemChange { name: Some("みかん".into()), ..ItemChange::default() };
        let code = ItemCode::parse("A").unwrap();
        store.run(&ctx, UpdateItem { code: code.clone(), version: None, change }).await.unwrap();
        assert_eq!(found(&store, &ctx, searching("りんご")).await, "");
        assert_eq!(found(&store, &ctx, searching("みかん")).await, "A");
        let grams = store.number(&ctx, "select count(*) from search_gram where tenant_id = $1").await;
        let expected = super::gram::index_grams(&model::search_key::search_key("A みかん")).len();
        assert_eq!(usize::try_from(grams).unwrap(), expected);
        let off = ItemChange { active: Some(false), ..ItemChange::default() };
        store.run(&ctx, UpdateItem { code, version: None, change: off }).await.unwrap();
        assert_eq!(found(&store, &ctx, searching("みかん")).await, "");
        assert_eq!(found(&store, &ctx, ListItems { active: ActiveFilter::All, ..searching("みかん") }).await, "A");
    }

    async fn a_search_pages_through_everything_once(store: TestStore) {
        let ctx = store.tenant("acme").await;
        for n in 0..25 {
            let name = if n % 3 == 0 { "箱入り" } else { "袋入り" };
            store.run(&ctx, form(&format!("箱{n:02}"), name)).await.unwrap();
            store.run(&ctx, form(&format!("X{n:02}"), name)).await.unwrap();
        }
        store.run(&ctx, form("箱", "空")).await.unwrap();
        let mut list = searching("箱");
        list.page = PageRequest { limit: Some(4), count: Count::Bounded, ..PageRequest::default() };
        let mut seen = Vec::new();
        loop {
            let page = store.query(&ctx, list.clone()).await.unwrap();
            assert_eq!(page.total.unwrap().rows, 35);
            seen.extend(page.data.into_iter().map(|item| item.code.as_str().to_owned()));
            list.page.after = page.next;
            if list.page.after.is_none() {
                break;
            }
        }
        let expected = std::iter::once("箱".to_owned())
            .chain((0..25).map(|n| format!("箱{n:02}")))
            .chain((0..25).step_by(3).map(|n| format!("X{n:02}")));
        assert_eq!(seen, expected.collect::<Vec<_>>());
    }

    async fn the_global_search_finds_of_each_kind(store: TestStore) {
        let ctx = store.tenant("acme").await;
        let other = store.tenant("other").await;
        store.run(&ctx, CreateItem { name2: "90cm".into(), ..form("T-1", "倉庫用棚板") }).await.unwrap();
        store.run(&ctx, crate::partner::tests::form("T-9", "棚屋")).await.unwrap();
        store.run(&ctx, crate::warehouse::tests::form("T01", "東京")).await.unwrap();
        store.run(&ctx, crate::location::tests::form("T01", "T-01-02")).await.unwrap();
        let kinds = |query: &str| SearchAll { query: query.into() };
        let hits = store.query(&ctx, kinds("t-")).await.unwrap();
        let hits: Vec<(HitKind, &str)> = hits.iter().map(|hit| (hit.kind, hit.code.as_str())).collect();
        assert_eq!(hits, [(HitKind::Item, "T-1"), (HitKind::Partner, "T-9"), (HitKind::Location, "T-01-02")]);
        let titles = store.query(&ctx, kinds("棚")).await.unwrap().into_iter().map(|hit| hit.title);
        assert_eq!(titles.collect::<Vec<_>>(), ["倉庫用棚板 90cm", "棚屋"]);
        assert!(store.query(&ctx, kinds(" ")).await.unwrap().is_empty());
        assert!(store.query(&other, kinds("t-")).await.unwrap().is_empty());
    }

    async fn locations_of_several_warehouses_with_one_code_are_each_found_once(store: TestStore) {
        let ctx = store.tenant("acme").await;
        let other = store.tenant("other").await;
        for house in ["A", "B", "C"] {
            store.run(&ctx, crate::warehouse::tests::form(house, house)).await.unwrap();
            for code in ["X-1", "X-2"] {
                let named = CreateLocation { name: "冷蔵イリグチ".into(), ..crate::location::tests::form(house, code) };
                store.run(&ctx, named).await.unwrap();
            }
        }
        for (query, descending, expected) in [
            ("いりぐち", false, "X-1 X-1 X-1 X-2 X-2 X-2"),
            ("ｘ-2 冷蔵", false, "X-2 X-2 X-2"),
            ("x-", false, "X-1 X-1 X-1 X-2 X-2 X-2"),
            ("x-", true, "X-2 X-2 X-2 X-1 X-1 X-1"),
            ("x-1", false, "X-1 X-1 X-1"),
        ] {
            let mut list = ListLocations { search: query.into(), descending, ..ListLocations::default() };
            list.page = PageRequest { limit: Some(1), count: Count::Exact, ..PageRequest::default() };
            let mut seen = Vec::new();
            loop {
                let page = store.query(&ctx, list.clone()).await.unwrap();
                assert_eq!(usize::try_from(page.total.unwrap().rows).unwrap(), expected.split(' ').count());
                seen.extend(page.data.into_iter().map(|row| (row.code.to_string(), row.warehouse.to_string())));
                list.page.after = page.next;
                if list.page.after.is_none() {
                    break;
                }
            }
            let codes: Vec<&str> = seen.iter().map(|(code, _)| code.as_str()).collect();
            assert_eq!(codes.join(" "), expected, "{query}");
            let each: std::collections::BTreeSet<_> = seen.iter().collect();
            assert_eq!(each.len(), seen.len(), "{seen:?}");
            assert!(store.query(&other, ListLocations { page: PageRequest::default(), ..list }).await.unwrap().data.is_empty());
        }
        let (at, code) = (model::WarehouseCode::parse("B").unwrap(), model::LocationCode::parse("X-1").unwrap());
        let change = LocationChange { name: Some("でぐち".into()), ..LocationChange::default() };
        store.run(&ctx, UpdateLocation { warehouse: at, code, version: None, change }).await.unwrap();
        let list = |search: &str| ListLocations { search: search.into(), ..ListLocations::default() };
        assert_eq!(store.query(&ctx, list("いりぐち")).await.unwrap().data.len(), 5);
        assert_eq!(store.query(&ctx, list("デグチ")).await.unwrap().data.len(), 1);
    }

    async fn a_selective_filter_never_makes_a_search_look_further_than_it_may(store: TestStore) {
        let ctx = store.tenant("acme").await;
        for sql in MANY_ITEMS {
            store.sql(&ctx, sql).await.unwrap();
        }
        crate::sql::plan::looked_at(&store).await;
        // Every item has the query as a prefix or in its name; the last one alone is of the category.
        for query in ["I", "茶"] {
            let mut list = ListItems { category: "rare".into(), ..searching(query) };
            let (mut pages, mut seen) = (0, Vec::new());
            loop {
                crate::sql::plan::assert_bounded(&store, &ctx, list.clone(), 10_001).await;
                let page = store.query(&ctx, list.clone()).await.unwrap();
                seen.extend(page.data.into_iter().map(|item| item.code.to_string()));
                pages += 1;
                list.page.after = page.next;
                if list.page.after.is_none() {
                    break;
                }
            }
            assert_eq!((pages, seen.join(" ").as_str()), (2, "I111999"), "{query}");
        }
    }
}

/// Twelve thousand items of tea.
const MANY_ITEMS: [&str; 2] = [
    "with recursive n (i) as (select 100000 union all select i + 1 from n where i < 111999)
     insert into item (tenant_id, id, code, name, name2, kana, category, unit, lot_managed, expiry, safety_stock,
         reorder_point, tax, temperature, unit_price, note, search_key, active, created_at, updated_at, version)
     select $1, i, 'I' || cast(i as text), '茶', '', '', case when i = 111999 then 'rare' else '' end, '個', 0, 'none', 0,
         0, 'standard', 'ambient', 0, '', 'i' || cast(i as text) || ' 茶', 1, 0, 0, 1
     from n",
    "insert into search_gram (tenant_id, kind, gram, code, target_id)
     select tenant_id, 'i', '茶', code, id from item where tenant_id = $1",
];
