//! Users, as stories on both engines.

use model::home::GetHome;
use model::tenant::CreateTenant;
use model::user::{CreateToken, CreateUser, Language, ListAudit, ListUsers, ResetPassword, UpdateUser};
use model::{CustomerId, Envelope, ErrorCode, LoginName, PageRequest, Role, WarehouseCode};

use crate::sign_in::{Credentials, From, sign_in};
use crate::testing::{Goods, TestStore, with_role};
use crate::{Ctx, Source, Store, Via, both_engines, me, session, tenant, token, user};

fn login(text: &str) -> LoginName {
    LoginName::parse(text).unwrap()
}

fn new_user(name: &str, role: Role, warehouses: &[&str]) -> CreateUser {
    let all_warehouses = warehouses.is_empty();
    CreateUser { login: login(name), name: name.to_owned(), role, warehouses: codes(warehouses), all_warehouses }
}

fn codes(warehouses: &[&str]) -> Vec<WarehouseCode> {
    warehouses.iter().map(|code| WarehouseCode::parse(code).unwrap()).collect()
}

fn edit(name: &str) -> UpdateUser {
    UpdateUser {
        login: login(name),
        version: None,
        name: None,
        role: None,
        warehouses: None,
        all_warehouses: None,
        active: None,
    }
}

async fn create(store: &TestStore, ctx: &Ctx, command: CreateUser) -> String {
    user::create(store, ctx, &store.envelope(), command).await.unwrap().password
}

async fn create_refusal(store: &TestStore, ctx: &Ctx, envelope: &Envelope, command: CreateUser) -> ErrorCode {
    user::create(store, ctx, envelope, command).await.err().unwrap().code()
}

async fn logins(store: &TestStore, ctx: &Ctx, search: &str) -> Vec<String> {
    let list = ListUsers { search: search.to_owned(), page: PageRequest::default() };
    let page = store.query(ctx, list).await.unwrap();
    page.data.iter().map(|user| user.login.to_string()).collect()
}

async fn add_warehouse(store: &Store, ctx: &Ctx, code: &'static str) -> i64 {
    let made = store.write(ctx.tenant, move |tx| {
        Box::pin(async move {
            let (tenant, id) = (tx.tenant(), tx.new_id());
            sqlx::query(
                "insert into warehouse (tenant_id, id, code, name, postal_code, address, phone, search_key, active,
                                        version)
                 values ($1, $2, $3, $3, '', '', '', '', 1, 1)",
            )
            .bind(tenant)
            .bind(id)
            .bind(code)
            .execute(tx.conn())
            .await?;
            Ok(id)
        })
    });
    made.await.unwrap()
}

async fn sign_in_cookie(store: &TestStore, customer_id: &str, name: &str, password: &str) -> String {
    let credentials =
        Credentials { customer_id: customer_id.to_owned(), login: name.to_owned(), password: password.to_owned() };
    let source = Source { via: Via::Screen, address: String::new(), request_id: String::new() };
    sign_in(store, credentials, From { source, user_agent: String::new() }).await.unwrap().cookie
}

both_engines! {
    async fn a_company_is_made_once_with_a_temporary_password(store: TestStore) {
        let company = CreateTenant {
            customer_id: CustomerId::parse("acme").unwrap(),
            name: "アクメ商事".to_owned(),
            admin: login("Admin"),
        };
        let temporary = tenant::create(&store, company.clone(), None).await.unwrap().unwrap();
        let cookie = sign_in_cookie(&store, "acme", "admin", &temporary).await;
        let source = Source { via: Via::Screen, address: String::new(), request_id: String::new() };
        let session = session::resolve(&store, &cookie, source).await.unwrap().unwrap();
        assert!(session.must_change_password);
        let me = me::load(&store, &session).await.unwrap();
        assert_eq!((me.tenant_name.as_str(), me.login.as_str()), ("アクメ商事", "admin"));
        assert_eq!(tenant::create(&store, company.clone(), None).await.err().unwrap().code(), ErrorCode::Duplicate);
        let weak = tenant::create(&store, company, Some("short".to_owned())).await;
        assert_eq!(weak.err().unwrap().code(), ErrorCode::PasswordTooWeak);
        for (seeded, count) in [
            ("select count(*) from stock_status where tenant_id = $1", 3),
            ("select count(*) from reason where tenant_id = $1", 4),
            ("select count(*) from location where tenant_id = $1 and warehouse_id is null", 5),
        ] {
            assert_eq!(store.number(&session.ctx, seeded).await, count, "{seeded}");
        }
    }

    async fn a_user_id_is_taken_once_in_a_company_and_free_in_another(store: TestStore) {
        let (acme, globex) = (store.tenant("acme").await, store.tenant("globex").await);
        create(&store, &acme, new_user("tanaka", Role::Worker, &[])).await;
        let again = create_refusal(&store, &acme, &store.envelope(), new_user("Tanaka", Role::Worker, &[])).await;
        assert_eq!(again, ErrorCode::Duplicate);
        create(&store, &globex, new_user("tanaka", Role::Viewer, &[])).await;
        assert_eq!(logins(&store, &acme, "").await, ["admin", "tanaka"]);
        assert_eq!(logins(&store, &acme, "NAK").await, ["tanaka"]);
        assert_eq!(logins(&store, &acme, "%").await, [""; 0]);
    }

    async fn a_password_is_shown_once_and_kept_nowhere(store: TestStore) {
        let ctx = store.tenant("acme").await;
        let envelope = store.envelope();
        let command = new_user("tanaka", Role::Worker, &[]);
        let made = user::create(&store, &ctx, &envelope, command.clone()).await.unwrap();
        assert_eq!(create_refusal(&store, &ctx, &envelope, command).await, ErrorCode::SecretShown);
        let other = new_user("suzuki", Role::Worker, &[]);
        assert_eq!(create_refusal(&store, &ctx, &envelope, other).await, ErrorCode::KeyReused);
        let kept = store.read(ctx.tenant, |tx| Box::pin(async move {
            let tenant = tx.tenant();
            let answers = sqlx::query_scalar::<_, String>("select answer from idempotency where tenant_id = $1");
            Ok(answers.bind(tenant).fetch_all(tx.conn()).await?)
        }));
        assert!(kept.await.unwrap().iter().all(|answer| !answer.contains(&made.password)));
    }

    async fn nobody_but_an_administrator_touches_users(store: TestStore) {
        let admin = store.tenant("acme").await;
        for role in [Role::Viewer, Role::Worker, Role::Manager] {
            let ctx = with_role(&admin, role);
            let refused = create_refusal(&store, &ctx, &store.envelope(), new_user("x", role, &[])).await;
            assert_eq!(refused, ErrorCode::Forbidden);
            let reset = ResetPassword { login: login("admin") };
            let reset = user::reset_password(&store, &ctx, &store.envelope(), reset).await;
            assert_eq!(reset.err().unwrap().code(), ErrorCode::Forbidden);
            assert_eq!(store.refusal(&ctx, edit("admin")).await.code, ErrorCode::Forbidden);
            assert_eq!(store.query_refusal(&ctx, ListUsers::default()).await.code, ErrorCode::Forbidden);
            assert_eq!(store.query_refusal(&ctx, ListAudit::default()).await.code, ErrorCode::Forbidden);
        }
    }

    async fn a_company_keeps_an_administrator(store: TestStore) {
        let ctx = store.tenant("acme").await;
        let demote = |name| UpdateUser { role: Some(Role::Manager), ..edit(name) };
        let lock_out = |name| UpdateUser { active: Some(false), ..edit(name) };
        assert_eq!(store.refusal(&ctx, demote("admin")).await.code, ErrorCode::LastAdministrator);
        assert_eq!(store.refusal(&ctx, lock_out("admin")).await.code, ErrorCode::LastAdministrator);
        create(&store, &ctx, new_user("second", Role::Administrator, &[])).await;
        let both = (store.run(&ctx, demote("admin")), store.run(&ctx, lock_out("second")));
        let (one, two) = futures::future::join(both.0, both.1).await;
        assert!(one.is_ok() != two.is_ok(), "exactly one of two who demote each other at once");
    }

    async fn a_user_who_is_deactivated_is_out_at_once(store: TestStore) {
        let ctx = store.tenant("acme").await;
        let temporary = create(&store, &ctx, new_user("tanaka", Role::Worker, &[])).await;
        let cookie = sign_in_cookie(&store, "acme", "tanaka", &temporary).await;
        let wanted = CreateToken { user: login("tanaka"), name: "handy".to_owned() };
        let made = token::create(&store, &ctx, &store.envelope(), wanted).await.unwrap().token;
        let view = store.run(&ctx, UpdateUser { active: Some(false), ..edit("tanaka") }).await.unwrap();
        assert!(!view.active);
        let source = || Source { via: Via::Screen, address: String::new(), request_id: String::new() };
        assert!(session::resolve(&store, &cookie, source()).await.unwrap().is_none());
        assert!(token::resolve(&store, &made, source()).await.unwrap().is_none());
    }

    async fn a_new_temporary_password_ends_the_sessions_of_the_user(store: TestStore) {
        let ctx = store.tenant("acme").await;
        let first = create(&store, &ctx, new_user("tanaka", Role::Worker, &[])).await;
        let cookie = sign_in_cookie(&store, "acme", "tanaka", &first).await;
        let reset = ResetPassword { login: login("tanaka") };
        let second = user::reset_password(&store, &ctx, &store.envelope(), reset).await.unwrap().password;
        assert_ne!(first, second);
        let source = Source { via: Via::Screen, address: String::new(), request_id: String::new() };
        assert!(session::resolve(&store, &cookie, source).await.unwrap().is_none());
        sign_in_cookie(&store, "acme", "tanaka", &second).await;
        let unknown = ResetPassword { login: login("nobody") };
        let unknown = user::reset_password(&store, &ctx, &store.envelope(), unknown).await;
        assert_eq!(unknown.err().unwrap().code(), ErrorCode::NotFound);
    }

    async fn a_bound_user_sees_only_the_warehouses_given(store: TestStore) {
        let ctx = store.tenant("acme").await;
        let (tokyo, osaka) = (add_warehouse(&store, &ctx, "TOKYO").await, add_warehouse(&store, &ctx, "OSAKA").await);
        let temporary = create(&store, &ctx, new_user("tanaka", Role::Worker, &["TOKYO"])).await;
        let unknown = new_user("suzuki", Role::Worker, &["KYOTO"]);
        assert_eq!(create_refusal(&store, &ctx, &store.envelope(), unknown).await, ErrorCode::Unknown);
        let cookie = sign_in_cookie(&store, "acme", "tanaka", &temporary).await;
        let source = Source { via: Via::Screen, address: String::new(), request_id: String::new() };
        let session = session::resolve(&store, &cookie, source.clone()).await.unwrap().unwrap();
        assert!(session.ctx.sees_warehouse(model::WarehouseId::new(tokyo)));
        assert!(!session.ctx.sees_warehouse(model::WarehouseId::new(osaka)));
        let choose = |code| me::choose_warehouse(&store, &session.ctx, WarehouseCode::parse(code).unwrap());
        assert_eq!(choose("OSAKA").await.err().unwrap().code(), ErrorCode::WarehouseForbidden);
        choose("TOKYO").await.unwrap();
        me::choose_language(&store, &session.ctx, Language::En).await.unwrap();
        let session = session::resolve(&store, &cookie, source).await.unwrap().unwrap();
        let me = me::load(&store, &session).await.unwrap();
        let codes: Vec<&str> = me.warehouses.iter().map(|warehouse| warehouse.code.as_str()).collect();
        assert_eq!((codes, me.language), (vec!["TOKYO"], Language::En));
        assert_eq!(me.last_warehouse.unwrap().as_str(), "TOKYO");
    }

    async fn a_list_left_empty_never_widens_what_somebody_may_do(store: TestStore) {
        let ctx = store.tenant("acme").await;
        add_warehouse(&store, &ctx, "TOKYO").await;
        add_warehouse(&store, &ctx, "OSAKA").await;
        let nothing = CreateUser { all_warehouses: false, ..new_user("tanaka", Role::Worker, &[]) };
        assert_eq!(create_refusal(&store, &ctx, &store.envelope(), nothing).await, ErrorCode::Required);
        let both = CreateUser { all_warehouses: true, ..new_user("tanaka", Role::Worker, &["TOKYO"]) };
        assert_eq!(create_refusal(&store, &ctx, &store.envelope(), both).await, ErrorCode::Invalid);

        create(&store, &ctx, new_user("tanaka", Role::Worker, &["TOKYO"])).await;
        let emptied = UpdateUser { warehouses: Some(Vec::new()), ..edit("tanaka") };
        let refusal = store.refusal(&ctx, emptied.clone()).await;
        assert_eq!((refusal.code, refusal.field.as_deref()), (ErrorCode::Required, Some("warehouses")));
        let view = store.run(&ctx, UpdateUser { name: Some("田中".to_owned()), ..edit("tanaka") }).await.unwrap();
        assert_eq!((view.warehouses, view.all_warehouses), (codes(&["TOKYO"]), false));
        let all = UpdateUser { all_warehouses: Some(true), ..emptied };
        let view = store.run(&ctx, all).await.unwrap();
        assert_eq!((view.warehouses, view.all_warehouses), (Vec::new(), true));
        let narrowed = UpdateUser { warehouses: Some(codes(&["OSAKA"])), ..edit("tanaka") };
        let view = store.run(&ctx, narrowed).await.unwrap();
        assert_eq!((view.warehouses, view.all_warehouses), (codes(&["OSAKA"]), false));
    }

    async fn an_administrator_is_bound_to_no_warehouse(store: TestStore) {
        let ctx = store.tenant("acme").await;
        add_warehouse(&store, &ctx, "TOKYO").await;
        let bound = new_user("suzuki", Role::Administrator, &["TOKYO"]);
        assert_eq!(create_refusal(&store, &ctx, &store.envelope(), bound).await, ErrorCode::Invalid);
        let bound = UpdateUser { warehouses: Some(codes(&["TOKYO"])), ..edit("admin") };
        assert_eq!(store.refusal(&ctx, bound).await.code, ErrorCode::Invalid);

        create(&store, &ctx, new_user("tanaka", Role::Manager, &["TOKYO"])).await;
        let promoted = UpdateUser { role: Some(Role::Administrator), ..edit("tanaka") };
        assert_eq!(store.refusal(&ctx, promoted.clone()).await.code, ErrorCode::Required);
        let promoted = UpdateUser { all_warehouses: Some(true), ..promoted };
        assert!(store.run(&ctx, promoted).await.unwrap().all_warehouses);
        let demoted = UpdateUser { role: Some(Role::Manager), ..edit("tanaka") };
        assert!(store.run(&ctx, demoted).await.unwrap().all_warehouses, "what nobody spoke of stays");
    }

    async fn who_is_bound_to_warehouses_makes_none(store: TestStore) {
        let ctx = store.tenant("acme").await;
        let tokyo = add_warehouse(&store, &ctx, "TOKYO").await;
        let warehouses = Some(vec![model::WarehouseId::new(tokyo)]);
        let bound = Ctx { warehouses, ..with_role(&ctx, Role::Manager) };
        let form = crate::warehouse::tests::form("OSAKA", "大阪");
        assert_eq!(store.refusal(&bound, form.clone()).await.code, ErrorCode::WarehouseForbidden);
        store.run(&with_role(&ctx, Role::Manager), form).await.unwrap();
    }

    async fn the_first_steps_of_a_bound_user_are_those_of_its_warehouses(store: TestStore) {
        let ctx = store.tenant("acme").await;
        let (goods, osaka) = (store.goods(&ctx, 1, 1).await, add_warehouse(&store, &ctx, "OSAKA").await);
        let code = Goods::item_code(0);
        let found = serde_json::json!({
            "warehouse": "W1", "reason": "found", "lines": [{ "item": code, "location": "A-01", "quantity": 5 }],
        });
        store.run::<model::adjustment::Adjust>(&ctx, serde_json::from_value(found).unwrap()).await.unwrap();
        let ship = serde_json::json!({ "warehouse": "W1", "lines": [{ "item": code, "quantity": 1 }] });
        store.run::<model::shipping::CreateShippingOrder>(&ctx, serde_json::from_value(ship).unwrap()).await.unwrap();
        let steps = async |warehouses| {
            let bound = Ctx { warehouses, ..ctx.clone() };
            let steps = store.query(&bound, GetHome { warehouse: None }).await.unwrap().first_steps;
            [steps.warehouse, steps.location, steps.item, steps.stock, steps.shipping_order, steps.shipment]
        };
        let all = [true, true, true, true, true, false];
        assert_eq!(steps(None).await, all);
        assert_eq!(steps(Some(vec![goods.warehouse])).await, all);
        let osaka = Some(vec![model::WarehouseId::new(osaka)]);
        assert_eq!(steps(osaka).await, [true, false, true, false, false, false]);
        assert_eq!(steps(Some(Vec::new())).await, [false, false, true, false, false, false]);
    }

    async fn an_edit_of_what_somebody_else_changed_is_refused(store: TestStore) {
        let ctx = store.tenant("acme").await;
        create(&store, &ctx, new_user("tanaka", Role::Worker, &[])).await;
        let named = UpdateUser { version: Some(1), name: Some("田中".to_owned()), ..edit("tanaka") };
        let view = store.run(&ctx, named.clone()).await.unwrap();
        assert_eq!((view.name.as_str(), view.version), ("田中", 2));
        assert_eq!(store.refusal(&ctx, named).await.code, ErrorCode::Stale);
    }

    async fn the_audit_log_says_who_did_what(store: TestStore) {
        let (ctx, other) = (store.tenant("acme").await, store.tenant("globex").await);
        create(&store, &ctx, new_user("tanaka", Role::Worker, &[])).await;
        store.run(&ctx, UpdateUser { name: Some("田中".to_owned()), ..edit("tanaka") }).await.unwrap();
        let page = |limit| PageRequest { limit: Some(limit), ..PageRequest::default() };
        let first = store.query(&ctx, ListAudit { page: page(1), ..ListAudit::default() }).await.unwrap();
        assert_eq!((first.data[0].command.as_str(), first.data[0].user.as_str()), ("user.update", "admin"));
        let rest = PageRequest { after: first.next, ..page(10) };
        let rest = store.query(&ctx, ListAudit { subject: "tanaka".to_owned(), page: rest, ..ListAudit::default() }).await.unwrap();
        assert_eq!(rest.data.len(), 1);
        assert_eq!(rest.data[0].command, "user.create");
        assert!(store.query(&other, ListAudit::default()).await.unwrap().data.is_empty());
    }
}
