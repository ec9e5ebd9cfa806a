//! The audit log: who did what, from where, about which slip.

use leptos::prelude::*;
use model::Page;
use model::user::{AuditView, ListAudit};

use crate::admin::command;
use crate::admin::functions::list_audit;
use crate::bundle::Screen;
use crate::i18n::{tu_string, use_i18n};
use crate::parts::{Empty, Filters, PageHead, Pager, SearchForm, TextFilter, loaded, show, use_filters};

/// The page `/admin/audit`.
pub struct AuditPage;

impl Screen for AuditPage {
    fn view() -> AnyView {
        let i18n = use_i18n();
        let filters = use_filters();
        let query = move || ListAudit { subject: filters.text("q"), user: filters.text("user"), page: filters.page() };
        let rows = Resource::new(query, list_audit);
        view! {
            <PageHead title=tu_string!(i18n, admin.audit)/>
            <SearchForm filters placeholder=tu_string!(i18n, admin.search_audit) fields=&["user"] keep=&[]>
                <TextFilter filters name="user" label=tu_string!(i18n, admin.user_id)/>
            </SearchForm>
            {loaded(rows, move |page| table(filters, page))}
        }
        .into_any()
    }
}

fn table(filters: Filters, page: Page<AuditView>) -> AnyView {
    let i18n = use_i18n();
    if page.data.is_empty() {
        return view! { <Empty title=tu_string!(i18n, admin.no_audit)/> }.into_any();
    }
    let shown = page.data.len();
    view! {
        <div class="table">
            <table class="cards">
                <caption class="spoken">{tu_string!(i18n, admin.audit)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{tu_string!(i18n, admin.at)}</th>
                        <th scope="col">{tu_string!(i18n, admin.user_id)}</th>
                        <th scope="col">{tu_string!(i18n, admin.command)}</th>
                        <th scope="col">{tu_string!(i18n, admin.subject)}</th>
                        <th scope="col">{tu_string!(i18n, admin.via)}</th>
                        <th scope="col">{tu_string!(i18n, admin.address)}</th>
                    </tr>
                </thead>
                <tbody>{page.data.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
        <Pager filters shown next=page.next total=page.total/>
    }
    .into_any()
}

fn row(entry: &AuditView) -> AnyView {
    let i18n = use_i18n();
    view! {
        <tr>
            <td data-label=tu_string!(i18n, admin.at)>{entry.at.minutes()}</td>
            <td data-label=tu_string!(i18n, admin.user_id)>{show::or_dash(&entry.user)}</td>
            <td data-label=tu_string!(i18n, admin.command)>{command::word(&entry.command)}</td>
            <td data-label=tu_string!(i18n, admin.subject)>{show::or_dash(&entry.subject)}</td>
            <td data-label=tu_string!(i18n, admin.via)>{via_text(&entry.via)}</td>
            <td data-label=tu_string!(i18n, admin.address)>{show::or_dash(&entry.address)}</td>
        </tr>
    }
    .into_any()
}

fn via_text(via: &str) -> &'static str {
    let i18n = use_i18n();
    match via {
        "api" => tu_string!(i18n, admin.via_api),
        "cli" => tu_string!(i18n, admin.via_cli),
        "job" => tu_string!(i18n, admin.via_job),
        _ => tu_string!(i18n, admin.via_screen),
    }
}
