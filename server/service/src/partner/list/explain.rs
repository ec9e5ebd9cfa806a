//! Every list of partners goes along its index, also those of a role that few have.

use model::PageRequest;
use model::item::ActiveFilter;
use model::page::Count;
use model::partner::{ListPartners, PartnerRole, PartnerSort};

use crate::both_engines;
use crate::sql::plan::{assert_bounded, looked_at};

/// Six thousand customers, of which one in a thousand supplies something and one in ten is out of use.
const FILL: &str = "with recursive n (i) as (select 100000 union all select i + 1 from n where i < 105999)
     insert into partner (tenant_id, id, code, name, kana, supplier, customer, ship_to, postal_code, address, phone, email,
         note, search_key, active, updated_at, version)
     select $1, i, 'P' || cast(i as text), 'N' || cast(i % 100 as text), '', case when i % 1000 = 0 then 1 else 0 end, 1,
         case when i % 100 = 0 then 1 else 0 end, '', '', '', '', '', '', case when i % 10 = 1 then 0 else 1 end, 0, 1
     from n";

both_engines! {
    async fn every_list_of_partners_has_its_index(store: TestStore) {
        let ctx = store.tenant("acme").await;
        store.sql(&ctx, FILL).await.unwrap();
        looked_at(&store).await;
        for (role, rows) in [
            (None, 6000_u32),
            (Some(PartnerRole::Supplier), 6),
            (Some(PartnerRole::Customer), 6000),
            (Some(PartnerRole::ShipTo), 60),
        ] {
            for sort in [PartnerSort::Code, PartnerSort::Name] {
                for descending in [false, true] {
                    let list = ListPartners { role, sort, descending, active: ActiveFilter::All, ..ListPartners::default() };
                    let first = store.query(&ctx, list.clone()).await.unwrap();
                    let plans = assert_bounded(&store, &ctx, list.clone(), 60).await;
                    let page = PageRequest { after: first.next, ..PageRequest::default() };
                    assert_bounded(&store, &ctx, ListPartners { page, ..list }, 60).await;
                    let named = matches!(role, Some(PartnerRole::Supplier));
                    assert!(!named || plans.contains("partner_supplier_by_"), "{plans}");
                }
            }
            let page = PageRequest { count: Count::Bounded, ..PageRequest::default() };
            let list = ListPartners { role, active: ActiveFilter::All, page, ..ListPartners::default() };
            assert_eq!(store.query(&ctx, list.clone()).await.unwrap().total.unwrap().rows, u64::from(rows));
            assert_bounded(&store, &ctx, list, rows.max(60)).await;
        }
    }
}
