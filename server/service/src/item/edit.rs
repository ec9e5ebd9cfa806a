//! Creating and editing items.

use async_trait::async_trait;
use model::item::{CreateItem, GetItem, ItemView, UpdateItem};
use model::{AppError, ErrorCode, ItemCode, Permission};

use super::{by_code, on_open_orders, rules, write};
use crate::Area;
use crate::check::stale;
use crate::warehouse::in_use;
use crate::{Command, Ctx, Error, Query, Result, Tx};

#[async_trait]
impl Command for CreateItem {
    const NAME: &'static str = "item.create";
    type Answer = ItemView;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<ItemView> {
        ctx.require(Permission::EditMasters)?;
        let mut item = rules::draft(self, ctx.local(tx.now()));
        rules::check(&mut item).refuse()?;
        if by_code(ctx, tx, &item.code).await?.is_some() {
            return Err(Error::App(duplicate(&item.code)));
        }
        write::refuse_taken_barcodes(tx, &item).await?;
        write::insert(tx, vec![item.clone()]).await?;
        tx.changed(Area::Items);
        tx.touch(&item.code);
        Ok(item)
    }
}

fn duplicate(code: &ItemCode) -> AppError {
    AppError::new(ErrorCode::Duplicate).arg("what", "item").arg("code", code).field("code")
}

#[async_trait]
impl Command for UpdateItem {
    const NAME: &'static str = "item.update";
    type Answer = ItemView;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<ItemView> {
        ctx.require(Permission::EditMasters)?;
        let old = by_code(ctx, tx, &self.code).await?.ok_or_else(|| Error::App(not_found(&self.code)))?;
        if self.version.is_some_and(|seen| seen != old.view.version) {
            return Err(stale("item", self.code.as_str(), old.view.version, &old.view, &self.change)?);
        }
        let mut new = rules::changed(&old.view, &self.change);
        rules::check(&mut new).refuse()?;
        if new == old.view {
            return Ok(new);
        }
        if new.active {
            write::refuse_taken_barcodes(tx, &new).await?;
        }
        let leaves = old.view.active && !new.active;
        if !write::replace(tx, &[(old.clone(), new)]).await? {
            return Err(stale("item", self.code.as_str(), old.view.version + 1, &old.view, &self.change)?);
        }
        if leaves && on_open_orders(tx, &[old.id]).await?.contains(&old.id) {
            return Err(Error::App(in_use("item", self.code.as_str(), "shipping_order")));
        }
        tx.changed(Area::Items);
        tx.touch(&self.code);
        Ok(by_code(ctx, tx, &self.code).await?.ok_or_else(|| Error::App(not_found(&self.code)))?.view)
    }
}

#[async_trait]
impl Query for GetItem {
    type Answer = ItemView;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<ItemView> {
        ctx.require(Permission::View)?;
        let item = by_code(ctx, tx, &self.code).await?;
        Ok(item.ok_or_else(|| Error::App(not_found(&self.code)))?.view)
    }
}

fn not_found(code: &ItemCode) -> AppError {
    AppError::new(ErrorCode::NotFound).arg("what", "item").arg("code", code)
}
