//! Stories of partners, on both engines.

use model::item::ActiveFilter;
use model::page::Count;
use model::partner::{CreatePartner, GetPartner, ListPartners, PartnerChange, PartnerRole, PartnerSort, UpdatePartner};
use model::receiving::CreateReceivingOrder;
use model::slip::SlipPartner;
use model::{ErrorCode, PageRequest, PartnerCode};

use crate::slip::fixture;
use crate::testing::TestStore;
use crate::{Ctx, both_engines};

pub(crate) fn form(code: &str, name: &str) -> CreatePartner {
    serde_json::from_value(serde_json::json!({ "code": code, "name": name })).unwrap()
}

async fn all_pages(store: &TestStore, ctx: &Ctx, mut list: ListPartners) -> String {
    list.page = PageRequest { limit: Some(2), count: Count::Bounded, ..PageRequest::default() };
    let mut seen = Vec::new();
    loop {
        let page = store.query(ctx, list.clone()).await.unwrap();
        seen.extend(page.data.into_iter().map(|row| row.code.as_str().to_owned()));
        list.page.after = page.next;
        if list.page.after.is_none() {
            assert_eq!(page.total.unwrap().rows, seen.len() as u64);
            return seen.join(" ");
        }
    }
}

both_engines! {
    async fn partners_are_kept_found_and_taken_out_of_use(store: TestStore) {
        let ctx = store.tenant("acme").await;
        let other = store.tenant("other").await;
        for (code, name, supplier) in [("S1", "山田商店", true), ("C1", "あさひ食品", false), ("S2", "朝日物産", true)] {
            store.run(&ctx, CreatePartner { supplier, customer: !supplier, ..form(code, name) }).await.unwrap();
        }
        assert_eq!(store.refusal(&ctx, form("S1", "x")).await.code, ErrorCode::Duplicate);
        let list = ListPartners::default();
        assert_eq!(all_pages(&store, &ctx, list.clone()).await, "C1 S1 S2");
        let by_name = ListPartners { sort: PartnerSort::Name, ..list.clone() };
        assert_eq!(all_pages(&store, &ctx, by_name.clone()).await, "C1 S1 S2");
        let back = ListPartners { descending: true, ..by_name };
        assert_eq!(all_pages(&store, &ctx, back.clone()).await, "S2 S1 C1");
        assert_eq!(all_pages(&store, &ctx, ListPartners { search: "s".into(), ..back }).await, "S2 S1");
        let suppliers = ListPartners { role: Some(PartnerRole::Supplier), ..list.clone() };
        assert_eq!(all_pages(&store, &ctx, suppliers).await, "S1 S2");
        assert_eq!(all_pages(&store, &ctx, ListPartners { search: "アサヒ".into(), ..list.clone() }).await, "C1");

        let code = PartnerCode::parse("S2").unwrap();
        let edit = |version, change| UpdatePartner { code: code.clone(), version, change };
        let rename = PartnerChange { name: Some("旭物産".into()), ..PartnerChange::default() };
        assert_eq!(store.run(&ctx, edit(Some(1), rename)).await.unwrap().version, 2);
        let late = PartnerChange { phone: Some("03-0000-0000".into()), ..PartnerChange::default() };
        assert_eq!(store.refusal(&ctx, edit(Some(1), late)).await.code, ErrorCode::Stale);
        assert_eq!(all_pages(&store, &ctx, ListPartners { search: "朝日".into(), ..list.clone() }).await, "");
        assert_eq!(all_pages(&store, &ctx, ListPartners { search: "旭".into(), ..list.clone() }).await, "S2");
        let off = PartnerChange { active: Some(false), ..PartnerChange::default() };
        store.run(&ctx, edit(None, off)).await.unwrap();
        assert_eq!(all_pages(&store, &ctx, list.clone()).await, "C1 S1");
        let all = ListPartners { active: ActiveFilter::All, ..list.clone() };
        assert_eq!(all_pages(&store, &ctx, all.clone()).await, "C1 S1 S2");
        assert!(!store.query(&ctx, GetPartner { code: code.clone() }).await.unwrap().active);
        assert_eq!(all_pages(&store, &other, all).await, "");
        assert_eq!(store.query_refusal(&other, GetPartner { code }).await.code, ErrorCode::NotFound);
    }

    async fn a_cursor_of_partners_leads_on_only_in_its_order(store: TestStore) {
        let ctx = store.tenant("acme").await;
        for code in ["S1", "S2"] {
            store.run(&ctx, form(code, code)).await.unwrap();
        }
        for search in ["", "S"] {
            let list = |sort, descending, after| ListPartners {
                sort, descending, search: search.to_owned(),
                page: PageRequest { limit: Some(1), after, ..PageRequest::default() }, ..ListPartners::default()
            };
            let next = store.query(&ctx, list(PartnerSort::Code, false, None)).await.unwrap().next;
            assert_eq!(store.query(&ctx, list(PartnerSort::Code, false, next.clone())).await.unwrap().data.len(), 1);
            for (sort, descending) in [(PartnerSort::Name, false), (PartnerSort::Code, true)] {
                let refusal = store.query_refusal(&ctx, list(sort, descending, next.clone())).await;
                assert_eq!(refusal.code, ErrorCode::BadRequest, "{search} {sort:?} {descending}");
            }
        }
    }

    async fn a_slip_takes_what_a_partner_holds(store: TestStore) {
        let ctx = fixture::company(&store, "acme").await;
        let partner = CreatePartner { address: "町".repeat(300), phone: "0".repeat(40), ..form("S1", "山田商店") };
        let partner = store.run(&ctx, partner).await.unwrap();
        let supplier = SlipPartner { address: partner.address, phone: partner.phone, ..SlipPartner::default() };
        let order = CreateReceivingOrder { supplier, ..fixture::receiving_order(&[("TEA", 1)]) };
        assert_eq!(store.run(&ctx, order).await.unwrap().supplier.address.chars().count(), 300);
    }
}
