//! Where scanning begins: what do you want to do?

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_navigate;
use ui::{ScanField, ScanQueue};

use crate::bundle::Screen;
use crate::i18n::{tu_string, use_i18n};
use crate::parts::show::path;
use crate::scan::route::slip_path;

/// The page `/scan`.
pub struct StartPage;

impl Screen for StartPage {
    fn view() -> AnyView {
        let i18n = use_i18n();
        let navigate = StoredValue::new_local(use_navigate());
        let queue = ScanQueue::new(move |scanned| async move {
            let path = slip_path(&scanned).unwrap_or_else(|| look_up_path(&scanned));
            navigate.with_value(|navigate| navigate(&path, leptos_router::NavigateOptions::default()));
        });
        let choices = [
            ("/scan/receive", tu_string!(i18n, scan.receive), tu_string!(i18n, scan.receive_hint)),
            ("/scan/check", tu_string!(i18n, scan.check), tu_string!(i18n, scan.check_hint)),
            ("/scan/look-up", tu_string!(i18n, scan.look_up), tu_string!(i18n, scan.look_up_hint)),
        ];
        view! {
            <Title text=tu_string!(i18n, scan.title)/>
            <div class="scan">
                <h1>{tu_string!(i18n, scan.title)}</h1>
                <nav aria-label=tu_string!(i18n, scan.title)>
                    <ul class="scan-choices">
                        {choices
                            .into_iter()
                            .map(|(path, title, hint)| view! {
                                <li>
                                    <a href=path>
                                        <strong>{title}</strong>
                                        <span>{hint}</span>
                                    </a>
                                </li>
                            })
                            .collect_view()}
                    </ul>
                </nav>
                <ScanField
                    queue
                    label=tu_string!(i18n, scan.field)
                    hint=tu_string!(i18n, scan.start_hint)
                    keyboard=tu_string!(i18n, scan.keyboard)
                />
            </div>
        }
        .into_any()
    }
}

/// The page that says what a code is.
fn look_up_path(scanned: &str) -> String {
    format!("/scan/look-up?code={}", path(&[scanned]).trim_start_matches('/'))
}
