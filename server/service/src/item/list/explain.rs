//! Every order of the list runs along its index, on both engines, on the first page as on the ten thousandth.

use super::{Column, ItemSort, Key, ListItems, list_sql};
use crate::both_engines;
use crate::sql::plan::assert_along;

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
}
