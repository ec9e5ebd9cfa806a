//! Stories of files that change what is there: barcodes that stay, move and go, items that leave, stock that grows.

use model::Quantity;
use model::import::ImportFile;
use model::item::{CreateItem, ItemBarcode};
use model::shipping::CancelShippingOrder;

use super::tests::{get, items, mistakes, stock};
use crate::item::tests::{barcode, form};
use crate::slip::fixture::{self, company};
use crate::testing::TestStore;
use crate::{Ctx, both_engines, location, warehouse};

const A: &str = "4901234567894";
const B: &str = "14901234567891";

async fn made(store: &TestStore, ctx: &Ctx, code: &str, barcodes: &[ItemBarcode]) {
    store.run(ctx, CreateItem { barcodes: barcodes.to_vec(), ..form(code, code) }).await.unwrap();
}

/// Imports a file, and says what barcodes the item has then.
async fn barcodes(store: &TestStore, ctx: &Ctx, file: &str, code: &str) -> Vec<ItemBarcode> {
    store.run(ctx, items(file)).await.unwrap();
    get(store, ctx, code).await.barcodes
}

/// The file is right or wrong, whether it is only tried or not; gives its mistakes.
async fn alike(store: &TestStore, ctx: &Ctx, file: ImportFile) -> Vec<String> {
    let dry = store.refusal(ctx, ImportFile { dry_run: true, ..file.clone() }).await;
    let real = store.refusal(ctx, file).await;
    assert_eq!(mistakes(&dry), mistakes(&real));
    mistakes(&real)
}

both_engines! {
    async fn barcodes_without_a_column_stay(store: TestStore) {
        let ctx = store.tenant("acme").await;
        made(&store, &ctx, "TEA", &[barcode(A, 1), barcode(B, 24), barcode("X", 144)]).await;
        let after = async |file: &str| barcodes(&store, &ctx, file, "TEA").await;
        let all = [barcode(A, 1), barcode(B, 24), barcode("X", 144)];
        assert_eq!(after("code,name\nTEA,茶\n").await, all);
        let one = format!("code,name,barcode\nTEA,茶,{A}\n");
        assert_eq!(after(&one).await, all);
        let later = format!("code,name,barcode\nTEA,茶,{B}\n");
        assert_eq!(after(&later).await, all, "the one that is named stands beyond the columns");
        let pack = format!("code,name,barcode,pack\nTEA,茶,{B},12\n");
        assert_eq!(after(&pack).await, [barcode(A, 1), barcode(B, 12), barcode("X", 144)]);
        assert_eq!(after("code,name,barcode2\nTEA,茶,Y\n").await, [barcode(A, 1), barcode("Y", 1), barcode("X", 144)]);
        assert_eq!(after("code,name,barcode1,barcode2\nTEA,茶,,Y\n").await, [barcode("Y", 1), barcode("X", 144)]);
        assert_eq!(after("code,name,barcode1,barcode2\nTEA,茶,X,Y\n").await, [barcode("X", 144), barcode("Y", 1)]);
    }

    async fn a_barcode_moves_between_items_of_a_file_however_far_apart(store: TestStore) {
        let (ctx, other) = (store.tenant("acme").await, store.tenant("other").await);
        made(&store, &other, "OLD", &[barcode(A, 1)]).await;
        for (between, takes_first) in [(0, true), (0, false), (900, true), (900, false)] {
            let (old, new) = (format!("OLD{between}{takes_first}"), format!("NEW{between}{takes_first}"));
            made(&store, &ctx, &old, &[barcode(A, 1), barcode(&format!("K{between}{takes_first}"), 6)]).await;
            let mut rows: Vec<String> = (0..between).map(|nth| format!("F{nth},f,\n")).collect();
            let (gives, takes) = (format!("{old},old,\n"), format!("{new},new,{A}\n"));
            let (first, last) = if takes_first { (takes, gives) } else { (gives, takes) };
            rows.insert(0, first);
            rows.push(last);
            let file = format!("code,name,barcode\n{}", rows.concat());
            let tried = store.run(&ctx, ImportFile { dry_run: true, ..items(&file) }).await.unwrap();
            let done = store.run(&ctx, items(&file)).await.unwrap();
            assert_eq!((tried.created, tried.updated), (done.created, done.updated));
            assert_eq!(get(&store, &ctx, &new).await.barcodes, [barcode(A, 1)]);
            assert_eq!(get(&store, &ctx, &old).await.barcodes, [barcode(&format!("K{between}{takes_first}"), 6)]);
            let found = "select count(*) from item_barcode where tenant_id = $1 and lookup_key = '04901234567894' and active = 1";
            assert_eq!(store.number(&ctx, found).await, 1);
            store.run(&ctx, items(format!("code,name,barcode\n{new},new,\n"))).await.unwrap();
        }
        assert_eq!(get(&store, &other, "OLD").await.barcodes, [barcode(A, 1)]);
    }

    async fn a_barcode_that_its_item_keeps_is_not_taken(store: TestStore) {
        let ctx = store.tenant("acme").await;
        made(&store, &ctx, "OLD", &[barcode("K", 1), barcode(A, 1)]).await;
        let taken = format!("code,name,barcode\nNEW,new,{A}\n");
        assert_eq!(alike(&store, &ctx, items(&taken)).await, ["2 barcode barcode_taken (OLD)"]);
        let kept = format!("code,name,barcode\nNEW,new,{A}\nOLD,old,L\n");
        let told = ["2 barcode barcode_taken (OLD)", "3  twice_in_file (2)"];
        assert_eq!(alike(&store, &ctx, items(&kept)).await, told);
        let swapped = format!("code,name,barcode,barcode2\nNEW,new,{A},\nOLD,old,K,\n");
        store.run(&ctx, items(&swapped)).await.unwrap();
        assert_eq!(get(&store, &ctx, "OLD").await.barcodes, [barcode("K", 1)]);
    }

    async fn a_file_takes_no_item_out_of_use_that_open_orders_want(store: TestStore) {
        let ctx = company(&store, "acme").await;
        let order = fixture::ordered(&store, &ctx, &[("TEA", 3)]).await.number;
        let file = items("code,name,active\nCUP,CUP,no\nTEA,TEA,no\n");
        assert_eq!(alike(&store, &ctx, file.clone()).await, ["3 active on_open_orders"]);
        store.run(&ctx, CancelShippingOrder { number: order, version: None }).await.unwrap();
        store.run(&ctx, file).await.unwrap();
        assert!(!get(&store, &ctx, "TEA").await.active);
    }

    async fn opening_stock_beyond_the_range_is_named_by_row(store: TestStore) {
        let ctx = store.tenant("acme").await;
        store.run(&ctx, warehouse::tests::form("T01", "東京")).await.unwrap();
        store.run(&ctx, location::tests::form("T01", "A")).await.unwrap();
        for code in ["I", "J"] {
            made(&store, &ctx, code, &[]).await;
        }
        let most = "倉庫,棚番,品目コード,数量\nT01,A,I,999999999.999\n";
        store.run(&ctx, stock(most)).await.unwrap();
        let mut more = "倉庫,棚番,品目コード,数量\nT01,A,I,0.001\nT01,A,J,999999999\n".to_owned();
        more += &"T01,A,J,0.001\n".repeat(900);
        more += "T01,A,J,1\nT01,A,J,0.05\nT01,A,J,0.05\n";
        let expected = ["2 数量 stock_out_of_range", "904 数量 stock_out_of_range", "906 数量 stock_out_of_range"];
        assert_eq!(alike(&store, &ctx, stock(&more)).await, expected);
        let on_hand = "select cast(sum(on_hand) as bigint) from stock_balance where tenant_id = $1";
        assert_eq!(store.number(&ctx, on_hand).await, Quantity::MAX.milli());
    }

    async fn a_decimal_comma_is_told_and_not_guessed(store: TestStore) {
        let ctx = store.tenant("acme").await;
        let file = items("code,name,safety stock,unit price\nA,a,\"0,5\",\"98,50\"\nB,b,\"1,234.5\",\"12,345\"\n");
        assert_eq!(alike(&store, &ctx, file).await, ["2 safety stock comma", "2 unit price comma"]);
    }
}
