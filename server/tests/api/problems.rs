//! Whatever goes wrong below `/api`, the answer is a problem document in the caller's language.

use reqwest::{Method, StatusCode, header};
use serde_json::Value;

use crate::company::furnish;
use crate::support;
use crate::table::specification;

/// A request that is refused; gives status, code and sentence once it has looked like a problem.
async fn refusal(app: &support::App, request: reqwest::RequestBuilder, language: &str) -> (u16, String, String) {
    let request = request.header(header::ACCEPT_LANGUAGE, language).build().unwrap();
    let what = format!("{} {}", request.method(), request.url());
    let answer = app.client.execute(request).await.unwrap();
    let status = answer.status().as_u16();
    assert_eq!(answer.headers()[header::CONTENT_TYPE], "application/problem+json", "{what}");
    let problem: Value = answer.json().await.unwrap();
    assert_eq!(problem["status"], status, "{what}");
    let text = |field: &str| problem[field].as_str().unwrap().to_owned();
    (status, text("code"), text("detail"))
}

both_engines! {
    async fn every_error_is_a_problem_in_the_callers_language(app: App) {
        let token = app.create_company("acme");
        furnish(&app, &token).await;
        let root = app.api("").replace("/api/v1", "");
        for (method, path, expected) in [
            (Method::GET, "/api/v1/items/%FF", (400, "bad_request")),
            (Method::GET, "/api/v1/locations/T01/%C3%28", (400, "bad_request")),
            (Method::GET, "/api/v1/nothing", (404, "not_found")),
            (Method::GET, "/api/v1/", (404, "not_found")),
            (Method::GET, "/api/v1", (404, "not_found")),
            (Method::GET, "/api/v2/items", (404, "not_found")),
            (Method::POST, "/api/nothing", (404, "not_found")),
            (Method::GET, "/api/", (404, "not_found")),
            (Method::GET, "/api", (404, "not_found")),
            (Method::DELETE, "/api/v1/items", (405, "method_not_allowed")),
            (Method::PUT, "/api/v1/items/TEA", (405, "method_not_allowed")),
            (Method::POST, "/api/v1/openapi.json", (405, "method_not_allowed")),
            (Method::POST, "/api/docs", (405, "method_not_allowed")),
        ] {
            let request = || app.client.request(method.clone(), format!("{root}{path}")).bearer_auth(&token);
            let (status, code, english) = refusal(&app, request(), "en").await;
            assert_eq!((status, code.as_str()), expected, "{method} {path}");
            assert!(english.chars().all(|c| c.is_ascii() || "“”".contains(c)), "{english}");
            let (_, _, japanese) = refusal(&app, request(), "ja").await;
            assert!(!japanese.is_ascii() && !japanese.contains("{{"), "{japanese}");
        }
    }

    async fn a_body_that_cannot_be_read_is_a_problem(app: App) {
        let token = app.create_company("acme");
        for (kind, body, expected) in [
            ("application/json", "{", (400, "bad_request")),
            ("application/json", "[]", (400, "bad_request")),
            ("application/json", "{\"name\": \"\\u0000\"}", (400, "bad_request")),
            ("application/json", "\u{feff}{}", (400, "bad_request")),
            ("text/plain", "{}", (415, "media_type")),
            ("application/x-www-form-urlencoded", "code=A", (415, "media_type")),
        ] {
            let request = || app.client.post(app.api("/items")).bearer_auth(&token).header("idempotency-key", "k");
            let request = request().header(header::CONTENT_TYPE, kind).body(body);
            let (status, code, detail) = refusal(&app, request, "ja").await;
            assert_eq!((status, code.as_str()), expected, "{kind} {body}");
            assert!(!detail.contains("expected") && !detail.contains("{{"), "{detail}");
        }
        let without = app.client.post(app.api("/items")).bearer_auth(&token).header("idempotency-key", "k").body("{}");
        assert_eq!(refusal(&app, without, "en").await.0, 415);
    }

    async fn a_body_beyond_the_limit_is_a_problem(app: App) {
        let token = app.create_company("acme");
        let body = |length: usize| format!("{{\"code\": \"A\", \"name\": \"{}\"}}", "x".repeat(length));
        let request = |body: String| {
            let request = app.client.post(app.api("/items")).bearer_auth(&token).header("idempotency-key", "k");
            request.header(header::CONTENT_TYPE, "application/json").body(body)
        };
        let (status, code, detail) = refusal(&app, request(body(2 * 1024 * 1024)), "en").await;
        assert_eq!((status, code.as_str()), (413, "too_large"));
        assert!(detail.contains("2 MiB"), "{detail}");
        assert_eq!(refusal(&app, request(body(1024 * 1024)), "en").await.0, 422, "that much is read");
    }

    async fn every_endpoint_refuses_a_request_without_a_token(app: App) {
        app.create_company("acme");
        let document = specification(&app).await;
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

    async fn what_is_allowed_and_what_is_left_stands_in_the_headers(app: App) {
        let token = app.create_company("acme");
        let answer = app.client.delete(app.api("/items")).bearer_auth(&token).send().await.unwrap();
        let allowed = answer.headers()[header::ALLOW].to_str().unwrap();
        assert!(allowed.contains("GET") && allowed.contains("POST") && !allowed.contains("DELETE"), "{allowed}");
        assert_eq!(answer.headers()["ratelimit-limit"], "1000");
        let limits = app.client.get(app.api("/items")).bearer_auth(&token).send().await.unwrap();
        assert_eq!(limits.headers()["ratelimit-limit"], "1000");
    }
}
