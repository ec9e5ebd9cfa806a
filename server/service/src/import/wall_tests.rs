//! Files and the short lists of forms show and take nothing of another company, on both engines.

use model::adjustment::ListReasons;
use model::export::{ExportFile, ExportList};
use model::import::FileEncoding;
use model::item::{CreateItem, ListCategories, ListItems};
use model::location::ListLocations;
use model::partner::ListPartners;
use model::stock::{ListItemStock, ListStatuses, ListStock};
use model::warehouse::ListWarehouses;

use super::tests::{mistakes, stock};
use crate::item::tests::form;
use crate::slip::fixture::{self, company, on_hand};
use crate::{Ctx, both_engines, partner};

both_engines! {
    async fn an_exported_file_holds_nothing_of_another_company(store: TestStore) {
        let (ctx, other) = (company(&store, "acme").await, store.tenant("other").await);
        fixture::stock(&store, &ctx, "TEA", 10, "A-01").await;
        store.run(&ctx, partner::tests::form("P1", "山田商店")).await.unwrap();
        for list in [
            ExportList::Items(ListItems::default()),
            ExportList::Partners(ListPartners::default()),
            ExportList::Warehouses(ListWarehouses::default()),
            ExportList::Locations(ListLocations::default()),
            ExportList::Stock(ListStock::default()),
            ExportList::ItemStock(ListItemStock::default()),
        ] {
            let export = ExportFile { list, encoding: FileEncoding::Utf8 };
            let lines = async |ctx: &Ctx| {
                let file = store.query(ctx, export.clone()).await.unwrap();
                String::from_utf8(file.content).unwrap().lines().count()
            };
            assert!(lines(&ctx).await > 1, "{:?}", export.list);
            assert_eq!(lines(&other).await, 1, "{:?}", export.list);
        }
    }

    async fn categories_statuses_and_reasons_are_those_of_the_company(store: TestStore) {
        let (ctx, other) = (store.tenant("acme").await, store.tenant("other").await);
        store.run(&ctx, CreateItem { category: "飲料".into(), ..form("A", "a") }).await.unwrap();
        let status = "insert into stock_status (tenant_id, id, code, name, shippable, active) values ($1, 1, 'ours', '検査中', 0, 1)";
        store.sql(&ctx, status).await.unwrap();
        store.sql(&ctx, "update reason set name = '当社だけ' where tenant_id = $1").await.unwrap();
        assert_eq!(store.query(&ctx, ListCategories {}).await.unwrap(), ["飲料"]);
        assert!(store.query(&other, ListCategories {}).await.unwrap().is_empty());
        let statuses = async |ctx: &Ctx| {
            let statuses = store.query(ctx, ListStatuses {}).await.unwrap();
            statuses.iter().any(|status| status.code.as_str() == "ours")
        };
        assert_eq!((statuses(&ctx).await, statuses(&other).await), (true, false));
        let reasons = async |ctx: &Ctx| store.query(ctx, ListReasons {}).await.unwrap();
        assert!(reasons(&ctx).await.iter().all(|reason| reason.name == "当社だけ"));
        let theirs = reasons(&other).await;
        assert!(!theirs.is_empty() && theirs.iter().all(|reason| reason.name != "当社だけ"));
    }

    async fn opening_stock_names_only_what_the_company_has(store: TestStore) {
        let (ctx, other) = (company(&store, "acme").await, store.tenant("other").await);
        let file = stock("倉庫,棚番,品目コード,数量\nW1,A-01,TEA,5\n");
        let refusal = store.refusal(&other, file.clone()).await;
        assert_eq!(mistakes(&refusal), ["2 倉庫 unknown_warehouse", "2 品目コード unknown_item"]);
        store.run(&ctx, file.clone()).await.unwrap();
        assert_eq!((on_hand(&store, &ctx).await, on_hand(&store, &other).await), (5, 0));
        let twin = company(&store, "twin").await;
        store.run(&twin, file).await.unwrap();
        assert_eq!((on_hand(&store, &ctx).await, on_hand(&store, &twin).await), (5, 5));
        fixture::assert_right(&store, &ctx).await;
        fixture::assert_right(&store, &twin).await;
    }
}
