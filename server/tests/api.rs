//! The REST API as other systems use it: over HTTP, on both engines.

#![expect(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

#[allow(dead_code, reason = "each test uses its part of it")]
mod support;

use reqwest::{Method, StatusCode, header};
use serde_json::{Value, json};
use support::{App, Engine};

const JAN: &str = "4901234567894";
const CASE: &str = "14901234567891";

macro_rules! both_engines {
    ($($(#[$doc:meta])* async fn $name:ident($app:ident: App) $body:block)*) => {$(
        mod $name {
            use super::*;

            async fn story(mut $app: App) {
                $app.start().await;
                $body
            }

            #[tokio::test]
            async fn on_sqlite() {
                story(App::new(Engine::Sqlite).await).await;
            }

            #[tokio::test]
            async fn on_postgres() {
                story(App::new(Engine::Postgres).await).await;
            }
        }
    )*};
}

/// A warehouse with two locations and an item that has a JAN and a case code.
async fn furnish(app: &App, token: &str) {
    app.post(token, "/warehouses", json!({"code": "T01", "name": "東京"})).await;
    app.post(token, "/locations", json!({"warehouse": "T01", "code": "A-01"})).await;
    app.post(token, "/locations", json!({"warehouse": "T01", "code": "A-02"})).await;
    let barcodes = json!([{"code": JAN}, {"code": CASE, "quantity": 12}]);
    app.post(token, "/items", json!({"code": "TEA", "name": "緑茶 500ml", "barcodes": barcodes})).await;
}

async fn stock_of(app: &App, token: &str, item: &str) -> Vec<(String, f64, f64, f64)> {
    let rows = app.get(token, &format!("/stock?item={item}")).await;
    let number = |row: &Value, field: &str| row[field].as_f64().unwrap();
    let of = |row: &Value| {
        let location = row["location"].as_str().unwrap().to_owned();
        (location, number(row, "on_hand"), number(row, "allocated"), number(row, "available"))
    };
    rows["data"].as_array().unwrap().iter().map(of).collect()
}

both_engines! {
    async fn goods_come_in_and_go_out(app: App) {
        let token = app.create_company("acme");
        let token = token.as_str();
        furnish(&app, token).await;

        let lines = json!([{"item": "TEA", "quantity": 24}]);
        let order = app.post(token, "/receiving-orders", json!({"warehouse": "T01", "supplier": {"name": "茶園"}, "lines": lines})).await;
        let number = order["number"].as_str().unwrap();
        let lines = json!([{"item": "TEA", "quantity": 20.5, "location": "A-01"}]);
        app.post(token, &format!("/receiving-orders/{number}/receipts"), json!({"lines": lines})).await;
        let order = app.get(token, &format!("/receiving-orders/{number}")).await;
        assert_eq!(order["state"], "partial");
        assert_eq!(order["lines"][0]["remaining"], json!(3.5));
        assert_eq!(stock_of(&app, token, "TEA").await, [("A-01".to_owned(), 20.5, 0.0, 20.5)]);

        let lines = json!([{"item": "TEA", "quantity": 13}, {"item": "TEA", "quantity": 10}]);
        let order = app.post(token, "/shipping-orders", json!({"warehouse": "T01", "customer": {"name": "喫茶店"}, "lines": lines})).await;
        let number = order["number"].as_str().unwrap();
        let path = |action: &str| format!("/shipping-orders/{number}/{action}");
        let allocated = app.post(token, &path("allocate"), json!({})).await;
        assert_eq!(allocated["lines"][0], json!({"line": 1, "item": "TEA", "ordered": 13, "allocated": 13, "short": 0}));
        assert_eq!(allocated["lines"][1], json!({"line": 2, "item": "TEA", "ordered": 10, "allocated": 7.5, "short": 2.5}));
        assert_eq!(stock_of(&app, token, "TEA").await, [("A-01".to_owned(), 20.5, 20.5, 0.0)]);

        app.post(token, &path("check"), json!({"barcode": CASE})).await;
        let refused = app.write(token, Method::POST, &path("ship"), "ship-1", &json!({})).await.unwrap();
        assert_eq!(refused.status(), StatusCode::CONFLICT);
        assert_eq!(refused.headers()[header::CONTENT_TYPE], "application/problem+json");
        let problem: Value = refused.json().await.unwrap();
        assert_eq!(problem["code"], "unchecked");

        let shipment = app.post(token, &path("ship"), json!({"partial": true})).await;
        assert_eq!(shipment["quantity"], json!(12));
        assert_eq!(stock_of(&app, token, "TEA").await, [("A-01".to_owned(), 8.5, 8.5, 0.0)]);

        let shipment = shipment["number"].as_str().unwrap();
        app.post(token, &format!("/shipments/{shipment}/reverse"), json!({})).await;
        app.post(token, &path("cancel"), json!({})).await;
        assert_eq!(stock_of(&app, token, "TEA").await, [("A-01".to_owned(), 20.5, 0.0, 20.5)]);
        app.succeed(&["verify-ledger"], "");
    }

    async fn a_write_needs_a_key_and_is_done_once(app: App) {
        let token = app.create_company("acme");
        let body = json!({"code": "T01", "name": "東京"});
        let bare = app.client.post(app.api("/warehouses")).bearer_auth(&token).json(&body).send().await.unwrap();
        assert_eq!(bare.status(), StatusCode::BAD_REQUEST);
        assert_eq!(bare.json::<Value>().await.unwrap()["code"], "idempotency_key_missing");

        let first = app.write(&token, Method::POST, "/warehouses", "k1", &body).await.unwrap();
        assert_eq!(first.status(), StatusCode::CREATED);
        let first: Value = first.json().await.unwrap();
        let again = app.write(&token, Method::POST, "/warehouses", "k1", &body).await.unwrap();
        assert_eq!(again.json::<Value>().await.unwrap(), first);
        let other = json!({"code": "T02", "name": "東京"});
        let other = app.write(&token, Method::POST, "/warehouses", "k1", &other).await.unwrap();
        assert_eq!(other.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(other.json::<Value>().await.unwrap()["code"], "idempotency_key_reused");
    }

    async fn wrong_bodies_are_refused_by_field(app: App) {
        let token = app.create_company("acme");
        furnish(&app, &token).await;
        let refusal = async |path: &str, body: Value| {
            let answer = app.write(&token, Method::POST, path, "wrong", &body).await.unwrap();
            let status = answer.status().as_u16();
            let problem: Value = answer.json().await.unwrap();
            (status, problem["code"].as_str().unwrap().to_owned(), problem["field"].as_str().unwrap_or_default().to_owned())
        };
        let line = |quantity: Value| json!({"warehouse": "T01", "lines": [{"item": "TEA", "quantity": quantity, "location": "A-01"}]});
        let invalid = |field: &str| (422, "invalid".to_owned(), field.to_owned());
        assert_eq!(refusal("/items", json!({"code": "X", "name": "x", "colour": "red"})).await, invalid("colour"));
        assert_eq!(refusal("/receipts", line(json!(1.0005))).await, invalid("lines.0.quantity"));
        assert_eq!(refusal("/receipts", line(json!("1"))).await, invalid("lines.0.quantity"));
        let unknown = json!({"warehouse": "T01", "lines": [{"item": "NONE", "quantity": 1, "location": "A-01"}]});
        assert_eq!(refusal("/receipts", unknown).await, (422, "unknown".to_owned(), "lines.0.item".to_owned()));
        let (status, code, _) = refusal("/receipts", line(json!(-1))).await;
        assert_eq!((status, code.as_str()), (422, "not_positive"));
        let answer = app.client.post(app.api("/items")).bearer_auth(&token).header("idempotency-key", "x");
        let answer = answer.header(header::CONTENT_TYPE, "application/json").body("{").send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
    }

    async fn a_stale_edit_is_refused(app: App) {
        let token = app.create_company("acme");
        furnish(&app, &token).await;
        let seen = app.client.get(app.api("/items/TEA")).bearer_auth(&token).send().await.unwrap();
        let tag = seen.headers()[header::ETAG].to_str().unwrap().to_owned();
        let patch = async |key: &str, name: &str| {
            let request = app.client.patch(app.api("/items/TEA")).bearer_auth(&token).header("idempotency-key", key);
            request.header(header::IF_MATCH, &tag).json(&json!({"name": name})).send().await.unwrap()
        };
        assert_eq!(patch("p1", "煎茶").await.status(), StatusCode::OK);
        let stale = patch("p2", "ほうじ茶").await;
        assert_eq!(stale.status(), StatusCode::PRECONDITION_FAILED);
        assert_eq!(stale.json::<Value>().await.unwrap()["code"], "stale");
        assert_eq!(app.get(&token, "/items/TEA").await["name"], "煎茶");
    }

    async fn lists_page_by_key_and_count_when_asked(app: App) {
        let token = app.create_company("acme");
        for number in 0..7 {
            app.post(&token, "/items", json!({"code": format!("I-{number}"), "name": "品"})).await;
        }
        let mut codes = Vec::new();
        let mut path = "/items?limit=3&count=true".to_owned();
        loop {
            let page = app.get(&token, &path).await;
            assert_eq!(page["total"], 7);
            codes.extend(page["data"].as_array().unwrap().iter().map(|item| item["code"].as_str().unwrap().to_owned()));
            let Some(next) = page["next"].as_str() else { break };
            path = format!("/items?limit=3&count=true&cursor={next}");
        }
        assert_eq!(codes, ["I-0", "I-1", "I-2", "I-3", "I-4", "I-5", "I-6"]);
        let page = app.get(&token, "/items?limit=3").await;
        assert!(page.get("total").is_none());
    }

    async fn a_stranger_sees_and_changes_nothing(app: App) {
        let ours = app.create_company("acme");
        let theirs = app.create_company("other");
        furnish(&app, &ours).await;
        app.post(&ours, "/partners", json!({"code": "P1", "name": "茶園", "supplier": true, "customer": true})).await;
        let line = json!([{"item": "TEA", "quantity": 5, "location": "A-01"}]);
        let receipt = app.post(&ours, "/receipts", json!({"warehouse": "T01", "lines": line})).await;
        let lines = json!([{"item": "TEA", "quantity": 5}]);
        let receiving = app.post(&ours, "/receiving-orders", json!({"warehouse": "T01", "lines": lines})).await;
        let shipping = app.post(&ours, "/shipping-orders", json!({"warehouse": "T01", "lines": lines})).await;
        for list in ["items", "warehouses", "locations", "partners", "receiving-orders", "receipts", "shipping-orders", "shipments", "stock", "stock/items", "stock/postings"] {
            let rows = app.get(&theirs, &format!("/{list}?count=true")).await;
            assert_eq!((rows["data"].as_array().unwrap().len(), &rows["total"]), (0, &json!(0)), "{list}");
        }
        let number = |slip: &Value| slip["number"].as_str().unwrap().to_owned();
        let (receipt, receiving, shipping) = (number(&receipt), number(&receiving), number(&shipping));
        for one in [
            "/items/TEA".to_owned(),
            "/barcodes/TEA".to_owned(),
            "/warehouses/T01".to_owned(),
            "/locations/T01/A-01".to_owned(),
            "/partners/P1".to_owned(),
            format!("/receipts/{receipt}"),
            format!("/receiving-orders/{receiving}"),
            format!("/shipping-orders/{shipping}"),
        ] {
            let answer = app.client.get(app.api(&one)).bearer_auth(&theirs).send().await.unwrap();
            assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{one}");
        }
        for action in [
            format!("/receiving-orders/{receiving}/cancel"),
            format!("/receiving-orders/{receiving}/close"),
            format!("/receipts/{receipt}/reverse"),
            format!("/shipping-orders/{shipping}/allocate"),
            format!("/shipping-orders/{shipping}/release"),
            format!("/shipping-orders/{shipping}/ship"),
            format!("/shipping-orders/{shipping}/cancel"),
        ] {
            let answer = app.write(&theirs, Method::POST, &action, &action, &json!({})).await.unwrap();
            assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{action}");
        }
        assert_eq!(stock_of(&app, &ours, "TEA").await, [("A-01".to_owned(), 5.0, 0.0, 5.0)]);
    }

    async fn every_endpoint_refuses_a_request_without_a_token(app: App) {
        app.create_company("acme");
        let document: Value = app.client.get(app.api("/openapi.json")).send().await.unwrap().json().await.unwrap();
        assert_eq!(document["openapi"], "3.1.0");
        let mut endpoints = 0;
        for (path, operations) in document["paths"].as_object().unwrap() {
            for method in operations.as_object().unwrap().keys() {
                let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
                let path = path.replace(['{', '}'], "");
                let answer = app.client.request(method.clone(), app.api(&path)).send().await.unwrap();
                assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{method} {path}");
                assert_eq!(answer.headers()[header::WWW_AUTHENTICATE], "Bearer", "{method} {path}");
                let forged = app.client.request(method.clone(), app.api(&path)).bearer_auth("km_aaaa_bbbb");
                assert_eq!(forged.send().await.unwrap().status(), StatusCode::UNAUTHORIZED, "{method} {path}");
                endpoints += 1;
            }
        }
        assert!(endpoints > 40, "{endpoints}");
    }

    async fn unknown_addresses_methods_and_parameters_are_problems(app: App) {
        let token = app.create_company("acme");
        let answer = app.client.get(app.api("/nothing")).bearer_auth(&token).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::NOT_FOUND);
        assert_eq!(answer.headers()[header::CONTENT_TYPE], "application/problem+json");
        let answer = app.client.delete(app.api("/items")).bearer_auth(&token).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(answer.headers()[header::ALLOW], "GET, POST");
        let answer = app.client.get(app.api("/items?colour=red")).bearer_auth(&token).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
        let answer = app.client.get(app.api("/items?cursor=nonsense")).bearer_auth(&token).send().await.unwrap();
        assert!(answer.status().is_client_error());
        let english = app.client.get(app.api("/items/NONE")).bearer_auth(&token).header(header::ACCEPT_LANGUAGE, "en");
        let detail = english.send().await.unwrap().json::<Value>().await.unwrap()["detail"].as_str().unwrap().to_owned();
        assert!(detail.is_ascii() || detail.contains('“'), "{detail}");
        let limits = app.client.get(app.api("/items")).bearer_auth(&token).send().await.unwrap();
        assert_eq!(limits.headers()["ratelimit-limit"], "1000");
    }
}
