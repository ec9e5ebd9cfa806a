//! The page `/search`: the search for those whose browser has no WebAssembly yet.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use model::search::SearchAll;

use super::{functions::find_everything, hits::Line};
use crate::bundle::Screen;
use crate::i18n::{tu_string, use_i18n};

/// The page.
pub struct SearchPage;

impl Screen for SearchPage {
    fn view() -> AnyView {
        let i18n = use_i18n();
        let query = use_query_map();
        let text = Memo::new(move |_| query.with(|query| query.get("q").unwrap_or_default()));
        let found = Resource::new(move || text.get(), |query| find_everything(SearchAll { query }));
        let results = move || {
            Suspend::new(async move {
                match found.await {
                    Ok(hits) if hits.is_empty() && text.with_untracked(String::is_empty) => ().into_any(),
                    Ok(hits) if hits.is_empty() => view! {
                        <div class="empty"><p class="empty-title">{tu_string!(i18n, frame.nothing_found)}</p></div>
                    }
                    .into_any(),
                    Ok(hits) => {
                        let lines = hits.into_iter().map(Line::of_hit).map(|line| {
                            let path = line.path.clone();
                            view! { <li><a class="hit" href=path>{line.view()}</a></li> }
                        });
                        view! { <ul class="hits card">{lines.collect_view()}</ul> }.into_any()
                    }
                    Err(refusal) => view! { <p class="alert danger" role="alert">{refusal.to_string()}</p> }.into_any(),
                }
            })
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
            <Transition>{results}</Transition>
        }
        .into_any()
    }
}
