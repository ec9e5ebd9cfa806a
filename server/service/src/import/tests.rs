//! Stories of import and export, on both engines.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use encoding_rs::SHIFT_JIS;
use model::export::{ExportFile, ExportList};
use model::import::{FileEncoding, ImportFile, ImportKind};
use model::item::{CreateItem, GetItem, ListItems};
use model::user::{Language, ListAudit};
use model::{AppError, ErrorCode, ItemCode, Quantity, Role};

use crate::item::tests::{barcode, form};
use crate::testing::{TestStore, with_role};
use crate::{Ctx, both_engines, location, warehouse};

pub(super) fn items(bytes: impl AsRef<[u8]>) -> ImportFile {
    ImportFile { kind: ImportKind::Items, encoding: None, content: STANDARD.encode(bytes), dry_run: false }
}

pub(super) fn stock(text: &str) -> ImportFile {
    ImportFile { kind: ImportKind::OpeningStock, ..items(text) }
}

pub(super) async fn get(store: &TestStore, ctx: &Ctx, code: &str) -> model::item::ItemView {
    store.query(ctx, GetItem { code: ItemCode::parse(code).unwrap() }).await.unwrap()
}

async fn count(store: &TestStore, ctx: &Ctx) -> i64 {
    store.number(ctx, "select count(*) from item where tenant_id = $1").await
}

/// `row column problem` of each mistake.
pub(super) fn mistakes(refusal: &AppError) -> Vec<String> {
    assert_eq!(refusal.code, ErrorCode::ImportRefused);
    let line = |error: &AppError| {
        format!("{} {} {}{}", error.get("row"), error.get("column"), error.get("problem"), error.get("other"))
    };
    refusal.details.iter().map(line).collect()
}

both_engines! {
    async fn a_file_creates_changes_and_leaves_alone(store: TestStore) {
        let ctx = store.tenant("acme").await;
        let other = store.tenant("other").await;
        store.run(&ctx, CreateItem { note: "残る".into(), ..form("B", "旧名") }).await.unwrap();
        let text = "品目名,品目コード,バーコード1,入数1,バーコード2,入数2,税区分,安全在庫,期限管理\r\n\
            お茶,Ａ,4901234567894,,14901234567891,24,8%,\"1,000\",賞味期限\r\n\
            \"新\n名\",B,,,,,,,\r\n新名,C,,,,,,,\r\n";
        let refusal = store.refusal(&ctx, items(text)).await;
        assert_eq!(mistakes(&refusal), ["3 品目名 control_character"]);
        let text = text.replace("\"新\n名\"", "新名");
        let (cp932, ..) = SHIFT_JIS.encode(&text);
        let dry = ImportFile { dry_run: true, ..items(&cp932) };
        let told = store.run(&ctx, dry).await.unwrap();
        assert_eq!((told.created, told.updated, told.rows, told.encoding), (2, 1, 3, FileEncoding::Cp932));
        assert_eq!(count(&store, &ctx).await, 1, "a dry run writes nothing");
        let done = store.run(&ctx, items(&cp932)).await.unwrap();
        assert_eq!((done.created, done.updated, done.unchanged), (2, 1, 0));
        let tea = get(&store, &ctx, "A").await;
        assert_eq!(tea.barcodes, [barcode("4901234567894", 1), barcode("14901234567891", 24)]);
        assert_eq!((tea.safety_stock, tea.tax), (Quantity::from_units(1000).unwrap(), model::item::TaxClass::Reduced));
        assert_eq!(get(&store, &ctx, "B").await.note, "残る", "columns that the file has not stay");
        let again = store.run(&ctx, items(&cp932)).await.unwrap();
        assert_eq!((again.created, again.updated, again.unchanged), (0, 0, 3));
        assert_eq!(count(&store, &other).await, 0);
        assert_eq!(store.run(&other, items(&cp932)).await.unwrap().created, 3);
        let worker = with_role(&ctx, Role::Worker);
        assert_eq!(store.refusal(&worker, items("a")).await.code, ErrorCode::Forbidden);
    }

    async fn every_wrong_cell_is_named_at_once_and_nothing_is_written(store: TestStore) {
        let ctx = store.tenant("acme").await;
        store.run(&ctx, CreateItem { barcodes: vec![barcode("4901234567894", 1)], ..form("OLD", "旧") }).await.unwrap();
        let text = "code,name,barcode,pack,barcode2,expiry,safety stock,unit price\n\
            A,a,4901234567894,1,,,,\n\
            B,b,4.90123E+12,1,12345678905,,,\n\
            B,b,4901234567890,0,,,,\n\
            ,c,,,,,,\n\
            1月2日,d,,,,月,x,1.23456\n\
            E,,X-1,,X-1,,-1,\n\
            F,f,X-1,,,,,,too\n\
            G,g,X-2,2,,,,\n";
        let expected = [
            "2 barcode barcode_taken (OLD)",
            "3 barcode exponent",
            "3 barcode2 lost_zeros",
            "4 code twice_in_file (3)",
            "5 code required",
            "6 code date_damage",
            "7 name required",
            "7 safety stock out_of_range",
            "7 barcode twice_in_row",
            "8  too_many_cells",
            "8 barcode twice_in_file (7)",
        ];
        for dry_run in [true, false] {
            let refusal = store.refusal(&ctx, ImportFile { dry_run, ..items(text) }).await;
            assert_eq!(mistakes(&refusal), expected);
            assert_eq!(refusal.get("errors"), "11");
        }
        assert_eq!(count(&store, &ctx).await, 1);
        let mut garbled = b"code,name,barcode\n".to_vec();
        garbled.extend(b"A,\x81\xff,4901234567894\n\x81\xff,b,\x81\xff\n");
        let garbled = ImportFile { encoding: Some(FileEncoding::Cp932), ..items(&garbled) };
        let refusal = store.refusal(&ctx, garbled).await;
        let expected = ["2 name not_decodable", "2 barcode barcode_taken (OLD)", "3 code not_decodable", "3 barcode not_decodable"];
        assert_eq!((mistakes(&refusal), refusal.get("errors")), (expected.map(String::from).to_vec(), "4"), "each cell once");
        for (header, expected) in [
            ("code,nam", vec!["1 nam unknown_column", "1 品目名 column_missing"]),
            ("code,name,品目名", vec!["1 品目名 column_twice"]),
            ("", vec!["1  empty_file"]),
        ] {
            assert_eq!(mistakes(&store.refusal(&ctx, items(header)).await), expected);
        }
    }

    async fn what_goes_out_comes_back_as_it_was(store: TestStore) {
        let ctx = store.tenant("acme").await;
        let name = "㈱髙﨑〜－①\"引用\",カンマ";
        let item = CreateItem { barcodes: vec![barcode("=1", 1), barcode("4901234567894", 12)], ..form("-01", name) };
        store.run(&ctx, item).await.unwrap();
        store.run(&ctx, CreateItem { note: "一行\n二行".into(), ..form("@B", "=cmd()") }).await.unwrap();
        for language in [Language::Ja, Language::En] {
            for encoding in [FileEncoding::Utf8, FileEncoding::Cp932] {
                let ctx = Ctx { language, ..ctx.clone() };
                let export = ExportFile { list: ExportList::Items(ListItems::default()), encoding };
                let file = store.query(&ctx, export).await.unwrap();
                assert_eq!(file.name, "items-20261123.csv");
                let back = store.run(&ctx, items(&file.content)).await.unwrap();
                assert_eq!((back.unchanged, back.updated, back.encoding), (2, 0, encoding));
            }
        }
        store.run(&ctx, form("C", "絵文字😀")).await.unwrap();
        let export = ExportFile { list: ExportList::Items(ListItems::default()), encoding: FileEncoding::Cp932 };
        let refusal = store.query_refusal(&ctx, export).await;
        assert_eq!((refusal.code, refusal.details[0].get("row")), (ErrorCode::ExportRefused, "4"));
        assert_eq!((refusal.details[0].get("column"), refusal.details[0].get("other")), ("品目名", " (😀)"));
    }

    async fn opening_stock_is_posted_and_verifies(store: TestStore) {
        let ctx = store.tenant("acme").await;
        store.run(&ctx, warehouse::tests::form("T01", "東京")).await.unwrap();
        store.run(&ctx, warehouse::tests::form("O01", "大阪")).await.unwrap();
        store.run(&ctx, location::tests::form("T01", "A-01-01")).await.unwrap();
        store.run(&ctx, location::tests::form("O01", "A-01-01")).await.unwrap();
        for nth in 0..450 {
            store.run(&ctx, form(&format!("I{nth:03}"), "品")).await.unwrap();
        }
        let lots = CreateItem { lot_managed: true, expiry: model::item::ExpiryKind::UseBy, ..form("LOT", "期限品") };
        store.run(&ctx, lots).await.unwrap();
        let mut text = "倉庫,棚番,品目コード,数量,単価,ロット番号,使用期限,状態\n".to_owned();
        for nth in 0..450 {
            let line = format!("{},A-01-01,I{nth:03},{},10.5,,,\n", ["T01", "O01"][nth % 2], nth + 1);
            text.push_str(&line);
        }
        text += "T01,A-01-01,LOT,2.5,,L-1,2027/03/31,保留\n";
        let done = store.run(&ctx, stock(&text)).await.unwrap();
        assert_eq!((done.rows, done.created, done.posted.len()), (451, 451, 4));
        for slip in done.posted.iter().map(|slip| &slip.number) {
            let about: ListAudit = serde_json::from_value(serde_json::json!({ "subject": slip })).unwrap();
            let found = store.query(&ctx, about).await.unwrap().data;
            assert_eq!(found.iter().map(|entry| entry.command.as_str()).collect::<Vec<_>>(), ["import.file"], "{slip}");
        }
        let named = |code: &str| done.posted.iter().filter(|slip| slip.warehouse.as_str() == code).count();
        assert_eq!((named("T01"), named("O01")), (2, 2));
        let on_hand = "select cast(sum(on_hand) as bigint) from stock_balance where tenant_id = $1";
        assert_eq!(store.number(&ctx, on_hand).await, (450 * 451 / 2) * 1000 + 2500);
        let verified = store.read(ctx.tenant, |tx| Box::pin(crate::ledger::verify(tx))).await.unwrap();
        assert!(verified.is_right(), "{verified:?}");

        let wrong = "倉庫,棚番,品目コード,数量,ロット番号,使用期限,状態,賞味期限\n\
            T99,A-01-01,I000,1,,,,\n\
            T01,Z,I000,1,,,,\n\
            T01,A-01-01,NONE,1,,,,\n\
            T01,A-01-01,LOT,1,,,,\n\
            T01,A-01-01,I000,-1,L,2027/02/30,x,\n\
            T01,A-01-01,I000,1,,,,2027/01/01\n";
        let refusal = store.refusal(&ctx, stock(wrong)).await;
        let expected = [
            "2 倉庫 unknown_warehouse",
            "3 棚番 unknown_location",
            "4 品目コード unknown_item",
            "5 ロット番号 required",
            "5 使用期限 required",
            "6 使用期限 not_a_date",
            "6 状態 unknown_status",
            "6 数量 not_positive",
            "7 賞味期限 no_such_date",
        ];
        assert_eq!(mistakes(&refusal), expected);
    }
}

#[test]
fn templates_are_read_by_the_import_that_they_belong_to() {
    for kind in [ImportKind::Items, ImportKind::OpeningStock] {
        for language in [Language::Ja, Language::En] {
            for encoding in [FileEncoding::Utf8, FileEncoding::Cp932] {
                let content = STANDARD.encode(super::template(kind, language, encoding).unwrap());
                let source = crate::csv_file::Source::open(&content, None).unwrap();
                let header = source.records().next_record().unwrap().unwrap();
                let mut mistakes = super::Mistakes::default();
                match kind {
                    ImportKind::Items => drop(super::header::Header::<super::ItemColumn>::read(&header, &mut mistakes)),
                    ImportKind::OpeningStock => {
                        drop(super::header::Header::<super::opening::StockColumn>::read(&header, &mut mistakes));
                    }
                }
                assert!(mistakes.is_empty(), "{kind:?} {language:?}");
            }
        }
    }
}
