//! The tenant wall, endpoint by endpoint: a company with the same codes, barcodes and slip numbers, and one that has
//! nothing, see and change nothing of ours.

use std::collections::BTreeMap;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::company::JAN;
use crate::support::App;
use crate::table::{Case, cases, stock};

const OUR_MARK: &str = "甲の品";
const THEIR_MARK: &str = "乙の品";

/// Masters can be made by a company that has nothing.
const FIRST: [&str; 3] = ["post_items", "post_warehouses", "post_partners"];

/// What everything that can be read answers to its owner.
async fn everything(app: &App, token: &str, cases: &[Case]) -> BTreeMap<String, Value> {
    let mut answers = BTreeMap::new();
    for case in cases.iter().filter(|case| case.is_read()) {
        answers.insert(case.path.clone(), app.get(token, &case.path).await);
    }
    answers
}

async fn send(app: &App, token: &str, case: &Case) -> (StatusCode, String) {
    let answer = if case.is_read() {
        app.client.get(app.api(&case.path)).bearer_auth(token).send().await.unwrap()
    } else {
        app.write(token, case.method.clone(), &case.path, &case.id, &case.body).await.unwrap()
    };
    let status = answer.status();
    assert!(case.statuses.contains(&status.as_u16()), "{} answers {status}, which is not promised", case.id);
    (status, answer.text().await.unwrap())
}

both_engines! {
    async fn the_same_codes_elsewhere_see_and_change_nothing_of_ours(app: App) {
        let ours = app.create_company("ours");
        let theirs = app.create_company("theirs");
        let slips = stock(&app, &ours, OUR_MARK).await;
        assert_eq!(stock(&app, &theirs, THEIR_MARK).await, slips, "both have the same numbers");
        let cases = cases(&app, &slips).await;
        let before = everything(&app, &ours, &cases).await;

        for case in cases.iter().filter(|case| case.is_read()) {
            let (status, text) = send(&app, &theirs, case).await;
            assert_eq!(status, StatusCode::OK, "{}: {text}", case.id);
            assert!(text.contains(THEIR_MARK), "{} shows nothing of theirs: {text}", case.id);
            assert!(!text.contains(OUR_MARK), "{} shows ours: {text}", case.id);
        }
        for case in cases.iter().filter(|case| !case.is_read()) {
            let (status, text) = send(&app, &theirs, case).await;
            assert!(status.is_success(), "{} {}: {status} {text}", case.id, case.path);
            assert!(!text.contains(OUR_MARK), "{} answers ours: {text}", case.id);
            assert_eq!(everything(&app, &ours, &cases).await, before, "{} changed ours", case.id);
        }
        app.succeed(&["verify-ledger"], "");
    }

    async fn who_has_nothing_finds_nothing_of_ours(app: App) {
        let ours = app.create_company("ours");
        let stranger = app.create_company("stranger");
        let slips = stock(&app, &ours, OUR_MARK).await;
        let cases = cases(&app, &slips).await;
        let before = everything(&app, &ours, &cases).await;

        for case in cases.iter().filter(|case| case.is_read()) {
            let (status, text) = send(&app, &stranger, case).await;
            assert!(!text.contains(OUR_MARK), "{} shows ours: {text}", case.id);
            let problem: Value = serde_json::from_str(&text).unwrap();
            match status {
                StatusCode::OK => assert_eq!(problem["data"], json!([]), "{}", case.id),
                StatusCode::UNPROCESSABLE_ENTITY => assert_eq!(problem["code"], "unknown", "{}", case.id),
                other => assert_eq!(other, StatusCode::NOT_FOUND, "{}", case.id),
            }
        }
        for case in cases.iter().filter(|case| !case.is_read() && !FIRST.contains(&case.id.as_str())) {
            let (status, text) = send(&app, &stranger, case).await;
            let refused = matches!(status, StatusCode::NOT_FOUND | StatusCode::UNPROCESSABLE_ENTITY);
            assert!(refused, "{} {}: {status} {text}", case.id, case.path);
        }
        let item = json!({"code": "TEA", "name": "丙", "barcodes": [{"code": JAN}]});
        let item = app.write(&stranger, Method::POST, "/items", "same", &item).await.unwrap();
        assert_eq!(item.status(), StatusCode::CREATED, "codes and barcodes are unique a company only");
        assert_eq!(everything(&app, &ours, &cases).await, before);
    }
}
