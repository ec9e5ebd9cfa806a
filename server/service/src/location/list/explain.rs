//! Every list of locations goes along its index.

use model::location::{ListLocations, LocationSort};
use model::{PageRequest, WarehouseCode};

use crate::both_engines;
use crate::sql::plan::{assert_bounded, looked_at};

/// Two warehouses, one of which has nearly all of the locations.
const FILL: [&str; 2] = [
    "insert into warehouse (tenant_id, id, code, name, postal_code, address, phone, search_key, active, version)
     values ($1, 1, 'A', 'A', '', '', '', '', 1, 1), ($1, 2, 'B', 'B', '', '', '', '', 1, 1)",
    "with recursive n (i) as (select 10000 union all select i + 1 from n where i < 15999)
     insert into location (tenant_id, id, warehouse_id, code, name, kind, walk_order, allocatable, receivable,
         search_key, active, version)
     select $1, i, case when i < 15900 then 1 else 2 end, 'L' || cast(i as text), '', 'physical', i % 100, 1, 1, '', 1, 1
     from n",
];

both_engines! {
    async fn every_list_of_locations_has_its_index(store: TestStore) {
        let ctx = store.tenant("acme").await;
        for sql in FILL {
            store.sql(&ctx, sql).await.unwrap();
        }
        looked_at(&store).await;
        for warehouse in [None, Some("B")] {
            for sort in [LocationSort::Code, LocationSort::WalkOrder] {
                for descending in [false, true] {
                    let warehouse = warehouse.map(|code| WarehouseCode::parse(code).unwrap());
                    let list = ListLocations { warehouse, sort, descending, ..ListLocations::default() };
                    let first = store.query(&ctx, list.clone()).await.unwrap();
                    let page = PageRequest { after: first.next, ..PageRequest::default() };
                    for list in [list.clone(), ListLocations { page, ..list }] {
                        let plans = assert_bounded(&store, &ctx, list, 120).await;
                        assert!(plans.contains("location_by_") || plans.contains("location_code_unique") || plans.contains("sqlite_autoindex_location_"), "{plans}");
                    }
                }
            }
        }
    }
}
