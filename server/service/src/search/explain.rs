//! Search walks its index in the order of the codes, on both engines and in both directions.

use super::walk::{Search, Walk};
use super::{CONTAINED, Code, PREFIX, Position, Target, forms};
use crate::both_engines;
use crate::sql::{Sql, plan};

both_engines! {
    async fn search_walks_the_index_of_grams_and_sorts_nothing_but_a_batch(store: TestStore) {
        let ctx = store.tenant("acme").await;
        let checked = store.read(ctx.tenant, |tx| Box::pin(async move {
            let filter = |sql: &mut Sql| {
                sql.push(" and t.version > 0");
            };
            for (kind, table, code, index) in [
                ("i", "item", Code::Unique("code"), "item_code_unique"),
                ("p", "partner", Code::Unique("code"), "partner_code_unique"),
                ("l", "location", Code::Shared("code"), "location_by_code"),
                ("RO", "receiving_order", Code::Unique("number"), "receiving_order_number_unique"),
                ("SO", "shipping_order", Code::Unique("number"), "shipping_order_number_unique"),
            ] {
                for descending in [false, true] {
                    let target = Target { kind, table, code, barcodes: false, descending, filter: &filter };
                    let search = Search::new(&target, vec!["お茶".into()], forms("お茶"), vec![7], 51);
                    let from = Position(CONTAINED, "A".into(), 3);
                    for walk in [Walk::Gram("お茶".into()), Walk::Table, Walk::Prefix("A".into())] {
                        let names: &[&str] = match walk {
                            Walk::Gram(_) => &["search_gram_pk", "search_gram USING PRIMARY KEY", "c USING PRIMARY KEY"],
                            _ => &[index, "sqlite_autoindex_"],
                        };
                        let milestone = search.milestone_sql(tx.tenant(), &walk, Some(&from), 200);
                        plan::assert_along(&milestone.plan(tx).await?, names);
                        let stage = if matches!(walk, Walk::Prefix(_)) { PREFIX } else { CONTAINED };
                        let hits = search.hits_sql(tx.tenant(), stage, &walk, Some(&from), (200, 51));
                        plan::assert_few_sorted(&hits.plan(tx).await?, names);
                    }
                }
            }
            Ok(())
        }));
        checked.await.unwrap();
    }
}
