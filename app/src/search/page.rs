//! The page `/search`: the search for those whose browser has no WebAssembly yet.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use model::search::{Hit, SearchAll};

use super::{
    functions::find_everything,
    hits::{Line, screens_that_fit},
};
use crate::bundle::Screen;
use crate::frame::{place, use_who};
use crate::i18n::{tu_string, use_i18n};
use crate::parts::loaded;

/// The page.
pub struct SearchPage;

impl Screen for SearchPage {
    fn view() -> AnyView {
        let i18n = use_i18n();
        let query = use_query_map();
        let text = Memo::new(move |_| query.with(|query| query.get("q").unwrap_or_default()));
        let found = Resource::new(move || text.get(), |query| find_everything(SearchAll { query }));
        let who = use_who().resource();
        let results = move |hits: Vec<Hit>| {
            let typed = text.get();
            if typed.trim().is_empty() {
                return ().into_any();
            }
            let screens = who.get().and_then(Result::ok).map(|me| {
                let warehouse = place::use_warehouse(&me).get();
                screens_that_fit(&me, warehouse.as_ref(), &typed)
            });
            let lines: Vec<Line> = screens.into_iter().flatten().chain(hits.into_iter().map(Line::of_hit)).collect();
            if lines.is_empty() {
                return view! {
                    <div class="empty"><p class="empty-title">{tu_string!(i18n, frame.nothing_found)}</p></div>
                }
                .into_any();
            }
            let each = lines.into_iter().map(|line| {
                let path = line.path.clone();
                view! { <li><a class="hit" href=path>{line.view()}</a></li> }
            });
            view! { <ul class="hits card">{each.collect_view()}</ul> }.into_any()
        };
        view! {
            <Title text=tu_string!(i18n, frame.search)/>
            <header class="page-head"><h1>{tu_string!(i18n, frame.search)}</h1></header>
            <form class="filters" role="search" action="/search">
                <div class="field search">
                    <label for="search-all">{tu_string!(i18n, frame.search_what)}</label>
                    <input id="search-all" type="search" name="q" autocomplete="off" value=move || text.get()/>
                </div>
                <button type="submit" class="button primary">{tu_string!(i18n, frame.search)}</button>
            </form>
            {loaded(found, results)}
        }
        .into_any()
    }
}
