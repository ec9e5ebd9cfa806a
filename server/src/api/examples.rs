//! Examples that work as they stand on the company that `kuramori demo` makes, whatever its size.

use serde_json::{Value, json};

/// A body for an operation; none where an empty one does.
pub fn body(operation_id: &str) -> Option<Value> {
    let of = match operation_id.split_once('_').unwrap_or_default() {
        ("patch", path) => patch(path),
        ("post", path) if path.starts_with("shipping") || path == "allocations" => shipping(path),
        ("post", path) => posted(path),
        _ => Value::Null,
    };
    (!of.is_null()).then_some(of)
}

fn posted(path: &str) -> Value {
    let received = json!([{"item": "OFC-000001", "quantity": 20.5, "location": "A-01-01"}]);
    match path {
        "items" => json!({
            "code": "TEA-500", "name": "緑茶 500ml", "unit": "本", "category": "飲料",
            "barcodes": [{"code": "4901234567894"}, {"code": "14901234567891", "quantity": 24}],
        }),
        "warehouses" => json!({"code": "N01", "name": "名古屋物流センター"}),
        "locations" => json!({"warehouse": "T01", "code": "Z-99-99", "walk_order": 9999}),
        "partners" => json!({"code": "C999", "name": "喫茶やまびこ", "customer": true}),
        "receiving_orders" => json!({
            "warehouse": "T01", "supplier": "S001", "planned_on": "2026-11-23", "original_number": "PO-1",
            "lines": [{"item": "OFC-000001", "quantity": 48}],
        }),
        "receiving_orders_number_receipts" => json!({"lines": received, "allow_over": true}),
        "receipts" => json!({"warehouse": "T01", "supplier": {"name": "茶園"}, "lines": received}),
        "transfers" => json!({
            "warehouse": "T01",
            "lines": [{"item": "OFC-000001", "from": "A-01-01", "to": "A-01-02", "quantity": 1}],
        }),
        "adjustments" => json!({
            "warehouse": "T01", "reason": "found",
            "lines": [{"item": "OFC-000001", "location": "A-01-01", "quantity": 2.5}],
        }),
        _ => Value::Null,
    }
}

fn shipping(path: &str) -> Value {
    match path {
        "shipping_orders" => json!({
            "warehouse": "T01", "customer": "C001", "planned_on": "2026-11-24",
            "lines": [{"item": "OFC-000001", "quantity": 2}],
        }),
        "allocations" => json!({"numbers": ["SO-00000007", "SO-00000008"]}),
        "shipping_orders_number_check" => json!({"barcode": "OFC-000001", "quantity": 1}),
        "shipping_orders_number_uncheck" => json!({"line": 1}),
        "shipping_orders_number_ship" => json!({"partial": true}),
        _ => Value::Null,
    }
}

fn patch(path: &str) -> Value {
    match path {
        "items_code" => json!({"note": "直射日光を避ける"}),
        "warehouses_code" => json!({"phone": "03-0000-0003"}),
        "locations_warehouse_code" => json!({"name": "通路側"}),
        "partners_code" => json!({"email": "orders@example.com"}),
        _ => Value::Null,
    }
}

/// A value for a parameter of a path or a query.
pub fn parameter(path: &str, name: &str) -> Option<Value> {
    let kind = path.split('/').nth(1).unwrap_or_default();
    let value = match (kind, name) {
        ("items", "code") | (_, "item" | "barcode") => "OFC-000001",
        ("warehouses", "code") | (_, "warehouse") => "T01",
        ("locations", "code") | (_, "location") => "A-01-01",
        ("partners", "code") => "S001",
        ("receiving-orders", "number") => "RO-00000001",
        ("shipping-orders", "number") => "SO-00000004",
        ("receipts", "number") | (_, "slip") => "RC-00000001",
        ("shipments", "number") => "SH-00000001",
        (_, "status") => "good",
        _ => return None,
    };
    Some(json!(value))
}
