//! Where an answer leads: from an order to what may be done with it, from a list to its first row.

use serde_json::{Map, Value, json};

use super::endpoint::Endpoint;
use super::examples;
use super::spec::operation_id;

/// Answers that name something, and where that lies. The names in the path are fields of the answer.
const RESOURCES: [(&str, &str); 14] = [
    ("ItemView", "/items/{code}"),
    ("WarehouseView", "/warehouses/{code}"),
    ("LocationView", "/locations/{warehouse}/{code}"),
    ("PartnerView", "/partners/{code}"),
    ("ReceivingOrderView", "/receiving-orders/{number}"),
    ("ReceivingOrderSummary", "/receiving-orders/{number}"),
    ("ReceiptView", "/receipts/{number}"),
    ("ReceiptSummary", "/receipts/{number}"),
    ("ShippingOrderView", "/shipping-orders/{number}"),
    ("ShippingOrderSummary", "/shipping-orders/{number}"),
    ("AllocationResult", "/shipping-orders/{number}"),
    ("CheckResult", "/shipping-orders/{number}"),
    ("ShipmentView", "/shipments/{number}"),
    ("ShipmentSummary", "/shipments/{number}"),
];

/// The links of an endpoint's success to everything below what its answer names.
pub fn links(endpoint: &Endpoint, endpoints: &[Endpoint]) -> Value {
    let row = endpoint.answer.pointer("/properties/data/items");
    let place = if row.is_some() { "/data/0" } else { "" };
    let Some(resource) = resource(row.unwrap_or(&endpoint.answer)) else { return json!({}) };
    let parameters: Map<String, Value> =
        segments(resource).map(|name| (name.to_owned(), json!(format!("$response.body#{place}/{name}")))).collect();
    let targets = endpoints.iter().filter(|target| is_below(target.path, resource));
    Value::Object(targets.map(|target| link(target, &parameters)).collect())
}

/// A link by the name of what it leads to, with the example of a body that goes there.
fn link(target: &Endpoint, parameters: &Map<String, Value>) -> (String, Value) {
    let id = operation_id(target);
    let mut link = json!({"operationId": id, "parameters": parameters});
    if let Some(example) = examples::body(&id) {
        link["requestBody"] = example;
    }
    (id, link)
}

fn resource(answer: &Value) -> Option<&'static str> {
    let name = answer.get("$ref")?.as_str()?.rsplit('/').next()?;
    RESOURCES.iter().find(|(answer, _)| *answer == name).map(|(_, path)| *path)
}

fn is_below(path: &str, resource: &str) -> bool {
    path.strip_prefix(resource).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The names in a path.
pub fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'))
}

#[cfg(test)]
mod tests {
    use super::super::routes;
    use super::*;

    #[test]
    fn every_endpoint_with_a_name_in_its_path_is_linked_to() {
        let endpoints = routes::endpoints();
        let mut linked = std::collections::BTreeSet::from(["get_barcodes_barcode".to_owned()]);
        for endpoint in &endpoints {
            linked.extend(links(endpoint, &endpoints).as_object().unwrap().keys().cloned());
        }
        let named = endpoints.iter().filter(|endpoint| endpoint.path.contains('{'));
        let missing: Vec<String> = named.map(operation_id).filter(|id| !linked.contains(id)).collect();
        assert!(missing.is_empty(), "no answer leads to {missing:?}");
    }

    #[test]
    fn a_new_order_leads_to_what_may_be_done_with_it() {
        let endpoints = routes::endpoints();
        let create = endpoints.iter().find(|each| operation_id(each) == "post_shipping_orders").unwrap();
        let allocate = &links(create, &endpoints)["post_shipping_orders_number_allocate"];
        assert_eq!(allocate["parameters"], json!({"number": "$response.body#/number"}));
        let list = endpoints.iter().find(|each| operation_id(each) == "get_locations").unwrap();
        let one = &links(list, &endpoints)["get_locations_warehouse_code"];
        assert_eq!(one["parameters"]["warehouse"], "$response.body#/data/0/warehouse");
    }
}
