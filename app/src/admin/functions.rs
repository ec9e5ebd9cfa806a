//! Server functions of the administration.

use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use model::user::{self, AuditView, NewToken, TemporaryPassword, TokenList, UserView};
use model::{Envelope, Page};

use crate::refusal::Refusal;
#[cfg(feature = "ssr")]
use crate::ssr;

/// A page of users.
#[server(endpoint = "users/list", input = Json)]
pub async fn list_users(query: user::ListUsers) -> Result<Page<UserView>, Refusal> {
    ssr::query(query).await
}

/// One user.
#[server(endpoint = "users/get", input = Json)]
pub async fn get_user(query: user::GetUser) -> Result<UserView, Refusal> {
    ssr::query(query).await
}

/// Makes a user; the answer is shown once.
#[server(endpoint = "users/create", input = Json)]
pub async fn create_user(envelope: Envelope, command: user::CreateUser) -> Result<TemporaryPassword, Refusal> {
    let (store, ctx) = (ssr::store()?, ssr::ctx()?);
    service::user::create(&store, &ctx, &envelope, command).await.map_err(|error| ssr::hide(&error))
}

/// Edits a user.
#[server(endpoint = "users/update", input = Json)]
pub async fn update_user(envelope: Envelope, command: user::UpdateUser) -> Result<UserView, Refusal> {
    ssr::execute(envelope, command).await
}

/// Gives a user a new temporary password; the answer is shown once.
#[server(endpoint = "users/reset-password", input = Json)]
pub async fn reset_password(envelope: Envelope, command: user::ResetPassword) -> Result<TemporaryPassword, Refusal> {
    let (store, ctx) = (ssr::store()?, ssr::ctx()?);
    service::user::reset_password(&store, &ctx, &envelope, command).await.map_err(|error| ssr::hide(&error))
}

/// The API tokens.
#[server(endpoint = "tokens/list", input = Json)]
pub async fn list_tokens(query: user::ListTokens) -> Result<TokenList, Refusal> {
    ssr::query(query).await
}

/// Makes an API token; the answer is shown once.
#[server(endpoint = "tokens/create", input = Json)]
pub async fn create_token(envelope: Envelope, command: user::CreateToken) -> Result<NewToken, Refusal> {
    let (store, ctx) = (ssr::store()?, ssr::ctx()?);
    service::token::create(&store, &ctx, &envelope, command).await.map_err(|error| ssr::hide(&error))
}

/// Ends an API token.
#[server(endpoint = "tokens/revoke", input = Json)]
pub async fn revoke_token(envelope: Envelope, command: user::RevokeToken) -> Result<(), Refusal> {
    ssr::execute(envelope, command).await
}

/// A page of the audit log.
#[server(endpoint = "audit/list", input = Json)]
pub async fn list_audit(query: user::ListAudit) -> Result<Page<AuditView>, Refusal> {
    ssr::query(query).await
}
