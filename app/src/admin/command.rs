//! What was done, in words: the audit log keeps the stable names of commands.

use crate::i18n::{tu_string, use_i18n};

/// The words for a command; its name when it is one that this program does not know any more.
#[must_use]
pub fn word(name: &str) -> String {
    let words = masters(name).or_else(|| slips(name)).or_else(|| stock(name)).or_else(|| people(name));
    words.map_or_else(|| name.to_owned(), str::to_owned)
}

fn masters(name: &str) -> Option<&'static str> {
    let i18n = use_i18n();
    Some(match name {
        "item.create" => tu_string!(i18n, admin.item_create),
        "item.update" => tu_string!(i18n, admin.item_update),
        "partner.create" => tu_string!(i18n, admin.partner_create),
        "partner.update" => tu_string!(i18n, admin.partner_update),
        "warehouse.create" => tu_string!(i18n, admin.warehouse_create),
        "warehouse.update" => tu_string!(i18n, admin.warehouse_update),
        "location.create" => tu_string!(i18n, admin.location_create),
        "location.update" => tu_string!(i18n, admin.location_update),
        "import.file" => tu_string!(i18n, admin.import_file),
        "demo.fill" => tu_string!(i18n, admin.demo_fill),
        _ => return None,
    })
}

fn slips(name: &str) -> Option<&'static str> {
    let i18n = use_i18n();
    Some(match name {
        "receiving.create" => tu_string!(i18n, admin.receiving_create),
        "receiving.update" => tu_string!(i18n, admin.receiving_update),
        "receiving.cancel" => tu_string!(i18n, admin.receiving_cancel),
        "receiving.close" => tu_string!(i18n, admin.receiving_close),
        "receiving.receive" => tu_string!(i18n, admin.receiving_receive),
        "receiving.receive_unplanned" => tu_string!(i18n, admin.receiving_unplanned),
        "receiving.reverse" => tu_string!(i18n, admin.receiving_reverse),
        "shipping.create" => tu_string!(i18n, admin.shipping_create),
        "shipping.update" => tu_string!(i18n, admin.shipping_update),
        "shipping.cancel" => tu_string!(i18n, admin.shipping_cancel),
        "shipping.allocate" => tu_string!(i18n, admin.shipping_allocate),
        "shipping.allocate_many" => tu_string!(i18n, admin.shipping_allocate_many),
        "shipping.release" => tu_string!(i18n, admin.shipping_release),
        "shipping.check" => tu_string!(i18n, admin.shipping_check),
        "shipping.uncheck" => tu_string!(i18n, admin.shipping_uncheck),
        "shipping.take_back_check" => tu_string!(i18n, admin.shipping_take_back_check),
        "shipping.ship" => tu_string!(i18n, admin.shipping_ship),
        "shipping.reverse" => tu_string!(i18n, admin.shipping_reverse),
        _ => return None,
    })
}

fn stock(name: &str) -> Option<&'static str> {
    let i18n = use_i18n();
    Some(match name {
        "transfer.post" => tu_string!(i18n, admin.transfer_post),
        "adjustment.post" => tu_string!(i18n, admin.adjustment_post),
        _ => return None,
    })
}

fn people(name: &str) -> Option<&'static str> {
    let i18n = use_i18n();
    Some(match name {
        "tenant.create" => tu_string!(i18n, admin.tenant_create),
        "session.sign_in" => tu_string!(i18n, admin.session_sign_in),
        "session.sign_out" => tu_string!(i18n, admin.session_sign_out),
        "user.create" => tu_string!(i18n, admin.user_create),
        "user.update" => tu_string!(i18n, admin.user_update),
        "user.reset_password" => tu_string!(i18n, admin.user_reset_password),
        "user.change_password" => tu_string!(i18n, admin.user_change_password),
        "token.create" => tu_string!(i18n, admin.token_create),
        "token.revoke" => tu_string!(i18n, admin.token_revoke),
        _ => return None,
    })
}
