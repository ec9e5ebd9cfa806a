//! Live events: another's change shows within moments, and who was away learns that something was missed.

use std::sync::Arc;
use std::time::Duration;

use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};

use crate::serving::Served;
use crate::support::{App, Engine};

const WAIT: Duration = Duration::from_secs(10);

/// What a browser hears.
struct Heard {
    /// Listeners hear events by their names.
    name: String,
    id: String,
    data: Value,
}

/// Reads until an event with data has come.
async fn next_event(stream: &mut Response) -> Heard {
    let mut text = String::new();
    loop {
        let chunk = tokio::time::timeout(WAIT, stream.chunk()).await.expect("an event").unwrap().expect("no end");
        text.push_str(std::str::from_utf8(&chunk).unwrap());
        let field =
            |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).map(|value| value.trim().to_owned());
        if let (true, Some(id), Some(data)) = (text.ends_with("\n\n"), field("id:"), field("data:")) {
            let name = field("event:").unwrap_or_else(|| "message".to_owned());
            return Heard { name, id, data: serde_json::from_str(&data).unwrap() };
        }
    }
}

async fn open(served: &Served, cookie: &str, last: Option<&str>) -> Response {
    let mut request = served.request(Method::GET, "/events").header("cookie", cookie);
    if let Some(last) = last {
        request = request.header("last-event-id", last);
    }
    begin(request).await
}

/// Opens the stream of a page that carries a number.
async fn open_after(served: &Served, cookie: &str, shown: &str) -> Response {
    begin(served.request(Method::GET, &format!("/events?seen={shown}")).header("cookie", cookie)).await
}

async fn begin(request: RequestBuilder) -> Response {
    let stream = request.send().await.unwrap();
    assert_eq!(stream.status(), StatusCode::OK);
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    stream
}

/// The number that a page carries.
async fn shown(served: &Served, cookie: &str) -> String {
    let page = served.request(Method::GET, "/").header("cookie", cookie).send().await.unwrap();
    let html = page.text().await.unwrap();
    let (_, rest) = html.split_once("data-change=\"").expect("the number of the latest change");
    rest.split('"').next().unwrap().to_owned()
}

async fn create_user(served: &Served, cookie: &str, login: &str) {
    let command = json!({ "login": login, "name": "x", "role": "viewer", "all_warehouses": true });
    let create = json!({ "envelope": { "key": login }, "command": command });
    assert_eq!(served.call("/fn/users/create", cookie, &create).await.0, 200);
}

#[tokio::test]
async fn a_change_is_told_and_who_was_away_learns_of_it() {
    let served = Served::new(Engine::Sqlite, &[]).await;
    let stranger = served.request(Method::GET, "/events").send().await.unwrap();
    assert_eq!(stranger.status(), StatusCode::UNAUTHORIZED);
    let cookie = served.sign_in().await;
    let mut stream = open(&served, &cookie, None).await;
    let before = next_event(&mut stream).await;
    assert_eq!(before.name, "ready", "the stream stands, and nothing changed");
    create_user(&served, &cookie, "tanaka").await;
    let change = next_event(&mut stream).await;
    assert_eq!(change.name, "change", "what live.js listens for");
    assert_eq!(
        (change.data["areas"][0].as_str(), change.data["number"].to_string()),
        (Some("settings"), change.id.clone())
    );
    drop(stream);

    let mut up_to_date = open(&served, &cookie, Some(&change.id)).await;
    assert!(next_event(&mut up_to_date).await.data["areas"].is_null(), "nothing was missed");
    let mut behind = open(&served, &cookie, Some(&before.id)).await;
    let missed = next_event(&mut behind).await;
    assert_eq!(missed.name, "change");
    assert!(missed.data["areas"].as_array().unwrap().len() > 5, "everything may have changed");
}

#[tokio::test]
async fn what_changes_between_a_page_and_its_stream_is_told() {
    let served = Served::new(Engine::Sqlite, &[]).await;
    let cookie = served.sign_in().await;
    create_user(&served, &cookie, "tanaka").await;
    let page = shown(&served, &cookie).await;
    let mut stream = open_after(&served, &cookie, &page).await;
    assert_eq!(next_event(&mut stream).await.name, "ready", "the page shows everything");
    create_user(&served, &cookie, "suzuki").await;
    let mut stream = open_after(&served, &cookie, &page).await;
    let missed = next_event(&mut stream).await;
    assert_eq!((missed.name.as_str(), missed.id), ("change", shown(&served, &cookie).await));
}

#[tokio::test]
async fn a_change_on_one_node_shows_on_another() {
    let app = Arc::new(App::new(Engine::Postgres).await);
    app.create_company(crate::serving::COMPANY);
    let (one, two) = (Served::ready(Arc::clone(&app), &[]).await, Served::ready(app, &[]).await);
    let cookie = one.sign_in().await;
    let mut stream = open(&two, &cookie, None).await;
    next_event(&mut stream).await;
    create_user(&one, &cookie, "tanaka").await;
    let change = next_event(&mut stream).await;
    assert_eq!((change.name.as_str(), change.data["areas"][0].as_str()), ("change", Some("settings")));
}
