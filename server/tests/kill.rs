//! Power cuts: clients post receipts while the server is killed and restarted fifty times. What
//! was acknowledged is there exactly once, what was not can be sent again under its key.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[expect(dead_code, reason = "each test uses its part of it")]
mod support;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use reqwest::Method;
use serde_json::{Value, json};
use support::{App, Engine};
use tokio::sync::{RwLock, watch};

const KILLS: u64 = 50;
const CLIENTS: u64 = 4;

/// A receipt that the server has acknowledged: the key it was sent under, and the answer.
struct Acknowledged {
    key: String,
    answer: Value,
}

/// What clients and killer tell each other.
struct Signals {
    /// How many receipts it has acknowledged in all.
    acknowledged: watch::Sender<u64>,
    enough: AtomicBool,
}

fn receipt() -> Value {
    json!({ "warehouse": "W1", "lines": [{ "item": "A", "quantity": 1, "location": "L1" }] })
}

/// Sends one receipt, again after each start of the server, until it is acknowledged.
async fn insist(app: &RwLock<App>, token: &str, key: &str) -> Value {
    loop {
        // Whoever restarts the server holds the lock, so nobody knocks at a closed door.
        let request = {
            let app = app.read().await;
            let request = app.client.post(app.api("/receipts")).bearer_auth(token);
            request.header("idempotency-key", key).json(&receipt())
        };
        // A connection that breaks says nothing about the commit; only the key knows.
        let Ok(answer) = request.send().await else {
            continue;
        };
        let status = answer.status();
        let Ok(text) = answer.text().await else {
            continue;
        };
        assert!(status.is_success(), "{key}: {status} {text}");
        return serde_json::from_str(&text).unwrap();
    }
}

async fn client(number: u64, app: Arc<RwLock<App>>, token: String, signals: Arc<Signals>) -> Vec<Acknowledged> {
    let mut all = Vec::new();
    while !signals.enough.load(Ordering::Relaxed) {
        let key = format!("receipt-{number}-{}", all.len());
        let answer = insist(&app, &token, &key).await;
        signals.acknowledged.send_modify(|count| *count += 1);
        all.push(Acknowledged { key, answer });
    }
    all
}

async fn kill_and_restart(app: &RwLock<App>, signals: &Signals) {
    let mut acknowledged = signals.acknowledged.subscribe();
    for round in 0..KILLS {
        // Each life ends in the midst of the other clients' requests, after 1 to 15 answers.
        let until = *acknowledged.borrow_and_update() + 1 + round * 7 % 15;
        acknowledged.wait_for(|count| *count >= until).await.unwrap();
        let mut app = app.write().await;
        app.kill();
        app.start().await;
    }
}

async fn every_acknowledged_receipt_is_there_once(engine: Engine) {
    let mut app = App::new(engine).await;
    let token = app.create_company("kill");
    app.start().await;
    app.post(&token, "/warehouses", json!({ "code": "W1", "name": "W1" })).await;
    app.post(&token, "/locations", json!({ "warehouse": "W1", "code": "L1" })).await;
    app.post(&token, "/items", json!({ "code": "A", "name": "A", "unit": "個" })).await;

    let app = Arc::new(RwLock::new(app));
    let signals = Arc::new(Signals { acknowledged: watch::channel(0).0, enough: AtomicBool::new(false) });
    let clients: Vec<_> =
        (0..CLIENTS).map(|number| tokio::spawn(client(number, app.clone(), token.clone(), signals.clone()))).collect();
    kill_and_restart(&app, &signals).await;
    signals.enough.store(true, Ordering::Relaxed);
    let mut acknowledged = Vec::new();
    for client in clients {
        acknowledged.extend(client.await.unwrap());
    }

    let app = app.read().await;
    let numbers: BTreeSet<_> = acknowledged.iter().map(|receipt| receipt.answer["number"].as_str().unwrap()).collect();
    assert_eq!(numbers.len(), acknowledged.len(), "two keys were given one receipt");
    let stock = app.get(&token, "/stock?item=A").await;
    let on_hand: u64 = stock["data"].as_array().unwrap().iter().filter_map(|row| row["on_hand"].as_u64()).sum();
    assert_eq!(on_hand, acknowledged.len() as u64, "as many goods as acknowledged receipts");
    for receipt in acknowledged.iter().step_by(10) {
        let again = app.write(&token, Method::POST, "/receipts", &receipt.key, &self::receipt()).await;
        let again: Value = again.unwrap().json().await.unwrap();
        assert_eq!(again, receipt.answer, "the same key gives the same answer");
    }
    app.succeed(&["verify-ledger"], "");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn acknowledged_receipts_survive_fifty_kills_on_sqlite() {
    every_acknowledged_receipt_is_there_once(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn acknowledged_receipts_survive_fifty_kills_on_postgres() {
    every_acknowledged_receipt_is_there_once(Engine::Postgres).await;
}
