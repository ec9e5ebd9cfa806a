//! The figures of stock: what each is called, what it counts, and where it is explained.

use leptos::prelude::*;
use model::slip::LotRef;
use model::stock::{ItemStock, Portion, StockRow};
use model::{ItemCode, LocationCode, Quantity, StatusCode, WarehouseCode};
use serde::{Deserialize, Serialize};

use crate::frame::place;
use crate::i18n::{tu_string, use_i18n};
use crate::parts::{Filters, Place, route};
use crate::refusal::Refusal;

/// A quantity under its own name, never just "stock".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Figure {
    /// 現在庫
    OnHand,
    /// 引当済
    Allocated,
    /// 出荷可能
    Available,
    /// 入荷予定
    Incoming,
    /// 受注残
    Outgoing,
    /// 有効在庫
    Projected,
}

impl Figure {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::OnHand, Self::Allocated, Self::Available, Self::Incoming, Self::Outgoing, Self::Projected];
    /// Those that a location has too.
    pub const OF_LOCATION: [Self; 3] = [Self::OnHand, Self::Allocated, Self::Available];

    /// Its name in a URL.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::OnHand => "on_hand",
            Self::Allocated => "allocated",
            Self::Available => "available",
            Self::Incoming => "incoming",
            Self::Outgoing => "outgoing",
            Self::Projected => "projected",
        }
    }

    /// The figure of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|figure| figure.name() == name)
    }

    /// Its name for people.
    #[must_use]
    pub fn label(self) -> &'static str {
        let i18n = use_i18n();
        match self {
            Self::OnHand => tu_string!(i18n, stock.on_hand),
            Self::Allocated => tu_string!(i18n, stock.allocated),
            Self::Available => tu_string!(i18n, stock.available),
            Self::Incoming => tu_string!(i18n, stock.incoming),
            Self::Outgoing => tu_string!(i18n, stock.outgoing),
            Self::Projected => tu_string!(i18n, stock.projected),
        }
    }

    /// What it means, in a few words.
    #[must_use]
    pub fn note(self) -> &'static str {
        let i18n = use_i18n();
        match self {
            Self::OnHand => tu_string!(i18n, stock.on_hand_note),
            Self::Allocated => tu_string!(i18n, stock.allocated_note),
            Self::Available => tu_string!(i18n, stock.available_note),
            Self::Incoming => tu_string!(i18n, stock.incoming_note),
            Self::Outgoing => tu_string!(i18n, stock.outgoing_note),
            Self::Projected => tu_string!(i18n, stock.projected_note),
        }
    }

    /// What it is of an item.
    #[must_use]
    pub const fn of(self, stock: &ItemStock) -> Quantity {
        match self {
            Self::OnHand => stock.on_hand,
            Self::Allocated => stock.allocated,
            Self::Available => stock.available,
            Self::Incoming => stock.incoming,
            Self::Outgoing => stock.outgoing,
            Self::Projected => stock.projected,
        }
    }
}

/// What a figure counts: an item in a warehouse, at one of its locations, or one balance there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// Where.
    pub warehouse: WarehouseCode,
    /// Of what.
    pub item: ItemCode,
    /// At which location; all of the warehouse when absent.
    pub location: Option<LocationCode>,
    /// Which lot and status; all of the location when absent.
    pub portion: Option<Portion>,
}

impl Subject {
    /// All of an item in a warehouse.
    #[must_use]
    pub fn of_item(warehouse: &WarehouseCode, item: &ItemCode) -> Self {
        Self { warehouse: warehouse.clone(), item: item.clone(), location: None, portion: None }
    }

    /// One balance.
    #[must_use]
    pub fn of_row(row: &StockRow) -> Self {
        let portion = Portion { lot: row.lot.clone(), status: row.status.clone() };
        Self {
            location: Some(row.location.clone()),
            portion: Some(portion),
            ..Self::of_item(&row.warehouse, &row.item)
        }
    }

    /// What the URL of an explanation speaks of. One that names a status means one balance: without a lot it is what
    /// belongs to no lot.
    ///
    /// # Errors
    /// When warehouse or item are missing.
    pub fn of_url(place: Place, filters: Filters) -> Result<Self, Refusal> {
        let lot = LotRef {
            number: filters.parsed("lot"),
            best_before: filters.date("best_before"),
            use_by: filters.date("use_by"),
        };
        let status = filters.parsed::<StatusCode>("status");
        Ok(Self {
            warehouse: place.code()?,
            item: route::parsed("item", &filters.text("item"))?,
            location: filters.parsed("location"),
            portion: status.map(|status| Portion { lot, status }),
        })
    }

    /// Where one of its figures is explained.
    #[must_use]
    pub fn path(&self, figure: Figure) -> String {
        let mut path = format!("{}?item={}", place::path(&self.warehouse, "stock/explain"), escaped(&self.item));
        let mut add = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                path.extend(["&", name, "=", &place::escaped(&value)]);
            }
        };
        add("location", self.location.as_ref().map(ToString::to_string));
        if let Some(Portion { lot, status }) = &self.portion {
            add("status", Some(status.to_string()));
            add("lot", lot.number.as_ref().map(ToString::to_string));
            add("best_before", lot.best_before.map(|date| date.to_string()));
            add("use_by", lot.use_by.map(|date| date.to_string()));
        }
        add("figure", Some(figure.name().to_owned()));
        path
    }
}

fn escaped(code: &ItemCode) -> String {
    place::escaped(code.as_str())
}

/// A figure in a table, which opens its explanation.
pub fn cell(subject: &Subject, figure: Figure, quantity: Quantity) -> AnyView {
    let label = figure.label();
    let spoken = format!("{label} {}", quantity.grouped());
    view! {
        <td class="number" data-label=label>
            <a href=subject.path(figure) aria-label=spoken>{quantity.grouped()}</a>
        </td>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_a_balance_names_all_that_it_counts() {
        let lot = LotRef {
            number: Some(model::LotNumber::parse("L 1").unwrap()),
            best_before: Some(model::Date::parse("2027-06-30").unwrap()),
            use_by: None,
        };
        let whole = Subject::of_item(&WarehouseCode::parse("W1").unwrap(), &ItemCode::parse("TEA-01").unwrap());
        assert_eq!(whole.path(Figure::Incoming), "/w/W1/stock/explain?item=TEA-01&figure=incoming");
        let status = StatusCode::parse("good").unwrap();
        let one = Subject {
            location: Some(LocationCode::parse("A-01").unwrap()),
            portion: Some(Portion { lot, status }),
            ..whole
        };
        assert_eq!(
            one.path(Figure::OnHand),
            "/w/W1/stock/explain?item=TEA-01&location=A-01&status=good&lot=L%201&best_before=2027-06-30&figure=on_hand"
        );
    }
}
