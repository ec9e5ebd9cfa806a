//! Who asks, from where, and what they may do.

use jiff::tz::TimeZone;
use model::user::Language;
use model::{
    AppError, Date, ErrorCode, Instant, LocalInstant, Permission, Role, TenantId, TokenId, UserId, WarehouseId,
};

use crate::{Error, Result, Tx};

/// The identity and the circumstances of a call; the first parameter of every use case.
///
/// Its tenant comes from the session, the token or the command line, never from what a caller sends.
#[derive(Clone, Debug)]
pub struct Ctx {
    /// The company.
    pub tenant: TenantId,
    /// Who acts, and whose idempotency keys these are.
    pub caller: Caller,
    /// The user ID of the caller as people write it, for the audit log; empty for the system.
    pub login: String,
    /// What the caller is in the company.
    pub role: Role,
    /// The only warehouses that the caller sees and changes; all when `None`.
    pub warehouses: Option<Vec<WarehouseId>>,
    /// The language of sentences for the caller.
    pub language: Language,
    /// The tenant's time zone.
    pub zone: TimeZone,
    /// Where the call came from.
    pub source: Source,
}

/// Who acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Caller {
    /// A signed-in user.
    User(UserId),
    /// A program with a token of a user.
    Token(TokenId, UserId),
    /// The command line or a job.
    System,
}

impl Caller {
    /// The user behind it, if any.
    #[must_use]
    pub const fn user(self) -> Option<UserId> {
        match self {
            Self::User(user) | Self::Token(_, user) => Some(user),
            Self::System => None,
        }
    }

    /// The name under which its idempotency keys stand.
    #[must_use]
    pub fn key_scope(self) -> String {
        match self {
            Self::User(user) => format!("user:{}", user.get()),
            Self::Token(token, _) => format!("token:{}", token.get()),
            Self::System => "system".to_owned(),
        }
    }
}

/// Through which door a call came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Via {
    /// A screen.
    Screen,
    /// The REST API.
    Api,
    /// The command line.
    Cli,
    /// A job of the program.
    Job,
}

impl Via {
    /// The stable name in the audit log.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Screen => "screen",
            Self::Api => "api",
            Self::Cli => "cli",
            Self::Job => "job",
        }
    }
}

/// Where a call came from.
#[derive(Clone, Debug)]
pub struct Source {
    /// The door.
    pub via: Via,
    /// The address of the client, or empty.
    pub address: String,
    /// The id under which the log has the request, or empty.
    pub request_id: String,
}

impl Ctx {
    /// A context of the command line or a job, which may do everything in its tenant. Its zone is the default until
    /// a store runs something for it: the store puts the tenant's in.
    #[must_use]
    pub fn system(tenant: TenantId, via: Via) -> Self {
        Self {
            tenant,
            caller: Caller::System,
            login: String::new(),
            role: Role::Administrator,
            warehouses: None,
            language: Language::default(),
            zone: TimeZone::get(DEFAULT_ZONE).unwrap_or(TimeZone::UTC),
            source: Source { via, address: String::new(), request_id: String::new() },
        }
    }

    /// Refuses what the role does not allow. The first line of every use case.
    ///
    /// # Errors
    /// [`ErrorCode::Forbidden`] names the permission.
    pub fn require(&self, permission: Permission) -> Result<()> {
        if self.role.may(permission) {
            return Ok(());
        }
        let name = serde_json::to_value(permission)?;
        let name = name.as_str().unwrap_or_default();
        Err(Error::App(AppError::new(ErrorCode::Forbidden).arg("permission", name)))
    }

    /// Whether the caller sees this warehouse.
    #[must_use]
    pub fn sees_warehouse(&self, warehouse: WarehouseId) -> bool {
        self.warehouses.as_ref().is_none_or(|allowed| allowed.contains(&warehouse))
    }

    /// Refuses a warehouse that is not the caller's. `code` is what the caller called it.
    ///
    /// # Errors
    /// [`ErrorCode::WarehouseForbidden`] names the warehouse.
    pub fn require_warehouse(&self, warehouse: WarehouseId, code: &str) -> Result<()> {
        if self.sees_warehouse(warehouse) {
            return Ok(());
        }
        Err(Error::App(AppError::new(ErrorCode::WarehouseForbidden).arg("warehouse", code)))
    }

    /// The instant on the tenant's wall clock.
    #[must_use]
    pub fn local(&self, instant: Instant) -> LocalInstant {
        let offset_seconds =
            jiff::Timestamp::from_microsecond(instant.micros()).map_or(0, |at| self.zone.to_offset(at).seconds());
        instant.at_offset(offset_seconds / 60)
    }

    /// The calendar date of an instant in the tenant's zone: the business date of what is recorded then.
    ///
    /// # Errors
    /// Internal, for an instant outside the years 1900 to 2999.
    pub fn date(&self, instant: Instant) -> Result<Date> {
        self.local(instant).date().ok_or_else(|| Error::internal("the clock is outside the calendar"))
    }
}

/// The zone of the tenant, which makes the business date of what is recorded.
pub(crate) async fn zone(tx: &mut Tx<'_>) -> Result<TimeZone> {
    let tenant = tx.tenant();
    let name: String =
        sqlx::query_scalar("select time_zone from tenant where id = $1").bind(tenant).fetch_one(tx.conn()).await?;
    TimeZone::get(&name).map_err(Error::internal)
}

/// The zone of a tenant that chose none.
pub const DEFAULT_ZONE: &str = "Asia/Tokyo";
