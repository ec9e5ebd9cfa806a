//! Screens travel to the browser in bundles: one for each kind of work, so that a warehouse worker's phone never
//! downloads the admin console. A bundle for each screen would be smaller still, but the code that any two of them
//! share would be a file of its own, which makes hundreds.

use leptos::prelude::*;
use leptos_router::ChooseView;

use crate::admin::audit::AuditPage;
use crate::admin::tokens::TokenPage;
use crate::admin::user_form::{UserEditPage, UserNewPage};
use crate::admin::users::UserListPage;
use crate::frame::Frame;
use crate::home::HomePage;
use crate::import::ImportPage;
use crate::masters::item_detail::ItemDetailPage;
use crate::masters::item_form::{ItemEditPage, ItemNewPage};
use crate::masters::item_list::ItemListPage;
use crate::masters::location_detail::LocationDetailPage;
use crate::masters::location_form::{LocationEditPage, LocationNewPage};
use crate::masters::locations::LocationListPage;
use crate::masters::partner_detail::PartnerDetailPage;
use crate::masters::partner_form::{PartnerEditPage, PartnerNewPage};
use crate::masters::partners::PartnerListPage;
use crate::masters::warehouse_detail::WarehouseDetailPage;
use crate::masters::warehouse_form::{WarehouseEditPage, WarehouseNewPage};
use crate::masters::warehouses::WarehouseListPage;
use crate::print::delivery_note::DeliveryNotePage;
use crate::print::picking::PickingPage;
use crate::receiving::detail::ReceivingDetailPage;
use crate::receiving::edit::{ReceivingEditPage, ReceivingNewPage};
use crate::receiving::list::ReceivingListPage;
use crate::receiving::receipt::ReceiptPage;
use crate::receiving::receipts::ReceiptListPage;
use crate::receiving::receive::ReceivePage;
use crate::receiving::unplanned::ReceiveUnplannedPage;
use crate::scan;
use crate::search::page::SearchPage;
use crate::shipping::check::ShippingCheckPage;
use crate::shipping::detail::ShippingDetailPage;
use crate::shipping::edit::{ShippingEditPage, ShippingNewPage};
use crate::shipping::list::ShippingListPage;
use crate::shipping::shipment::ShipmentPage;
use crate::shipping::shipments::ShipmentListPage;
use crate::stock::adjust::StockAdjustPage;
use crate::stock::explain::StockExplainPage;
use crate::stock::items::StockItemsPage;
use crate::stock::locations::StockLocationsPage;
use crate::stock::slips::StockSlipsPage;
use crate::stock::transfer::StockTransferPage;

/// A page of its own address, drawn from what the URL says.
pub trait Screen: Send + 'static {
    /// Draws it.
    fn view() -> AnyView;
}

/// Makes a bundle: the screens that are the views of routes, and a function that the build splits off together with all
/// that only these screens call.
macro_rules! bundle {
    ($bundle:ident, $load:ident, $preload:ident: $($name:ident => $screen:ty),+ $(,)?) => {
        #[doc = concat!("The screens of the bundle `", stringify!($load), "`.")]
        #[derive(Clone, Copy, Debug)]
        pub enum $bundle { $(#[doc = concat!("[`", stringify!($screen), "`]")] $name),+ }

        #[lazy]
        fn $load(screen: $bundle) -> AnyView {
            match screen { $($bundle::$name => <$screen as Screen>::view()),+ }
        }

        impl ChooseView for $bundle {
            async fn choose(self) -> AnyView {
                $load(self).await
            }

            async fn preload(&self) {
                #[cfg(target_arch = "wasm32")]
                $preload().await;
            }
        }
    };
}

bundle!(Start, start, __preload_start:
    Frame => Frame,
    Home => HomePage,
    Search => SearchPage,
);

bundle!(Masters, masters, __preload_masters:
    ItemList => ItemListPage,
    ItemNew => ItemNewPage,
    ItemDetail => ItemDetailPage,
    ItemEdit => ItemEditPage,
    WarehouseList => WarehouseListPage,
    WarehouseNew => WarehouseNewPage,
    WarehouseDetail => WarehouseDetailPage,
    WarehouseEdit => WarehouseEditPage,
    LocationList => LocationListPage,
    LocationNew => LocationNewPage,
    LocationDetail => LocationDetailPage,
    LocationEdit => LocationEditPage,
    PartnerList => PartnerListPage,
    PartnerNew => PartnerNewPage,
    PartnerDetail => PartnerDetailPage,
    PartnerEdit => PartnerEditPage,
    Import => ImportPage,
);

bundle!(Slips, slips, __preload_slips:
    ReceivingList => ReceivingListPage,
    ReceivingNew => ReceivingNewPage,
    ReceivingDetail => ReceivingDetailPage,
    ReceivingEdit => ReceivingEditPage,
    Receive => ReceivePage,
    ReceiveUnplanned => ReceiveUnplannedPage,
    ReceiptList => ReceiptListPage,
    Receipt => ReceiptPage,
    ShippingList => ShippingListPage,
    ShippingNew => ShippingNewPage,
    ShippingDetail => ShippingDetailPage,
    ShippingEdit => ShippingEditPage,
    ShippingCheck => ShippingCheckPage,
    ShipmentList => ShipmentListPage,
    Shipment => ShipmentPage,
    Picking => PickingPage,
    DeliveryNote => DeliveryNotePage,
    StockItems => StockItemsPage,
    StockLocations => StockLocationsPage,
    StockSlips => StockSlipsPage,
    StockExplain => StockExplainPage,
    StockTransfer => StockTransferPage,
    StockAdjust => StockAdjustPage,
);

bundle!(Scanning, scanning, __preload_scanning:
    Start => scan::start::StartPage,
    LookUp => scan::look_up::LookUpPage,
    ChooseReceive => scan::choose::ChooseReceivePage,
    Receive => scan::receive::ReceivePage,
    ChooseCheck => scan::choose::ChooseCheckPage,
    Check => scan::check::CheckPage,
);

bundle!(Console, console, __preload_console:
    UserList => UserListPage,
    UserNew => UserNewPage,
    UserEdit => UserEditPage,
    Tokens => TokenPage,
    Audit => AuditPage,
);
