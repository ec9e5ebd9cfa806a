//! A user who is bound to the warehouse W1 neither sees nor changes anything of W2: over every command, list, export,
//! search and screen, and over REST with a token of that user.
//!
//! Everything of W2 bears a name that nothing else has, so that a leak is seen wherever it is.

use reqwest::Method;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use serde_json::{Value, json};

use crate::serving::{COMPANY, Served};
use crate::support::{App, Engine};

/// What everything of W2 is called.
const SECRET: &str = "SECRET";
/// `warehouse,location,item,quantity` and `W2,SECRET-01,TEA,1`, as the browser sends files.
const OPENING_STOCK: &str = "d2FyZWhvdXNlLGxvY2F0aW9uLGl0ZW0scXVhbnRpdHkKVzIsU0VDUkVULTAxLFRFQSwxCg==";

macro_rules! both_engines {
    ($(async fn $name:ident($story:ident: Story) $body:block)*) => {$(
        mod $name {
            use super::*;

            async fn story($story: Story) $body

            #[tokio::test]
            async fn on_sqlite() {
                story(Story::new(Engine::Sqlite).await).await;
            }

            #[tokio::test]
            async fn on_postgres() {
                story(Story::new(Engine::Postgres).await).await;
            }
        }
    )*};
}

/// The slips of a warehouse.
struct Slips {
    receiving: String,
    receipt: String,
    /// One that goods are held for.
    shipping: String,
    shipped: String,
    shipment: String,
}

/// A company with two warehouses, and a manager who is bound to the first.
struct Story {
    served: Served,
    admin_token: String,
    /// The session and a token of the manager.
    cookie: String,
    token: String,
    here: Slips,
    there: Slips,
}

impl Story {
    async fn new(engine: Engine) -> Self {
        let app = App::new(engine).await;
        let admin_token = app.create_company(COMPANY);
        let served = Served::ready(app, &[]).await;
        let made = served.rest(&admin_token, Method::POST, "/items", &json!({ "code": "TEA", "name": "緑茶" })).await;
        assert_eq!(made.0, 201, "{}", made.1);
        let here = furnish(&served, &admin_token, "W1", "PLAIN").await;
        let there = furnish(&served, &admin_token, "W2", SECRET).await;
        let admin = served.sign_in().await;
        let rights = json!({ "role": "manager", "warehouses": ["W1"] });
        let cookie = served.add_user(&admin, "tanaka", rights).await;
        let create = json!({ "envelope": { "key": "t" }, "command": { "user": "tanaka", "name": "handy" } });
        let (_, token) = served.call("/fn/tokens/create", &admin, &create).await;
        let token = token["token"].as_str().unwrap().to_owned();
        Self { served, admin_token, cookie, token, here, there }
    }

    async fn ask(&self, path: &str, query: Value) -> (u16, Value) {
        self.served.call(&format!("/fn/{path}"), &self.cookie, &json!({ "query": query })).await
    }

    /// A question that is answered, without a trace of W2.
    async fn answer(&self, path: &str, query: Value) -> Value {
        let (status, answer) = self.ask(path, query.clone()).await;
        assert_eq!(status, 200, "{path} {query}: {answer}");
        let text = answer.to_string();
        assert!(!text.contains(SECRET) && !text.contains("\"W2\""), "{path} {query}: {text}");
        answer
    }

    /// The status and the code of a refusal.
    async fn refusal(&self, path: &str, body: Value) -> (u16, String) {
        let (status, answer) = self.served.call(&format!("/fn/{path}"), &self.cookie, &body).await;
        assert!(status >= 400 && !answer.to_string().contains(SECRET), "{path} {body}: {status} {answer}");
        (status, answer["code"].as_str().unwrap().to_owned())
    }

    /// What the company looks like to its administrator.
    async fn everything(&self) -> Vec<Value> {
        let lists = [
            "/warehouses",
            "/locations",
            "/receiving-orders",
            "/receipts",
            "/shipping-orders",
            "/shipments",
            "/stock",
            "/stock/items",
            "/stock/postings",
        ];
        let mut all = Vec::new();
        for list in lists {
            let (status, page) = self.served.rest(&self.admin_token, Method::GET, list, &Value::Null).await;
            assert_eq!(status, 200, "{page}");
            all.push(page);
        }
        all
    }
}

/// A warehouse with stock and a slip of each kind, all called `name`.
async fn furnish(served: &Served, token: &str, warehouse: &str, name: &str) -> Slips {
    let post = async |path: &str, body: Value| {
        let (status, answer) = served.rest(token, Method::POST, path, &body).await;
        assert!(status < 300, "{path} {body}: {answer}");
        answer["number"].as_str().unwrap_or_default().to_owned()
    };
    let location = format!("{name}-01");
    let lines = |quantity: u32| json!([{ "item": "TEA", "quantity": quantity }]);
    let placed = |quantity: u32| json!([{ "item": "TEA", "quantity": quantity, "location": location }]);
    post("/warehouses", json!({ "code": warehouse, "name": name })).await;
    post("/locations", json!({ "warehouse": warehouse, "code": location, "name": name })).await;
    let receiving = json!({
        "warehouse": warehouse, "supplier": { "name": name }, "original_number": name, "note": name,
        "planned_on": "2020-04-01", "lines": lines(9),
    });
    let receiving = post("/receiving-orders", receiving).await;
    let receipt = post(&format!("/receiving-orders/{receiving}/receipts"), json!({ "lines": placed(5) })).await;
    let mut shipping = Vec::new();
    for _ in 0..2 {
        let order = json!({
            "warehouse": warehouse, "customer": { "name": name }, "original_number": name, "lines": lines(2),
        });
        let number = post("/shipping-orders", order).await;
        post(&format!("/shipping-orders/{number}/allocate"), json!({})).await;
        post(&format!("/shipping-orders/{number}/check"), json!({ "barcode": "TEA" })).await;
        shipping.push(number);
    }
    let [held, shipped] = <[String; 2]>::try_from(shipping).unwrap();
    let shipment = post(&format!("/shipping-orders/{shipped}/ship"), json!({ "partial": true })).await;
    Slips { receiving, receipt, shipping: held, shipped, shipment }
}

/// Commands on slips of a warehouse, which name it only through their numbers.
fn on_slips(slips: &Slips, location: &str) -> Vec<(&'static str, Value)> {
    let Slips { receiving, receipt, shipping, shipment, .. } = slips;
    let line = json!([{ "item": "TEA", "quantity": 1, "location": location }]);
    let part = json!([{ "line": 1, "location": location, "status": "good", "quantity": 1 }]);
    let order = json!({ "warehouse": "W1", "lines": [{ "item": "TEA", "quantity": 1 }] });
    let changed = |number: &str| json!({ "number": number, "version": 1, "order": order });
    let number = |number: &str| json!({ "number": number });
    vec![
        ("receiving/update", changed(receiving)),
        ("receiving/receive", json!({ "order": receiving, "lines": line })),
        ("receiving/cancel", number(receiving)),
        ("receiving/close", number(receiving)),
        ("receiving/reverse", number(receipt)),
        ("shipping/update", changed(shipping)),
        ("shipping/allocate", number(shipping)),
        ("shipping/allocate-many", json!({ "numbers": [shipping] })),
        ("shipping/release", number(shipping)),
        ("shipping/check", json!({ "number": shipping, "barcode": "TEA" })),
        ("shipping/uncheck", json!({ "number": shipping, "line": 1 })),
        ("shipping/take-back-check", json!({ "number": shipping, "parts": part })),
        ("shipping/ship", json!({ "number": shipping, "partial": true })),
        ("shipping/cancel", number(shipping)),
        ("shipping/reverse", number(shipment)),
    ]
}

/// Commands that name W2 itself.
fn on_the_warehouse() -> Vec<(&'static str, Value)> {
    let line = json!([{ "item": "TEA", "quantity": 1 }]);
    let placed = json!([{ "item": "TEA", "quantity": 1, "location": "SECRET-01" }]);
    let moved = json!([{ "item": "TEA", "quantity": 1, "from": "SECRET-01", "to": "SECRET-01", "to_status": "hold" }]);
    let off = json!({ "active": false });
    vec![
        ("warehouses/update", json!({ "code": "W2", "change": off })),
        ("warehouses/create", json!({ "code": "W3", "name": "W3" })),
        ("locations/create", json!({ "warehouse": "W2", "code": "NEW" })),
        ("locations/update", json!({ "warehouse": "W2", "code": "SECRET-01", "change": off })),
        ("receiving/create", json!({ "warehouse": "W2", "lines": line })),
        ("receiving/receive-unplanned", json!({ "warehouse": "W2", "lines": placed })),
        ("shipping/create", json!({ "warehouse": "W2", "lines": line })),
        ("stock/transfer", json!({ "warehouse": "W2", "lines": moved })),
        ("stock/adjust", json!({ "warehouse": "W2", "reason": "found", "lines": placed })),
    ]
}

both_engines! {
    async fn nothing_of_another_warehouse_is_changed(story: Story) {
        let before = story.everything().await;
        let mut keys = 0;
        let mut envelope = || {
            keys += 1;
            json!({ "key": format!("k{keys}") })
        };
        for (path, command) in on_slips(&story.there, "SECRET-01") {
            let body = json!({ "envelope": envelope(), "command": command });
            assert_eq!(story.refusal(path, body).await, (404, "not_found".to_owned()), "{path}");
        }
        for (path, command) in on_the_warehouse() {
            let body = json!({ "envelope": envelope(), "command": command });
            assert_eq!(story.refusal(path, body).await, (403, "warehouse_forbidden".to_owned()), "{path}");
        }
        let chosen = story.refusal("frame/warehouse", json!({ "code": "W2" })).await;
        assert_eq!(chosen.1, "warehouse_forbidden");
        // A slip of one's own is not led to another warehouse either.
        let order = json!({ "warehouse": "W2", "lines": [{ "item": "TEA", "quantity": 1 }] });
        for (path, number) in [("receiving/update", &story.here.receiving), ("shipping/update", &story.here.shipping)] {
            let command = json!({ "number": number, "version": 1, "order": order });
            let refused = story.refusal(path, json!({ "envelope": envelope(), "command": command })).await;
            assert!(refused.0 < 500, "{path}: {refused:?}");
        }
        let import = json!({ "kind": "opening_stock", "encoding": "utf8", "content": OPENING_STOCK });
        let import = json!({ "envelope": envelope(), "command": import });
        let (status, refused) = story.served.call("/fn/import/file", &story.cookie, &import).await;
        assert!(status == 422 && refused.to_string().contains("forbidden_warehouse"), "{refused}");
        assert_eq!(story.everything().await, before);
    }

    async fn nothing_of_another_warehouse_is_seen(story: Story) {
        for list in [
            "warehouses/list", "locations/list", "receiving/list", "receiving/receipts", "shipping/list",
            "shipping/shipments", "stock/list", "stock/postings",
        ] {
            let page = story.answer(list, json!({})).await;
            assert!(!page["data"].as_array().unwrap().is_empty(), "{list} has what is here");
            if list != "stock/postings" {
                assert_eq!(story.answer(list, json!({ "search": SECRET })).await["data"], json!([]), "{list}");
            }
        }
        for side in ["receiving", "shipping"] {
            story.answer("stock/open-lines", json!({ "side": side, "item": "TEA" })).await;
        }
        let item = story.answer("stock/item", json!({ "item": "TEA" })).await;
        assert_eq!((&item["on_hand"], &item["incoming"]), (&json!(4), &json!(4)), "what is in W1: {item}");
        let holders = story.answer("stock/holders", json!({ "item": "TEA" })).await;
        assert!(!holders["data"].as_array().unwrap().is_empty(), "{holders}");
        let items = story.answer("stock/items", json!({})).await;
        assert_eq!(items["data"][0]["on_hand"], json!(4), "what is in W1: {items}");
        for query in [SECRET, "W2", &story.there.receiving, &story.there.receipt, &story.there.shipping, &story.there.shipment] {
            assert_eq!(story.answer("search/all", json!({ "query": query })).await, json!([]), "{query}");
        }
        for kind in ["items", "partners", "warehouses", "locations", "stock"] {
            let file = story.answer("export/file", json!({ "list": { "kind": kind, "list": {} } })).await;
            let content = text_of(&file);
            assert!(!content.contains(SECRET) && !content.contains("W2"), "{kind}: {content}");
            assert!(content.contains("W1") || ["items", "partners"].contains(&kind), "{kind}: {content}");
        }
        let home = story.answer("home/get", json!({})).await;
        for name in ["to_receive", "receiving_overdue", "received_today", "shipped_today"] {
            assert_eq!(home[name], 1, "what is in W1: {home}");
        }
        let me = story.served.call("/fn/frame/me", &story.cookie, &json!({})).await.1;
        assert_eq!(me["warehouses"].as_array().unwrap().len(), 1, "{me}");
    }

    async fn a_number_that_somebody_guessed_names_nothing(story: Story) {
        let Slips { receiving, receipt, shipping, shipped, shipment } = &story.there;
        for (path, number) in [
            ("receiving/get", receiving), ("receiving/receipt", receipt), ("shipping/get", shipping),
            ("shipping/get", shipped), ("shipping/shipment", shipment),
        ] {
            let theirs = story.refusal(path, json!({ "query": { "number": number } })).await;
            let nobodys = story.refusal(path, json!({ "query": { "number": "X-00000001" } })).await;
            assert_eq!((theirs.0, &theirs), (404, &nobodys), "{path}");
        }
        assert_eq!(story.refusal("print/check-code", json!({ "number": shipping })).await.0, 404);
        let Slips { receiving, receipt, shipping, shipment, .. } = &story.here;
        for (path, number) in [
            ("receiving/get", receiving), ("receiving/receipt", receipt), ("shipping/get", shipping),
            ("shipping/shipment", shipment),
        ] {
            story.answer(path, json!({ "number": number })).await;
        }
    }

    async fn a_question_about_another_warehouse_is_refused(story: Story) {
        for path in [
            "home/get", "locations/list", "receiving/list", "receiving/receipts", "shipping/list",
            "shipping/shipments", "stock/list", "stock/items", "stock/postings",
        ] {
            let refused = story.refusal(path, json!({ "query": { "warehouse": "W2" } })).await;
            assert_eq!(refused, (403, "warehouse_forbidden".to_owned()), "{path}");
        }
        for (path, side) in [("stock/holders", None), ("stock/item", None), ("stock/open-lines", Some("shipping"))] {
            let mut query = json!({ "item": "TEA", "warehouse": "W2" });
            query.as_object_mut().unwrap().extend(side.map(|side| ("side".to_owned(), json!(side))));
            assert_eq!(story.refusal(path, json!({ "query": query })).await.1, "warehouse_forbidden", "{path}");
        }
        assert_eq!(story.refusal("warehouses/get", json!({ "query": { "code": "W2" } })).await.0, 403);
        let location = json!({ "query": { "warehouse": "W2", "code": "SECRET-01" } });
        assert_eq!(story.refusal("locations/get", location).await.0, 403);
        let postings = story.ask("stock/postings", json!({ "slip": story.there.receipt })).await.1;
        assert_eq!(postings["data"], json!([]), "the movements of a slip of W2");
    }

    async fn a_token_has_the_rights_of_its_user(story: Story) {
        let rest = async |method: Method, path: &str, body: Value| story.served.rest(&story.token, method, path, &body).await;
        for list in [
            "/warehouses", "/locations", "/receiving-orders", "/receipts", "/shipping-orders", "/shipments", "/stock",
            "/stock/items", "/stock/postings", "/stock/allocations?item=TEA", "/items", "/partners",
        ] {
            let (status, page) = rest(Method::GET, list, Value::Null).await;
            let text = page.to_string();
            assert!(status == 200 && !text.contains(SECRET) && !text.contains("\"W2\""), "{list}: {text}");
        }
        let there = &story.there;
        for (method, path, body, status) in [
            (Method::GET, format!("/receiving-orders/{}", there.receiving), Value::Null, 404),
            (Method::GET, format!("/receipts/{}", there.receipt), Value::Null, 404),
            (Method::GET, format!("/shipping-orders/{}", there.shipping), Value::Null, 404),
            (Method::GET, format!("/shipments/{}", there.shipment), Value::Null, 404),
            (Method::GET, "/warehouses/W2".to_owned(), Value::Null, 403),
            (Method::GET, "/stock?warehouse=W2".to_owned(), Value::Null, 403),
            (Method::POST, format!("/shipping-orders/{}/cancel", there.shipping), json!({}), 404),
            (Method::POST, format!("/shipping-orders/{}/ship", there.shipping), json!({ "partial": true }), 404),
            (Method::POST, format!("/receipts/{}/reverse", there.receipt), json!({}), 404),
            (Method::POST, format!("/shipments/{}/reverse", there.shipment), json!({}), 404),
            (Method::POST, "/warehouses".to_owned(), json!({ "code": "W3", "name": "W3" }), 403),
            (Method::PATCH, "/warehouses/W2".to_owned(), json!({ "name": "W2" }), 403),
            (Method::POST, "/locations".to_owned(), json!({ "warehouse": "W2", "code": "NEW" }), 403),
        ] {
            let answer = rest(method.clone(), &path, body).await;
            assert_eq!(answer.0, status, "{method} {path}: {}", answer.1);
            assert!(!answer.1.to_string().contains(SECRET), "{method} {path}: {}", answer.1);
        }
        let here = rest(Method::GET, &format!("/shipping-orders/{}", story.here.shipping), Value::Null).await;
        assert_eq!(here.0, 200);
    }

    async fn no_page_shows_another_warehouse(story: Story) {
        for path in ["/", "/warehouses", "/search?q=SECRET", "/w/W1/stock", "/w/W2/stock", "/w/W2/receiving", "/w/W2/shipping"] {
            let text = story.served.page(path, &story.cookie).await.text().await.unwrap();
            assert!(!text.contains("SECRET-01") && !text.contains(&story.there.shipping), "{path}: {text}");
        }
    }
}

/// What a file to save says. A certificate's frame is nothing but base64, and its reader reads any.
fn text_of(file: &Value) -> String {
    let base64 = file["base64"].as_str().unwrap();
    let framed = format!("-----BEGIN CERTIFICATE-----\n{base64}\n-----END CERTIFICATE-----\n");
    String::from_utf8_lossy(&CertificateDer::from_pem_slice(framed.as_bytes()).unwrap()).into_owned()
}
