//! Where a user may work: in some warehouses or in all of them.
//!
//! What always holds: "all" was asked for in words, so that a list left empty never widens what somebody may do; an
//! administrator is bound to no warehouse, since who appoints users could unbind anybody.

use model::user::UpdateUser;
use model::{AppError, ErrorCode, Role, UserId, WarehouseCode};

use crate::{Error, Result, Tx};

pub(super) enum Scope<'a> {
    All,
    Only(&'a [WarehouseCode]),
}

impl<'a> Scope<'a> {
    /// What a command asks for.
    ///
    /// # Errors
    /// [`ErrorCode::Required`] when it asks for nothing, [`ErrorCode::Invalid`] when for both or for a bound
    /// administrator; each for the field `warehouses`.
    pub(super) fn of(role: Role, all: bool, only: &'a [WarehouseCode]) -> Result<Self> {
        match (role, all, only) {
            (Role::Administrator, _, []) | (_, true, []) => Ok(Self::All),
            (Role::Administrator, ..) => Err(refusal(only, "administrator_bound")),
            (_, true, _) => Err(refusal(only, "all_or_some")),
            (_, false, []) => Err(required()),
            (_, false, _) => Ok(Self::Only(only)),
        }
    }

    /// What an edit asks for; `None` when it leaves it as it is.
    ///
    /// # Errors
    /// Those of [`Scope::of`]; a bound user becomes an administrator only together with all warehouses.
    pub(super) fn of_edit(edit: &'a UpdateUser, role: Role, sees_all: bool) -> Result<Option<Self>> {
        let is_said = edit.warehouses.is_some() || edit.all_warehouses.is_some_and(|all| all != sees_all);
        if is_said {
            let only = edit.warehouses.as_deref().unwrap_or_default();
            return Self::of(role, edit.all_warehouses.unwrap_or(false), only).map(Some);
        }
        if role == Role::Administrator && !sees_all { Err(required()) } else { Ok(None) }
    }

    pub(super) const fn is_all(&self) -> bool {
        matches!(self, Self::All)
    }

    /// Binds a user to exactly these warehouses.
    ///
    /// # Errors
    /// [`ErrorCode::Unknown`] for a warehouse, for the field `warehouses`.
    pub(super) async fn bind(&self, tx: &mut Tx<'_>, user: UserId) -> Result<()> {
        let tenant = tx.tenant();
        sqlx::query("delete from user_warehouse where tenant_id = $1 and user_id = $2")
            .bind(tenant)
            .bind(user.get())
            .execute(tx.conn())
            .await?;
        let codes = match self {
            Self::All => &[],
            Self::Only(codes) => *codes,
        };
        for code in codes {
            bind_to(tx, user, code, codes).await?;
        }
        Ok(())
    }
}

/// Binds a user to one warehouse of `all`, which may name it twice.
async fn bind_to(tx: &mut Tx<'_>, user: UserId, code: &WarehouseCode, all: &[WarehouseCode]) -> Result<()> {
    let tenant = tx.tenant();
    let bound = sqlx::query(
        "insert into user_warehouse (tenant_id, user_id, warehouse_id)
         select tenant_id, $2, id
         from warehouse
         where tenant_id = $1 and code = $3
         on conflict (tenant_id, user_id, warehouse_id) do nothing",
    )
    .bind(tenant)
    .bind(user.get())
    .bind(code.as_str())
    .execute(tx.conn())
    .await?;
    if bound.rows_affected() == 0 && all.iter().filter(|other| *other == code).nth(1).is_none() {
        let refusal = AppError::new(ErrorCode::Unknown).arg("what", "warehouse").arg("code", code);
        return Err(Error::App(refusal.field("warehouses")));
    }
    Ok(())
}

fn required() -> Error {
    AppError::new(ErrorCode::Required).field("warehouses").into()
}

fn refusal(only: &[WarehouseCode], problem: &str) -> Error {
    let codes = only.iter().map(WarehouseCode::as_str).collect::<Vec<_>>().join(", ");
    AppError::new(ErrorCode::Invalid).arg("value", codes).arg("problem", problem).field("warehouses").into()
}
