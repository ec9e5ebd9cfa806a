//! All endpoints of `/api/v1`. To add one: a line here; handler and description come from the command or query. Its
//! example goes into [`super::examples`], its case into the table of `server/tests/api`, which asks for both.

use axum::http::{Method, StatusCode};
use model::adjustment::Adjust;
use model::item::{CreateItem, FindBarcode, GetItem, ListItems, UpdateItem};
use model::location::{CreateLocation, GetLocation, ListLocations, UpdateLocation};
use model::partner::{CreatePartner, GetPartner, ListPartners, UpdatePartner};
use model::receiving::{
    CancelReceivingOrder, CloseReceivingOrder, CreateReceivingOrder, GetReceipt, GetReceivingOrder, ListReceipts,
    ListReceivingOrders, Receive, ReceiveUnplanned, ReverseReceipt,
};
use model::shipping::{
    Allocate, AllocateMany, CancelShippingOrder, Check, CreateShippingOrder, GetShipment, GetShippingOrder,
    ListShipments, ListShippingOrders, ReleaseAllocations, ReverseShipment, Ship, Uncheck,
};
use model::stock::{ListHolders, ListItemStock, ListPostings, ListStock};
use model::transfer::Transfer;
use model::warehouse::{CreateWarehouse, GetWarehouse, ListWarehouses, UpdateWarehouse};

use super::endpoint::{Endpoint, Shape, list, one, write};
use super::names::Segments;
use super::params::Param;

const ACTIVE: Param = Param::choice("active", &["active", "inactive", "all"], "Masters in use, out of use, or all.");
const SEARCH: Param =
    Param::text("search", "Width, case, kind of kana and kind of dash do not matter; exact codes come first.");
const DESCENDING: Param = Param::flag("descending", "Last first.");
const WAREHOUSE: Param = Param::code("warehouse", 20, "Only this warehouse.");
const ITEM: Param = Param::code("item", 40, "Only this item.");
const LOCATION: Param = Param::code("location", 40, "Only this location.");
const PLANNED_FROM: Param = Param::date("planned_from", "Planned on this date or later.");
const PLANNED_TO: Param = Param::date("planned_to", "Planned on this date or earlier.");
const SLIP_SORT: Param = Param::choice("sort", &["planned_on", "number"], "Order of the list.");

const NUMBER: Segments = &[("number", "number")];
const CODE: Segments = &[("code", "code")];
const IN_WAREHOUSE: Segments = &[("warehouse", "warehouse"), ("code", "code")];

/// Every endpoint.
pub fn endpoints() -> Vec<Endpoint> {
    [masters(), receiving(), shipping(), stock()].into_iter().flatten().collect()
}

fn masters() -> Vec<Endpoint> {
    const PATCH: Method = Method::PATCH;
    const POST: Method = Method::POST;
    const NEW: StatusCode = StatusCode::CREATED;
    const DONE: StatusCode = StatusCode::OK;
    const ITEMS: &[Param] = &[
        SEARCH,
        Param::text("category", "Only this category."),
        ACTIVE,
        Param::choice("sort", &["code", "name", "category", "updated"], "Order of the list."),
        DESCENDING,
    ];
    const LOCATIONS: &[Param] =
        &[WAREHOUSE, SEARCH, ACTIVE, Param::choice("sort", &["code", "walk_order"], "Order of the list."), DESCENDING];
    const PARTNERS: &[Param] = &[
        SEARCH,
        Param::choice("role", &["supplier", "customer", "ship_to"], "Only partners with this role."),
        ACTIVE,
        Param::choice("sort", &["code", "name"], "Order of the list."),
        DESCENDING,
    ];
    vec![
        list::<ListItems, _>("/items", ("品目の一覧", "Items with their barcodes."), ITEMS),
        write::<CreateItem>(POST, "/items", ("品目の登録", "Creates an item."), NEW, Shape::Body(&[])),
        one::<GetItem>("/items/{code}", ("品目の詳細", "One item."), CODE),
        write::<UpdateItem>(
            PATCH,
            "/items/{code}",
            ("品目の変更", "Changes the given fields."),
            DONE,
            Shape::Change(CODE),
        ),
        one::<FindBarcode>(
            "/barcodes/{barcode}",
            ("バーコードの照会", "The item of a plain barcode, a GS1 element string or an item code."),
            &[("barcode", "scanned")],
        )
        .also(&[409, 422]),
        list::<ListWarehouses, _>("/warehouses", ("倉庫の一覧", "Warehouses."), &[SEARCH, ACTIVE, DESCENDING]),
        write::<CreateWarehouse>(POST, "/warehouses", ("倉庫の登録", "Creates a warehouse."), NEW, Shape::Body(&[])),
        one::<GetWarehouse>("/warehouses/{code}", ("倉庫の詳細", "One warehouse."), CODE),
        write::<UpdateWarehouse>(
            PATCH,
            "/warehouses/{code}",
            ("倉庫の変更", "Changes the given fields."),
            DONE,
            Shape::Change(CODE),
        ),
        list::<ListLocations, _>("/locations", ("ロケーションの一覧", "Locations."), LOCATIONS),
        write::<CreateLocation>(
            POST,
            "/locations",
            ("ロケーションの登録", "Creates a location."),
            NEW,
            Shape::Body(&[]),
        ),
        one::<GetLocation>("/locations/{warehouse}/{code}", ("ロケーションの詳細", "One location."), IN_WAREHOUSE),
        write::<UpdateLocation>(
            PATCH,
            "/locations/{warehouse}/{code}",
            ("ロケーションの変更", "Changes the given fields."),
            DONE,
            Shape::Change(IN_WAREHOUSE),
        ),
        list::<ListPartners, _>("/partners", ("取引先の一覧", "Suppliers, customers and ship-to addresses."), PARTNERS),
        write::<CreatePartner>(POST, "/partners", ("取引先の登録", "Creates a partner."), NEW, Shape::Body(&[])),
        one::<GetPartner>("/partners/{code}", ("取引先の詳細", "One partner."), CODE),
        write::<UpdatePartner>(
            PATCH,
            "/partners/{code}",
            ("取引先の変更", "Changes the given fields."),
            DONE,
            Shape::Change(CODE),
        ),
    ]
}

fn receiving() -> Vec<Endpoint> {
    const STATES: Param =
        Param::choices("states", &["planned", "partial", "received", "cancelled"], "Only in these states.");
    const ORDERS: &[Param] = &[WAREHOUSE, STATES, SEARCH, PLANNED_FROM, PLANNED_TO, SLIP_SORT, DESCENDING];
    let post = |path, about| (Method::POST, path, about);
    let (method, path, about) = post("/receiving-orders", ("入荷予定の登録", "Creates a receiving order."));
    vec![
        list::<ListReceivingOrders, _>("/receiving-orders", ("入荷予定の一覧", "Receiving orders."), ORDERS),
        write::<CreateReceivingOrder>(method, path, about, StatusCode::CREATED, Shape::Body(&[])),
        one::<GetReceivingOrder>("/receiving-orders/{number}", ("入荷予定の詳細", "One receiving order."), NUMBER),
        write::<Receive>(
            Method::POST,
            "/receiving-orders/{number}/receipts",
            ("入荷", "Receives goods against an order, in part or whole."),
            StatusCode::CREATED,
            Shape::Body(&[("number", "order")]),
        ),
        write::<CancelReceivingOrder>(
            Method::POST,
            "/receiving-orders/{number}/cancel",
            ("入荷予定の取消", "Takes the order back; what was received stays received."),
            StatusCode::OK,
            Shape::Body(NUMBER),
        ),
        write::<CloseReceivingOrder>(
            Method::POST,
            "/receiving-orders/{number}/close",
            ("入荷予定の完了", "Says that no more will come."),
            StatusCode::OK,
            Shape::Body(NUMBER),
        ),
        list::<ListReceipts, _>("/receipts", ("入荷実績の一覧", "Receipts, latest first."), &[WAREHOUSE, SEARCH]),
        write::<ReceiveUnplanned>(
            Method::POST,
            "/receipts",
            ("予定外の入荷", "Receives goods that nobody planned."),
            StatusCode::CREATED,
            Shape::Body(&[]),
        ),
        one::<GetReceipt>("/receipts/{number}", ("入荷実績の詳細", "One receipt."), NUMBER),
        write::<ReverseReceipt>(
            Method::POST,
            "/receipts/{number}/reverse",
            ("入荷実績の取消", "Undoes a receipt as a whole."),
            StatusCode::OK,
            Shape::Body(NUMBER),
        ),
    ]
}

fn shipping() -> Vec<Endpoint> {
    const STATES: Param = Param::choices(
        "states",
        &["open", "short", "allocated", "checking", "checked", "partly_shipped", "shipped", "cancelled"],
        "Only in these states.",
    );
    const ORDERS: &[Param] = &[WAREHOUSE, STATES, SEARCH, PLANNED_FROM, PLANNED_TO, SLIP_SORT, DESCENDING];
    const POST: Method = Method::POST;
    const DONE: StatusCode = StatusCode::OK;
    vec![
        list::<ListShippingOrders, _>("/shipping-orders", ("出荷指示の一覧", "Shipping orders."), ORDERS),
        write::<CreateShippingOrder>(
            POST,
            "/shipping-orders",
            ("出荷指示の登録", "Creates a shipping order."),
            StatusCode::CREATED,
            Shape::Body(&[]),
        ),
        one::<GetShippingOrder>("/shipping-orders/{number}", ("出荷指示の詳細", "One shipping order."), NUMBER),
        write::<Allocate>(
            POST,
            "/shipping-orders/{number}/allocate",
            ("引当", "Allocates what is available and says what is short; 200 also when nothing was free."),
            DONE,
            Shape::Body(NUMBER),
        ),
        write::<AllocateMany>(
            POST,
            "/allocations",
            ("一括引当", "Allocates several orders, by planned date, then by entry."),
            DONE,
            Shape::Body(&[]),
        )
        .also(&[404]),
        write::<ReleaseAllocations>(
            POST,
            "/shipping-orders/{number}/release",
            ("引当解除", "Gives back what is held and not yet checked."),
            DONE,
            Shape::Body(NUMBER),
        ),
        write::<Check>(
            POST,
            "/shipping-orders/{number}/check",
            ("検品", "Checks goods by barcode; a wrong item or too many is refused."),
            DONE,
            Shape::Body(NUMBER),
        ),
        write::<Uncheck>(
            POST,
            "/shipping-orders/{number}/uncheck",
            ("検品の取消", "Takes back what was checked of one line."),
            DONE,
            Shape::Body(NUMBER),
        ),
        write::<Ship>(
            POST,
            "/shipping-orders/{number}/ship",
            ("出荷", "Ships what was checked; refuses unchecked allocations unless partial."),
            DONE,
            Shape::Body(NUMBER),
        ),
        write::<CancelShippingOrder>(
            POST,
            "/shipping-orders/{number}/cancel",
            ("出荷指示の取消", "Cancels what has not been shipped and gives back what it held."),
            DONE,
            Shape::Body(NUMBER),
        ),
        list::<ListShipments, _>("/shipments", ("出荷実績の一覧", "Shipments, latest first."), &[WAREHOUSE, SEARCH]),
        one::<GetShipment>("/shipments/{number}", ("出荷実績の詳細", "One shipment."), NUMBER),
        write::<ReverseShipment>(
            POST,
            "/shipments/{number}/reverse",
            ("出荷実績の取消", "Undoes a shipment as a whole; its order is open again."),
            DONE,
            Shape::Body(NUMBER),
        ),
    ]
}

fn stock() -> Vec<Endpoint> {
    const STATUS: Param = Param::code("status", 20, "Only this stock status.");
    const STOCK: &[Param] = &[
        ITEM,
        WAREHOUSE,
        LOCATION,
        STATUS,
        SEARCH,
        Param::choice("sort", &["item", "location"], "Order of the list."),
    ];
    const ITEM_STOCK: &[Param] = &[
        WAREHOUSE,
        SEARCH,
        Param::text("category", "Only this category."),
        Param::flag("with_stock", "Only items that hold or expect something."),
    ];
    const POSTINGS: &[Param] = &[ITEM, WAREHOUSE, LOCATION, STATUS, Param::code("slip", 30, "Only this slip.")];
    const HOLDERS: &[Param] = &[ITEM.required(), WAREHOUSE, LOCATION];
    vec![
        list::<ListStock, _>("/stock", ("在庫の一覧", "Balances of physical locations."), STOCK),
        list::<ListItemStock, _>("/stock/items", ("品目別在庫", "The four quantities, item by item."), ITEM_STOCK),
        list::<ListPostings, _>(
            "/stock/postings",
            ("受払の一覧", "Postings with running balances, latest first."),
            POSTINGS,
        ),
        list::<ListHolders, _>("/stock/allocations", ("引当の一覧", "The orders that hold an item."), HOLDERS),
        write::<Transfer>(
            Method::POST,
            "/transfers",
            ("在庫移動", "Moves goods inside a warehouse."),
            StatusCode::CREATED,
            Shape::Body(&[]),
        ),
        write::<Adjust>(
            Method::POST,
            "/adjustments",
            ("在庫調整", "Corrects stock with a reason; quantities are signed."),
            StatusCode::CREATED,
            Shape::Body(&[]),
        ),
    ]
}
