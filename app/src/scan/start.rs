//! Where scanning begins: what do you want to do?

use leptos::prelude::*;
use leptos_meta::Title;
use model::user::Me;
use model::{Permission, WarehouseCode};
use ui::ScanQueue;

use crate::bundle::Screen;
use crate::frame::{place, use_who};
use crate::i18n::{tu_string, use_i18n};
use crate::parts::loaded;
use crate::scan::route::slip_path;
use crate::scan::station::{Station, use_outcomes};
use crate::scan::way::{in_warehouse, use_named, use_way};

/// The page `/scan`.
pub struct StartPage;

impl Screen for StartPage {
    fn view() -> AnyView {
        let i18n = use_i18n();
        let (way, named, outcomes) = (use_way(), use_named(), use_outcomes());
        let queue = ScanQueue::new(move |scanned, queue| async move {
            match slip_path(&scanned) {
                Some(path) => way.to_slip(&path, queue).await,
                None => way.go(&look_up_path(&scanned, named.get_untracked().as_ref())),
            }
        });
        view! {
            <Title text=tu_string!(i18n, scan.title)/>
            <div class="scan">
                <h1>{tu_string!(i18n, scan.title)}</h1>
                <Station queue outcomes hint=tu_string!(i18n, scan.start_hint)/>
                {loaded(use_who().resource(), move |me| choices(&me, named))}
            </div>
        }
        .into_any()
    }
}

/// What can be done. Who may not do something reads that at once, and not after scanning a whole delivery.
fn choices(me: &Me, named: Memo<Option<WarehouseCode>>) -> AnyView {
    let i18n = use_i18n();
    let receive = (tu_string!(i18n, scan.receive), tu_string!(i18n, scan.receive_hint));
    let check = (tu_string!(i18n, scan.check), tu_string!(i18n, scan.check_hint));
    let look_up = (tu_string!(i18n, scan.look_up), tu_string!(i18n, scan.look_up_hint));
    let choices = [
        ("/scan/receive", Permission::Receive, receive),
        ("/scan/check", Permission::Ship, check),
        ("/scan/look-up", Permission::View, look_up),
    ];
    let choices = choices.into_iter().map(|(path, permission, (title, hint))| {
        if !me.role.may(permission) {
            return view! {
                <li class="scan-forbidden">
                    <strong>{title}</strong>
                    <span>{tu_string!(i18n, words.not_allowed)}</span>
                </li>
            }
            .into_any();
        }
        view! {
            <li>
                <a href=move || in_warehouse(path, named.get().as_ref())>
                    <strong>{title}</strong>
                    <span>{hint}</span>
                </a>
            </li>
        }
        .into_any()
    });
    view! {
        <nav aria-label=tu_string!(i18n, scan.title)>
            <ul class="scan-choices">{choices.collect_view()}</ul>
        </nav>
    }
    .into_any()
}

/// The page that says what a code is.
fn look_up_path(scanned: &str, warehouse: Option<&WarehouseCode>) -> String {
    let page = in_warehouse("/scan/look-up", warehouse);
    let sign = if page.contains('?') { '&' } else { '?' };
    format!("{page}{sign}code={}", place::escaped(scanned))
}
