//! Search walks its index in the order of the codes, on both engines.

use super::{Search, Sql, Target, Walk, forms};
use crate::both_engines;
use crate::sql::assert_along;

both_engines! {
    async fn search_walks_the_index_of_grams_and_sorts_nothing(store: TestStore) {
        let ctx = store.tenant("acme").await;
        let checked = store.read(ctx.tenant, |tx| Box::pin(async move {
            let filter = |sql: &mut Sql| {
                sql.push(" and t.active = 1");
            };
            let target = Target { kind: "i", table: "item", barcodes: true, filter: &filter };
            let (words, forms) = (vec!["お茶".to_owned()], forms("お茶"));
            let search = Search { target: &target, words, forms, exact: Vec::new(), want: 51 };
            let mut walk = Sql::new("");
            search.candidates(tx.tenant(), &mut walk, &Walk::Gram("お茶".into()), "A", 200);
            assert_along(&walk.plan(tx).await?, &["search_gram_pk", "USING PRIMARY KEY"]);
            let mut walk = Sql::new("");
            search.candidates(tx.tenant(), &mut walk, &Walk::Table, "A", 200);
            assert_along(&walk.plan(tx).await?, &["item_code_unique", "sqlite_autoindex_item_"]);
            Ok(())
        }));
        checked.await.unwrap();
    }
}
