//! The way the program stops.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use reqwest::Method;

use sqlx::{Connection as _, Executor as _, PgConnection};

use crate::serving::{COMPANY, Served};
use crate::support::{ADMIN, App, Engine, PASSWORD};

#[tokio::test]
async fn a_request_in_flight_is_answered_and_event_streams_end_first() {
    let mut served = Served::new(Engine::Sqlite, &[]).await;
    let cookie = served.sign_in().await;
    let mut events = served.request(Method::GET, "/events").header("cookie", &cookie).send().await.unwrap();
    assert!(events.chunk().await.unwrap().is_some(), "the stream stands");

    // Half of a form is on its way when the program is asked to stop.
    let body = format!("customer_id={COMPANY}&user_id={ADMIN}&password={PASSWORD}");
    let (head, tail) = body.split_at(10);
    let mut half = TcpStream::connect(("127.0.0.1", served.port)).unwrap();
    half.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let length = body.len();
    write!(
        half,
        "POST /sign-in HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: {length}\r\n\
         expect: 100-continue\r\ncontent-type: application/x-www-form-urlencoded\r\n\r\n"
    )
    .unwrap();
    // The program asks for the body: the request is in its hands.
    let mut go_on = [0; 25];
    half.read_exact(&mut go_on).unwrap();
    assert_eq!(&go_on, b"HTTP/1.1 100 Continue\r\n\r\n");
    half.write_all(head.as_bytes()).unwrap();
    served.signal("TERM");
    while events.chunk().await.unwrap().is_some() {}
    half.write_all(tail.as_bytes()).unwrap();
    let mut answer = String::new();
    half.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 303") && answer.contains("kuramori_session="), "{answer}");
    assert!(served.ended().await.success());
    assert!(served.log().contains("stopped"));
}

#[tokio::test]
async fn the_log_can_be_read_by_programs() {
    let mut served = Served::new(Engine::Sqlite, &["--log-format", "json"]).await;
    served.request(Method::GET, "/sign-in").send().await.unwrap();
    served.signal("INT");
    assert!(served.ended().await.success());
    let log = served.log();
    let read = |line| serde_json::from_str::<serde_json::Value>(line).unwrap_or_else(|error| panic!("{error}: {log}"));
    let lines = log.lines().map(read);
    let answered: Vec<_> = lines.filter(|line| line["path"] == "/sign-in").collect();
    assert_eq!(answered.len(), 1);
    assert_eq!(answered[0]["status"], 200);
    assert!(answered[0]["microseconds"].is_number() && answered[0]["span"]["id"].is_string(), "{answered:?}");
}

#[tokio::test]
async fn a_purge_that_waits_does_not_keep_the_program_from_stopping() {
    let app = App::new(Engine::Postgres).await;
    app.create_company(COMPANY);
    let mut other = PgConnection::connect(app.database_url()).await.unwrap();
    other.execute("begin; lock table sign_in_failure in access exclusive mode").await.unwrap();
    let mut served = Served::ready(app, &["--stop-timeout-seconds", "1"]).await;
    let waiting = "select count(*) from pg_locks where not granted and relation = 'sign_in_failure'::regclass";
    let deadline = Instant::now() + Duration::from_secs(30);
    while sqlx::query_scalar::<_, i64>(waiting).fetch_one(&mut other).await.unwrap() == 0 {
        assert!(Instant::now() < deadline, "the purge does not wait");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    served.signal("TERM");
    assert!(served.ended().await.success());
    other.execute("rollback").await.unwrap();
}

#[tokio::test]
async fn without_a_certificate_a_hang_up_stops_nothing() {
    let mut served = Served::new(Engine::Sqlite, &[]).await;
    served.signal("HUP");
    let deadline = Instant::now() + Duration::from_secs(30);
    while !served.log().contains("no certificate to read again") {
        assert!(Instant::now() < deadline && served.is_running(), "{}", served.log());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let alive = served.request(Method::GET, "/healthz").send().await.unwrap();
    assert!(alive.status().is_success());
}
