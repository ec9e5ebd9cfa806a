//! Users, their sessions and the tokens of programs.

use serde::{Deserialize, Serialize};

use crate::{CustomerId, LocalInstant, LoginName, PageRequest, Role, WarehouseCode};

/// The shortest password that is taken, in characters.
pub const PASSWORD_MIN_CHARS: usize = 10;
/// The longest password that is taken, in characters.
pub const PASSWORD_MAX_CHARS: usize = 200;

/// The language of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// 日本語
    #[default]
    Ja,
    /// English
    En,
}

impl Language {
    /// The language tag: `ja` or `en`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ja => "ja",
            Self::En => "en",
        }
    }

    /// The language of a tag; Japanese for anything else.
    #[must_use]
    pub fn from_tag(tag: &str) -> Self {
        if tag.starts_with("en") { Self::En } else { Self::Ja }
    }
}

/// Who is signed in, for the frame of every screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    pub customer_id: CustomerId,
    pub tenant_name: String,
    pub login: LoginName,
    pub name: String,
    pub role: Role,
    pub language: Language,
    /// The warehouses that the user may work in.
    pub warehouses: Vec<WarehouseChoice>,
    /// The one used last.
    pub last_warehouse: Option<WarehouseCode>,
    /// Whether the temporary password must be changed first.
    pub must_change_password: bool,
}

/// A warehouse to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WarehouseChoice {
    pub code: WarehouseCode,
    pub name: String,
}

/// A new user. The answer holds a temporary password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateUser {
    pub login: LoginName,
    pub name: String,
    pub role: Role,
    /// Only these warehouses; none for an administrator, who works in all.
    #[serde(default)]
    pub warehouses: Vec<WarehouseCode>,
    /// All warehouses, also those to come. A list left empty never means that.
    #[serde(default)]
    pub all_warehouses: bool,
}

/// An edit: what is absent stays as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UpdateUser {
    pub login: LoginName,
    #[serde(default)]
    pub version: Option<i64>,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub role: Option<Role>,
    #[serde(default)]
    pub warehouses: Option<Vec<WarehouseCode>>,
    /// `true` for all warehouses, also those to come. A list left empty never means that.
    #[serde(default)]
    pub all_warehouses: Option<bool>,
    /// `false` ends the user's sessions and tokens at once.
    #[serde(default)]
    pub active: Option<bool>,
}

/// Gives a user a new temporary password and ends the user's sessions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResetPassword {
    pub login: LoginName,
}

/// A password that must be changed at first sign-in; shown once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemporaryPassword {
    pub login: LoginName,
    pub password: String,
}

/// A row of the list of users.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserView {
    pub login: LoginName,
    pub name: String,
    pub role: Role,
    /// The only warehouses, unless `all_warehouses`.
    pub warehouses: Vec<WarehouseCode>,
    pub all_warehouses: bool,
    pub active: bool,
    pub must_change_password: bool,
    pub last_sign_in_at: Option<LocalInstant>,
    pub version: i64,
}

/// The users of the company, by user ID.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ListUsers {
    pub search: String,
    pub page: PageRequest,
}

/// One user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetUser {
    pub login: LoginName,
}

/// A new API token for a user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateToken {
    pub user: LoginName,
    /// What it is for.
    pub name: String,
}

/// Ends an API token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RevokeToken {
    pub id: String,
}

/// A token, shown once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewToken {
    pub token: String,
}

/// A row of the list of tokens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenView {
    pub id: String,
    pub user: LoginName,
    pub name: String,
    pub created_at: LocalInstant,
    /// Written at most once a minute.
    pub last_used_at: Option<LocalInstant>,
    pub revoked: bool,
}

/// The tokens of the company: all in use, then those that were ended last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListTokens {}

/// What [`ListTokens`] shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenList {
    pub tokens: Vec<TokenView>,
    /// How many more were ended before.
    pub left_out: u64,
}

/// An entry of the audit log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditView {
    pub at: LocalInstant,
    pub user: String,
    /// The address it came from.
    pub address: String,
    /// Through which door: `screen`, `api`, `cli`, `job`.
    pub via: String,
    /// Name of the command: `receiving.receive`.
    pub command: String,
    /// The slip or code it was about.
    pub subject: String,
}

/// The audit log, latest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ListAudit {
    /// Only about this slip or code.
    pub subject: String,
    /// Only what the person with this user ID did.
    pub user: String,
    pub page: PageRequest,
}
