//! Proves from the rows that the ledger is right, and names every difference.

use std::fmt;

use model::Quantity;
use sqlx::Row;

use crate::{Result, Tx};

/// Something that is not what it must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Which promise is broken.
    pub what: &'static str,
    /// Where: item, location, lot and status, a slip or a transaction.
    pub subject: String,
    /// What it must be, in thousandths, or a number of rows.
    pub expected: i64,
    /// What it is.
    pub actual: i64,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let show =
            |milli| Quantity::from_milli(milli).map_or_else(|_| milli.to_string(), |quantity| quantity.to_string());
        write!(f, "{}: {}: expected {}, is {}", self.what, self.subject, show(self.expected), show(self.actual))
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
                (select count(*) from posting where tenant_id = $1) as postings,
                (select count(*) from stock_balance where tenant_id = $1) as balances,
                (select count(*) from allocation where tenant_id = $1) as allocations",
    )
    .bind(tenant)
    .fetch_one(tx.conn())
    .await?;
    let mut verification = Verification {
        transactions: counts.try_get("transactions")?,
        postings: counts.try_get("postings")?,
        balances: counts.try_get("balances")?,
        allocations: counts.try_get("allocations")?,
        differences: Vec::new(),
    };
    for (what, sql) in CHECKS {
        for row in sqlx::query(*sql).bind(tenant).fetch_all(tx.conn()).await? {
            verification.differences.push(Difference {
                what,
                subject: row.try_get("subject")?,
                expected: row.try_get("expected")?,
                actual: row.try_get("actual")?,
            });
        }
    }
    Ok(verification)
}

/// What must hold, and the statement that finds where it does not.
const CHECKS: &[(&str, &str)] = &[
    (
        "the postings of a transaction sum to zero an item",
        "select 'transaction ' || cast(p.transaction_id as text) || ' item ' || i.code as subject,
                cast(0 as bigint) as expected, p.total as actual
         from (select transaction_id, item_id, cast(sum(quantity) as bigint) as total
               from posting
               where tenant_id = $1
               group by transaction_id, item_id
               having sum(quantity) <> 0) as p
         join item i on i.tenant_id = $1 and i.id = p.item_id",
    ),
    (
        "a transaction has postings",
        "select t.slip_number as subject, cast(1 as bigint) as expected, cast(0 as bigint) as actual
         from ledger_transaction t
         where t.tenant_id = $1
           and not exists (select 1 from posting p where p.tenant_id = $1 and p.transaction_id = t.id)",
    ),
    (
        "on hand is the sum of its postings",
        "select i.code || ' ' || l.code || ' lot ' || cast(k.lot_id as text) || ' status ' || cast(k.status_id as text)
                  as subject,
                k.posted as expected, k.on_hand as actual
         from (select item_id, location_id, lot_id, status_id, cast(sum(posted) as bigint) as posted,
                      cast(sum(on_hand) as bigint) as on_hand
               from (select item_id, location_id, lot_id, status_id, quantity as posted, 0 as on_hand
                     from posting where tenant_id = $1 and key_seq is not null
                     union all
                     select item_id, location_id, lot_id, status_id, 0, on_hand
                     from stock_balance where tenant_id = $1) as both_sides
               group by item_id, location_id, lot_id, status_id) as k
         join item i on i.tenant_id = $1 and i.id = k.item_id
         join location l on l.tenant_id = $1 and l.id = k.location_id
         where k.posted <> k.on_hand",
    ),
    (
        "the running balance of a posting is the sum up to it, without a gap in its numbers",
        "select i.code || ' ' || l.code || ' number ' || cast(r.key_seq as text) as subject,
                r.running as expected, r.on_hand_after as actual
         from (select item_id, location_id, key_seq, on_hand_after,
                      cast(sum(quantity) over of_key as bigint) as running,
                      row_number() over of_key as place
               from posting
               where tenant_id = $1 and key_seq is not null
               window of_key as (partition by item_id, location_id, lot_id, status_id order by key_seq)) as r
         join item i on i.tenant_id = $1 and i.id = r.item_id
         join location l on l.tenant_id = $1 and l.id = r.location_id
         where r.running <> r.on_hand_after or r.place <> r.key_seq",
    ),
    (
        "a balance counts its postings",
        "select i.code || ' ' || l.code as subject, coalesce(p.last_seq, 0) as expected, b.last_seq as actual
         from stock_balance b
         join item i on i.tenant_id = $1 and i.id = b.item_id
         join location l on l.tenant_id = $1 and l.id = b.location_id
         left join (select item_id, location_id, lot_id, status_id, max(key_seq) as last_seq
                    from posting where tenant_id = $1 group by item_id, location_id, lot_id, status_id) as p
           on p.item_id = b.item_id and p.location_id = b.location_id and p.lot_id = b.lot_id
          and p.status_id = b.status_id
         where b.tenant_id = $1 and b.last_seq <> coalesce(p.last_seq, 0)",
    ),
    (
        "exactly the postings at physical locations have a balance",
        "select 'transaction ' || cast(p.transaction_id as text) || ' line ' || cast(p.line as text) as subject,
                cast(case when l.kind = 'physical' then 1 else 0 end as bigint) as expected,
                cast(case when p.key_seq is null then 0 else 1 end as bigint) as actual
         from posting p
         join location l on l.tenant_id = p.tenant_id and l.id = p.location_id
         where p.tenant_id = $1 and (l.kind = 'physical') <> (p.key_seq is not null)",
    ),
    (
        "allocated is the sum of the open allocations",
        "select i.code || ' ' || l.code || ' lot ' || cast(b.lot_id as text) || ' status ' || cast(b.status_id as text)
                  as subject,
                coalesce(a.quantity, 0) as expected, b.allocated as actual
         from stock_balance b
         join item i on i.tenant_id = $1 and i.id = b.item_id
         join location l on l.tenant_id = $1 and l.id = b.location_id
         left join (select item_id, location_id, lot_id, status_id, cast(sum(quantity) as bigint) as quantity
                    from allocation where tenant_id = $1 group by item_id, location_id, lot_id, status_id) as a
           on a.item_id = b.item_id and a.location_id = b.location_id and a.lot_id = b.lot_id
          and a.status_id = b.status_id
         where b.tenant_id = $1 and b.allocated <> coalesce(a.quantity, 0)",
    ),
    (
        "no more is allocated than is on hand",
        "select i.code || ' ' || l.code as subject, b.on_hand as expected, b.allocated as actual
         from stock_balance b
         join item i on i.tenant_id = $1 and i.id = b.item_id
         join location l on l.tenant_id = $1 and l.id = b.location_id
         where b.tenant_id = $1 and b.allocated > 0 and b.allocated > b.on_hand",
    ),
    (
        "a line of an order holds what its allocations hold",
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
        "select o.number as subject,
                cast(coalesce(sum(s.ordered + s.allocated + s.checked + s.shipped), 0) as bigint) as expected,
                o.ordered + o.allocated + o.checked + o.shipped as actual
         from shipping_order o
         left join shipping_line s on s.tenant_id = $1 and s.order_id = o.id
         where o.tenant_id = $1
         group by o.number, o.ordered, o.allocated, o.checked, o.shipped
         having coalesce(sum(s.ordered), 0) <> o.ordered or coalesce(sum(s.allocated), 0) <> o.allocated
             or coalesce(sum(s.checked), 0) <> o.checked or coalesce(sum(s.shipped), 0) <> o.shipped",
    ),
    (
        "a receiving order is the sum of its lines",
        "select o.number as subject, cast(coalesce(sum(s.planned + s.received), 0) as bigint) as expected,
                o.planned + o.received as actual
         from receiving_order o
         left join receiving_line s on s.tenant_id = $1 and s.order_id = o.id
         where o.tenant_id = $1
         group by o.number, o.planned, o.received
         having coalesce(sum(s.planned), 0) <> o.planned or coalesce(sum(s.received), 0) <> o.received",
    ),
];
