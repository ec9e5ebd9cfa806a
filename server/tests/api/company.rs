//! Companies to test with.

use serde_json::{Value, json};

use crate::support::App;

pub const JAN: &str = "4901234567894";
pub const CASE: &str = "14901234567891";

/// A warehouse with two locations, an item that has a JAN and a case code, and a partner.
pub async fn furnish(app: &App, token: &str) {
    furnish_as(app, token, "緑茶 500ml").await;
}

/// The same, with `mark` for the name of everything.
pub async fn furnish_as(app: &App, token: &str, mark: &str) {
    app.post(token, "/warehouses", json!({"code": "T01", "name": mark})).await;
    app.post(token, "/locations", json!({"warehouse": "T01", "code": "A-01", "name": mark})).await;
    app.post(token, "/locations", json!({"warehouse": "T01", "code": "A-02", "name": mark})).await;
    let barcodes = json!([{"code": JAN}, {"code": CASE, "quantity": 12}]);
    app.post(token, "/items", json!({"code": "TEA", "name": mark, "barcodes": barcodes})).await;
    app.post(token, "/partners", json!({"code": "P1", "name": mark, "supplier": true, "customer": true})).await;
}

/// Puts so much of the item onto the shelf A-01, and gives the receipt's number.
pub async fn put_on_shelf(app: &App, token: &str, quantity: u32) -> String {
    put_on_shelf_as(app, token, quantity, "").await
}

/// The same with a note.
pub async fn put_on_shelf_as(app: &App, token: &str, quantity: u32, note: &str) -> String {
    let lines = json!([{"item": "TEA", "quantity": quantity, "location": "A-01"}]);
    let receipt = json!({"warehouse": "T01", "supplier": "P1", "note": note, "lines": lines});
    let receipt = app.post(token, "/receipts", receipt).await;
    receipt["number"].as_str().unwrap().to_owned()
}

/// Orders so much of the item, and gives the order's number.
pub async fn order(app: &App, token: &str, quantity: u32) -> String {
    let lines = json!([{"item": "TEA", "quantity": quantity}]);
    let order = app.post(token, "/shipping-orders", json!({"warehouse": "T01", "lines": lines})).await;
    order["number"].as_str().unwrap().to_owned()
}

/// Location, on hand, allocated and available of each balance of an item.
pub async fn stock_of(app: &App, token: &str, item: &str) -> Vec<(String, f64, f64, f64)> {
    let rows = app.get(token, &format!("/stock?item={item}")).await;
    let number = |row: &Value, field: &str| row[field].as_f64().unwrap();
    let of = |row: &Value| {
        let location = row["location"].as_str().unwrap().to_owned();
        (location, number(row, "on_hand"), number(row, "allocated"), number(row, "available"))
    };
    rows["data"].as_array().unwrap().iter().map(of).collect()
}
