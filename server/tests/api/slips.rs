//! Slips from their order to the ledger.

use reqwest::{Method, StatusCode, header};
use serde_json::{Value, json};

use crate::company::{CASE, furnish, order, put_on_shelf, stock_of};

both_engines! {
    async fn goods_come_in_and_go_out(app: App) {
        let token = app.create_company("acme");
        let token = token.as_str();
        furnish(&app, token).await;

        let lines = json!([{"item": "TEA", "quantity": 24}]);
        let order = app.post(token, "/receiving-orders", json!({"warehouse": "T01", "supplier": {"name": "茶園"}, "lines": lines})).await;
        let number = order["number"].as_str().unwrap();
        let lines = json!([{"item": "TEA", "quantity": 20.5, "location": "A-01"}]);
        app.post(token, &format!("/receiving-orders/{number}/receipts"), json!({"lines": lines})).await;
        let order = app.get(token, &format!("/receiving-orders/{number}")).await;
        assert_eq!(order["state"], "partial");
        assert_eq!(order["lines"][0]["remaining"], json!(3.5));
        assert_eq!(stock_of(&app, token, "TEA").await, [("A-01".to_owned(), 20.5, 0.0, 20.5)]);

        let lines = json!([{"item": "TEA", "quantity": 13}, {"item": "TEA", "quantity": 10}]);
        let order = app.post(token, "/shipping-orders", json!({"warehouse": "T01", "customer": {"name": "喫茶店"}, "lines": lines})).await;
        let number = order["number"].as_str().unwrap();
        let path = |action: &str| format!("/shipping-orders/{number}/{action}");
        let allocated = app.post(token, &path("allocate"), json!({})).await;
        assert_eq!(allocated["lines"][0], json!({"line": 1, "item": "TEA", "ordered": 13, "allocated": 13, "short": 0}));
        assert_eq!(allocated["lines"][1], json!({"line": 2, "item": "TEA", "ordered": 10, "allocated": 7.5, "short": 2.5}));
        assert_eq!(stock_of(&app, token, "TEA").await, [("A-01".to_owned(), 20.5, 20.5, 0.0)]);

        app.post(token, &path("check"), json!({"barcode": CASE})).await;
        let refused = app.write(token, Method::POST, &path("ship"), "ship-1", &json!({})).await.unwrap();
        assert_eq!(refused.status(), StatusCode::CONFLICT);
        assert_eq!(refused.headers()[header::CONTENT_TYPE], "application/problem+json");
        let problem: Value = refused.json().await.unwrap();
        assert_eq!(problem["code"], "unchecked");

        let shipment = app.post(token, &path("ship"), json!({"partial": true})).await;
        assert_eq!(shipment["quantity"], json!(12));
        assert_eq!(stock_of(&app, token, "TEA").await, [("A-01".to_owned(), 8.5, 8.5, 0.0)]);

        let shipment = shipment["number"].as_str().unwrap();
        app.post(token, &format!("/shipments/{shipment}/reverse"), json!({})).await;
        app.post(token, &path("cancel"), json!({})).await;
        assert_eq!(stock_of(&app, token, "TEA").await, [("A-01".to_owned(), 20.5, 0.0, 20.5)]);
        app.succeed(&["verify-ledger"], "");
    }

    async fn a_receipt_is_undone_once_and_only_while_the_goods_are_there(app: App) {
        let token = app.create_company("acme");
        furnish(&app, &token).await;
        let receipt = put_on_shelf(&app, &token, 5).await;
        let path = format!("/receipts/{receipt}/reverse");
        let order = order(&app, &token, 2).await;
        app.post(&token, &format!("/shipping-orders/{order}/allocate"), json!({})).await;
        let held = app.write(&token, Method::POST, &path, "held", &json!({})).await.unwrap();
        assert_eq!(held.status(), StatusCode::CONFLICT);
        assert_eq!(held.json::<Value>().await.unwrap()["code"], "held_by_orders");

        app.post(&token, &format!("/shipping-orders/{order}/cancel"), json!({})).await;
        let reversed = app.post(&token, &path, json!({"note": "数え間違い"})).await;
        assert_eq!(reversed["number"], json!(receipt));
        assert!(reversed["reversed_by"].as_str().unwrap().starts_with("RV-"), "{reversed}");
        assert_eq!(app.get(&token, &format!("/receipts/{receipt}")).await, reversed);
        assert_eq!(stock_of(&app, &token, "TEA").await, []);
        let again = app.write(&token, Method::POST, &path, "again", &json!({})).await.unwrap();
        assert_eq!(again.status(), StatusCode::CONFLICT);
        assert_eq!(again.json::<Value>().await.unwrap()["code"], "already_reversed");
        app.succeed(&["verify-ledger"], "");
    }

    async fn a_shipment_is_undone_and_its_order_open_again(app: App) {
        let token = app.create_company("acme");
        furnish(&app, &token).await;
        put_on_shelf(&app, &token, 24).await;
        let order = order(&app, &token, 12).await;
        let path = |action: &str| format!("/shipping-orders/{order}/{action}");
        app.post(&token, &path("allocate"), json!({})).await;
        app.post(&token, &path("check"), json!({"barcode": CASE})).await;
        let shipment = app.post(&token, &path("ship"), json!({})).await;
        let number = shipment["number"].as_str().unwrap();
        assert_eq!(app.get(&token, &format!("/shipping-orders/{order}")).await["state"], "shipped");
        let reversed = app.post(&token, &format!("/shipments/{number}/reverse"), json!({"note": "返送"})).await;
        assert!(reversed["reversed_by"].as_str().unwrap().starts_with("RV-"), "{reversed}");
        assert_eq!(app.get(&token, &format!("/shipments/{number}")).await, reversed);
        let order = app.get(&token, &format!("/shipping-orders/{order}")).await;
        assert_eq!((&order["state"], &order["lines"][0]["shipped"]), (&json!("open"), &json!(0)));
        assert_eq!(stock_of(&app, &token, "TEA").await, [("A-01".to_owned(), 24.0, 0.0, 24.0)]);
        app.succeed(&["verify-ledger"], "");
    }
}
