//! Stories of lots that lines name: of adjustments, transfers and the goods that they find.

use model::adjustment::{Adjust, AdjustmentLine};
use model::slip::LotRef;
use model::stock::ListStock;
use model::transfer::{Transfer, TransferLine};
use model::{AppError, ErrorCode, ReasonCode};

use crate::slip::fixture::{assert_right, company, item, lot, shelf, units, warehouse};
use crate::testing::TestStore;
use crate::{Ctx, both_engines};

fn adjust(code: &str, quantity: i64, lot: LotRef) -> Adjust {
    let line =
        AdjustmentLine { item: item(code), location: shelf("A-01"), quantity: units(quantity), lot, status: None };
    Adjust {
        warehouse: warehouse("W1"),
        reason: ReasonCode::parse("found").unwrap(),
        lines: vec![line],
        note: String::new(),
        release_allocations: false,
    }
}

fn transfer(quantity: i64, lot: LotRef) -> Transfer {
    let line = TransferLine {
        item: item("MILK"),
        from: shelf("A-01"),
        to: shelf("A-02"),
        quantity: units(quantity),
        lot,
        status: None,
        to_status: None,
    };
    Transfer { warehouse: warehouse("W1"), lines: vec![line], note: String::new() }
}

/// Code, fields and problem of each error.
fn told(refusal: &AppError) -> Vec<String> {
    let each = |error: &AppError| {
        format!("{} {} {}", error.code, error.field.as_deref().unwrap_or_default(), error.get("problem"))
    };
    if refusal.details.is_empty() { vec![each(refusal)] } else { refusal.details.iter().map(each).collect() }
}

async fn rows(store: &TestStore, ctx: &Ctx) -> Vec<String> {
    let rows = store.query(ctx, ListStock::default()).await.unwrap().data;
    let day = |lot: &LotRef| lot.best_before.map(|date| date.to_string()).unwrap_or_default();
    let number = |lot: &LotRef| lot.number.as_ref().map(ToString::to_string).unwrap_or_default();
    let each = rows
        .iter()
        .map(|row| format!("{} {} {} {} {}", row.item, row.location, number(&row.lot), day(&row.lot), row.on_hand));
    each.collect()
}

both_engines! {
    async fn what_is_found_has_a_lot_as_what_is_received(store: TestStore) {
        let (ctx, other) = (company(&store, "acme").await, company(&store, "other").await);
        let refused = async |command: Adjust| told(&store.refusal(&ctx, command).await);
        let none = refused(adjust("MILK", 5, LotRef::default())).await;
        assert_eq!(none, ["required lines.0.lot.number ", "required lines.0.lot.best_before "]);
        assert_eq!(refused(adjust("MILK", 5, lot("L1", None))).await, ["required lines.0.lot.best_before "]);
        assert_eq!(refused(adjust("TEA", 5, lot("L1", None))).await, ["invalid lines.0.lot.number no_lots"]);
        assert!(rows(&store, &ctx).await.is_empty());

        store.run(&ctx, adjust("MILK", 5, lot("L1", Some("2027-02-01")))).await.unwrap();
        store.run(&ctx, adjust("MILK", 2, lot("L1", None))).await.unwrap();
        store.run(&ctx, adjust("TEA", 1, LotRef::default())).await.unwrap();
        assert_eq!(rows(&store, &ctx).await, ["MILK A-01 L1 2027-02-01 7", "TEA A-01   1"]);
        let theirs = store.refusal(&other, adjust("MILK", 2, lot("L1", None))).await;
        assert_eq!(told(&theirs), ["required lines.0.lot.best_before "], "the other company has no such lot");
        assert!(rows(&store, &other).await.is_empty());
        assert_right(&store, &ctx).await;
    }

    async fn a_lot_is_taken_and_moved_by_its_number_alone(store: TestStore) {
        let ctx = company(&store, "acme").await;
        store.run(&ctx, adjust("MILK", 9, lot("L1", Some("2027-02-01")))).await.unwrap();
        store.run(&ctx, adjust("MILK", -2, lot("L1", None))).await.unwrap();
        store.run(&ctx, transfer(3, lot("L1", None))).await.unwrap();
        assert_eq!(rows(&store, &ctx).await, ["MILK A-01 L1 2027-02-01 4", "MILK A-02 L1 2027-02-01 3"]);
        for refusal in [
            store.refusal(&ctx, adjust("MILK", -1, lot("L9", None))).await,
            store.refusal(&ctx, transfer(1, lot("L9", None))).await,
        ] {
            assert_eq!((refusal.code, refusal.field.as_deref()), (ErrorCode::Unknown, Some("lines.0.lot")));
        }
        store.run(&ctx, adjust("MILK", 1, lot("L1", Some("2027-03-01")))).await.unwrap();
        let ambiguous = ["invalid lines.0.lot ambiguous_lot"];
        for quantity in [1, -1] {
            assert_eq!(told(&store.refusal(&ctx, adjust("MILK", quantity, lot("L1", None))).await), ambiguous);
        }
        assert_eq!(told(&store.refusal(&ctx, transfer(1, lot("L1", None))).await), ambiguous);
        store.run(&ctx, transfer(1, lot("L1", Some("2027-03-01")))).await.unwrap();
        assert_right(&store, &ctx).await;
    }

    async fn goods_from_before_an_item_had_lots_can_still_be_taken(store: TestStore) {
        let ctx = company(&store, "acme").await;
        store.run(&ctx, adjust("TEA", 5, LotRef::default())).await.unwrap();
        store.sql(&ctx, "update item set lot_managed = 1 where tenant_id = $1 and code = 'TEA'").await.unwrap();
        store.run(&ctx, adjust("TEA", -2, LotRef::default())).await.unwrap();
        assert_eq!(rows(&store, &ctx).await, ["TEA A-01   3"]);
        let more = store.refusal(&ctx, adjust("TEA", 2, LotRef::default())).await;
        assert_eq!(told(&more), ["required lines.0.lot.number "]);
    }
}
