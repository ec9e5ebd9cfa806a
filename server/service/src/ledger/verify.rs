//! Proves from the rows that the ledger is right, and names every difference.

use std::fmt;

use model::Quantity;
use sqlx::Row;

use crate::{Result, Tx};

mod pass;

use pass::Pass;

/// Something that is not what it must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Which promise is broken.
    pub what: &'static str,
    /// Where: item, warehouse, location, lot and status, a slip or a transaction.
    pub subject: String,
    /// What it must be.
    pub expected: Figure,
    /// What it is.
    pub actual: Figure,
}

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// A quantity in thousandths; of wrong rows it may be beyond what a quantity can be.
    Milli(i64),
    /// A number of rows.
    Rows(i64),
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: expected {}, is {}", self.what, self.subject, self.expected, self.actual)
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Milli(milli) => match Quantity::from_milli(milli) {
                Ok(quantity) => write!(f, "{quantity}"),
                Err(_) => write!(f, "{milli} thousandths"),
            },
            Self::Rows(rows) => write!(f, "{rows}"),
        }
    }
}

/// What was looked at and what is wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verification {
    /// Transactions of the ledger.
    pub transactions: i64,
    /// Postings.
    pub postings: i64,
    /// Balances.
    pub balances: i64,
    /// Open allocations.
    pub allocations: i64,
    /// Every difference; none when all is right.
    pub differences: Vec<Difference>,
}

impl Verification {
    /// Whether all is right.
    #[must_use]
    pub fn is_right(&self) -> bool {
        self.differences.is_empty()
    }
}

/// Verifies the tenant of `tx`. All checks see the same moment.
///
/// # Errors
/// Only of the database.
pub async fn verify(tx: &mut Tx<'_>) -> Result<Verification> {
    let tenant = tx.tenant();
    let counts = sqlx::query(
        "select (select count(*) from ledger_transaction where tenant_id = $1) as transactions,
                (select count(*) from allocation where tenant_id = $1) as allocations",
    )
    .bind(tenant)
    .fetch_one(tx.conn())
    .await?;
    let mut pass = Pass::new(tx).await?;
    pass.postings(tx).await?;
    pass.balances(tx).await?;
    let mut verification = Verification {
        transactions: counts.try_get("transactions")?,
        allocations: counts.try_get("allocations")?,
        postings: pass.posting_count(),
        balances: pass.balance_count(),
        differences: Vec::new(),
    };
    // Each posting has a transaction: where there are as many as were seen, none is without.
    let without_postings = (pass.transaction_count() != verification.transactions).then_some(&WITHOUT_POSTINGS);
    verification.differences = pass.differences(tx).await?;
    for (what, figure, sql) in without_postings.into_iter().chain(CHECKS) {
        for row in sqlx::query(*sql).bind(tenant).fetch_all(tx.conn()).await? {
            verification.differences.push(Difference {
                what,
                subject: row.try_get("subject")?,
                expected: figure(row.try_get("expected")?),
                actual: figure(row.try_get("actual")?),
            });
        }
    }
    Ok(verification)
}

/// What must hold, what is compared, and the statement that finds where it does not.
type Check = (&'static str, fn(i64) -> Figure, &'static str);

const WITHOUT_POSTINGS: Check = (
    "a transaction has postings",
    Figure::Rows,
    "select t.slip_number as subject, cast(1 as bigint) as expected, cast(0 as bigint) as actual
     from ledger_transaction t
     where t.tenant_id = $1
       and not exists (select 1 from posting p where p.tenant_id = $1 and p.transaction_id = t.id)",
);

const CHECKS: &[Check] = &[
    (
        "allocated is the sum of the open allocations",
        Figure::Milli,
        "select i.code || ' ' || w.code || ' ' || l.code || ' lot '
                  || coalesce(nullif(trim(t.number || ' ' || t.date), ''), 'none') || ' ' || s.code as subject,
                coalesce(a.quantity, 0) as expected, b.allocated as actual
         from stock_balance b
         join item i on i.tenant_id = $1 and i.id = b.item_id
         join location l on l.tenant_id = $1 and l.id = b.location_id
         join warehouse w on w.tenant_id = $1 and w.id = l.warehouse_id
         join lot t on t.tenant_id = $1 and t.id = b.lot_id
         join stock_status s on s.tenant_id = $1 and s.id = b.status_id
         left join (select item_id, location_id, lot_id, status_id, cast(sum(quantity) as bigint) as quantity
                    from allocation where tenant_id = $1 group by item_id, location_id, lot_id, status_id) as a
           on a.item_id = b.item_id and a.location_id = b.location_id and a.lot_id = b.lot_id
          and a.status_id = b.status_id
         where b.tenant_id = $1 and b.allocated <> coalesce(a.quantity, 0)",
    ),
    (
        "no more is allocated than is on hand",
        Figure::Milli,
        "select i.code || ' ' || w.code || ' ' || l.code as subject, b.on_hand as expected, b.allocated as actual
         from stock_balance b
         join item i on i.tenant_id = $1 and i.id = b.item_id
         join location l on l.tenant_id = $1 and l.id = b.location_id
         join warehouse w on w.tenant_id = $1 and w.id = l.warehouse_id
         where b.tenant_id = $1 and b.allocated > 0 and b.allocated > b.on_hand",
    ),
    (
        "a line of an order holds what its allocations hold",
        Figure::Milli,
        "select o.number || ' line ' || cast(s.line as text) as subject, coalesce(a.quantity, 0) as expected,
                s.allocated as actual
         from shipping_line s
         join shipping_order o on o.tenant_id = $1 and o.id = s.order_id
         left join (select shipping_line_id, cast(sum(quantity) as bigint) as quantity
                    from allocation where tenant_id = $1 group by shipping_line_id) as a on a.shipping_line_id = s.id
         where s.tenant_id = $1 and s.allocated <> coalesce(a.quantity, 0)",
    ),
    (
        "a line of an order has checked what its allocations have",
        Figure::Milli,
        "select o.number || ' line ' || cast(s.line as text) as subject, coalesce(a.checked, 0) as expected,
                s.checked as actual
         from shipping_line s
         join shipping_order o on o.tenant_id = $1 and o.id = s.order_id
         left join (select shipping_line_id, cast(sum(checked) as bigint) as checked
                    from allocation where tenant_id = $1 group by shipping_line_id) as a on a.shipping_line_id = s.id
         where s.tenant_id = $1 and s.checked <> coalesce(a.checked, 0)",
    ),
    (
        "a line of an order has shipped what its shipments say",
        Figure::Milli,
        "select o.number || ' line ' || cast(s.line as text) as subject, coalesce(h.quantity, 0) as expected,
                s.shipped as actual
         from shipping_line s
         join shipping_order o on o.tenant_id = $1 and o.id = s.order_id
         left join (select d.shipping_line_id, cast(sum(d.quantity) as bigint) as quantity
                    from shipment_line d
                    join shipment m on m.tenant_id = $1 and m.id = d.shipment_id and m.reversed_by is null
                    where d.tenant_id = $1
                    group by d.shipping_line_id) as h on h.shipping_line_id = s.id
         where s.tenant_id = $1 and s.shipped <> coalesce(h.quantity, 0)",
    ),
    (
        "a line of a receiving order has received what its receipts say",
        Figure::Milli,
        "select o.number || ' line ' || cast(s.line as text) as subject, coalesce(h.quantity, 0) as expected,
                s.received as actual
         from receiving_line s
         join receiving_order o on o.tenant_id = $1 and o.id = s.order_id
         left join (select d.receiving_line_id, cast(sum(d.quantity) as bigint) as quantity
                    from receipt_line d
                    join receipt m on m.tenant_id = $1 and m.id = d.receipt_id and m.reversed_by is null
                    where d.tenant_id = $1
                    group by d.receiving_line_id) as h on h.receiving_line_id = s.id
         where s.tenant_id = $1 and s.received <> coalesce(h.quantity, 0)",
    ),
    (
        "a shipping order is the sum of its lines",
        Figure::Milli,
        "with sums as (
             select o.number, o.ordered, o.allocated, o.checked, o.shipped,
                    cast(coalesce(sum(s.ordered), 0) as bigint) as lines_ordered,
                    cast(coalesce(sum(s.allocated), 0) as bigint) as lines_allocated,
                    cast(coalesce(sum(s.checked), 0) as bigint) as lines_checked,
                    cast(coalesce(sum(s.shipped), 0) as bigint) as lines_shipped
             from shipping_order o
             left join shipping_line s on s.tenant_id = $1 and s.order_id = o.id
             where o.tenant_id = $1
             group by o.number, o.ordered, o.allocated, o.checked, o.shipped)
         select number || ' ordered' as subject, lines_ordered as expected, ordered as actual
         from sums where lines_ordered <> ordered
         union all
         select number || ' allocated', lines_allocated, allocated from sums where lines_allocated <> allocated
         union all
         select number || ' checked', lines_checked, checked from sums where lines_checked <> checked
         union all
         select number || ' shipped', lines_shipped, shipped from sums where lines_shipped <> shipped",
    ),
    (
        "a receiving order is the sum of its lines",
        Figure::Milli,
        "with sums as (
             select o.number, o.planned, o.received,
                    cast(coalesce(sum(s.planned), 0) as bigint) as lines_planned,
                    cast(coalesce(sum(s.received), 0) as bigint) as lines_received
             from receiving_order o
             left join receiving_line s on s.tenant_id = $1 and s.order_id = o.id
             where o.tenant_id = $1
             group by o.number, o.planned, o.received)
         select number || ' planned' as subject, lines_planned as expected, planned as actual
         from sums where lines_planned <> planned
         union all
         select number || ' received', lines_received, received from sums where lines_received <> received",
    ),
];
