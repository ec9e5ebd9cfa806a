//! Signing in over HTTP, and who may do what.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use reqwest::{Method, StatusCode};
use serde_json::Value;

use crate::serving::{COMPANY, Served, location, session_cookie, session_header};
use crate::support::{ADMIN, App, Engine, PASSWORD};

const LIST_USERS: &str = r#"{"query":{"search":"","page":{}}}"#;

macro_rules! both_engines {
    ($(async fn $name:ident($served:ident: Served) $body:block)*) => {$(
        mod $name {
            use super::*;

            async fn story($served: Served) $body

            #[tokio::test]
            async fn on_sqlite() {
                story(Served::new(Engine::Sqlite, &[]).await).await;
            }

            #[tokio::test]
            async fn on_postgres() {
                story(Served::new(Engine::Postgres, &[]).await).await;
            }
        }
    )*};
}

both_engines! {
    async fn a_stranger_is_sent_to_sign_in_and_back(served: Served) {
        let answer = served.page("/items?q=a", "").await;
        assert_eq!((answer.status(), location(&answer)), (StatusCode::SEE_OTHER, "/sign-in?next=/items%3Fq%3Da"));
        let form = [("customer_id", COMPANY), ("user_id", "Admin"), ("password", PASSWORD), ("next", "/items?q=a")];
        let answer = served.form("/sign-in", &form).send().await.unwrap();
        assert_eq!((answer.status(), location(&answer)), (StatusCode::SEE_OTHER, "/items?q=a"));
        let set = session_header(answer.headers()).unwrap();
        assert!(set.contains("; HttpOnly") && set.contains("; SameSite=Lax") && set.contains("; Path=/"), "{set}");
        assert!(!set.contains("Secure"), "a browser would refuse it on http://localhost: {set}");
        let cookie = session_cookie(&answer);
        let page = served.page("/", &cookie).await;
        assert_eq!(page.status(), StatusCode::OK);
        let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
        assert!(policy.contains("'strict-dynamic' 'wasm-unsafe-eval'") && policy.contains("script-src 'nonce-"), "{policy}");
        assert!(!page.headers().contains_key("strict-transport-security"));
        for next in ["https://evil.example/", "//evil.example"] {
            let form = [("customer_id", COMPANY), ("user_id", ADMIN), ("password", PASSWORD), ("next", next)];
            assert_eq!(location(&served.form("/sign-in", &form).send().await.unwrap()), "/");
        }
    }

    async fn whatever_is_wrong_the_answer_is_the_same(served: Served) {
        let mut answers = Vec::new();
        for (customer_id, user, password) in
            [(COMPANY, ADMIN, "wrong-password"), (COMPANY, "nobody", PASSWORD), ("ACME", ADMIN, PASSWORD)]
        {
            let form = [("customer_id", customer_id), ("user_id", user), ("password", password)];
            let answer = served.form("/sign-in", &form).header("accept", "application/json").send().await.unwrap();
            assert!(session_header(answer.headers()).is_none());
            answers.push((answer.status(), answer.text().await.unwrap()));
        }
        assert_eq!(answers[0].0, StatusCode::UNAUTHORIZED);
        assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:?}");
        let answer = served.sign_in_form(ADMIN, "wrong-password").send().await.unwrap();
        assert_eq!(location(&answer), "/sign-in?error=sign_in_failed");
    }

    async fn failures_are_delayed(served: Served) {
        // The delay grows, so that even a slow machine meets it.
        for attempt in 0..20 {
            let form = served.sign_in_form(ADMIN, "wrong-password").header("accept", "application/json");
            let answer = form.send().await.unwrap();
            if answer.status() == StatusCode::TOO_MANY_REQUESTS {
                assert!(attempt >= 6 && answer.headers().contains_key("retry-after"), "{attempt}");
                return;
            }
        }
        panic!("never delayed");
    }

    async fn a_write_from_another_site_is_refused(served: Served) {
        let cookie = served.sign_in().await;
        let from = |name: &'static str, value: &'static str| {
            served.request(Method::POST, "/sign-out").header("cookie", &cookie).header(name, value)
        };
        for (name, value) in [
            ("origin", "https://evil.example"),
            ("origin", "null"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
        ] {
            let answer = from(name, value).send().await.unwrap();
            assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{name}: {value}");
            let problem: Value = answer.json().await.unwrap();
            assert_eq!(problem["code"], "cross_site");
        }
        let function = served.request(Method::POST, "/fn/users/list").header("cookie", &cookie);
        let function = function.header("origin", "https://evil.example").header("content-type", "application/json");
        assert_eq!(function.body(LIST_USERS).send().await.unwrap().status(), StatusCode::FORBIDDEN);
        assert_eq!(served.page("/", &cookie).await.status(), StatusCode::OK, "still signed in");
        let own = from("origin", Box::leak(served.url("").into_boxed_str())).send().await.unwrap();
        assert_eq!((own.status(), location(&own)), (StatusCode::SEE_OTHER, "/sign-in"));
        assert_eq!(location(&served.page("/", &cookie).await), "/sign-in", "signed out");
    }

    async fn a_server_function_answers_only_whom_it_may(served: Served) {
        let stranger = served.function("/fn/users/list", "", LIST_USERS).await;
        assert_eq!(stranger.status(), StatusCode::UNAUTHORIZED);
        let cookie = served.sign_in().await;
        let answer = served.function("/fn/users/list", &cookie, LIST_USERS).await;
        assert_eq!(answer.status(), StatusCode::OK);
        let users: Value = answer.json().await.unwrap();
        assert_eq!(users["data"][0]["login"], ADMIN);

        let create = r#"{"envelope":{"key":"k1"},"command":{"login":"tanaka","name":"田中","role":"worker","all_warehouses":true}}"#;
        let made: Value = served.function("/fn/users/create", &cookie, create).await.json().await.unwrap();
        let temporary = made["password"].as_str().unwrap();
        let answer = served.sign_in_form("tanaka", temporary).send().await.unwrap();
        assert_eq!(location(&answer), "/password");
        let first = session_cookie(&answer);
        assert_eq!(location(&served.page("/items", &first).await), "/password");
        let early = served.function("/fn/users/list", &first, LIST_USERS).await;
        assert_eq!(early.json::<Value>().await.unwrap()["code"], "password_change_required");
        assert_eq!(served.request(Method::GET, "/events").header("cookie", &first).send().await.unwrap().status(), 401);

        let change = |again: &'static str| {
            let form = [("current", temporary), ("password", "kura-mori-8y"), ("again", again)];
            served.form("/password", &form).header("cookie", &first).send()
        };
        assert_eq!(location(&change("something else").await.unwrap()), "/password?error=password_differs");
        let changed = change("kura-mori-8y").await.unwrap();
        assert_eq!(location(&changed), "/");
        let second = session_cookie(&changed);
        assert_eq!(location(&served.page("/", &first).await), "/sign-in", "the session before has ended");
        assert_eq!(served.page("/", &second).await.status(), StatusCode::OK);
        let worker = served.function("/fn/users/list", &second, LIST_USERS).await;
        assert_eq!(worker.status(), StatusCode::FORBIDDEN);
    }

    async fn every_answer_has_an_id_and_the_headers_that_protect(served: Served) {
        for path in ["/healthz", "/sign-in", "/nowhere", "/pkg/nothing.js", "/api/v1/items", "/events"] {
            let answer = served.request(Method::GET, path).send().await.unwrap();
            let headers = answer.headers();
            for name in ["x-request-id", "content-security-policy", "referrer-policy", "permissions-policy"] {
                assert!(headers.contains_key(name), "{path} has no {name}");
            }
            assert_eq!(headers["x-content-type-options"], "nosniff", "{path}");
            let id = headers["x-request-id"].to_str().unwrap();
            assert!(path == "/healthz" || path.starts_with("/pkg") || served.log().contains(id), "{path}");
        }
    }
}

#[tokio::test]
async fn over_plain_http_nobody_signs_in_from_elsewhere() {
    let served = Served::new(Engine::Sqlite, &["--trusted-proxy", "127.0.0.2/32"]).await;
    let far = served.sign_in_form(ADMIN, PASSWORD).header("host", "kura.example").send().await.unwrap();
    assert_eq!(location(&far), "/sign-in?error=insecure_transport");
    // Behind a proxy that nobody declared and that hides itself, the browser still says whose page it shows.
    let hidden = served.sign_in_form(ADMIN, PASSWORD).header("origin", "https://kura.example").send().await.unwrap();
    assert_eq!(location(&hidden), "/sign-in?error=insecure_transport");
    // A proxy that nobody declared cannot vouch for the transport.
    let claimed = served.sign_in_form(ADMIN, PASSWORD).header("x-forwarded-proto", "https").send().await.unwrap();
    assert_eq!(location(&claimed), "/sign-in?error=insecure_transport");
}

#[tokio::test]
async fn over_plain_http_neither_a_session_nor_a_token_opens_anything_from_elsewhere() {
    let app = App::new(Engine::Sqlite).await;
    let token = app.create_company(COMPANY);
    let served = Served::ready(app, &[]).await;
    let cookie = served.sign_in().await;
    let far =
        |method, path: &str| served.request(method, path).header("host", "kura.example").header("cookie", &cookie);
    let page = far(Method::GET, "/items").header("accept", "text/html").send().await.unwrap();
    assert_eq!(location(&page), "/sign-in?error=insecure_transport");
    let sign_in = far(Method::GET, "/sign-in?error=insecure_transport").header("accept", "text/html");
    let sign_in = sign_in.header("cookie", "language=en").send().await.unwrap();
    assert_eq!(sign_in.status(), StatusCode::OK);
    assert!(sign_in.text().await.unwrap().contains("begins with https"), "the page says what to do");
    let function = far(Method::POST, "/fn/users/list").header("content-type", "application/json").body(LIST_USERS);
    let events = far(Method::GET, "/events");
    let api = served.request(Method::GET, "/api/v1/items").header("host", "kura.example").bearer_auth(&token);
    for request in [function, events, api] {
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{}", answer.url());
        assert!(answer.headers().contains_key("content-security-policy"));
        assert_eq!(answer.json::<Value>().await.unwrap()["code"], "insecure_transport");
    }
    let near = served.request(Method::GET, "/api/v1/items").bearer_auth(&token).send().await.unwrap();
    assert_eq!(near.status(), StatusCode::OK);
    assert_eq!(served.page("/items", &cookie).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_stranger_is_refused_before_the_body_is_read() {
    let served = Served::new(Engine::Sqlite, &[]).await;
    for path in ["/fn/import/file", "/fn/users/list", "/fn/sign_in/remembered", "/fn/nothing"] {
        let mut stream = TcpStream::connect(("127.0.0.1", served.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        write!(
            stream,
            "POST {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: 50000000\r\n\
             content-type: application/json\r\n\r\n{{"
        )
        .unwrap();
        // Not one more byte is sent, and yet there is an answer.
        let mut status = [0; 12];
        stream.read_exact(&mut status).unwrap();
        assert_eq!(&status, b"HTTP/1.1 401", "{path}");
    }
    let huge = "x".repeat(100_000);
    let form = served.sign_in_form(&huge, PASSWORD).send().await;
    assert!(form.is_err() || form.is_ok_and(|answer| answer.status() == StatusCode::PAYLOAD_TOO_LARGE));
}

#[tokio::test]
async fn signing_in_again_ends_the_session_that_the_browser_had() {
    let served = Served::new(Engine::Sqlite, &[]).await;
    let before = served.sign_in().await;
    let again = served.sign_in_form(ADMIN, PASSWORD).header("cookie", &before).send().await.unwrap();
    let after = session_cookie(&again);
    assert_eq!(location(&served.page("/", &before).await), "/sign-in");
    assert_eq!(served.page("/", &after).await.status(), StatusCode::OK);
    let other = served.sign_in().await;
    assert_eq!(served.page("/", &after).await.status(), StatusCode::OK, "another browser's stays");
    let failed = served.sign_in_form(ADMIN, "wrong-password").header("cookie", &other).send().await.unwrap();
    assert_eq!(location(&failed), "/sign-in?error=sign_in_failed");
    assert_eq!(served.page("/", &other).await.status(), StatusCode::OK, "a failure ends nothing");
}

#[tokio::test]
async fn behind_a_trusted_proxy_the_cookie_is_secure() {
    let served = Served::new(Engine::Sqlite, &["--trusted-proxy", "127.0.0.0/8"]).await;
    let form = served.sign_in_form(ADMIN, PASSWORD).header("host", "kura.example");
    let form = form.header("x-forwarded-proto", "https").header("x-forwarded-for", "203.0.113.9, 192.0.2.7:4711");
    let answer = form.send().await.unwrap();
    let set = session_header(answer.headers()).unwrap();
    assert!(set.starts_with("__Host-kuramori_session=") && set.contains("; Secure"), "{set}");
    assert!(answer.headers().contains_key("strict-transport-security"));
    let cookie = session_cookie(&answer);
    let audit = served.request(Method::POST, "/fn/audit/list").header("cookie", &cookie);
    let audit = audit.header("x-forwarded-proto", "https").header("content-type", "application/json");
    let audit: Value = audit.body(r#"{"query":{"subject":"","page":{}}}"#).send().await.unwrap().json().await.unwrap();
    assert_eq!(audit["data"][0]["command"], "session.sign_in");
    assert_eq!(audit["data"][0]["address"], "192.0.2.7", "the nearest that is no proxy of ours");
    let plain = served.sign_in_form(ADMIN, PASSWORD).header("x-forwarded-proto", "http").send().await.unwrap();
    assert_eq!(location(&plain), "/sign-in?error=insecure_transport");
}

#[tokio::test]
async fn a_flood_of_sign_ins_does_not_stop_others() {
    const FLOOD: usize = 150;
    let served = Served::new(Engine::Sqlite, &["--trusted-proxy", "127.0.0.0/8"]).await;
    let secure = |request: reqwest::RequestBuilder| request.header("x-forwarded-proto", "https");
    let cookie = session_cookie(&secure(served.sign_in_form(ADMIN, PASSWORD)).send().await.unwrap());
    let flood: Vec<_> = (0..FLOOD)
        .map(|number| {
            let form = secure(served.sign_in_form(&format!("user{number}"), "wrong-password"));
            let form = form.header("x-forwarded-for", format!("198.51.100.{number}"));
            tokio::spawn(form.header("accept", "application/json").send())
        })
        .collect();
    let mut times = Vec::new();
    while flood.iter().any(|one| !one.is_finished()) {
        let started = Instant::now();
        let alive = served.request(Method::GET, "/healthz").send().await.unwrap();
        assert_eq!(alive.status(), StatusCode::OK);
        let list = served.request(Method::POST, "/fn/users/list").header("cookie", &cookie);
        let list = secure(list).header("content-type", "application/json").body(LIST_USERS).send().await.unwrap();
        assert_eq!(list.status(), StatusCode::OK);
        times.push(started.elapsed());
    }
    times.sort();
    let median = times[times.len() / 2];
    assert!(median < Duration::from_secs(1), "{times:?}");
    let mut statuses = Vec::new();
    for one in flood {
        statuses.push(one.await.unwrap().unwrap().status().as_u16());
    }
    assert!(statuses.iter().all(|status| matches!(status, 401 | 503)), "{statuses:?}");
    assert!(statuses.contains(&401), "some are looked at: {statuses:?}");
}

#[tokio::test]
async fn two_companies_do_not_meet() {
    let app = App::new(Engine::Sqlite).await;
    app.create_company("globex");
    app.create_company(COMPANY);
    let served = Served::ready(app, &[]).await;
    let acme = served.sign_in().await;
    let form = [("customer_id", "globex"), ("user_id", ADMIN), ("password", PASSWORD)];
    let globex = session_cookie(&served.form("/sign-in", &form).send().await.unwrap());
    let create =
        r#"{"envelope":{"key":"k1"},"command":{"login":"tanaka","name":"田中","role":"worker","all_warehouses":true}}"#;
    assert_eq!(served.function("/fn/users/create", &acme, create).await.status(), StatusCode::OK);
    let users: Value = served.function("/fn/users/list", &globex, LIST_USERS).await.json().await.unwrap();
    assert_eq!(users["data"].as_array().unwrap().len(), 1, "{users}");
    let get = r#"{"query":{"login":"tanaka"}}"#;
    assert_eq!(served.function("/fn/users/get", &globex, get).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(served.function("/fn/users/get", &acme, get).await.status(), StatusCode::OK);
}
