//! The text under which a slip is searched, and its place in the index of grams.

use model::SlipNumber;
use model::slip::SlipKind;
use sqlx::Row;

use crate::search::index::{self, Entry};
use crate::sql::Sql;
use crate::{Result, Tx};

/// The key under which a slip is searched: its numbers and its partner.
pub(crate) fn search_key<const N: usize>(parts: [&str; N]) -> String {
    model::search_key::search_key(&parts.join(" "))
}

fn entry(id: i64, number: &SlipNumber, search_key: String) -> Entry {
    Entry { id, code: number.as_str().to_owned(), search_key }
}

/// Makes a new slip findable.
pub(crate) async fn add(
    tx: &mut Tx<'_>,
    kind: SlipKind,
    id: i64,
    number: &SlipNumber,
    search_key: String,
) -> Result<()> {
    index::add(tx, kind.prefix(), &[entry(id, number, search_key)]).await
}

/// Makes an order findable under another key, before its row gets that key.
pub(crate) async fn change(
    tx: &mut Tx<'_>,
    kind: SlipKind,
    id: i64,
    number: &SlipNumber,
    search_key: String,
) -> Result<()> {
    let mut sql = Sql::new(match kind {
        SlipKind::ReceivingOrder => "select search_key from receiving_order where tenant_id = ",
        _ => "select search_key from shipping_order where tenant_id = ",
    });
    sql.bind(tx.tenant()).push(" and id = ").bind(id);
    let before = sql.build().fetch_one(tx.conn()).await?.try_get("search_key")?;
    index::change(tx, kind.prefix(), &[(entry(id, number, before), entry(id, number, search_key))]).await
}
