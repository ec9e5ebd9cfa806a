//! Who may do what: every server function with the least role that it answers.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::serving::Served;
use crate::support::Engine;

const ROLES: [&str; 4] = ["viewer", "worker", "manager", "administrator"];

/// A server function and what it is asked. The body is well formed, so that nothing but rights refuses it at once.
struct Function {
    path: &'static str,
    least: &'static str,
    body: Value,
}

fn query(least: &'static str, path: &'static str, query: Value) -> Function {
    Function { path, least, body: json!({ "query": query }) }
}

fn command(least: &'static str, path: &'static str, command: Value) -> Function {
    Function { path, least, body: json!({ "envelope": { "key": "" }, "command": command }) }
}

/// A new server function belongs here, with the least role that it answers.
fn functions() -> Vec<Function> {
    [questions(), masters(), receiving(), shipping(), stock(), administration()].into_iter().flatten().collect()
}

fn questions() -> Vec<Function> {
    let number = || json!({ "number": "X-1" });
    let stock = json!({ "kind": "stock", "list": {} });
    vec![
        Function { path: "frame/me", least: "viewer", body: json!({}) },
        Function { path: "frame/warehouse", least: "viewer", body: json!({ "code": "X" }) },
        query("viewer", "home/get", json!({})),
        query("viewer", "search/all", json!({ "query": "X" })),
        query("viewer", "items/list", json!({})),
        query("viewer", "items/get", json!({ "code": "X" })),
        query("viewer", "items/find-barcode", json!({ "scanned": "X" })),
        query("viewer", "items/categories", json!({})),
        query("viewer", "warehouses/list", json!({})),
        query("viewer", "warehouses/get", json!({ "code": "X" })),
        query("viewer", "locations/list", json!({})),
        query("viewer", "locations/get", json!({ "warehouse": "X", "code": "X" })),
        query("viewer", "locations/find", json!({ "warehouse": "X", "code": "X" })),
        query("viewer", "partners/list", json!({})),
        query("viewer", "partners/get", json!({ "code": "X" })),
        query("viewer", "receiving/list", json!({})),
        query("viewer", "receiving/get", number()),
        query("viewer", "receiving/receipts", json!({})),
        query("viewer", "receiving/receipt", number()),
        query("viewer", "shipping/list", json!({})),
        query("viewer", "shipping/get", number()),
        query("viewer", "shipping/shipments", json!({})),
        query("viewer", "shipping/shipment", number()),
        query("viewer", "stock/list", json!({})),
        query("viewer", "stock/items", json!({})),
        query("viewer", "stock/postings", json!({})),
        query("viewer", "stock/holders", json!({ "item": "X" })),
        query("viewer", "stock/item", json!({ "item": "X" })),
        query("viewer", "stock/open-lines", json!({ "side": "receiving", "item": "X" })),
        query("viewer", "stock/statuses", json!({})),
        query("viewer", "stock/reasons", json!({})),
        query("viewer", "export/file", json!({ "list": stock })),
        Function { path: "print/check-code", least: "viewer", body: number() },
        Function { path: "import/template", least: "viewer", body: json!({ "kind": "items", "encoding": "utf8" }) },
    ]
}

fn masters() -> Vec<Function> {
    let named = || json!({ "code": "X", "name": "X" });
    let change = || json!({ "code": "X", "change": {} });
    let location = json!({ "warehouse": "X", "code": "X" });
    vec![
        command("manager", "items/create", named()),
        command("manager", "items/update", change()),
        command("manager", "warehouses/create", named()),
        command("manager", "warehouses/update", change()),
        command("manager", "locations/create", location),
        command("manager", "locations/update", json!({ "warehouse": "X", "code": "X", "change": {} })),
        command("manager", "partners/create", named()),
        command("manager", "partners/update", change()),
        command("manager", "import/file", json!({ "kind": "items", "content": "" })),
    ]
}

fn receiving() -> Vec<Function> {
    let number = || json!({ "number": "X-1" });
    let line = json!([{ "item": "X", "quantity": 1, "location": "X" }]);
    let order = || json!({ "warehouse": "X", "lines": [{ "item": "X", "quantity": 1 }] });
    vec![
        command("manager", "receiving/create", order()),
        command("manager", "receiving/update", json!({ "number": "X-1", "version": 1, "order": order() })),
        command("manager", "receiving/cancel", number()),
        command("manager", "receiving/close", number()),
        command("worker", "receiving/receive", json!({ "order": "X-1", "lines": line })),
        command("worker", "receiving/receive-unplanned", json!({ "warehouse": "X", "lines": line })),
        command("manager", "receiving/reverse", number()),
    ]
}

fn shipping() -> Vec<Function> {
    let number = || json!({ "number": "X-1" });
    let order = || json!({ "warehouse": "X", "lines": [{ "item": "X", "quantity": 1 }] });
    let part = json!([{ "line": 1, "location": "X", "status": "good", "quantity": 1 }]);
    vec![
        command("manager", "shipping/create", order()),
        command("manager", "shipping/update", json!({ "number": "X-1", "version": 1, "order": order() })),
        command("worker", "shipping/allocate", number()),
        command("worker", "shipping/allocate-many", json!({ "numbers": ["X-1"] })),
        command("worker", "shipping/release", number()),
        command("worker", "shipping/check", json!({ "number": "X-1", "barcode": "X" })),
        command("worker", "shipping/uncheck", json!({ "number": "X-1", "line": 1 })),
        command("worker", "shipping/take-back-check", json!({ "number": "X-1", "parts": part })),
        command("worker", "shipping/ship", number()),
        command("manager", "shipping/cancel", number()),
        command("manager", "shipping/reverse", number()),
    ]
}

fn stock() -> Vec<Function> {
    let moved = json!([{ "item": "X", "from": "X", "to": "Y", "quantity": 1 }]);
    let found = json!([{ "item": "X", "location": "X", "quantity": 1 }]);
    vec![
        command("worker", "stock/transfer", json!({ "warehouse": "X", "lines": moved })),
        command("manager", "stock/adjust", json!({ "warehouse": "X", "reason": "found", "lines": found })),
    ]
}

fn administration() -> Vec<Function> {
    let user = json!({ "login": "x", "name": "x", "role": "viewer", "all_warehouses": true });
    vec![
        query("administrator", "users/list", json!({})),
        query("administrator", "users/get", json!({ "login": "x" })),
        command("administrator", "users/create", user),
        command("administrator", "users/update", json!({ "login": "x", "name": "y" })),
        command("administrator", "users/reset-password", json!({ "login": "x" })),
        query("administrator", "tokens/list", json!({})),
        command("administrator", "tokens/create", json!({ "user": "x", "name": "x" })),
        command("administrator", "tokens/revoke", json!({ "id": "1" })),
        query("administrator", "audit/list", json!({})),
    ]
}

#[tokio::test]
async fn each_function_answers_from_its_least_role_on() {
    let served = Served::new(Engine::Sqlite, &[]).await;
    let admin = served.sign_in().await;
    let mut cookies = Vec::new();
    for role in &ROLES[..3] {
        cookies.push(served.add_user(&admin, role, json!({ "role": role, "all_warehouses": true })).await);
    }
    cookies.push(admin);
    let mut keys = 0;
    for Function { path, least, mut body } in functions() {
        let least = ROLES.iter().position(|role| *role == least).unwrap();
        for (role, cookie) in cookies.iter().enumerate() {
            keys += 1;
            if let Some(key) = body.pointer_mut("/envelope/key") {
                *key = json!(format!("k{keys}"));
            }
            let (status, answer) = served.call(&format!("/fn/{path}"), cookie, &body).await;
            let is_refused = (status, answer["code"].as_str()) == (403, Some("forbidden"));
            assert_eq!(is_refused, role < least, "{path} as {}: {status} {answer}", ROLES[role]);
            assert!(status < 500 && status != 400, "{path}: {status} {answer}");
        }
        let (status, answer) = served.call(&format!("/fn/{path}"), "", &body).await;
        assert_eq!((status, answer["code"].as_str()), (401, Some("not_signed_in")), "{path}");
    }
}

#[test]
fn no_function_is_forgotten() {
    // Whatever names the program's routes brings their functions into this test.
    std::hint::black_box(server::run as fn() -> _);
    let there: BTreeSet<&str> = leptos::server_fn::axum::server_fn_paths().map(|(path, _)| path).collect();
    let strange = "/fn/sign_in/remembered";
    let known: BTreeSet<String> = functions().into_iter().map(|function| format!("/fn/{}", function.path)).collect();
    let forgotten: Vec<&&str> = there.iter().filter(|path| !known.contains(**path) && **path != strange).collect();
    assert!(there.len() > 70, "{there:?}");
    assert!(forgotten.is_empty(), "who may call them? {forgotten:?}");
}
