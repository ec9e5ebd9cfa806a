//! `If-Match`: an edit of what someone else changed first is refused.

use reqwest::{Method, StatusCode, header};
use serde_json::{Value, json};

use crate::company::{furnish, order};
use crate::support;

/// A write with `If-Match`; gives status and code of the answer.
async fn conditional(
    app: &support::App,
    token: &str,
    method: Method,
    path: &str,
    tag: &str,
    body: Value,
) -> (u16, String) {
    let request = app.client.request(method, app.api(path)).bearer_auth(token);
    let request = request.header("idempotency-key", format!("{path} {tag}")).header(header::IF_MATCH, tag);
    let answer = request.json(&body).send().await.unwrap();
    let status = answer.status().as_u16();
    let problem: Value = answer.json().await.unwrap();
    (status, problem["code"].as_str().unwrap_or_default().to_owned())
}

both_engines! {
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

    async fn only_the_tag_that_was_given_lets_an_edit_through(app: App) {
        let token = app.create_company("acme");
        furnish(&app, &token).await;
        let patch = async |tag: &str| {
            let body = json!({"note": tag});
            conditional(&app, &token, Method::PATCH, "/items/TEA", tag, body).await
        };
        let refused = |status: u16, code: &str| (status, code.to_owned());
        for tag in ["W/\"1\"", "\"0\"", "\"abc\""] {
            assert_eq!(patch(tag).await, refused(412, "stale"), "{tag}");
        }
        for tag in ["1", "\"1", "\"1\", \"2\""] {
            assert_eq!(patch(tag).await, refused(400, "bad_request"), "{tag}");
        }
        assert_eq!(patch("\"1\"").await.0, 200);
        assert_eq!(patch("*").await.0, 200);
        assert_eq!(app.get(&token, "/items/TEA").await["note"], "*");
    }

    async fn an_order_is_cancelled_or_closed_only_as_it_was_seen(app: App) {
        let token = app.create_company("acme");
        furnish(&app, &token).await;
        let lines = json!([{"item": "TEA", "quantity": 5}]);
        for action in ["cancel", "close"] {
            let planned = json!({"warehouse": "T01", "note": action, "lines": lines});
            let planned = app.post(&token, "/receiving-orders", planned).await;
            let path = format!("/receiving-orders/{}/{action}", planned["number"].as_str().unwrap());
            let end = async |tag: &str, body: Value| conditional(&app, &token, Method::POST, &path, tag, body).await;
            assert_eq!(end("\"9\"", json!({})).await, (412, "stale".to_owned()));
            assert_eq!(end("W/\"1\"", json!({})).await, (412, "stale".to_owned()));
            assert_eq!(end("\"1\"", json!({"version": 1})).await, (422, "invalid".to_owned()));
            assert_eq!(end("\"1\"", json!({})).await.0, 200);
        }
        let number = order(&app, &token, 3).await;
        let path = format!("/shipping-orders/{number}/cancel");
        let cancel = async |tag: &str| conditional(&app, &token, Method::POST, &path, tag, json!({})).await;
        assert_eq!(cancel("\"9\"").await, (412, "stale".to_owned()));
        let seen = app.client.get(app.api(&format!("/shipping-orders/{number}"))).bearer_auth(&token).send().await.unwrap();
        assert_eq!(cancel(seen.headers()[header::ETAG].to_str().unwrap()).await.0, 200);
    }

    async fn where_there_is_no_version_a_condition_is_refused(app: App) {
        let token = app.create_company("acme");
        furnish(&app, &token).await;
        let number = order(&app, &token, 3).await;
        let path = format!("/shipping-orders/{number}/allocate");
        let refused = (400, "bad_request".to_owned());
        assert_eq!(conditional(&app, &token, Method::POST, &path, "\"1\"", json!({})).await, refused);
        let item = json!({"code": "NEW", "name": "新"});
        assert_eq!(conditional(&app, &token, Method::POST, "/items", "*", item).await, refused);
        let none = app.client.get(app.api("/items/NEW")).bearer_auth(&token).send().await.unwrap();
        assert_eq!(none.status(), StatusCode::NOT_FOUND);
    }
}
