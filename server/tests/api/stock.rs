//! Stock: what moves it, and what explains it.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::company::{furnish, order, put_on_shelf, stock_of};

both_engines! {
    async fn goods_move_inside_a_warehouse(app: App) {
        let token = app.create_company("acme");
        furnish(&app, &token).await;
        put_on_shelf(&app, &token, 10).await;
        let lines = json!([{"item": "TEA", "from": "A-01", "to": "A-02", "quantity": 2.5}]);
        let slip = app.post(&token, "/transfers", json!({"warehouse": "T01", "note": "補充", "lines": lines})).await;
        assert!(slip["number"].as_str().unwrap().starts_with("TR-"), "{slip}");
        let shelves = [("A-01".to_owned(), 7.5, 0.0, 7.5), ("A-02".to_owned(), 2.5, 0.0, 2.5)];
        assert_eq!(stock_of(&app, &token, "TEA").await, shelves);

        let refusal = async |line: Value| {
            let body = json!({"warehouse": "T01", "lines": [line]});
            let answer = app.write(&token, Method::POST, "/transfers", "wrong", &body).await.unwrap();
            let status = answer.status();
            let problem: Value = answer.json().await.unwrap();
            (status, problem["code"].as_str().unwrap().to_owned(), problem["detail"].as_str().unwrap().to_owned())
        };
        let (status, code, detail) =
            refusal(json!({"item": "TEA", "from": "A-01", "to": "A-01", "quantity": 1})).await;
        assert_eq!((status, code.as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "invalid"));
        assert!(!detail.contains("same_place"), "{detail}");
        let (status, code, _) = refusal(json!({"item": "TEA", "from": "A-01", "to": "A-02", "quantity": 99})).await;
        assert_eq!((status, code.as_str()), (StatusCode::CONFLICT, "not_on_hand"));
        let moved = json!({"item": "TEA", "from": "A-02", "to": "A-02", "quantity": 1, "to_status": "damaged"});
        app.post(&token, "/transfers", json!({"warehouse": "T01", "lines": [moved]})).await;
        let damaged = app.get(&token, "/stock?item=TEA&status=damaged").await;
        assert_eq!((&damaged["data"][0]["on_hand"], &damaged["data"][0]["available"]), (&json!(1), &json!(0)));
        app.succeed(&["verify-ledger"], "");
    }

    async fn a_correction_needs_a_reason_and_is_signed(app: App) {
        let token = app.create_company("acme");
        furnish(&app, &token).await;
        put_on_shelf(&app, &token, 10).await;
        let adjust = async |key: &str, reason: &str, quantity: f64| {
            let lines = json!([{"item": "TEA", "location": "A-01", "quantity": quantity}]);
            let body = json!({"warehouse": "T01", "reason": reason, "lines": lines});
            let answer = app.write(&token, Method::POST, "/adjustments", key, &body).await.unwrap();
            (answer.status().as_u16(), answer.json::<Value>().await.unwrap())
        };
        for (reason, quantity, left) in [("damage", -1.5, 8.5), ("loss", -1.0, 7.5), ("found", 4.0, 11.5), ("other", -0.5, 11.0)] {
            let (status, slip) = adjust(reason, reason, quantity).await;
            assert_eq!(status, 201, "{slip}");
            assert!(slip["number"].as_str().unwrap().starts_with("AD-"), "{slip}");
            assert_eq!(stock_of(&app, &token, "TEA").await, [("A-01".to_owned(), left, 0.0, left)]);
        }
        let (status, problem) = adjust("x", "theft", -1.0).await;
        assert_eq!((status, &problem["code"], &problem["field"]), (422, &json!("unknown"), &json!("reason")));
        let (status, problem) = adjust("x", "loss", 0.0).await;
        assert_eq!((status, &problem["code"]), (422, &json!("not_positive")));
        let (status, problem) = adjust("x", "loss", -99.0).await;
        assert_eq!((status, &problem["code"]), (409, &json!("not_on_hand")));
        app.succeed(&["verify-ledger"], "");
    }

    async fn postings_explain_every_balance(app: App) {
        let token = app.create_company("acme");
        furnish(&app, &token).await;
        let receipt = put_on_shelf(&app, &token, 10).await;
        let lines = json!([{"item": "TEA", "location": "A-01", "quantity": -2}]);
        let adjustment = json!({"warehouse": "T01", "reason": "damage", "note": "破損", "lines": lines});
        let adjustment = app.post(&token, "/adjustments", adjustment).await;
        let lines = json!([{"item": "TEA", "from": "A-01", "to": "A-02", "quantity": 3}]);
        app.post(&token, "/transfers", json!({"warehouse": "T01", "lines": lines})).await;

        let shelf = app.get(&token, "/stock/postings?item=TEA&warehouse=T01&location=A-01&count=true").await;
        assert_eq!(shelf["total"], 3);
        let of = |row: &Value| (row["kind"].clone(), row["quantity"].clone(), row["on_hand_after"].clone());
        let rows: Vec<_> = shelf["data"].as_array().unwrap().iter().map(of).collect();
        let expected = [("transfer", -3, 5), ("adjustment", -2, 8), ("receipt", 10, 10)];
        assert_eq!(rows, expected.map(|(kind, quantity, after)| (json!(kind), json!(quantity), json!(after))));
        let corrected = &shelf["data"][1];
        assert_eq!((&corrected["slip"], &corrected["note"]), (&adjustment["number"], &json!("破損")));
        assert_eq!((&corrected["user"], &corrected["warehouse"]), (&json!("admin"), &json!("T01")));
        assert!(!corrected["reason"].as_str().unwrap().is_empty());
        let slip = app.get(&token, &format!("/stock/postings?slip={receipt}")).await;
        assert_eq!(slip["data"].as_array().unwrap().len(), 1);
        let all = app.get(&token, "/stock/postings?limit=3").await;
        let next = format!("/stock/postings?limit=3&cursor={}", all["next"].as_str().unwrap());
        assert_eq!(app.get(&token, &next).await["data"].as_array().unwrap().len(), 1, "four rows in all");
    }

    async fn allocations_say_who_holds_what(app: App) {
        let token = app.create_company("acme");
        furnish(&app, &token).await;
        put_on_shelf(&app, &token, 10).await;
        let number = order(&app, &token, 4).await;
        app.post(&token, &format!("/shipping-orders/{number}/allocate"), json!({})).await;
        let held = app.get(&token, "/stock/allocations?item=TEA").await;
        let row = &held["data"][0];
        assert_eq!((&row["order"], &row["quantity"], &row["checked"]), (&json!(number), &json!(4), &json!(0)));
        let items = app.get(&token, "/stock/items?with_stock=true").await;
        let item = &items["data"][0];
        let figures = ["on_hand", "allocated", "available"].map(|figure| item[figure].clone());
        assert_eq!(figures, [json!(10), json!(4), json!(6)]);
    }
}
