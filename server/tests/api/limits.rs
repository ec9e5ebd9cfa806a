//! Limits of a program that is set up more tightly.

use std::sync::Arc;

use reqwest::{Method, Response, header};
use serde_json::Value;

use crate::serving::Served;
use crate::support::{App, Engine};

async fn served(settings: &[&str]) -> (Served, String) {
    let app = App::new(Engine::Sqlite).await;
    let token = app.create_company("acme");
    (Served::ready(Arc::new(app), settings).await, token)
}

async fn problem(answer: Response) -> Value {
    assert_eq!(answer.headers()[header::CONTENT_TYPE], "application/problem+json");
    answer.json().await.unwrap()
}

#[tokio::test]
async fn too_many_requests_are_told_when_to_come_again() {
    let (served, token) = served(&["--rate-limit", "2"]).await;
    for _ in 0..200 {
        let answer = served.request(Method::GET, "/api/v1/items").bearer_auth(&token).send().await.unwrap();
        if answer.status() == 200 {
            continue;
        }
        assert_eq!(answer.status(), 429);
        assert_eq!(answer.headers()[header::RETRY_AFTER], "1");
        assert_eq!(answer.headers()["ratelimit-limit"], "2");
        assert_eq!(answer.headers()["ratelimit-remaining"], "0");
        assert_eq!(problem(answer).await["code"], "rate_limited");
        return;
    }
    panic!("two hundred requests were let through at two a second");
}

#[tokio::test]
async fn a_body_beyond_the_programs_own_limit_is_a_problem() {
    let (served, token) = served(&["--body-max-mib", "1"]).await;
    let request = served.request(Method::POST, "/api/v1/items").bearer_auth(&token);
    let request = request.header("idempotency-key", "k").header(header::CONTENT_TYPE, "application/json");
    let answer = request.header(header::ACCEPT_LANGUAGE, "en").body(" ".repeat(1024 * 1024 + 1)).send().await.unwrap();
    assert_eq!(answer.status(), 413);
    let problem = problem(answer).await;
    assert_eq!(problem["code"], "too_large");
    assert!(problem["detail"].as_str().unwrap().contains("1 MiB"), "{problem}");
}
