//! Masters: what is written is read again, and an edit changes what it names and nothing else.

use reqwest::{Method, StatusCode, header};
use serde_json::{Value, json};

use crate::company::furnish;
use crate::support;

/// An edit that must succeed; gives the master before and after it.
async fn edit(app: &support::App, token: &str, path: &str, change: &Value) -> (Value, Value) {
    let before = app.get(token, path).await;
    let answer = app.write(token, Method::PATCH, path, path, change).await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK, "{path}");
    let tag = answer.headers()[header::ETAG].to_str().unwrap().to_owned();
    let after: Value = answer.json().await.unwrap();
    assert_eq!(app.get(token, path).await, after, "{path}");
    assert_eq!(tag, format!("\"{}\"", after["version"]), "{path}");
    (before, after)
}

both_engines! {
    async fn an_edit_changes_what_it_names_and_nothing_else(app: App) {
        let token = app.create_company("acme");
        furnish(&app, &token).await;
        for (path, change) in [
            ("/items/TEA", json!({"name": "煎茶 500ml", "reorder_point": 12.5, "tax": "reduced"})),
            ("/warehouses/T01", json!({"name": "東京第二", "address": "東京都江東区"})),
            ("/locations/T01/A-01", json!({"name": "奥", "walk_order": -3, "allocatable": false})),
            ("/partners/P1", json!({"email": "a@example.com", "ship_to": true})),
        ] {
            let (mut expected, after) = edit(&app, &token, path, &change).await;
            expected.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
            expected["version"] = json!(expected["version"].as_i64().unwrap() + 1);
            if let Some(at) = after.get("updated_at") {
                expected["updated_at"] = at.clone();
            }
            assert_eq!(after, expected, "{path}");
        }
    }

    async fn what_is_out_of_use_leaves_the_lists_and_stays(app: App) {
        let token = app.create_company("acme");
        furnish(&app, &token).await;
        for (path, list) in [
            ("/locations/T01/A-02", "/locations"),
            ("/items/TEA", "/items"),
            ("/partners/P1", "/partners"),
        ] {
            let (before, after) = edit(&app, &token, path, &json!({"active": false})).await;
            assert_eq!((&before["active"], &after["active"]), (&json!(true), &json!(false)), "{path}");
            let rows = async |query: &str| app.get(&token, &format!("{list}?{query}")).await["data"].clone();
            let has = |rows: &Value| rows.as_array().unwrap().iter().any(|row| row["code"] == after["code"]);
            assert!(!has(&rows("").await), "{path}");
            assert!(has(&rows("active=inactive").await) && has(&rows("active=all").await), "{path}");
        }
    }

    async fn a_code_that_a_url_would_swallow_is_refused(app: App) {
        let token = app.create_company("acme");
        for code in [".", "..", "．．"] {
            let item = json!({"code": code, "name": "品"});
            let answer = app.write(&token, Method::POST, "/items", "dots", &item).await.unwrap();
            assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{code}");
            assert_eq!(answer.json::<Value>().await.unwrap()["field"], "code", "{code}");
        }
        for code in ["A.1", "...", "01)4901234567894(10", "品目 1", "%41", "A+B&C?D#E"] {
            app.post(&token, "/items", json!({"code": code, "name": "品"})).await;
            let path = code.bytes().fold("/items/".to_owned(), |path, byte| format!("{path}%{byte:02X}"));
            assert_eq!(app.get(&token, &path).await["code"], code);
        }
    }
}
