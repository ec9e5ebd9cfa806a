//! What stands around the table of a list: search, tabs, column heads that sort, count and pages. All of it is links
//! and plain forms, so it works before WebAssembly has arrived.

use leptos::ev::{Event, MouseEvent, SubmitEvent};
use leptos::html::{Input, Select};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlInputElement, HtmlSelectElement};
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use leptos_router::params::ParamsMap;
use model::Cursor;
use model::page::Total;

use crate::i18n::{tu_string, use_i18n};
use crate::parts::Filters;
use crate::parts::filters::query_link;
use crate::parts::loaded::waiting;

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
    let input = NodeRef::<Input>::new();
    follow_url(move || filters.text("q"), input, HtmlInputElement::set_value);
    let narrowed = move || filters.any(&["q"]) || filters.any(fields);
    let without = move || {
        let changes: Vec<_> = fields.iter().chain(&["q"]).map(|name| (*name, "")).collect();
        filters.link(&changes)
    };
    view! {
        <form method="get" class="filters" role="search" on:submit=use_search()>
            {kept}
            <div class="field search">
                <label for="field-q">{tu_string!(i18n, words.search)}</label>
                <input
                    node_ref=input
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
                <a class="button ghost" href=without on:click=empty_fields>{tu_string!(i18n, words.clear_filters)}</a>
            </Show>
        </form>
    }
    .into_any()
}

/// Searches the list of this page by what the fields of a form say, without loading the page anew.
pub fn use_search() -> impl Fn(SubmitEvent) {
    let navigate = use_navigate();
    move |event| {
        let Some(query) = typed(&event) else { return };
        event.prevent_default();
        let pathname = window().location().pathname().unwrap_or_default();
        navigate(&format!("{pathname}{}", query_link(&query)), NavigateOptions::default());
    }
}

/// What the fields of a form say, those that say nothing left out. (The router's own form writes the path in lower
/// case, and codes of warehouses are not.)
fn typed(event: &SubmitEvent) -> Option<ParamsMap> {
    let form = event.target()?.dyn_into::<Element>().ok()?;
    let fields = form.query_selector_all("input[name], select[name]").ok()?;
    let mut query = ParamsMap::new();
    for field in (0..fields.length()).filter_map(|index| fields.item(index)) {
        let (name, value) = if let Some(input) = field.dyn_ref::<HtmlInputElement>() {
            (input.name(), input.value())
        } else {
            let select = field.dyn_ref::<HtmlSelectElement>()?;
            (select.name(), select.value())
        };
        if !value.is_empty() {
            query.insert(name, value);
        }
    }
    Some(query)
}

/// Shows what the URL says once that changes. Before, the attribute of the page says it: what somebody typed while
/// WebAssembly was on its way stays.
fn follow_url<E>(url: impl Fn() -> String + 'static, field: NodeRef<E>, show: impl Fn(&E::Output, &str) + 'static)
where
    E: leptos::tachys::html::element::ElementType + 'static,
    E::Output: JsCast + Clone + 'static,
{
    Effect::new(move |before: Option<String>| {
        let now = url();
        if let (true, Some(field)) = (before.is_some_and(|before| before != now), field.get_untracked()) {
            show(&field, &now);
        }
        now
    });
}

/// Empties the fields of the form around a link: what is typed and not yet searched for belongs to no URL.
pub fn empty_fields(event: MouseEvent) {
    let link = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let Some(form) = link.and_then(|link| link.closest("form").ok().flatten()) else { return };
    let Ok(fields) = form.query_selector_all("input:not([type=hidden]), select:not([name=sort])") else { return };
    for field in (0..fields.length()).filter_map(|index| fields.item(index)) {
        if let Some(input) = field.dyn_ref::<HtmlInputElement>() {
            input.set_value("");
        } else if let Some(select) = field.dyn_ref::<HtmlSelectElement>() {
            select.set_value("");
        }
    }
}

/// A field of the search form beside the search itself: a code, a number, a date.
#[component]
pub fn TextFilter(
    filters: Filters,
    name: &'static str,
    label: &'static str,
    /// Of the input.
    #[prop(default = "text")]
    kind: &'static str,
    #[prop(default = "")] placeholder: &'static str,
) -> AnyView {
    let input = NodeRef::<Input>::new();
    follow_url(move || filters.text(name), input, HtmlInputElement::set_value);
    view! {
        <div class="field">
            <label for=format!("field-{name}")>{label}</label>
            <input
                node_ref=input
                id=format!("field-{name}")
                type=kind
                name=name
                autocomplete="off"
                placeholder=placeholder
                value=move || filters.text(name)
            />
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
    let select = NodeRef::<Select>::new();
    follow_url(move || filters.text(name), select, HtmlSelectElement::set_value);
    view! {
        <div class="field">
            <label for=format!("field-{name}")>{label}</label>
            <select node_ref=select id=format!("field-{name}") name=name>
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

/// A choice among what a resource answers, behind "all".
pub fn choice_of(
    filters: Filters,
    name: &'static str,
    label: &'static str,
    known: impl Fn() -> Vec<(String, String)> + Send + 'static,
) -> AnyView {
    let all = tu_string!(use_i18n(), words.all);
    let filter = move || {
        let mut choices = vec![(String::new(), all.to_owned())];
        choices.extend(known());
        view! { <ChoiceFilter filters name label choices=Signal::stored(choices)/> }
    };
    waiting(Box::new(move || filter.into_any()))
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

/// The order of a list, for phones, where its heads are hidden. It stands in the search form in place of a kept
/// `sort`, so it needs no WebAssembly.
#[component]
pub fn SortChoice(
    filters: Filters,
    /// Values of the parameter `sort` and their texts; the first is the list's own order.
    columns: &'static [&'static str],
    labels: Vec<&'static str>,
) -> AnyView {
    let i18n = use_i18n();
    let select = NodeRef::<Select>::new();
    let own = columns.first().copied().unwrap_or_default();
    let chosen = move || {
        let (column, descending) = filters.sort();
        match (column.as_str(), descending) {
            (column, false) if column == own => String::new(),
            ("", true) => format!("-{own}"),
            (column, true) => format!("-{column}"),
            (column, false) => column.to_owned(),
        }
    };
    follow_url(chosen, select, HtmlSelectElement::set_value);
    let now = untrack(chosen);
    let choices = columns
        .iter()
        .zip(labels)
        .flat_map(|(column, label)| {
            let up = if *column == own { String::new() } else { (*column).to_owned() };
            [
                (up, tu_string!(i18n, words.ascending, column = label)),
                (format!("-{column}"), tu_string!(i18n, words.descending, column = label)),
            ]
        })
        .map(|(value, text)| {
            let selected = value == now;
            view! { <option value=value selected=selected>{text}</option> }
        })
        .collect_view();
    let search = move |event: Event| {
        let select = event.target().and_then(|target| target.dyn_into::<HtmlSelectElement>().ok());
        if let Some(form) = select.and_then(|select| select.form()) {
            let _searched = form.request_submit();
        }
    };
    view! {
        <div class="field only-phone">
            <label for="field-sort">{tu_string!(i18n, words.sort)}</label>
            <select node_ref=select id="field-sort" name="sort" on:change=search>{choices}</select>
        </div>
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
