//! The table of endpoints, as the specification has it, with a request to each that works in a company of [`stock`].
//!
//! Invariant: an endpoint without a case fails every test that walks the table.

use reqwest::Method;
use serde_json::{Value, json};

use crate::company::{JAN, furnish_as, put_on_shelf_as};
use crate::support::App;

/// The slips of a company, one for each thing that can be done with it.
#[derive(Debug, PartialEq, Eq)]
pub struct Slips {
    planned: [String; 4],
    receipts: [String; 2],
    orders: [String; 8],
    shipment: String,
}

/// A request to an endpoint.
pub struct Case {
    pub id: String,
    pub method: Method,
    pub path: String,
    /// `Value::Null` for a read.
    pub body: Value,
    /// The statuses that the specification promises.
    pub statuses: Vec<u16>,
}

impl Case {
    pub fn is_read(&self) -> bool {
        self.method == Method::GET
    }
}

/// Furnishes a company and makes its slips. Names, notes and partners bear the mark.
pub async fn stock(app: &App, token: &str, mark: &str) -> Slips {
    furnish_as(app, token, mark).await;
    let receipts = [put_on_shelf_as(app, token, 100, mark).await, put_on_shelf_as(app, token, 5, mark).await];
    let lines = json!([{"item": "TEA", "quantity": 10}]);
    let mut planned = Vec::new();
    for nth in 0..4 {
        let note = format!("{mark} {nth}");
        let order = json!({"warehouse": "T01", "supplier": "P1", "note": note, "lines": lines});
        planned.push(number(&app.post(token, "/receiving-orders", order).await));
    }
    let mut orders = Vec::new();
    for nth in 0..8 {
        let note = format!("{mark} {nth}");
        let order = json!({"warehouse": "T01", "customer": "P1", "note": note, "lines": lines});
        orders.push(number(&app.post(token, "/shipping-orders", order).await));
    }
    for number in &orders[1..6] {
        app.post(token, &format!("/shipping-orders/{number}/allocate"), json!({})).await;
    }
    for number in &orders[3..6] {
        let check = json!({"barcode": JAN, "quantity": 10});
        app.post(token, &format!("/shipping-orders/{number}/check"), check).await;
    }
    let shipment = number(&app.post(token, &format!("/shipping-orders/{}/ship", orders[5]), json!({})).await);
    Slips { planned: planned.try_into().unwrap(), receipts, orders: orders.try_into().unwrap(), shipment }
}

fn number(slip: &Value) -> String {
    slip["number"].as_str().unwrap().to_owned()
}

/// The specification.
pub async fn specification(app: &App) -> Value {
    app.client.get(app.api("/openapi.json")).send().await.unwrap().json().await.unwrap()
}

/// A case for every endpoint of the table, in its order.
pub async fn cases(app: &App, slips: &Slips) -> Vec<Case> {
    let document = specification(app).await;
    let mut cases = Vec::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let id = operation["operationId"].as_str().unwrap();
            let (path, body) =
                request(id, slips).unwrap_or_else(|| panic!("{method} {path} ({id}) has no case in this table"));
            let statuses = operation["responses"].as_object().unwrap().keys();
            cases.push(Case {
                id: id.to_owned(),
                method: Method::from_bytes(method.to_uppercase().as_bytes()).unwrap(),
                path,
                body,
                statuses: statuses.map(|status| status.parse().unwrap()).collect(),
            });
        }
    }
    assert!(cases.len() > 40, "{}", cases.len());
    cases
}

fn request(id: &str, slips: &Slips) -> Option<(String, Value)> {
    masters(id).or_else(|| receiving(id, slips)).or_else(|| shipping(id, slips)).or_else(|| stock_of(id))
}

fn masters(id: &str) -> Option<(String, Value)> {
    let read = |path: &str| Some((path.to_owned(), Value::Null));
    let write = |path: &str, body: Value| Some((path.to_owned(), body));
    match id {
        "get_items" => read("/items"),
        "post_items" => write("/items", json!({"code": "NEW", "name": "新"})),
        "get_items_code" => read("/items/TEA"),
        "patch_items_code" => write("/items/TEA", json!({"note": "変更"})),
        "get_barcodes_barcode" => read(&format!("/barcodes/{JAN}")),
        "get_warehouses" => read("/warehouses"),
        "post_warehouses" => write("/warehouses", json!({"code": "NEW", "name": "新"})),
        "get_warehouses_code" => read("/warehouses/T01"),
        "patch_warehouses_code" => write("/warehouses/T01", json!({"phone": "03"})),
        "get_locations" => read("/locations"),
        "post_locations" => write("/locations", json!({"warehouse": "T01", "code": "NEW"})),
        "get_locations_warehouse_code" => read("/locations/T01/A-01"),
        "patch_locations_warehouse_code" => write("/locations/T01/A-01", json!({"walk_order": 7})),
        "get_partners" => read("/partners"),
        "post_partners" => write("/partners", json!({"code": "NEW", "name": "新"})),
        "get_partners_code" => read("/partners/P1"),
        "patch_partners_code" => write("/partners/P1", json!({"note": "変更"})),
        _ => None,
    }
}

fn receiving(id: &str, slips: &Slips) -> Option<(String, Value)> {
    let lines = json!([{"item": "TEA", "quantity": 1, "location": "A-01"}]);
    let order = |nth: usize, action: &str, body: Value| {
        Some((format!("/receiving-orders/{}{action}", slips.planned[nth]), body))
    };
    match id {
        "get_receiving_orders" => Some(("/receiving-orders".to_owned(), Value::Null)),
        "post_receiving_orders" => {
            let lines = json!([{"item": "TEA", "quantity": 1}]);
            Some(("/receiving-orders".to_owned(), json!({"warehouse": "T01", "supplier": "P1", "lines": lines})))
        }
        "get_receiving_orders_number" => order(0, "", Value::Null),
        "post_receiving_orders_number_receipts" => order(1, "/receipts", json!({"lines": lines})),
        "post_receiving_orders_number_cancel" => order(2, "/cancel", json!({})),
        "post_receiving_orders_number_close" => order(3, "/close", json!({})),
        "get_receipts" => Some(("/receipts".to_owned(), Value::Null)),
        "post_receipts" => Some(("/receipts".to_owned(), json!({"warehouse": "T01", "lines": lines}))),
        "get_receipts_number" => Some((format!("/receipts/{}", slips.receipts[0]), Value::Null)),
        "post_receipts_number_reverse" => Some((format!("/receipts/{}/reverse", slips.receipts[1]), json!({}))),
        _ => None,
    }
}

fn shipping(id: &str, slips: &Slips) -> Option<(String, Value)> {
    let order =
        |nth: usize, action: &str, body: Value| Some((format!("/shipping-orders/{}{action}", slips.orders[nth]), body));
    match id {
        "get_shipping_orders" => Some(("/shipping-orders".to_owned(), Value::Null)),
        "post_shipping_orders" => {
            let lines = json!([{"item": "TEA", "quantity": 1}]);
            Some(("/shipping-orders".to_owned(), json!({"warehouse": "T01", "customer": "P1", "lines": lines})))
        }
        "get_shipping_orders_number" => order(1, "", Value::Null),
        "post_shipping_orders_number_allocate" => order(0, "/allocate", json!({})),
        "post_shipping_orders_number_check" => order(1, "/check", json!({"barcode": JAN})),
        "post_shipping_orders_number_release" => order(2, "/release", json!({})),
        "post_shipping_orders_number_uncheck" => order(3, "/uncheck", json!({"line": 1})),
        "post_shipping_orders_number_ship" => order(4, "/ship", json!({})),
        "post_shipping_orders_number_cancel" => order(6, "/cancel", json!({})),
        "post_allocations" => Some(("/allocations".to_owned(), json!({"numbers": [slips.orders[7]]}))),
        "get_shipments" => Some(("/shipments".to_owned(), Value::Null)),
        "get_shipments_number" => Some((format!("/shipments/{}", slips.shipment), Value::Null)),
        "post_shipments_number_reverse" => Some((format!("/shipments/{}/reverse", slips.shipment), json!({}))),
        _ => None,
    }
}

fn stock_of(id: &str) -> Option<(String, Value)> {
    let read = |path: &str| Some((path.to_owned(), Value::Null));
    match id {
        "get_stock" => read("/stock"),
        "get_stock_items" => read("/stock/items"),
        "get_stock_postings" => read("/stock/postings"),
        "get_stock_allocations" => read("/stock/allocations?item=TEA"),
        "post_transfers" => {
            let lines = json!([{"item": "TEA", "from": "A-01", "to": "A-02", "quantity": 1}]);
            Some(("/transfers".to_owned(), json!({"warehouse": "T01", "lines": lines})))
        }
        "post_adjustments" => {
            let lines = json!([{"item": "TEA", "location": "A-01", "quantity": -1}]);
            Some(("/adjustments".to_owned(), json!({"warehouse": "T01", "reason": "loss", "lines": lines})))
        }
        _ => None,
    }
}
