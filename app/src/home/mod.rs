//! Home: what needs doing today, and the guided first hour of a new company.

pub mod first_hour;
pub mod functions;

use leptos::prelude::*;
use model::WarehouseCode;
use model::home::{GetHome, HomeView};
use model::user::Me;

use crate::bundle::Screen;
use crate::frame::{place, use_who};
use crate::home::first_hour::first_hour;
use crate::home::functions::get_home;
use crate::i18n::{tu_string, use_i18n};
use crate::live::use_live;
use crate::parts::{PageHead, loaded};

/// The page `/`.
pub struct HomePage;

impl Screen for HomePage {
    fn view() -> AnyView {
        let i18n = use_i18n();
        let who = use_who().resource();
        view! {
            <PageHead title=tu_string!(i18n, home.title)/>
            {loaded(who, |me| view! { <Today me/> }.into_any())}
        }
        .into_any()
    }
}

#[component]
fn Today(me: Me) -> AnyView {
    let warehouse = place::use_warehouse(&me);
    let live = use_live(&["receiving", "shipping", "stock", "items", "locations"]);
    let numbers = Resource::new(
        move || (warehouse.get(), live.get()),
        |(warehouse, _)| async move { get_home(GetHome { warehouse }).await },
    );
    loaded(numbers, move |home| screen(warehouse.get().as_ref(), &home))
}

fn screen(warehouse: Option<&WarehouseCode>, home: &HomeView) -> AnyView {
    let steps = home.first_steps;
    let first_hour = (!steps.all_done()).then(|| first_hour(steps, warehouse));
    let numbers = warehouse.map(|warehouse| numbers(warehouse, home));
    view! { <div class="stack">{first_hour} {numbers}</div> }.into_any()
}

/// How urgent a number is when it is not zero.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tone {
    Plain,
    Warning,
    Danger,
}

fn numbers(warehouse: &WarehouseCode, home: &HomeView) -> AnyView {
    let i18n = use_i18n();
    let at = |rest: String| place::path(warehouse, &rest);
    let today = home.today.map_or_else(String::new, |today| today.to_string());
    let before = home.today.and_then(|today| today.plus_days(-1)).map_or_else(String::new, |day| day.to_string());
    let date = home.today.map_or_else(String::new, model::Date::slashed);
    view! {
        <section class="section">
            <h2>{tu_string!(i18n, home.receiving)}</h2>
            <div class="tiles">
                {tile(
                    at(format!("receiving?to={today}")),
                    tu_string!(i18n, home.to_receive),
                    home.to_receive,
                    tu_string!(i18n, home.to_receive_note),
                    Tone::Plain,
                )}
                {tile(
                    at(format!("receiving?from=1900-01-01&to={before}")),
                    tu_string!(i18n, home.overdue),
                    home.receiving_overdue,
                    tu_string!(i18n, home.overdue_note),
                    Tone::Warning,
                )}
                {tile(
                    at("receipts".to_owned()),
                    tu_string!(i18n, home.received_today),
                    home.received_today,
                    "",
                    Tone::Plain,
                )}
            </div>
        </section>
        <section class="section">
            <h2>{tu_string!(i18n, home.shipping)}</h2>
            <div class="tiles">
                {tile(
                    at("shipping?state=open".to_owned()),
                    tu_string!(i18n, home.to_allocate),
                    home.to_allocate,
                    tu_string!(i18n, home.to_allocate_note),
                    Tone::Plain,
                )}
                {tile(
                    at("shipping?state=lacking".to_owned()),
                    tu_string!(i18n, home.short),
                    home.short,
                    tu_string!(i18n, home.short_note),
                    Tone::Danger,
                )}
                {tile(
                    at("shipping?state=to_pick".to_owned()),
                    tu_string!(i18n, home.to_pick),
                    home.to_pick,
                    tu_string!(i18n, home.to_pick_note),
                    Tone::Plain,
                )}
                {tile(
                    at("shipping?state=checked".to_owned()),
                    tu_string!(i18n, home.to_ship),
                    home.to_ship,
                    tu_string!(i18n, home.to_ship_note),
                    Tone::Plain,
                )}
                {tile(at("shipments".to_owned()), tu_string!(i18n, home.shipped_today), home.shipped_today, "", Tone::Plain)}
            </div>
        </section>
        <p class="muted">{tu_string!(i18n, home.as_of, date = date)}</p>
    }
    .into_any()
}

/// A number that opens its list.
fn tile(href: String, label: &'static str, number: u32, note: &'static str, tone: Tone) -> AnyView {
    let class = match (number, tone) {
        (0, _) => "tile nothing",
        (_, Tone::Plain) => "tile",
        (_, Tone::Warning) => "tile warning",
        (_, Tone::Danger) => "tile danger",
    };
    view! {
        <a class=class href=href>
            <span class="tile-label">{label}</span>
            <span class="tile-figure">{number}</span>
            <span class="tile-note">{note}</span>
        </a>
    }
    .into_any()
}
