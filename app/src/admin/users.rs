//! The list of users.

use leptos::prelude::*;
use model::user::{ListUsers, UserView};
use model::{Page, Permission, Role};

use crate::admin::functions::list_users;
use crate::admin::role_text;
use crate::bundle::Screen;
use crate::i18n::{tu_string, use_i18n};
use crate::live::use_live;
use crate::masters::change::activity;
use crate::parts::{Empty, Filters, May, PageHead, Pager, SearchForm, loaded, show, use_filters};

/// The page `/admin/users`.
pub struct UserListPage;

impl Screen for UserListPage {
    fn view() -> AnyView {
        let i18n = use_i18n();
        let (filters, live) = (use_filters(), use_live(&["settings"]));
        let query = move || ListUsers { search: filters.text("q"), page: filters.page() };
        let rows = Resource::new(move || (query(), live.get()), |(query, _)| async move { list_users(query).await });
        view! {
            <PageHead title=tu_string!(i18n, admin.users)>
                <May permission=Permission::Administer>
                    <a class="button primary" href="/admin/users/new">{tu_string!(i18n, admin.new_user)}</a>
                </May>
            </PageHead>
            <SearchForm filters placeholder=tu_string!(i18n, admin.search_users) keep=&[]/>
            {loaded(rows, move |page| table(filters, page))}
        }
        .into_any()
    }
}

fn table(filters: Filters, page: Page<UserView>) -> AnyView {
    let i18n = use_i18n();
    if page.data.is_empty() {
        return view! { <Empty title=tu_string!(i18n, admin.no_users)/> }.into_any();
    }
    let shown = page.data.len();
    view! {
        <div class="table">
            <table class="cards">
                <caption class="spoken">{tu_string!(i18n, admin.users)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{tu_string!(i18n, admin.user_id)}</th>
                        <th scope="col">{tu_string!(i18n, admin.name)}</th>
                        <th scope="col">{tu_string!(i18n, admin.role)}</th>
                        <th scope="col">{tu_string!(i18n, admin.warehouses)}</th>
                        <th scope="col">{tu_string!(i18n, admin.last_sign_in)}</th>
                        <th scope="col">{tu_string!(i18n, words.state)}</th>
                    </tr>
                </thead>
                <tbody>{page.data.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
        <Pager filters shown next=page.next total=page.total/>
    }
    .into_any()
}

fn row(user: &UserView) -> AnyView {
    let i18n = use_i18n();
    let login = user.login.to_string();
    let warehouses = if user.all_warehouses || user.role == Role::Administrator {
        tu_string!(i18n, admin.all_warehouses).to_owned()
    } else {
        show::or_dash(&user.warehouses.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))
    };
    let last = user.last_sign_in_at.map(model::LocalInstant::minutes).unwrap_or_default();
    view! {
        <tr>
            <th scope="row"><a href=show::path(&["admin", "users", &login])>{login.clone()}</a></th>
            <td data-label=tu_string!(i18n, admin.name)>{user.name.clone()}</td>
            <td data-label=tu_string!(i18n, admin.role)>{role_text(user.role)}</td>
            <td data-label=tu_string!(i18n, admin.warehouses)>{warehouses}</td>
            <td data-label=tu_string!(i18n, admin.last_sign_in)>{show::or_dash(&last)}</td>
            <td data-label=tu_string!(i18n, words.state)>{activity(user.active)}</td>
        </tr>
    }
    .into_any()
}
