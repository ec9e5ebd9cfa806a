//! The screens that one can go to, for the navigation and for the search.

use model::{Permission, WarehouseCode, user::Me};
use ui::Icon;

use super::place;
use crate::i18n::{tu_string, use_i18n};

/// A screen of the navigation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Screen {
    pub path: String,
    pub text: &'static str,
    pub icon: Icon,
}

/// Screens under one heading, which the first group does not have.
pub struct Group {
    pub label: Option<&'static str>,
    pub screens: Vec<Screen>,
}

/// Everything that this person may open, with the links of one warehouse.
#[must_use]
pub fn screens(me: &Me, warehouse: Option<&WarehouseCode>) -> Vec<Group> {
    let i18n = use_i18n();
    let may = |permission| me.role.may(permission);
    let at = |path: &str, text, icon| Screen { path: path.to_owned(), text, icon };
    let mut groups = vec![Group { label: None, screens: vec![at("/", tu_string!(i18n, frame.home), Icon::Home)] }];
    if let Some(code) = warehouse {
        groups.extend(of_warehouse(me, code));
    }
    groups[0].screens.push(at("/scan", tu_string!(i18n, frame.scan), Icon::Scan));
    let mut masters = vec![
        at("/items", tu_string!(i18n, frame.items), Icon::Item),
        at("/partners", tu_string!(i18n, frame.partners), Icon::Partner),
        at("/warehouses", tu_string!(i18n, frame.warehouses), Icon::Warehouse),
    ];
    if let Some(code) = warehouse {
        masters.push(Screen {
            path: place::path(code, "locations"),
            text: tu_string!(i18n, frame.locations),
            icon: Icon::Location,
        });
    }
    if may(Permission::Import) {
        masters.push(at("/import", tu_string!(i18n, frame.import), Icon::Import));
    }
    groups.push(Group { label: Some(tu_string!(i18n, frame.group_masters)), screens: masters });
    if may(Permission::Administer) {
        let screens = vec![
            at("/admin/users", tu_string!(i18n, frame.users), Icon::Users),
            at("/admin/tokens", tu_string!(i18n, frame.tokens), Icon::Token),
            at("/admin/audit", tu_string!(i18n, frame.audit), Icon::Audit),
        ];
        groups.push(Group { label: Some(tu_string!(i18n, frame.group_admin)), screens });
    }
    groups
}

fn of_warehouse(me: &Me, code: &WarehouseCode) -> [Group; 3] {
    let i18n = use_i18n();
    let here = |rest: &str, text, icon| Screen { path: place::path(code, rest), text, icon };
    let mut stock = vec![
        here("stock", tu_string!(i18n, frame.stock), Icon::Stock),
        here("stock/locations", tu_string!(i18n, frame.stock_by_location), Icon::Location),
    ];
    if me.role.may(Permission::Transfer) {
        stock.push(here("stock/transfer", tu_string!(i18n, frame.transfer), Icon::Shipping));
    }
    if me.role.may(Permission::Adjust) {
        stock.push(here("stock/adjust", tu_string!(i18n, frame.adjust), Icon::Check));
    }
    [
        Group {
            label: Some(tu_string!(i18n, frame.group_receiving)),
            screens: vec![
                here("receiving", tu_string!(i18n, frame.receiving), Icon::Receiving),
                here("receipts", tu_string!(i18n, frame.receipts), Icon::Slip),
            ],
        },
        Group {
            label: Some(tu_string!(i18n, frame.group_shipping)),
            screens: vec![
                here("shipping", tu_string!(i18n, frame.shipping), Icon::Shipping),
                here("shipments", tu_string!(i18n, frame.shipments), Icon::Slip),
            ],
        },
        Group { label: Some(tu_string!(i18n, frame.group_stock)), screens: stock },
    ]
}
