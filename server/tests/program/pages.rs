//! The HTML of pages: what the content security policy rests on, and that nobody keeps them.

use reqwest::StatusCode;
use serde_json::json;

use crate::serving::{Served, location};
use crate::support::Engine;

/// A page of each area.
const PAGES: [&str; 16] = [
    "/",
    "/items",
    "/items/new",
    "/warehouses",
    "/partners",
    "/import",
    "/search?q=a",
    "/password",
    "/scan",
    "/admin/users",
    "/admin/users/new",
    "/admin/tokens",
    "/admin/audit",
    "/w/W1/receiving",
    "/w/W1/shipping",
    "/w/W1/stock",
];

/// The nonce that the policy of a page allows.
fn nonce(policy: &str) -> &str {
    let (_, rest) = policy.split_once("script-src 'nonce-").unwrap_or_else(|| panic!("no nonce: {policy}"));
    rest.split('\'').next().unwrap()
}

fn assert_fits_its_policy(path: &str, policy: &str, html: &str) {
    let nonce = format!("nonce=\"{}\"", nonce(policy));
    // The library of languages leaves an element behind that has nothing to run.
    let scripts = html.split("<script").skip(1).filter(|rest| !rest.starts_with("></script>"));
    let tags: Vec<&str> = scripts.map(|rest| rest.split('>').next().unwrap()).collect();
    assert!(!tags.is_empty(), "{path}");
    for tag in tags {
        assert!(tag.contains(&nonce), "{path}: <script{tag}> does not carry {nonce}");
    }
    let tags: Vec<&str> = html.split('<').filter_map(|rest| rest.split('>').next()).collect();
    for tag in tags {
        assert!(!tag.contains(" style="), "{path}: <{tag}>");
    }
    assert!(!policy.contains("unsafe-inline"), "{policy}");
}

#[tokio::test]
async fn every_script_carries_the_nonce_and_no_element_a_style() {
    let served = Served::new(Engine::Sqlite, &[]).await;
    let cookie = served.sign_in().await;
    let warehouse = json!({ "envelope": { "key": "w" }, "command": { "code": "W1", "name": "W1" } });
    assert_eq!(served.call("/fn/warehouses/create", &cookie, &warehouse).await.0, 200);
    let mut seen = Vec::new();
    for (path, cookie) in [("/sign-in", "")].into_iter().chain(PAGES.map(|path| (path, cookie.as_str()))) {
        let page = served.page(path, cookie).await;
        assert_eq!(page.status(), StatusCode::OK, "{path}");
        assert_eq!(page.headers()["cache-control"], "no-store", "{path}");
        let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
        let html = page.text().await.unwrap();
        assert_fits_its_policy(path, &policy, &html);
        seen.push(nonce(&policy).to_owned());
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), PAGES.len() + 1, "every page has a nonce of its own");
}

#[tokio::test]
async fn a_new_password_that_was_not_typed_the_same_twice_is_explained() {
    let served = Served::new(Engine::Sqlite, &[]).await;
    let cookie = format!("{}; language=en", served.sign_in().await);
    let form = [("current", "x"), ("password", "kura-mori-8y"), ("again", "kura-mori-9z")];
    let answer = served.form("/password", &form).header("cookie", &cookie).send().await.unwrap();
    let page = served.page(location(&answer), &cookie).await.text().await.unwrap();
    assert!(page.contains("The new password and its repetition differ."), "{page}");
}

#[tokio::test]
async fn the_code_on_paper_carries_the_public_address() {
    let served = Served::new(Engine::Sqlite, &["--public-url", "https://wms.example/"]).await;
    let cookie = served.sign_in().await;
    for (path, command) in [
        ("/fn/warehouses/create", json!({ "code": "W1", "name": "W1" })),
        ("/fn/items/create", json!({ "code": "I", "name": "I" })),
        ("/fn/shipping/create", json!({ "warehouse": "W1", "lines": [{ "item": "I", "quantity": 1 }] })),
    ] {
        let body = json!({ "envelope": { "key": path }, "command": command });
        assert_eq!(served.call(path, &cookie, &body).await.0, 200, "{path}");
    }
    let (status, code) = served.call("/fn/print/check-code", &cookie, &json!({ "number": "SO-00000001" })).await;
    assert_eq!((status, &code["url"]), (200, &json!("https://wms.example/scan/check/SO-00000001")));
}
