//! Where scanning begins: what do you want to do?

use leptos::prelude::*;
use leptos_meta::Title;
use model::WarehouseCode;
use ui::{ScanField, ScanQueue};

use crate::bundle::Screen;
use crate::frame::place;
use crate::i18n::{tu_string, use_i18n};
use crate::scan::route::slip_path;
use crate::scan::way::{in_warehouse, use_named, use_way};

/// The page `/scan`.
pub struct StartPage;

impl Screen for StartPage {
    fn view() -> AnyView {
        let i18n = use_i18n();
        let (way, named) = (use_way(), use_named());
        let queue = ScanQueue::new(move |scanned, queue| async move {
            match slip_path(&scanned) {
                Some(path) => way.to_slip(&path, queue),
                None => way.go(&look_up_path(&scanned, named.get_untracked().as_ref())),
            }
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
                                    <a href=move || in_warehouse(path, named.get().as_ref())>
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
fn look_up_path(scanned: &str, warehouse: Option<&WarehouseCode>) -> String {
    let page = in_warehouse("/scan/look-up", warehouse);
    let sign = if page.contains('?') { '&' } else { '?' };
    format!("{page}{sign}code={}", place::escaped(scanned))
}
