//! Every order of the list runs along its index, on both engines, on the first page as on the ten thousandth.

use super::{Column, ItemSort, Key, ListItems, list_sql};
use crate::both_engines;
use crate::sql::plan::{assert_along, assert_bounded, looked_at};

both_engines! {
    async fn every_order_of_items_has_its_index(store: TestStore) {
        let ctx = store.tenant("acme").await;
        let checked = store.read(ctx.tenant, |tx| Box::pin(async move {
            for (sort, category, index) in [
                (ItemSort::Code, "", "item_by_active_code"),
                (ItemSort::Name, "", "item_by_name"),
                (ItemSort::Category, "", "item_by_category"),
                (ItemSort::Updated, "", "item_by_update"),
                (ItemSort::Code, "x", "item_by_category"),
                (ItemSort::Name, "x", "item_by_category_name"),
                (ItemSort::Category, "x", "item_by_category"),
                (ItemSort::Updated, "x", "item_by_category_update"),
            ] {
                for descending in [false, true] {
                    for later in [false, true] {
                        let list = ListItems { sort, descending, category: category.into(), ..ListItems::default() };
                        let column = match sort {
                            ItemSort::Code => Column::Code,
                            ItemSort::Updated => Column::Int(1),
                            ItemSort::Name | ItemSort::Category => Column::Text("x".into()),
                        };
                        let after = later.then(|| Key(column, "A".into()));
                        let plan = list_sql(&list, tx, 1, after.as_ref()).plan(tx).await?;
                        // PostgreSQL may filter along the shorter index while its table is small.
                        let shorter = index.replace("category_", "");
                        assert_along(&plan, &[&format!("{index} "), &format!("{shorter} ")]);
                    }
                }
            }
            Ok(())
        }));
        checked.await.unwrap();
    }

    async fn a_page_reads_the_barcodes_of_its_own_items(store: TestStore) {
        let ctx = store.tenant("acme").await;
        for sql in FILL {
            store.sql(&ctx, sql).await.unwrap();
        }
        looked_at(&store).await;
        let page = store.query(&ctx, ListItems::default()).await.unwrap();
        assert!(page.data.iter().all(|item| item.barcodes.len() == 2), "{:?}", page.data);
        assert_bounded(&store, &ctx, ListItems::default(), 120).await;
    }
}

/// Six thousand items with two barcodes each.
const FILL: [&str; 2] = [
    "with recursive n (i) as (select 100000 union all select i + 1 from n where i < 105999)
     insert into item (tenant_id, id, code, name, name2, kana, category, unit, lot_managed, expiry, safety_stock,
         reorder_point, tax, temperature, unit_price, note, search_key, active, created_at, updated_at, version)
     select $1, i, 'I' || cast(i as text), '', '', '', '', '', 0, 'none', 0, 0, 'standard', 'ambient', 0, '', '', 1, 0, 0, 1
     from n",
    "insert into item_barcode (tenant_id, id, item_id, text, lookup_key, pack_quantity, active)
     select item.tenant_id, 2 * item.id + few.n, item.id, cast(2 * item.id + few.n as text),
         cast(2 * item.id + few.n as text), 1000, 1
     from item
     cross join (select 0 as n union all select 1) few
     where item.tenant_id = $1",
];
