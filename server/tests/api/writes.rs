//! Writes: done once under their key, whatever happens on the way.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::company::{furnish, stock_of};

both_engines! {
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

    async fn no_write_does_without_a_valid_key(app: App) {
        let token = app.create_company("acme");
        furnish(&app, &token).await;
        let refusal = async |method: Method, path: &str, key: Option<&str>| {
            let mut request = app.client.request(method, app.api(path)).bearer_auth(&token).json(&json!({"name": "新"}));
            if let Some(key) = key {
                request = request.header("idempotency-key", key);
            }
            let answer = request.send().await.unwrap();
            assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
            answer.json::<Value>().await.unwrap()["code"].as_str().unwrap().to_owned()
        };
        assert_eq!(refusal(Method::POST, "/partners", None).await, "idempotency_key_missing");
        assert_eq!(refusal(Method::PATCH, "/items/TEA", None).await, "idempotency_key_missing");
        assert_eq!(refusal(Method::PATCH, "/items/TEA", Some("")).await, "idempotency_key_invalid");
        assert_eq!(refusal(Method::POST, "/receipts", Some(&"k".repeat(201))).await, "idempotency_key_invalid");
        assert_ne!(app.get(&token, "/items/TEA").await["name"], "新");
    }

    async fn two_at_once_with_one_key_are_done_once_and_answered_alike(app: App) {
        let token = app.create_company("acme");
        furnish(&app, &token).await;
        let lines = json!([{"item": "TEA", "quantity": 7, "location": "A-01"}]);
        let body = json!({"warehouse": "T01", "lines": lines});
        for round in 1..=5 {
            let key = format!("both-{round}");
            let send = async || {
                let answer = app.write(&token, Method::POST, "/receipts", &key, &body).await.unwrap();
                (answer.status(), answer.json::<Value>().await.unwrap())
            };
            let (one, other) = tokio::join!(send(), send());
            assert_eq!(one.0, StatusCode::CREATED, "{}", one.1);
            assert_eq!(one, other);
            let on_hand = f64::from(7 * round);
            assert_eq!(stock_of(&app, &token, "TEA").await, [("A-01".to_owned(), on_hand, 0.0, on_hand)]);
        }
        app.succeed(&["verify-ledger"], "");
    }
}
