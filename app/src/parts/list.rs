//! What stands around the table of a list: search, tabs, column heads that sort, count and pages. All of it is links
//! and plain forms, so it works before WebAssembly has arrived.

use leptos::prelude::*;
use leptos_router::components::Form;
use model::Cursor;
use model::page::Total;

use crate::i18n::{tu_string, use_i18n};
use crate::parts::Filters;

/// A tab of a list: the value of its parameter and its text.
pub type Tab = (String, &'static str);

/// Tabs that set one parameter of the URL.
#[component]
pub fn Tabs(
    filters: Filters,
    /// The parameter that they set.
    name: &'static str,
    /// What they are for.
    label: &'static str,
    tabs: Vec<Tab>,
) -> AnyView {
    let tabs = tabs
        .into_iter()
        .map(|(value, text)| {
            let here = value.clone();
            view! {
                <li>
                    <a
                        href=move || filters.link(&[(name, &value)])
                        aria-current=move || (filters.text(name) == here).then_some("page")
                    >
                        {text}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! { <nav class="tabs" aria-label=label><ul>{tabs}</ul></nav> }.into_any()
}

/// The search of a list: a form that keeps the other filters.
#[component]
pub fn SearchForm(
    filters: Filters,
    /// What can be searched.
    placeholder: &'static str,
    /// Parameters that have a field of their own among the children.
    #[prop(default = &[])]
    fields: &'static [&'static str],
    /// Parameters that stay as they are.
    keep: &'static [&'static str],
    #[prop(optional)] children: Option<Children>,
) -> AnyView {
    let i18n = use_i18n();
    let kept = keep
        .iter()
        .map(|name| {
            view! {
                <Show when=move || !filters.text(name).is_empty()>
                    <input type="hidden" name=*name value=move || filters.text(name)/>
                </Show>
            }
        })
        .collect_view();
    let narrowed = move || filters.any(&["q"]) || filters.any(fields);
    let without = move || {
        let changes: Vec<_> = fields.iter().chain(&["q"]).map(|name| (*name, "")).collect();
        filters.link(&changes)
    };
    view! {
        <Form method="GET" action="" attr:class="filters" attr:role="search">
            {kept}
            <div class="field search">
                <label for="field-q">{tu_string!(i18n, words.search)}</label>
                <input
                    id="field-q"
                    type="search"
                    name="q"
                    placeholder=placeholder
                    value=move || filters.text("q")
                    autocomplete="off"
                />
            </div>
            {children.map(|children| children())}
            <button type="submit" class="button">{tu_string!(i18n, words.search)}</button>
            <Show when=narrowed>
                <a class="button ghost" href=without>{tu_string!(i18n, words.clear_filters)}</a>
            </Show>
        </Form>
    }
    .into_any()
}

/// A date of the search form.
#[component]
pub fn DateFilter(filters: Filters, name: &'static str, label: &'static str) -> AnyView {
    view! {
        <div class="field">
            <label for=format!("field-{name}")>{label}</label>
            <input id=format!("field-{name}") type="date" name=name value=move || filters.text(name)/>
        </div>
    }
    .into_any()
}

/// A choice of the search form: pairs of value and text.
#[component]
pub fn ChoiceFilter(
    filters: Filters,
    name: &'static str,
    label: &'static str,
    #[prop(into)] choices: Signal<Vec<(String, String)>>,
) -> AnyView {
    view! {
        <div class="field">
            <label for=format!("field-{name}")>{label}</label>
            <select id=format!("field-{name}") name=name>
                {move || {
                    let chosen = filters.text(name);
                    choices
                        .get()
                        .into_iter()
                        .map(|(value, text)| {
                            let selected = value == chosen;
                            view! { <option value=value selected=selected>{text}</option> }
                        })
                        .collect_view()
                }}
            </select>
        </div>
    }
    .into_any()
}

/// The head of a column that the server can sort.
#[component]
pub fn SortHead(
    filters: Filters,
    /// The value of the parameter `sort`.
    column: &'static str,
    label: &'static str,
    /// Whether the list has this order when the URL says nothing.
    #[prop(optional)]
    default: bool,
    #[prop(default = "")] class: &'static str,
) -> AnyView {
    let direction = move || filters.direction(column, default);
    let sorted = move || match direction() {
        Some(true) => "descending",
        Some(false) => "ascending",
        None => "none",
    };
    let mark = move || match direction() {
        Some(true) => "▼",
        Some(false) => "▲",
        None => "",
    };
    view! {
        <th scope="col" class=class aria-sort=sorted>
            <a class="sort" href=move || filters.sort_link(column, default)>
                {label}
                <span class="sort-mark" aria-hidden="true">{mark}</span>
            </a>
        </th>
    }
    .into_any()
}

/// Count and pages below a list.
#[component]
pub fn Pager(filters: Filters, shown: usize, next: Option<Cursor>, total: Option<Total>) -> AnyView {
    let i18n = use_i18n();
    let count = total.map(|total| {
        let rows = grouped(total.rows);
        if total.more {
            view! {
                {tu_string!(i18n, words.count_more, rows = rows)}
                " "
                <a href=filters.exact_link()>{tu_string!(i18n, words.count_exactly)}</a>
            }
            .into_any()
        } else {
            tu_string!(i18n, words.count, rows = rows).into_any()
        }
    });
    let shown = tu_string!(i18n, words.shown, rows = shown.to_string());
    view! {
        <nav class="pager" aria-label=tu_string!(i18n, words.pages)>
            <p class="pager-count">{count}" "<span class="muted">{shown}</span></p>
            <div class="pager-links">
                {filters
                    .is_later_page()
                    .then(|| view! { <a class="button" href=filters.link(&[])>{tu_string!(i18n, words.first_page)}</a> })}
                {next
                    .map(|next| view! {
                        <a class="button" rel="next" href=filters.next_link(&next)>
                            {tu_string!(i18n, words.next_page)}
                        </a>
                    })}
            </div>
        </nav>
    }
    .into_any()
}

fn grouped(rows: u64) -> String {
    i64::try_from(rows)
        .ok()
        .and_then(|rows| model::Quantity::from_units(rows).ok())
        .map_or_else(|| rows.to_string(), model::Quantity::grouped)
}
