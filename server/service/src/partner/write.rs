//! Writing partners: the row and its grams.

use model::partner::PartnerView;
use model::{AppError, ErrorCode, PartnerId};

use super::GRAM_KIND;
use super::read::Partner;
use crate::search::index::{self, Entry};
use crate::sql::insert_rows;
use crate::{Result, Tx, UniqueAs};

fn entry(id: PartnerId, view: &PartnerView) -> Entry {
    let search_key = model::search_key::search_key(&[view.code.as_str(), &view.name, &view.kana].join(" "));
    Entry { id: id.get(), code: view.code.as_str().to_owned(), search_key }
}

/// Stores new partners whose codes have been checked.
pub(crate) async fn insert(tx: &mut Tx<'_>, partners: Vec<PartnerView>) -> Result<()> {
    let (tenant, now) = (tx.tenant(), tx.now().micros());
    let (mut rows, mut entries) = (Vec::new(), Vec::new());
    for view in partners {
        let entry = entry(PartnerId::new(tx.new_id()), &view);
        rows.push(vec![
            tenant.into(),
            entry.id.into(),
            view.code.as_str().into(),
            view.name.into(),
            view.kana.into(),
            view.supplier.into(),
            view.customer.into(),
            view.ship_to.into(),
            view.postal_code.into(),
            view.address.into(),
            view.phone.into(),
            view.email.into(),
            view.note.into(),
            entry.search_key.as_str().into(),
            view.active.into(),
            now.into(),
            view.version.into(),
        ]);
        entries.push(entry);
    }
    insert_rows(
        tx,
        "insert into partner (tenant_id, id, code, name, kana, supplier, customer, ship_to, postal_code, address,
             phone, email, note, search_key, active, updated_at, version)
         values ",
        "",
        rows,
    )
    .await
    .unique_as(|| AppError::new(ErrorCode::Duplicate).arg("what", "partner").arg("code", "").field("code"))?;
    index::add(tx, GRAM_KIND, &entries).await
}

/// Stores a changed partner, or gives false when somebody else saved it in between.
pub(super) async fn replace(tx: &mut Tx<'_>, old: &Partner, new: &PartnerView) -> Result<bool> {
    let now = tx.now().micros();
    let entry_after = entry(old.id, new);
    let done = sqlx::query(
        "update partner
         set name = $4, kana = $5, supplier = $6, customer = $7, ship_to = $8, postal_code = $9, address = $10,
             phone = $11, email = $12, note = $13, search_key = $14, active = $15, updated_at = $16,
             version = version + 1
         where tenant_id = $1 and id = $2 and version = $3",
    )
    .bind(tx.tenant())
    .bind(old.id.get())
    .bind(old.view.version)
    .bind(&new.name)
    .bind(&new.kana)
    .bind(i64::from(new.supplier))
    .bind(i64::from(new.customer))
    .bind(i64::from(new.ship_to))
    .bind(&new.postal_code)
    .bind(&new.address)
    .bind(&new.phone)
    .bind(&new.email)
    .bind(&new.note)
    .bind(&entry_after.search_key)
    .bind(i64::from(new.active))
    .bind(now)
    .execute(tx.conn())
    .await?;
    if done.rows_affected() != 1 {
        return Ok(false);
    }
    index::change(tx, GRAM_KIND, &[(entry(old.id, &old.view), entry_after)]).await?;
    Ok(true)
}
