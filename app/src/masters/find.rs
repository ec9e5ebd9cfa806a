//! How pickers find items, partners and locations.

use model::item::{ItemView, ListItems};
use model::location::ListLocations;
use model::partner::{ListPartners, PartnerRole, PartnerView};
use model::{PageRequest, WarehouseCode};

use crate::masters::functions::{list_items, list_locations, list_partners};
use crate::parts::picker::{Finder, Found};
use crate::parts::show;

/// How many a picker offers.
const OFFERED: u16 = 8;

fn few() -> PageRequest {
    PageRequest { limit: Some(OFFERED), ..PageRequest::default() }
}

/// Items in use by code, barcode or name.
#[must_use]
pub fn items() -> Finder {
    Finder::new(|search| async move {
        let query = ListItems { search, page: few(), ..ListItems::default() };
        Ok(list_items(query).await?.data.into_iter().map(found_item).collect())
    })
}

fn found_item(item: ItemView) -> Found {
    Found { code: item.code.to_string(), title: show::names(&item.name, &item.name2), detail: item.unit }
}

/// Partners of a role by code or name.
#[must_use]
pub fn partners(role: PartnerRole) -> Finder {
    Finder::new(move |search| async move {
        let query = ListPartners { search, role: Some(role), page: few(), ..ListPartners::default() };
        Ok(list_partners(query).await?.data.into_iter().map(found_partner).collect())
    })
}

fn found_partner(partner: PartnerView) -> Found {
    Found { code: partner.code.to_string(), title: partner.name, detail: partner.address }
}

/// Locations in use of a warehouse by code or name.
#[must_use]
pub fn locations(warehouse: WarehouseCode) -> Finder {
    Finder::new(move |search| {
        let query =
            ListLocations { warehouse: Some(warehouse.clone()), search, page: few(), ..ListLocations::default() };
        async move {
            let each = list_locations(query).await?.data.into_iter();
            let found =
                each.map(|place| Found { code: place.code.to_string(), title: place.name, detail: String::new() });
            Ok(found.collect())
        }
    })
}
