//! What the postings prove among themselves and against the balances.
//!
//! One pass through them in the order in which they were written: an index in another order fetches each row from
//! elsewhere, which takes minutes where there are millions. What is kept meanwhile is a sum for each balance.

use std::collections::{BTreeMap, HashMap, HashSet};

use futures::TryStreamExt;
use model::{ItemId, LocationId, LotId, StatusId, TransactionId};
use sqlx::Row;

use super::{Difference, Figure};
use crate::ledger::BalanceKey;
use crate::{Result, Tx};

/// A posting as it was read.
#[derive(Clone, Copy, Debug)]
struct Posting {
    transaction: TransactionId,
    line: i64,
    key: BalanceKey,
    milli: i64,
    /// At a physical location.
    running: Option<Running>,
}

/// Where a posting stands among those of its balance.
#[derive(Clone, Copy, Debug)]
struct Running {
    /// From 1, without a gap.
    seq: i64,
    on_hand_milli: i64,
}

/// What the postings of a balance come to.
#[derive(Debug, Default)]
struct Sum {
    on_hand_milli: i64,
    last_seq: i64,
    /// Postings whose predecessors were not seen yet: commands that ran beside each other. Nearly always there are none.
    early: BTreeMap<i64, (i64, Running)>,
}

/// What is wrong, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Finding {
    what: &'static str,
    subject: Subject,
    expected: Figure,
    actual: Figure,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Subject {
    Item(TransactionId, ItemId),
    Line(TransactionId, i64),
    Number(BalanceKey, i64),
    Balance(BalanceKey),
}

const ZERO_SUM: &str = "the postings of a transaction sum to zero an item";
const PHYSICAL: &str = "exactly the postings at physical locations have a balance";
const RUNNING: &str = "the running balance of a posting is the sum up to it, without a gap in its numbers";
const ON_HAND: &str = "on hand is the sum of its postings";
const COUNTED: &str = "a balance counts its postings";

/// The pass.
#[derive(Debug, Default)]
pub(super) struct Pass {
    physical: HashSet<LocationId>,
    sums: HashMap<BalanceKey, Sum>,
    /// The transaction that is being read, and what it moves of each item.
    open: Option<TransactionId>,
    moved_milli: BTreeMap<ItemId, i64>,
    transactions: i64,
    postings: i64,
    balances: i64,
    findings: Vec<Finding>,
}

impl Pass {
    pub(super) async fn new(tx: &mut Tx<'_>) -> Result<Self> {
        let tenant = tx.tenant();
        let ids: Vec<i64> = sqlx::query_scalar("select id from location where tenant_id = $1 and kind = 'physical'")
            .bind(tenant)
            .fetch_all(tx.conn())
            .await?;
        Ok(Self { physical: ids.into_iter().map(LocationId::new).collect(), ..Self::default() })
    }

    /// Reads all postings.
    pub(super) async fn postings(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        let tenant = tx.tenant();
        let query = sqlx::query(
            "select item_id, location_id, lot_id, status_id, transaction_id, line, quantity, key_seq, on_hand_after
             from posting
             where tenant_id = $1
             order by transaction_id, line",
        );
        let mut rows = query.bind(tenant).fetch(tx.conn());
        while let Some(row) = rows.try_next().await? {
            let running = match (row.try_get(7)?, row.try_get(8)?) {
                (Some(seq), Some(on_hand_milli)) => Some(Running { seq, on_hand_milli }),
                _ => None,
            };
            self.take(Posting {
                transaction: TransactionId::new(row.try_get(4)?),
                line: row.try_get(5)?,
                key: key(&row)?,
                milli: row.try_get(6)?,
                running,
            });
        }
        self.close_transaction();
        self.take_early();
        Ok(())
    }

    /// Then reads all balances and compares.
    pub(super) async fn balances(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        let tenant = tx.tenant();
        let query = sqlx::query(
            "select item_id, location_id, lot_id, status_id, on_hand, last_seq
             from stock_balance
             where tenant_id = $1
             order by item_id, location_id, lot_id, status_id",
        );
        let mut rows = query.bind(tenant).fetch(tx.conn());
        while let Some(row) = rows.try_next().await? {
            self.balance(key(&row)?, row.try_get(4)?, row.try_get(5)?);
        }
        self.without_balance();
        Ok(())
    }

    pub(super) const fn transaction_count(&self) -> i64 {
        self.transactions
    }

    pub(super) const fn posting_count(&self) -> i64 {
        self.postings
    }

    pub(super) const fn balance_count(&self) -> i64 {
        self.balances
    }

    /// What was found, with the codes of what it is about.
    pub(super) async fn differences(self, tx: &mut Tx<'_>) -> Result<Vec<Difference>> {
        let mut names = Names::default();
        let mut differences = Vec::with_capacity(self.findings.len());
        for Finding { what, subject, expected, actual } in self.findings {
            let subject = names.of(tx, subject).await?;
            differences.push(Difference { what, subject, expected, actual });
        }
        Ok(differences)
    }

    fn take(&mut self, posting: Posting) {
        self.postings += 1;
        if self.open != Some(posting.transaction) {
            self.close_transaction();
            self.open = Some(posting.transaction);
            self.transactions += 1;
        }
        let moved = self.moved_milli.entry(posting.key.item).or_default();
        *moved = moved.saturating_add(posting.milli);
        let (expected, actual) = (self.physical.contains(&posting.key.location), posting.running.is_some());
        if expected != actual {
            let subject = Subject::Line(posting.transaction, posting.line);
            let (expected, actual) = (Figure::Rows(expected.into()), Figure::Rows(actual.into()));
            self.findings.push(Finding { what: PHYSICAL, subject, expected, actual });
        }
        let Some(running) = posting.running else { return };
        let sum = self.sums.entry(posting.key).or_default();
        if running.seq != sum.last_seq + 1 {
            sum.early.insert(running.seq, (posting.milli, running));
            return;
        }
        self.findings.extend(sum.add(posting.key, posting.milli, running));
        while let Some((milli, next)) = sum.early.remove(&(sum.last_seq + 1)) {
            self.findings.extend(sum.add(posting.key, milli, next));
        }
    }

    fn close_transaction(&mut self) {
        let Some(transaction) = self.open.take() else { return };
        for (item, moved_milli) in std::mem::take(&mut self.moved_milli) {
            if moved_milli != 0 {
                let subject = Subject::Item(transaction, item);
                let (expected, actual) = (Figure::Milli(0), Figure::Milli(moved_milli));
                self.findings.push(Finding { what: ZERO_SUM, subject, expected, actual });
            }
        }
    }

    /// What still waits for a predecessor stands behind a gap.
    fn take_early(&mut self) {
        for (key, sum) in &mut self.sums {
            for (milli, running) in std::mem::take(&mut sum.early).into_values() {
                self.findings.extend(sum.add(*key, milli, running));
            }
        }
    }

    fn balance(&mut self, key: BalanceKey, on_hand_milli: i64, last_seq: i64) {
        self.balances += 1;
        let sum = self.sums.remove(&key).unwrap_or_default();
        self.compare(key, &sum, on_hand_milli, last_seq);
    }

    /// Postings whose balance is missing.
    fn without_balance(&mut self) {
        for (key, sum) in std::mem::take(&mut self.sums).into_iter().collect::<BTreeMap<_, _>>() {
            self.compare(key, &sum, 0, 0);
        }
    }

    fn compare(&mut self, key: BalanceKey, sum: &Sum, on_hand_milli: i64, last_seq: i64) {
        let subject = Subject::Balance(key);
        for (what, expected, actual) in [
            (ON_HAND, Figure::Milli(sum.on_hand_milli), Figure::Milli(on_hand_milli)),
            (COUNTED, Figure::Rows(sum.last_seq), Figure::Rows(last_seq)),
        ] {
            if expected != actual {
                self.findings.push(Finding { what, subject, expected, actual });
            }
        }
    }
}

impl Sum {
    /// Adds a posting, and says so where it does not follow on the ones before.
    fn add(&mut self, key: BalanceKey, milli: i64, running: Running) -> Option<Finding> {
        let follows = running.seq == self.last_seq + 1;
        self.on_hand_milli = self.on_hand_milli.saturating_add(milli);
        self.last_seq = running.seq;
        let subject = Subject::Number(key, running.seq);
        let (expected, actual) = (Figure::Milli(self.on_hand_milli), Figure::Milli(running.on_hand_milli));
        (!follows || expected != actual).then_some(Finding { what: RUNNING, subject, expected, actual })
    }
}

/// The key in the first four columns.
fn key(row: &sqlx::any::AnyRow) -> Result<BalanceKey> {
    Ok(BalanceKey {
        item: ItemId::new(row.try_get(0)?),
        location: LocationId::new(row.try_get(1)?),
        lot: LotId::new(row.try_get(2)?),
        status: StatusId::new(row.try_get(3)?),
    })
}

/// Codes and numbers, by the statement that asks for them; each is looked up once.
#[derive(Default)]
struct Names(HashMap<(&'static str, i64), String>);

const ITEM: &str = "select code from item where tenant_id = $1 and id = $2";
const LOCATION: &str = "select coalesce(w.code || ' ', '') || l.code
     from location l
     left join warehouse w on w.tenant_id = $1 and w.id = l.warehouse_id
     where l.tenant_id = $1 and l.id = $2";
const LOT: &str =
    "select coalesce(nullif(trim(number || ' ' || date), ''), 'none') from lot where tenant_id = $1 and id = $2";
const STATUS: &str = "select code from stock_status where tenant_id = $1 and id = $2";

impl Names {
    async fn of(&mut self, tx: &mut Tx<'_>, subject: Subject) -> Result<String> {
        Ok(match subject {
            Subject::Item(transaction, item) => {
                format!("transaction {} item {}", transaction.get(), self.code(tx, ITEM, item.get()).await?)
            }
            Subject::Line(transaction, line) => format!("transaction {} line {line}", transaction.get()),
            Subject::Number(key, seq) => format!("{} number {seq}", self.balance(tx, key).await?),
            Subject::Balance(key) => self.balance(tx, key).await?,
        })
    }

    async fn balance(&mut self, tx: &mut Tx<'_>, key: BalanceKey) -> Result<String> {
        let item = self.code(tx, ITEM, key.item.get()).await?;
        let location = self.code(tx, LOCATION, key.location.get()).await?;
        let lot = self.code(tx, LOT, key.lot.get()).await?;
        let status = self.code(tx, STATUS, key.status.get()).await?;
        Ok(format!("{item} {location} lot {lot} {status}"))
    }

    async fn code(&mut self, tx: &mut Tx<'_>, sql: &'static str, id: i64) -> Result<String> {
        if let Some(code) = self.0.get(&(sql, id)) {
            return Ok(code.clone());
        }
        let tenant = tx.tenant();
        let code: String = sqlx::query_scalar(sql).bind(tenant).bind(id).fetch_one(tx.conn()).await?;
        self.0.insert((sql, id), code.clone());
        Ok(code)
    }
}

#[cfg(test)]
mod tests {
    use super::Figure::{Milli, Rows};
    use super::*;

    const SHELF: i64 = 1;
    const OUTSIDE: i64 = 2;

    fn pass() -> Pass {
        Pass { physical: HashSet::from([LocationId::new(SHELF)]), ..Pass::default() }
    }

    fn key_at(location: i64) -> BalanceKey {
        BalanceKey {
            item: ItemId::new(7),
            location: LocationId::new(location),
            lot: LotId::new(0),
            status: StatusId::new(1),
        }
    }

    fn posting(transaction: i64, line: i64, location: i64, milli: i64, running: Option<(i64, i64)>) -> Posting {
        Posting {
            transaction: TransactionId::new(transaction),
            line,
            key: key_at(location),
            milli,
            running: running.map(|(seq, on_hand_milli)| Running { seq, on_hand_milli }),
        }
    }

    /// A receipt of five, and the balance number and total that it says.
    fn receipt(transaction: i64, seq: i64, total: i64) -> [Posting; 2] {
        [posting(transaction, 1, SHELF, 5, Some((seq, total))), posting(transaction, 2, OUTSIDE, -5, None)]
    }

    fn findings(
        postings: impl IntoIterator<Item = Posting>,
        balance: Option<(i64, i64)>,
    ) -> Vec<(&'static str, Figure, Figure)> {
        let mut pass = pass();
        postings.into_iter().for_each(|posting| pass.take(posting));
        pass.close_transaction();
        pass.take_early();
        if let Some((on_hand, last_seq)) = balance {
            pass.balance(key_at(SHELF), on_hand, last_seq);
        }
        pass.without_balance();
        pass.findings.iter().map(|finding| (finding.what, finding.expected, finding.actual)).collect()
    }

    #[test]
    fn what_is_right_is_not_named() {
        assert_eq!(findings([receipt(1, 1, 5), receipt(2, 2, 10)].concat(), Some((10, 2))), []);
    }

    #[test]
    fn commands_beside_each_other_may_be_read_in_another_order() {
        let read = [receipt(1, 3, 15), receipt(2, 1, 5), receipt(3, 4, 20), receipt(4, 2, 10)];
        assert_eq!(findings(read.concat(), Some((20, 4))), []);
    }

    #[test]
    fn a_transaction_that_makes_goods_out_of_nothing_is_named() {
        let lonely = [posting(1, 1, SHELF, 5, Some((1, 5)))];
        assert_eq!(findings(lonely, Some((5, 1))), [(ZERO_SUM, Milli(0), Milli(5))]);
    }

    #[test]
    fn a_wrong_running_balance_is_named() {
        assert_eq!(
            findings([receipt(1, 1, 5), receipt(2, 2, 11)].concat(), Some((10, 2))),
            [(RUNNING, Milli(10), Milli(11))]
        );
    }

    #[test]
    fn a_gap_is_named_at_the_number_behind_it() {
        assert_eq!(
            findings([receipt(1, 1, 5), receipt(2, 3, 10)].concat(), Some((10, 3))),
            [(RUNNING, Milli(10), Milli(10))]
        );
    }

    #[test]
    fn postings_have_a_balance_exactly_on_shelves() {
        let outside = [posting(1, 1, OUTSIDE, 5, Some((1, 5))), posting(1, 2, OUTSIDE, -5, None)];
        assert_eq!(
            findings(outside, None),
            [(PHYSICAL, Rows(0), Rows(1)), (ON_HAND, Milli(5), Milli(0)), (COUNTED, Rows(1), Rows(0))]
        );
        let shelf = [posting(1, 1, SHELF, 5, None), posting(1, 2, OUTSIDE, -5, None)];
        assert_eq!(findings(shelf, None), [(PHYSICAL, Rows(1), Rows(0))]);
    }

    #[test]
    fn a_balance_is_held_against_its_postings() {
        assert_eq!(
            findings(receipt(1, 1, 5), Some((6, 2))),
            [(ON_HAND, Milli(5), Milli(6)), (COUNTED, Rows(1), Rows(2))]
        );
        assert_eq!(findings(receipt(1, 1, 5), None), [(ON_HAND, Milli(5), Milli(0)), (COUNTED, Rows(1), Rows(0))]);
        assert_eq!(findings([], Some((3, 0))), [(ON_HAND, Milli(0), Milli(3))]);
    }
}
