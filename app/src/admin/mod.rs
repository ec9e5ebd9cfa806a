//! Users, API tokens and the audit log: for administrators.

pub mod audit;
pub mod command;
pub mod functions;
pub mod secret;
pub mod tokens;
pub mod user_form;
pub mod users;

use leptos::prelude::*;
use leptos_router::components::{Outlet, ParentRoute, Route};
use leptos_router::path;
use model::Role;

use crate::bundle::Console;
use crate::i18n::{tu_string, use_i18n};

/// The routes of the administration.
#[component(transparent)]
pub fn AdminRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("admin") view=Outlet>
            <Route path=path!("users") view=Console::UserList/>
            <Route path=path!("users/new") view=Console::UserNew/>
            <Route path=path!("users/:login") view=Console::UserEdit/>
            <Route path=path!("tokens") view=Console::Tokens/>
            <Route path=path!("audit") view=Console::Audit/>
        </ParentRoute>
    }
    .into_inner()
}

/// The name of a role.
#[must_use]
pub fn role_text(role: Role) -> &'static str {
    let i18n = use_i18n();
    match role {
        Role::Viewer => tu_string!(i18n, admin.viewer),
        Role::Worker => tu_string!(i18n, admin.worker),
        Role::Manager => tu_string!(i18n, admin.manager),
        Role::Administrator => tu_string!(i18n, admin.administrator),
    }
}
