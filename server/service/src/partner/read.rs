//! Reading partners.

use std::collections::HashMap;

use model::partner::PartnerView;
use model::{PartnerCode, PartnerId};
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::sql::Sql;
use crate::{Error, Result, Tx};

/// A partner as it is stored.
#[derive(Clone, Debug)]
pub(crate) struct Partner {
    pub(crate) id: PartnerId,
    pub(crate) view: PartnerView,
}

/// The partner with a code, active or not.
pub(crate) async fn by_code(tx: &mut Tx<'_>, code: &PartnerCode) -> Result<Option<Partner>> {
    let mut sql = select(tx);
    sql.push(" and t.code = ").bind(code.as_str());
    let row = sql.build().fetch_optional(tx.conn()).await?;
    row.map(|row| from_row(&row)).transpose()
}

/// The partners with these ids, in the order of the ids; as many as a page or a sorted search has.
pub(super) async fn by_ids(tx: &mut Tx<'_>, ids: &[i64]) -> Result<Vec<Partner>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = select(tx);
    sql.push(" and t.id in ").bind_list(ids.iter().copied());
    let mut partners = HashMap::new();
    for row in sql.build().fetch_all(tx.conn()).await? {
        let partner = from_row(&row)?;
        partners.insert(partner.id.get(), partner);
    }
    Ok(ids.iter().filter_map(|id| partners.remove(id)).collect())
}

/// `select … from partner t where t.tenant_id = …`, to which conditions are added.
pub(super) fn select(tx: &Tx<'_>) -> Sql {
    let mut sql = Sql::new(
        "select t.id, t.code, t.name, t.kana, t.supplier, t.customer, t.ship_to, t.postal_code, t.address, t.phone,
             t.email, t.note, t.active, t.version
         from partner t
         where t.tenant_id = ",
    );
    sql.bind(tx.tenant());
    sql
}

pub(super) fn from_row(row: &AnyRow) -> Result<Partner> {
    let flag = |column: &str| Ok::<_, Error>(row.try_get::<i64, _>(column)? != 0);
    let view = PartnerView {
        code: PartnerCode::parse(row.try_get("code")?).map_err(Error::internal)?,
        name: row.try_get("name")?,
        kana: row.try_get("kana")?,
        supplier: flag("supplier")?,
        customer: flag("customer")?,
        ship_to: flag("ship_to")?,
        postal_code: row.try_get("postal_code")?,
        address: row.try_get("address")?,
        phone: row.try_get("phone")?,
        email: row.try_get("email")?,
        note: row.try_get("note")?,
        active: flag("active")?,
        version: row.try_get("version")?,
    };
    Ok(Partner { id: PartnerId::new(row.try_get("id")?), view })
}
