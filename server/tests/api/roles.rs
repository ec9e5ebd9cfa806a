//! Roles: who may only look, changes nothing, whatever the endpoint.

use std::sync::Arc;

use reqwest::Method;
use serde_json::{Value, json};

use crate::serving::Served;
use crate::support::{App, Engine};
use crate::table::{cases, stock};

/// A token of a new user with this role, made on the screens of the administrator.
async fn token_of(app: &Arc<App>, customer_id: &str, role: &str) -> String {
    let served = Served::ready(Arc::clone(app), &[]).await;
    let fields =
        [("customer_id", customer_id), ("user_id", crate::support::ADMIN), ("password", crate::support::PASSWORD)];
    let signed_in = served.form("/sign-in", &fields).send().await.unwrap();
    let cookie = crate::serving::session_cookie(&signed_in);
    let body = json!({"envelope": {"key": role}, "command": {"login": role, "name": role, "role": role, "all_warehouses": true}});
    let made = served.function("/fn/users/create", &cookie, &body.to_string()).await;
    assert!(made.status().is_success(), "{}", made.text().await.unwrap());
    let make = ["token", "create", "--customer-id", customer_id, "--user", role, "--name", "test"];
    app.succeed(&make, "").trim().to_owned()
}

async fn a_viewer_reads_everything_and_changes_nothing(engine: Engine) {
    let mut app = App::new(engine).await;
    app.start().await;
    let admin = app.create_company("acme");
    let app = Arc::new(app);
    let viewer = token_of(&app, "acme", "viewer").await;
    let slips = stock(&app, &admin, "品").await;
    let cases = cases(&app, &slips).await;
    for case in &cases {
        if case.is_read() {
            app.get(&viewer, &case.path).await;
            continue;
        }
        let answer = app.write(&viewer, case.method.clone(), &case.path, &case.id, &case.body).await.unwrap();
        assert_eq!(answer.status(), 403, "{}", case.id);
        let problem: Value = answer.json().await.unwrap();
        assert_eq!(problem["code"], "forbidden", "{}", case.id);
    }
    for case in cases.iter().filter(|case| case.method == Method::PATCH) {
        let answer = app.write(&admin, Method::PATCH, &case.path, &case.id, &case.body).await.unwrap();
        assert_eq!(answer.status(), 200, "{} is no empty case", case.id);
    }
}

#[tokio::test]
async fn a_viewer_reads_everything_and_changes_nothing_on_sqlite() {
    a_viewer_reads_everything_and_changes_nothing(Engine::Sqlite).await;
}

#[tokio::test]
async fn a_viewer_reads_everything_and_changes_nothing_on_postgres() {
    a_viewer_reads_everything_and_changes_nothing(Engine::Postgres).await;
}
