//! Stories of the audit log, on both engines.

use model::adjustment::{Adjust, AdjustmentLine};
use model::receiving::CancelReceivingOrder;
use model::shipping::{Allocate, AllocateMany};
use model::slip::LotRef;
use model::user::{AuditView, ListAudit};
use model::{PageRequest, ReasonCode};

use crate::slip::fixture::{company, item, ordered, receiving_order, shelf, stock, units, warehouse};
use crate::sql::plan::{assert_bounded, looked_at};
use crate::testing::TestStore;
use crate::{Ctx, both_engines};

fn about(subject: &str) -> ListAudit {
    ListAudit { subject: subject.to_owned(), ..ListAudit::default() }
}

async fn entries(store: &TestStore, ctx: &Ctx, subject: &str) -> Vec<AuditView> {
    store.query(ctx, about(subject)).await.unwrap().data
}

/// Entries that nobody has looked at.
const FILL: [&str; 2] = [
    "with recursive n (i) as (select 1 union all select i + 1 from n where i < 6000)
     insert into audit (tenant_id, id, recorded_at, user_login, via, address, device, command)
     select $1, i, 0, case when i % 1000 = 0 then 'tanaka' else 'sato' end, 'screen', '', '', 'stock.adjust' from n",
    "insert into audit_subject (tenant_id, audit_id, place, subject)
     select tenant_id, id, 1, case when id % 1000 = 0 then 'AD-1' else 'AD-2' end from audit
     where tenant_id = $1 and id <= 6000",
];

both_engines! {
    async fn an_entry_is_found_under_each_of_its_subjects(store: TestStore) {
        let (ctx, other) = (company(&store, "acme").await, company(&store, "other").await);
        let mut numbers = Vec::new();
        for _ in 0..40 {
            numbers.push(ordered(&store, &ctx, &[("TEA", 1)]).await.number);
            ordered(&store, &other, &[("TEA", 1)]).await;
        }
        store.run(&ctx, AllocateMany { numbers: numbers.clone() }).await.unwrap();
        for number in &numbers {
            let found = entries(&store, &ctx, number.as_str()).await;
            let commands: Vec<&str> = found.iter().map(|entry| entry.command.as_str()).collect();
            assert_eq!(commands, ["shipping.allocate_many", "shipping.create"], "{number}");
            let subjects: Vec<&str> = found[0].subject.split(' ').collect();
            assert!(numbers.iter().all(|number| subjects.contains(&number.as_str())), "{subjects:?}");
            assert_eq!(entries(&store, &other, number.as_str()).await.len(), 1);
        }
        let half = entries(&store, &ctx, "ＳＯ－").await;
        assert!(half.is_empty(), "a part of a subject is none");
        let wide = entries(&store, &ctx, " ＳＯ－00000001 ").await;
        assert_eq!(wide.len(), 2);
    }

    async fn nobody_changes_or_removes_an_entry(store: TestStore) {
        let ctx = company(&store, "acme").await;
        let order = ordered(&store, &ctx, &[("TEA", 1)]).await;
        for sql in [
            "update audit set user_login = 'x' where tenant_id = $1",
            "delete from audit where tenant_id = $1",
            "update audit_subject set subject = 'x' where tenant_id = $1",
            "delete from audit_subject where tenant_id = $1",
        ] {
            assert!(store.sql(&ctx, sql).await.unwrap_err().to_string().contains("append-only"), "{sql}");
        }
        if store.engine() == crate::Engine::Sqlite {
            // Such a row takes the place of the one before, which PostgreSQL has no words for.
            for sql in [
                "insert or replace into audit select * from audit where tenant_id = $1",
                "insert or replace into audit_subject select * from audit_subject where tenant_id = $1",
            ] {
                assert!(store.sql(&ctx, sql).await.unwrap_err().to_string().contains("append-only"), "{sql}");
            }
        }
        assert_eq!(entries(&store, &ctx, order.number.as_str()).await.len(), 1);
    }

    async fn orders_that_become_short_are_subjects_of_what_took_their_goods(store: TestStore) {
        let ctx = company(&store, "acme").await;
        stock(&store, &ctx, "TEA", 10, "A-01").await;
        let (early, late) = (ordered(&store, &ctx, &[("TEA", 6)]).await, ordered(&store, &ctx, &[("TEA", 4)]).await);
        for number in [early.number.clone(), late.number.clone()] {
            store.run(&ctx, Allocate { number }).await.unwrap();
        }
        let line = AdjustmentLine {
            item: item("TEA"), location: shelf("A-01"), quantity: units(-3), lot: LotRef::default(), status: None,
        };
        let broken = Adjust {
            warehouse: warehouse("W1"),
            reason: ReasonCode::parse("damage").unwrap(),
            lines: vec![line],
            note: String::new(),
            release_allocations: true,
        };
        let adjustment = store.run(&ctx, broken).await.unwrap().number;
        let found = &entries(&store, &ctx, late.number.as_str()).await[0];
        assert!(found.subject.contains(adjustment.as_str()), "{found:?}");
        assert_eq!(entries(&store, &ctx, adjustment.as_str()).await[0].command, found.command);
        assert_eq!(entries(&store, &ctx, early.number.as_str()).await[0].command, "shipping.allocate");
    }

    async fn entries_follow_each_other_whatever_they_are_asked_for_by(store: TestStore) {
        let ctx = company(&store, "acme").await;
        let order = store.run(&ctx, receiving_order(&[("TEA", 1)])).await.unwrap();
        store.run(&ctx, CancelReceivingOrder { number: order.number.clone(), version: None }).await.unwrap();
        for subject in ["", order.number.as_str()] {
            let (mut seen, mut after) = (Vec::new(), None);
            loop {
                let page = PageRequest { after, limit: Some(1), ..PageRequest::default() };
                let page = store.query(&ctx, ListAudit { page, ..about(subject) }).await.unwrap();
                seen.extend(page.data.into_iter().map(|entry| entry.command));
                after = page.next;
                if after.is_none() { break }
            }
            assert_eq!(seen[..2], ["receiving.cancel", "receiving.create"], "{subject}");
        }
    }

    async fn what_one_person_did_is_found_by_their_user_id(store: TestStore) {
        let (ctx, other) = (company(&store, "acme").await, company(&store, "other").await);
        let order = ordered(&store, &ctx, &[("TEA", 1)]).await.number;
        ordered(&store, &other, &[("TEA", 1)]).await;
        let by = |user: &str, subject: &str| ListAudit { user: user.to_owned(), ..about(subject) };
        let whole = store.query(&ctx, ListAudit::default()).await.unwrap().data;
        let login = whole[0].user.clone();
        assert!(!login.is_empty());
        let theirs: Vec<AuditView> = whole.into_iter().filter(|entry| entry.user == login).collect();
        assert_eq!(store.query(&ctx, by(&login.to_uppercase(), "")).await.unwrap().data, theirs);
        let about_order = store.query(&ctx, by(&login, order.as_str())).await.unwrap().data;
        assert_eq!(about_order.len(), 1);
        for (user, subject) in [("nobody", ""), ("nobody", order.as_str())] {
            assert!(store.query(&ctx, by(user, subject)).await.unwrap().data.is_empty(), "{subject}");
        }
    }

    async fn the_log_goes_along_its_index(store: TestStore) {
        let ctx = company(&store, "acme").await;
        for sql in FILL {
            store.sql(&ctx, sql).await.unwrap();
        }
        looked_at(&store).await;
        for (subject, index) in [("", "autoindex_audit_1"), ("AD-1", "by_subject"), ("AD-2", "by_subject")] {
            let page = PageRequest { after: Some(model::Cursor("fff".to_owned())), ..PageRequest::default() };
            let plans = assert_bounded(&store, &ctx, ListAudit { page, ..about(subject) }, 51).await;
            assert!(store.engine() == crate::Engine::Postgres || plans.contains(index), "{plans}");
        }
        for user in ["tanaka", "nobody"] {
            let page = PageRequest { after: Some(model::Cursor("fff".to_owned())), ..PageRequest::default() };
            let list = ListAudit { user: user.to_owned(), page, ..ListAudit::default() };
            let plans = assert_bounded(&store, &ctx, list, 51).await;
            assert!(store.engine() == crate::Engine::Postgres || plans.contains("by_user"), "{plans}");
        }
    }
}
