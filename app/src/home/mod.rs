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

/// A number and the list whose length it is.
struct Tile {
    /// The list, below the warehouse.
    list: String,
    label: &'static str,
    number: u32,
    note: &'static str,
    tone: Tone,
}

fn numbers(warehouse: &WarehouseCode, home: &HomeView) -> AnyView {
    let i18n = use_i18n();
    let date = home.today.map_or_else(String::new, model::Date::slashed);
    let section = |title: &'static str, tiles: Vec<Tile>| {
        let tiles = tiles.into_iter().map(|each| tile(warehouse, each)).collect_view();
        view! {
            <section class="section">
                <h2>{title}</h2>
                <div class="tiles">{tiles}</div>
            </section>
        }
    };
    view! {
        {section(tu_string!(i18n, home.receiving), receiving(home))}
        {section(tu_string!(i18n, home.shipping), shipping(home))}
        <p class="muted">{tu_string!(i18n, home.as_of, date = date)}</p>
    }
    .into_any()
}

fn receiving(home: &HomeView) -> Vec<Tile> {
    let i18n = use_i18n();
    let day =
        |days: i32| home.today.and_then(|today| today.plus_days(days)).map_or_else(String::new, |day| day.to_string());
    let (today, yesterday) = (day(0), day(-1));
    vec![
        Tile {
            list: format!("receiving?to={today}"),
            label: tu_string!(i18n, home.to_receive),
            number: home.to_receive,
            note: tu_string!(i18n, home.to_receive_note),
            tone: Tone::Plain,
        },
        Tile {
            list: format!("receiving?to={yesterday}"),
            label: tu_string!(i18n, home.overdue),
            number: home.receiving_overdue,
            note: tu_string!(i18n, home.overdue_note),
            tone: Tone::Warning,
        },
        Tile {
            list: "receiving".to_owned(),
            label: tu_string!(i18n, home.awaited),
            number: home.awaited,
            note: tu_string!(i18n, home.awaited_note),
            tone: Tone::Plain,
        },
        Tile {
            list: format!("receipts?from={today}&to={today}"),
            label: tu_string!(i18n, home.received_today),
            number: home.received_today,
            note: tu_string!(i18n, home.with_reversed),
            tone: Tone::Plain,
        },
    ]
}

fn shipping(home: &HomeView) -> Vec<Tile> {
    let i18n = use_i18n();
    let today = home.today.map_or_else(String::new, |today| today.to_string());
    vec![
        Tile {
            list: "shipping?state=open".to_owned(),
            label: tu_string!(i18n, home.to_allocate),
            number: home.to_allocate,
            note: tu_string!(i18n, home.to_allocate_note),
            tone: Tone::Plain,
        },
        Tile {
            list: "shipping?state=lacking".to_owned(),
            label: tu_string!(i18n, home.short),
            number: home.short,
            note: tu_string!(i18n, home.short_note),
            tone: Tone::Danger,
        },
        Tile {
            list: "shipping?state=to_pick".to_owned(),
            label: tu_string!(i18n, home.to_pick),
            number: home.to_pick,
            note: tu_string!(i18n, home.to_pick_note),
            tone: Tone::Plain,
        },
        Tile {
            list: "shipping?state=checked".to_owned(),
            label: tu_string!(i18n, home.to_ship),
            number: home.to_ship,
            note: tu_string!(i18n, home.to_ship_note),
            tone: Tone::Plain,
        },
        Tile {
            list: format!("shipments?from={today}&to={today}"),
            label: tu_string!(i18n, home.shipped_today),
            number: home.shipped_today,
            note: tu_string!(i18n, home.with_reversed),
            tone: Tone::Plain,
        },
    ]
}

/// A number that opens its list.
fn tile(warehouse: &WarehouseCode, tile: Tile) -> AnyView {
    let class = match (tile.number, tile.tone) {
        (0, _) => "tile nothing",
        (_, Tone::Plain) => "tile",
        (_, Tone::Warning) => "tile warning",
        (_, Tone::Danger) => "tile danger",
    };
    view! {
        <a class=class href=place::path(warehouse, &tile.list)>
            <span class="tile-label">{tile.label}</span>
            <span class="tile-figure">{tile.number}</span>
            <span class="tile-note">{tile.note}</span>
        </a>
    }
    .into_any()
}
