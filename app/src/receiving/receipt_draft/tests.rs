//! Which line of a receipt a scan counts into.

use model::Date;

use super::*;

fn lot(number: &str, best_before: &str) -> LotRef {
    LotRef { number: number.parse().ok(), best_before: Date::parse(best_before).ok(), use_by: None }
}

fn goods(lot: LotRef) -> Goods {
    Goods {
        item: "MILK".parse().unwrap(),
        name: "牛乳".to_owned(),
        name2: String::new(),
        unit: "本".to_owned(),
        lot_managed: true,
        expiry: ExpiryKind::BestBefore,
        lot,
        status: "good".to_owned(),
        order_line: Some(1),
        remaining: Some(Quantity::from_units(10).unwrap()),
    }
}

fn scan(lot: LotRef) -> BarcodeMatch {
    BarcodeMatch {
        item: "MILK".parse().unwrap(),
        name: "牛乳".to_owned(),
        name2: String::new(),
        unit: "本".to_owned(),
        quantity: Quantity::from_units(1).unwrap(),
        lot,
    }
}

/// Number, date and quantity of each line.
fn lines(draft: ReceiptDraft) -> Vec<(String, String, String)> {
    let text = |signal: RwSignal<String>| signal.get_untracked();
    let lines = draft.lines.get_untracked();
    lines.into_iter().map(|line| (text(line.lot), text(line.expires_on), text(line.quantity))).collect()
}

fn row(number: &str, date: &str, quantity: &str) -> (String, String, String) {
    (number.to_owned(), date.to_owned(), quantity.to_owned())
}

#[test]
fn goods_of_one_number_with_two_dates_are_two_lots() {
    Owner::new().with(|| {
        let draft = ReceiptDraft::default();
        draft.push(goods(LotRef::default()), "");
        for date in ["2027-01-31", "2027-02-28", "2027-01-31"] {
            draft.count(&scan(lot("L-1", date))).unwrap();
        }
        assert_eq!(lines(draft), [row("L-1", "2027-01-31", "2"), row("L-1", "2027-02-28", "1")]);
    });
}

#[test]
fn a_date_alone_tells_lots_apart_and_a_plain_barcode_counts_into_the_first() {
    Owner::new().with(|| {
        let draft = ReceiptDraft::default();
        draft.push(goods(LotRef::default()), "");
        for said in [lot("", "2027-01-31"), lot("", "2027-02-28"), LotRef::default()] {
            draft.count(&scan(said)).unwrap();
        }
        assert_eq!(lines(draft), [row("", "2027-01-31", "2"), row("", "2027-02-28", "1")]);
    });
}

#[test]
fn the_planned_lot_is_filled_in_and_another_one_is_a_line_of_its_own() {
    Owner::new().with(|| {
        let draft = ReceiptDraft::default();
        let line = draft.push(goods(lot("L-1", "2027-01-31")), "A-01");
        line.status.set("hold".to_owned());
        draft.count(&scan(lot("L-1", "2027-01-31"))).unwrap();
        let other = draft.count(&scan(lot("L-1", "2027-03-31"))).unwrap();
        assert_eq!(lines(draft), [row("L-1", "2027-01-31", "1"), row("L-1", "2027-03-31", "1")]);
        assert_eq!(other.status.get_untracked(), "hold");
        assert_eq!(other.goods.get_value().order_line, Some(1));
    });
}
