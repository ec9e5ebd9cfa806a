//! What the page of signing in remembers on a device, and the attributes of every cookie.

use reqwest::header::SET_COOKIE;
use reqwest::{Method, Response, StatusCode};
use serde_json::json;

use crate::serving::{COMPANY, Served, location};
use crate::support::{Engine, PASSWORD};

const USER: &str = "田中";

/// The cookie of this name that an answer sets: its value and its attributes, in their order.
fn cookie(answer: &Response, name: &str) -> Option<(String, Vec<String>)> {
    let set = answer.headers().get_all(SET_COOKIE).iter().map(|value| value.to_str().unwrap());
    set.filter_map(|cookie| cookie.split_once('=')).find(|(key, _)| *key == name).map(|(_, rest)| {
        let mut parts = rest.split("; ").map(str::to_owned);
        (parts.next().unwrap(), parts.collect())
    })
}

async fn served_with_user(extra: &[&str]) -> Served {
    let served = Served::new(Engine::Sqlite, extra).await;
    let admin = served.sign_in().await;
    served.add_user(&admin, USER, json!({ "role": "worker", "all_warehouses": true })).await;
    served
}

async fn try_to_sign_in(served: &Served, password: &str, remember: bool) -> Response {
    let mut form = vec![("customer_id", COMPANY), ("user_id", USER), ("password", password)];
    form.extend(remember.then_some(("remember", "1")));
    served.form("/sign-in", &form).send().await.unwrap()
}

/// The inputs of the page of signing in, as this cookie fills them in.
async fn filled_in(served: &Served, value: &str) -> [String; 3] {
    let page = served.page("/sign-in", &format!("sign_in={value}")).await.text().await.unwrap();
    ["customer_id", "user_id", "remember"].map(|name| {
        let inputs = page.split("<input").skip(1).map(|rest| rest.split('>').next().unwrap());
        let mut named = inputs.filter(|input| input.contains(&format!("name=\"{name}\"")));
        named.next().unwrap_or_else(|| panic!("no {name}: {page}")).to_owned()
    })
}

#[tokio::test]
async fn the_device_remembers_whom_it_was_asked_to() {
    let served = served_with_user(&[]).await;
    let (value, attributes) = cookie(&try_to_sign_in(&served, PASSWORD, true).await, "sign_in").unwrap();
    assert_eq!(attributes, ["Path=/", "Max-Age=34560000", "SameSite=Lax", "HttpOnly"]);
    let [customer_id, user_id, remember] = filled_in(&served, &value).await;
    assert!(customer_id.contains("value=\"acme\""), "{customer_id}");
    assert!(user_id.contains("value=\"田中\""), "{user_id}");
    assert!(remember.contains("checked"), "{remember}");
    let (value, attributes) = cookie(&try_to_sign_in(&served, PASSWORD, false).await, "sign_in").unwrap();
    assert_eq!((value.as_str(), attributes[1].as_str()), ("", "Max-Age=0"), "forgotten when nobody asks");
}

#[tokio::test]
async fn what_was_typed_comes_back_after_a_failure_and_ticks_nothing() {
    let served = served_with_user(&[]).await;
    let failed = try_to_sign_in(&served, "wrong-password", false).await;
    assert_eq!(location(&failed), "/sign-in?error=sign_in_failed");
    let (value, attributes) = cookie(&failed, "sign_in").unwrap();
    assert_eq!(attributes[1], "Max-Age=60");
    let [customer_id, user_id, remember] = filled_in(&served, &value).await;
    assert!(customer_id.contains("acme") && user_id.contains("田中"), "{customer_id} {user_id}");
    assert!(!remember.contains("checked"), "{remember}");
    let ticked = try_to_sign_in(&served, "wrong-password", true).await;
    let [_, _, remember] = filled_in(&served, &cookie(&ticked, "sign_in").unwrap().0).await;
    assert!(remember.contains("checked"), "what was ticked stays ticked: {remember}");
    let [customer_id, user_id, remember] = filled_in(&served, "").await;
    assert!(!customer_id.contains("acme") && !user_id.contains("田中") && !remember.contains("checked"));
}

#[tokio::test]
async fn the_page_asks_for_it_without_being_signed_in_and_without_a_body() {
    let served = Served::new(Engine::Sqlite, &[]).await;
    let ask = served.request(Method::GET, "/fn/sign_in/remembered").header("cookie", "sign_in=acme/%E7%94%B0/1");
    let answer = ask.send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    let typed: serde_json::Value = answer.json().await.unwrap();
    assert_eq!(typed, json!({ "customer_id": "acme", "user_id": "田", "remember": true }));
}

#[tokio::test]
async fn cookies_on_ones_own_machine() {
    let served = served_with_user(&[]).await;
    let answer = try_to_sign_in(&served, PASSWORD, false).await;
    let (session, attributes) = cookie(&answer, "kuramori_session").unwrap();
    assert_eq!(attributes, ["Path=/", "Max-Age=604800", "SameSite=Lax", "HttpOnly"]);
    let preferences = served.form("/preferences", &[("language", "en"), ("theme", "dark")]).send().await.unwrap();
    for (name, value) in [("language", "en"), ("theme", "dark")] {
        let (set, attributes) = cookie(&preferences, name).unwrap();
        assert_eq!((set.as_str(), attributes.join("; ").as_str()), (value, "Path=/; Max-Age=34560000; SameSite=Lax"));
    }
    let session = format!("kuramori_session={session}");
    let out = served.form("/sign-out", &[]).header("cookie", session).send().await.unwrap();
    let (value, attributes) = cookie(&out, "kuramori_session").unwrap();
    assert_eq!((value.as_str(), attributes[1].as_str()), ("", "Max-Age=0"));
}

#[tokio::test]
async fn cookies_over_https() {
    let served = Served::new(Engine::Sqlite, &["--trusted-proxy", "127.0.0.0/8"]).await;
    let form = served.sign_in_form("admin", PASSWORD).header("x-forwarded-proto", "https").send().await.unwrap();
    let (_, attributes) = cookie(&form, "__Host-kuramori_session").unwrap();
    assert_eq!(attributes, ["Path=/", "Max-Age=604800", "SameSite=Lax", "HttpOnly", "Secure"]);
    let (_, attributes) = cookie(&form, "sign_in").unwrap();
    assert_eq!(attributes, ["Path=/", "Max-Age=0", "SameSite=Lax", "HttpOnly", "Secure"]);
    assert!(cookie(&form, "kuramori_session").is_none());
}
