//! A partner: who it is, and the ways to its slips in each warehouse.

use leptos::prelude::*;
use model::partner::PartnerView;
use model::user::{Me, WarehouseChoice};

use crate::bundle::Screen;
use crate::frame::{place, use_who};
use crate::i18n::{tu_string, use_i18n};
use crate::masters::master::{fact, head, one};
use crate::masters::partners::roles_of;
use crate::parts::{loaded, loaded_page};

/// The page `/partners/:code`.
pub struct PartnerDetailPage;

impl Screen for PartnerDetailPage {
    fn view() -> AnyView {
        let partner = one::<PartnerView>(&["partners"]);
        let again = Callback::new(move |()| partner.refetch());
        loaded_page(partner, move |partner| detail(partner, again))
    }
}

fn detail(partner: PartnerView, again: Callback<()>) -> AnyView {
    let i18n = use_i18n();
    let (head, facts, who) = (head(&partner, again), facts(&partner), use_who().resource());
    view! {
        {head}
        {facts}
        <section class="section">
            <h2>{tu_string!(i18n, masters.slips)}</h2>
            {loaded(who, move |me| slips(&partner, &me))}
        </section>
    }
    .into_any()
}

fn facts(partner: &PartnerView) -> AnyView {
    let i18n = use_i18n();
    view! {
        <section class="card">
            <dl class="facts">
                <div><dt>{tu_string!(i18n, masters.role)}</dt><dd>{roles_of(partner)}</dd></div>
                {fact(tu_string!(i18n, masters.kana), &partner.kana)}
                {fact(tu_string!(i18n, masters.postal_code), &partner.postal_code)}
                {fact(tu_string!(i18n, masters.address), &partner.address)}
                {fact(tu_string!(i18n, masters.phone), &partner.phone)}
                {fact(tu_string!(i18n, masters.email), &partner.email)}
                {fact(tu_string!(i18n, words.note), &partner.note)}
            </dl>
        </section>
    }
    .into_any()
}

/// Lists of the slips that name the partner, in whatever state they are.
fn slips(partner: &PartnerView, me: &Me) -> AnyView {
    let i18n = use_i18n();
    let code = place::escaped(partner.code.as_str());
    let row = |warehouse: &WarehouseChoice| {
        let list = |area: &str, text: &'static str| {
            let href = format!("{}?state=all&q={code}", place::path(&warehouse.code, area));
            view! { <td><a href=href>{text}</a></td> }
        };
        view! {
            <tr>
                <th scope="row"><span class="code">{warehouse.code.to_string()}</span>" "{warehouse.name.clone()}</th>
                {list("receiving", tu_string!(i18n, receiving.title))}
                {list("shipping", tu_string!(i18n, shipping.title))}
            </tr>
        }
    };
    if me.warehouses.is_empty() {
        return view! { <p class="muted">{tu_string!(i18n, masters.no_warehouses)}</p> }.into_any();
    }
    view! {
        <div class="table">
            <table class="cards">
                <thead>
                    <tr>
                        <th scope="col">{tu_string!(i18n, masters.warehouse)}</th>
                        <th scope="col">{tu_string!(i18n, receiving.title)}</th>
                        <th scope="col">{tu_string!(i18n, shipping.title)}</th>
                    </tr>
                </thead>
                <tbody>{me.warehouses.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}
