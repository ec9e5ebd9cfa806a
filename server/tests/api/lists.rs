//! Lists: pages, counts, filters.

use reqwest::StatusCode;
use serde_json::Value;
use serde_json::json;

both_engines! {
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

    async fn what_is_wrong_with_a_parameter_is_told_under_its_name(app: App) {
        let token = app.create_company("acme");
        let refusal = async |query: &str| {
            let answer = app.client.get(app.api(query)).bearer_auth(&token).send().await.unwrap();
            let status = answer.status();
            let problem: Value = answer.json().await.unwrap();
            (status.as_u16(), problem["code"].as_str().unwrap().to_owned(), problem["field"].as_str().unwrap().to_owned())
        };
        let told = |status: u16, code: &str, field: &str| (status, code.to_owned(), field.to_owned());
        assert_eq!(refusal("/items?cursor=nonsense").await, told(400, "bad_request", "cursor"));
        assert_eq!(refusal("/items?colour=red").await, told(400, "bad_request", "colour"));
        assert_eq!(refusal("/items?search=a&search=b").await, told(400, "bad_request", "search"));
        assert_eq!(refusal("/items?limit=501").await, told(422, "out_of_range", "limit"));
        assert_eq!(refusal("/items?count=yes").await, told(422, "invalid", "count"));
        assert_eq!(refusal("/items?sort=colour").await, told(422, "invalid", "sort"));
        assert_eq!(refusal("/stock?item=A%2F1").await, told(422, "invalid", "item"));
        assert_eq!(refusal("/stock?item=NONE").await, told(422, "unknown", "item"));
        for list in ["/locations", "/stock", "/stock/items", "/stock/postings", "/receiving-orders", "/shipments"] {
            assert_eq!(refusal(&format!("{list}?warehouse=NONE")).await, told(422, "unknown", "warehouse"), "{list}");
        }
        assert_eq!(refusal("/receiving-orders?planned_from=2026-02-30").await, told(422, "invalid", "planned_from"));
        assert_eq!(refusal("/stock/allocations").await, told(422, "required", "item"));
        let empty = app.client.get(app.api("/items?search=&sort=&cursor=")).bearer_auth(&token).send().await.unwrap();
        assert_eq!(empty.status(), StatusCode::OK);
    }
}
