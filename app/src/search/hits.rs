//! What was found, as links.

use leptos::prelude::*;
use model::WarehouseCode;
use model::search::{Hit, HitKind};
use model::search_key::search_key;
use model::user::Me;
use ui::{Icon, icon};

use crate::frame::{Screen, place, screens};
use crate::i18n::{tu_string, use_i18n};

/// The screens whose name holds what was typed.
#[must_use]
pub fn screens_that_fit(me: &Me, warehouse: Option<&WarehouseCode>, typed: &str) -> Vec<Line> {
    let typed = search_key(typed);
    let all = screens(me, warehouse).into_iter().flat_map(|group| group.screens);
    all.filter(|screen| search_key(screen.text).contains(&typed)).map(Line::of_screen).collect()
}

/// A line of the results.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub path: String,
    pub icon: Icon,
    pub code: String,
    pub title: String,
    pub kind: &'static str,
}

impl Line {
    /// A screen of the navigation.
    #[must_use]
    pub fn of_screen(screen: Screen) -> Self {
        let i18n = use_i18n();
        Self {
            path: screen.path,
            icon: screen.icon,
            code: String::new(),
            title: screen.text.to_owned(),
            kind: tu_string!(i18n, frame.kind_screen),
        }
    }

    /// Something that was found in the company.
    #[must_use]
    pub fn of_hit(hit: Hit) -> Self {
        let i18n = use_i18n();
        let code = place::escaped(&hit.code);
        let below = |rest: String| hit.warehouse.as_ref().map_or_else(|| "/".to_owned(), |at| place::path(at, &rest));
        let (path, icon, kind) = match hit.kind {
            HitKind::Item => (format!("/items/{code}"), Icon::Item, tu_string!(i18n, frame.kind_item)),
            HitKind::Partner => (format!("/partners/{code}"), Icon::Partner, tu_string!(i18n, frame.kind_partner)),
            HitKind::ReceivingOrder => {
                (below(format!("receiving/{code}")), Icon::Receiving, tu_string!(i18n, frame.receiving))
            }
            HitKind::Receipt => (below(format!("receipts/{code}")), Icon::Slip, tu_string!(i18n, frame.receipts)),
            HitKind::ShippingOrder => {
                (below(format!("shipping/{code}")), Icon::Shipping, tu_string!(i18n, frame.shipping))
            }
            HitKind::Shipment => (below(format!("shipments/{code}")), Icon::Slip, tu_string!(i18n, frame.shipments)),
            HitKind::Location => (
                below(format!("stock/locations?location={code}")),
                Icon::Location,
                tu_string!(i18n, frame.kind_location),
            ),
        };
        Self { path, icon, code: hit.code, title: hit.title, kind }
    }

    /// Its looks.
    #[must_use]
    pub fn view(self) -> AnyView {
        view! {
            {icon(self.icon)}
            <span class="hit-title">
                {(!self.code.is_empty()).then(|| view! { <span class="code">{self.code}</span>" " })}
                {self.title}
            </span>
            <span class="hit-kind">{self.kind}</span>
        }
        .into_any()
    }
}
