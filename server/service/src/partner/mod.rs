//! Partners (取引先): suppliers, customers and ship-to addresses.
//!
//! What always holds: the index of grams says the same as the search keys. Slips copy a partner's fields, so an edit
//! never changes what a slip says.

mod list;
mod read;
#[cfg(test)]
pub(crate) mod tests;
mod write;

use async_trait::async_trait;
use model::partner::{CreatePartner, PartnerView, UpdatePartner};
use model::{AppError, ErrorCode, PartnerCode, Permission};

use crate::check::{Problems, stale};
use crate::warehouse::{ADDRESS_MAX_CHARS, NAME_MAX_CHARS, PHONE_MAX_CHARS, POSTAL_CODE_MAX_CHARS};
use crate::{Area, Command, Ctx, Error, Result, Tx};
use read::by_code;
pub(crate) use write::insert;

/// The kind of partners in `search_gram`.
pub(crate) const GRAM_KIND: &str = "p";

/// Bounds in characters.
const EMAIL_MAX_CHARS: usize = 254;
const NOTE_MAX_CHARS: usize = 1000;

#[async_trait]
impl Command for CreatePartner {
    const NAME: &'static str = "partner.create";
    type Answer = PartnerView;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<PartnerView> {
        ctx.require(Permission::EditMasters)?;
        let mut view = draft(self);
        check(&mut view).refuse()?;
        if by_code(tx, &self.code).await?.is_some() {
            let taken = AppError::new(ErrorCode::Duplicate).arg("what", "partner").arg("code", &self.code);
            return Err(Error::App(taken.field("code")));
        }
        write::insert(tx, vec![view.clone()]).await?;
        tx.changed(Area::Partners);
        tx.touch(&view.code);
        Ok(view)
    }
}

fn draft(form: &CreatePartner) -> PartnerView {
    let form = form.clone();
    PartnerView {
        code: form.code,
        name: form.name,
        kana: form.kana,
        supplier: form.supplier,
        customer: form.customer,
        ship_to: form.ship_to,
        postal_code: form.postal_code,
        address: form.address,
        phone: form.phone,
        email: form.email,
        note: form.note,
        active: true,
        version: 1,
    }
}

#[async_trait]
impl Command for UpdatePartner {
    const NAME: &'static str = "partner.update";
    type Answer = PartnerView;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<PartnerView> {
        ctx.require(Permission::EditMasters)?;
        let old = by_code(tx, &self.code).await?.ok_or_else(|| Error::App(not_found(&self.code)))?;
        if self.version.is_some_and(|seen| seen != old.view.version) {
            return Err(stale("partner", self.code.as_str(), old.view.version, &old.view, &self.change)?);
        }
        let (before, change) = (old.view.clone(), self.change.clone());
        let mut new = PartnerView {
            name: change.name.unwrap_or(before.name),
            kana: change.kana.unwrap_or(before.kana),
            supplier: change.supplier.unwrap_or(before.supplier),
            customer: change.customer.unwrap_or(before.customer),
            ship_to: change.ship_to.unwrap_or(before.ship_to),
            postal_code: change.postal_code.unwrap_or(before.postal_code),
            address: change.address.unwrap_or(before.address),
            phone: change.phone.unwrap_or(before.phone),
            email: change.email.unwrap_or(before.email),
            note: change.note.unwrap_or(before.note),
            active: change.active.unwrap_or(before.active),
            ..before
        };
        check(&mut new).refuse()?;
        if new == old.view {
            return Ok(new);
        }
        if !write::replace(tx, &old, &new).await? {
            return Err(stale("partner", self.code.as_str(), old.view.version + 1, &old.view, &self.change)?);
        }
        new.version += 1;
        tx.changed(Area::Partners);
        tx.touch(&new.code);
        Ok(new)
    }
}

fn check(view: &mut PartnerView) -> Problems {
    let mut problems = Problems::default();
    view.name = problems.required("name", &view.name, NAME_MAX_CHARS);
    view.kana = problems.line("kana", &view.kana, NAME_MAX_CHARS);
    view.postal_code = problems.line("postal_code", &view.postal_code, POSTAL_CODE_MAX_CHARS);
    view.address = problems.line("address", &view.address, ADDRESS_MAX_CHARS);
    view.phone = problems.line("phone", &view.phone, PHONE_MAX_CHARS);
    view.email = problems.line("email", &view.email, EMAIL_MAX_CHARS);
    view.note = problems.text("note", &view.note, NOTE_MAX_CHARS);
    problems
}

fn not_found(code: &PartnerCode) -> AppError {
    AppError::new(ErrorCode::NotFound).arg("what", "partner").arg("code", code)
}
