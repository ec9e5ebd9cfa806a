//! The demo company must be one that the use cases could have made.

use model::ErrorCode;
use model::home::GetHome;
use model::page::Count;
use model::receiving::ListReceipts;
use model::shipping::ListShipments;
use model::stock::ListPostings;
use model::{ItemCode, PageRequest};

use super::{DemoSize, fill};
use crate::{both_engines, ledger};

both_engines! {
    async fn a_demo_company_verifies_and_has_work_to_do(store: TestStore) {
        let ctx = store.tenant("demo").await;
        let other = store.tenant("other").await;
        let size = DemoSize { items: 230, postings: 1900, seed: 5 };
        fill(&store, &ctx, size, |_| ()).await.unwrap();
        let verified = store.read(ctx.tenant, |tx| Box::pin(ledger::verify(tx))).await.unwrap();
        assert!(verified.is_right(), "{verified:?}");
        assert!((1900..2100).contains(&verified.postings), "{verified:?}");
        let home = store.query(&ctx, GetHome { warehouse: None }).await.unwrap();
        assert!(home.first_steps.all_done());
        for (what, number) in [
            ("to receive", home.to_receive),
            ("overdue", home.receiving_overdue),
            ("to allocate", home.to_allocate),
            ("short", home.short),
            ("to pick", home.to_pick),
            ("to ship", home.to_ship),
            ("shipped", home.shipped_today),
            ("received", home.received_today),
        ] {
            assert!(number > 0, "nothing {what}: {home:?}");
        }
        assert_eq!(store.number(&ctx, "select count(*) from item where tenant_id = $1").await, 230);
        assert_eq!(store.number(&other, "select count(*) from item where tenant_id = $1").await, 0);
        let again = fill(&store, &ctx, size, |_| ()).await.unwrap_err();
        assert_eq!(again.code(), ErrorCode::Duplicate);
    }

    async fn history_reads_like_any_other(store: TestStore) {
        let ctx = store.tenant("demo").await;
        fill(&store, &ctx, DemoSize { items: 60, postings: 600, seed: 5 }, |_| ()).await.unwrap();
        let page = PageRequest { limit: Some(500), count: Count::Bounded, ..PageRequest::default() };
        let receipts = store.query(&ctx, ListReceipts { page: page.clone(), ..ListReceipts::default() }).await.unwrap();
        assert!(receipts.data.windows(2).all(|pair| pair[0].number > pair[1].number));
        let shipments = store.query(&ctx, ListShipments { page: page.clone(), ..ListShipments::default() }).await.unwrap();
        assert!(shipments.data.len() > 10);
        let oldest = receipts.data.last().unwrap().number.clone();
        let receipt = store.query(&ctx, model::receiving::GetReceipt { number: oldest }).await.unwrap();
        assert_eq!(receipt.details.len(), usize::try_from(receipt.summary.lines).unwrap());
        let item = ItemCode::parse("BEV-000001").unwrap();
        let postings = store.query(&ctx, ListPostings { item: Some(item), page, ..ListPostings::default() }).await.unwrap();
        assert!(postings.data.len() >= 4);
        assert!(postings.data.windows(2).all(|pair| pair[0].recorded_at.instant >= pair[1].recorded_at.instant));
    }
}
