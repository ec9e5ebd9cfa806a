//! Bodies: what is wrong is told by field and in the caller's language, numbers are exact, `null` is absent.

use reqwest::{Method, StatusCode, header};
use serde_json::{Value, json};

use crate::company::{furnish, stock_of};
use crate::support;

/// A write of a body as it stands; gives its status and answer.
async fn send(app: &support::App, token: &str, path: &str, key: &str, body: &str) -> (StatusCode, Value) {
    let request = app.client.post(app.api(path)).bearer_auth(token).header("idempotency-key", key);
    let answer = request.header(header::CONTENT_TYPE, "application/json").body(body.to_owned()).send().await.unwrap();
    (answer.status(), answer.json().await.unwrap())
}

both_engines! {
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

    async fn quantities_are_read_exactly_or_not_at_all(app: App) {
        let token = app.create_company("acme");
        furnish(&app, &token).await;
        let receive = async |quantity: &str| {
            let line = format!("{{\"item\": \"TEA\", \"location\": \"A-01\", \"quantity\": {quantity}}}");
            let body = format!("{{\"warehouse\": \"T01\", \"lines\": [{line}]}}");
            send(&app, &token, "/receipts", quantity, &body).await
        };
        for quantity in ["1.00000000000000001", "0.1234", "\"1\"", "0.30000000000000001", "1e-400", "1e10"] {
            let (status, problem) = receive(quantity).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{quantity}");
            assert_eq!((&problem["code"], &problem["field"]), (&json!("invalid"), &json!("lines.0.quantity")), "{quantity}");
        }
        for (quantity, written) in [("1e2", json!(100)), ("0.125", json!(0.125)), ("2.50", json!(2.5)), ("3.000", json!(3))] {
            let (status, receipt) = receive(quantity).await;
            assert_eq!(status, StatusCode::CREATED, "{quantity}: {receipt}");
            assert_eq!(receipt["details"][0]["quantity"], written);
        }
        assert_eq!(stock_of(&app, &token, "TEA").await, [("A-01".to_owned(), 105.625, 0.0, 105.625)]);
        let item = "{\"code\": \"X\", \"name\": \"品\", \"receive_limit_days\": 5.0, \"unit_price\": 12e1}";
        let (status, item) = send(&app, &token, "/items", "whole", item).await;
        assert_eq!(status, StatusCode::CREATED, "{item}");
        assert_eq!((&item["receive_limit_days"], &item["unit_price"]), (&json!(5), &json!(120)));
    }

    async fn null_is_as_good_as_absent(app: App) {
        let token = app.create_company("acme");
        furnish(&app, &token).await;
        let line = json!({"item": "TEA", "quantity": 1, "lot": null, "status": null, "unit_price": null});
        let lines = json!([line]);
        let header = json!({"warehouse": "T01", "supplier": null, "original_number": null, "planned_on": null, "note": null});
        let mut order = header;
        order["lines"] = lines;
        let order = app.post(&token, "/receiving-orders", order).await;
        assert_eq!((&order["note"], &order["planned_on"]), (&json!(""), &Value::Null));
        let part = json!({"name": "茶園", "code": null, "phone": null});
        let lot = json!({"number": null, "use_by": null, "best_before": null});
        let lines = json!([{"item": "TEA", "quantity": 1, "lot": lot, "location": "A-01", "line": null}]);
        let receipt = json!({"warehouse": "T01", "supplier": part, "lines": lines});
        assert_eq!(app.post(&token, "/receipts", receipt).await["supplier_name"], "茶園");
        let item = json!({"code": "X", "name": "品", "barcodes": null, "unit": null, "expiry": null, "lot_managed": null});
        assert_eq!(app.post(&token, "/items", item).await["unit"], "個");
        let required = app.write(&token, Method::POST, "/items", "n", &json!({"code": "Y", "name": null})).await.unwrap();
        assert_eq!(required.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let unknown = json!({"code": "Y", "name": "品", "colour": null});
        let unknown = app.write(&token, Method::POST, "/items", "u", &unknown).await.unwrap();
        assert_eq!(unknown.json::<Value>().await.unwrap()["field"], "colour");
    }

    async fn null_takes_a_limit_away_and_changes_nothing_else(app: App) {
        let token = app.create_company("acme");
        let item = json!({"code": "MILK", "name": "牛乳", "expiry": "best_before", "receive_limit_days": 5, "note": "冷蔵"});
        app.post(&token, "/items", item).await;
        let change = json!({"receive_limit_days": null, "note": null});
        let changed = app.write(&token, Method::PATCH, "/items/MILK", "p", &change).await.unwrap();
        let changed: Value = changed.json().await.unwrap();
        assert_eq!((&changed["receive_limit_days"], &changed["note"]), (&Value::Null, &json!("冷蔵")));
    }

    async fn fields_are_named_as_the_caller_wrote_them(app: App) {
        let token = app.create_company("acme");
        furnish(&app, &token).await;
        let field = async |method: Method, path: &str, body: Value| {
            let answer = app.write(&token, method, path, "wrong", &body).await.unwrap();
            assert!(answer.status().is_client_error(), "{path} {body}");
            answer.json::<Value>().await.unwrap()["field"].as_str().unwrap_or_default().to_owned()
        };
        let patch = async |body: Value| field(Method::PATCH, "/items/TEA", body).await;
        assert_eq!(patch(json!({"colour": 1})).await, "colour");
        assert_eq!(patch(json!({"name": ""})).await, "name");
        assert_eq!(patch(json!({"barcodes": [{"code": "1 2"}]})).await, "barcodes.0.code");
        let order = |supplier: Value| json!({"warehouse": "T01", "supplier": supplier, "lines": [{"item": "TEA", "quantity": 1}]});
        let planned = async |body: Value| field(Method::POST, "/receiving-orders", body).await;
        assert_eq!(planned(order(json!("NOBODY"))).await, "supplier");
        assert_eq!(planned(order(json!({"code": "NOBODY"}))).await, "supplier.code");
        assert_eq!(planned(order(json!({"nmae": "x"}))).await, "supplier.nmae");
        assert_eq!(planned(json!({"warehouse": "T01"})).await, "lines");
        assert_eq!(planned(json!({"warehouse": "T01", "lines": []})).await, "lines");
        let number = app.post(&token, "/receiving-orders", order(json!("P1"))).await["number"].clone();
        let path = format!("/receiving-orders/{}/receipts", number.as_str().unwrap());
        assert_eq!(field(Method::POST, &path, json!({"order": number, "lines": []})).await, "order");
    }

    async fn what_is_wrong_is_told_in_the_callers_language(app: App) {
        let token = app.create_company("acme");
        furnish(&app, &token).await;
        let lines = |lot: Value| json!({"warehouse": "T01", "lines": [{"item": "TEA", "quantity": 1, "location": "A-01", "lot": lot}]});
        for (path, body) in [
            ("/receipts", json!({"warehouse": "T01", "lines": []})),
            ("/items", json!({"code": "A/1", "name": "x"})),
            ("/items", json!({"code": "A", "name": "x", "colour": 1})),
            ("/items", json!({"code": "A", "name": 5})),
            ("/items", json!({"code": "A", "name": "x", "expiry": "never"})),
            ("/items", json!({"code": "A"})),
            ("/receipts", lines(json!(5))),
            ("/receipts", lines(json!({"use_by": "2026-02-30"}))),
            ("/receipts", lines(json!({"use_by": "2026-02-03", "best_before": "2026-02-03"}))),
        ] {
            let told = async |language: &str| {
                let request = app.client.post(app.api(path)).bearer_auth(&token).header("idempotency-key", "w");
                let answer = request.header(header::ACCEPT_LANGUAGE, language).json(&body).send().await.unwrap();
                assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{body}");
                answer.json::<Value>().await.unwrap()["detail"].as_str().unwrap().to_owned()
            };
            let (japanese, english) = (told("ja").await, told("en").await);
            for word in ["expected", "invalid", "missing", "unknown", "cannot", "variant", "{{"] {
                assert!(!japanese.contains(word), "{japanese}");
            }
            assert!(english.chars().all(|c| c.is_ascii() || "“”…".contains(c)) && !english.contains("{{"), "{english}");
        }
    }
}
