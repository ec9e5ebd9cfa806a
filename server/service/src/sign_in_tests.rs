//! Signing in, sessions and tokens, as stories on both engines.

use std::sync::Arc;
use std::time::{Duration, Instant};

use model::tenant::CreateTenant;
use model::user::{CreateToken, CreateUser, ListTokens, RevokeToken};
use model::{CustomerId, ErrorCode, LoginName, Role};

use tokio::sync::Notify;

use crate::secret::Secret;
use crate::session::{self, LONGEST_SECONDS, NewSession, SignedIn};
use crate::sign_in::{self, Credentials, From};
use crate::testing::{TestStore, on_postgres, with_role};
use crate::{Ctx, Result, Source, Via, both_engines, tenant, token, user};

const PASSWORD: &str = "kura-mori-7x";
const HOME: &str = "192.0.2.1";

fn source(address: &str) -> Source {
    Source { via: Via::Screen, address: address.to_owned(), request_id: String::new() }
}

async fn company(store: &TestStore, customer_id: &str) {
    let company = CreateTenant {
        customer_id: CustomerId::parse(customer_id).unwrap(),
        name: customer_id.to_owned(),
        admin: LoginName::parse("admin").unwrap(),
    };
    assert_eq!(tenant::create(store, company, Some(PASSWORD.to_owned())).await.unwrap(), None);
}

async fn try_from(
    store: &TestStore,
    address: &str,
    customer_id: &str,
    login: &str,
    password: &str,
) -> Result<NewSession> {
    let credentials =
        Credentials { customer_id: customer_id.to_owned(), login: login.to_owned(), password: password.to_owned() };
    sign_in::sign_in(store, credentials, From { source: source(address), user_agent: "test".to_owned() }).await
}

async fn code_of(store: &TestStore, customer_id: &str, login: &str, password: &str) -> ErrorCode {
    try_from(store, HOME, customer_id, login, password).await.err().unwrap().code()
}

async fn who(store: &TestStore, cookie: &str) -> Option<SignedIn> {
    session::resolve(store, cookie, source(HOME)).await.unwrap()
}

/// Signs in as the administrator and gives cookie and session.
async fn admin(store: &TestStore, customer_id: &str) -> (String, SignedIn) {
    let begun = try_from(store, HOME, customer_id, "admin", PASSWORD).await.unwrap();
    let session = who(store, &begun.cookie).await.unwrap();
    (begun.cookie, session)
}

async fn add_user(store: &TestStore, ctx: &Ctx, login: &str, role: Role) -> String {
    let (login, name) = (LoginName::parse(login).unwrap(), login.to_owned());
    let command = CreateUser { login, name, role, warehouses: Vec::new(), all_warehouses: true };
    user::create(store, ctx, &store.envelope(), command).await.unwrap().password
}

/// The middle of some times.
fn median(mut times: Vec<Duration>) -> f64 {
    times.sort();
    times[times.len() / 2].as_secs_f64()
}

/// Ends a session in one of the ways there are, while another request gives it a new secret.
async fn end_while_rotating(store: &TestStore, session: &SignedIn, end: impl Future<Output = ()>) {
    let tenant = session.ctx.tenant;
    let secret = Secret::new("", tenant, store.random_bytes());
    let (rotated, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let rotating = {
        let (session, hash) = (session.clone(), secret.hash.clone());
        let (rotated, go_on) = (Arc::clone(&rotated), Arc::clone(&go_on));
        store.write(tenant, move |tx| {
            let (session, hash) = (session.clone(), hash.clone());
            let (rotated, go_on) = (Arc::clone(&rotated), Arc::clone(&go_on));
            Box::pin(async move {
                let won = session::rotate(tx, &session, &hash).await?;
                rotated.notify_one();
                go_on.notified().await;
                Ok(won)
            })
        })
    };
    let ending = async {
        rotated.notified().await;
        end.await;
    };
    let letting_go = async {
        wait_for_a_lock(store, &session.ctx).await;
        go_on.notify_one();
    };
    let (won, (), ()) = futures::join!(rotating, ending, letting_go);
    assert!(won.unwrap());
    assert!(who(store, &secret.text).await.is_none(), "the new secret opens a session that has ended");
}

/// Comes back when a transaction of this database waits for another.
async fn wait_for_a_lock(store: &TestStore, ctx: &Ctx) {
    let waiting = "select count(*)
                   from pg_locks
                   join pg_stat_activity using (pid)
                   where not granted and datname = current_database() and cast($1 as bigint) is not null";
    let deadline = Instant::now() + Duration::from_secs(30);
    while store.number(ctx, waiting).await == 0 {
        assert!(Instant::now() < deadline, "nobody waits");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[test]
fn a_session_that_takes_a_new_secret_ends_with_the_others() {
    on_postgres(async |store: TestStore| {
        company(&store, "acme").await;
        let (_, session) = admin(&store, "acme").await;
        let signing_out = async { session::end(&store, &session).await.unwrap() };
        end_while_rotating(&store, &session, signing_out).await;

        let (_, session) = admin(&store, "acme").await;
        let changing = async {
            let (current, new) = (PASSWORD.to_owned(), "kura-mori-8y".to_owned());
            sign_in::change_password(&store, &session, current, new, String::new()).await.unwrap();
        };
        end_while_rotating(&store, &session, changing).await;
    });
}

#[test]
fn a_change_of_a_password_that_was_reset_meanwhile_is_refused() {
    on_postgres(async |store: TestStore| {
        company(&store, "acme").await;
        let (_, session) = admin(&store, "acme").await;
        let user = session.ctx.caller.user().unwrap();
        let (is_reset, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let resetting = {
            let (is_reset, go_on) = (Arc::clone(&is_reset), Arc::clone(&go_on));
            store.write(session.ctx.tenant, move |tx| {
                let (is_reset, go_on) = (Arc::clone(&is_reset), Arc::clone(&go_on));
                Box::pin(async move {
                    sign_in::set_password(tx, user, None, "reset", true).await?;
                    is_reset.notify_one();
                    go_on.notified().await;
                    Ok(())
                })
            })
        };
        let changing = async {
            is_reset.notified().await;
            let (current, new) = (PASSWORD.to_owned(), "kura-mori-8y".to_owned());
            sign_in::change_password(&store, &session, current, new, String::new()).await
        };
        let letting_go = async {
            wait_for_a_lock(&store, &session.ctx).await;
            go_on.notify_one();
        };
        let (reset, changed, ()) = futures::join!(resetting, changing, letting_go);
        reset.unwrap();
        assert_eq!(changed.err().unwrap().code(), ErrorCode::NotSignedIn);
        let stays = "select count(*) from user_account
                     where tenant_id = $1 and password_hash = 'reset' and must_change_password = 1";
        assert_eq!(store.number(&session.ctx, stays).await, 1);
    });
}

both_engines! {
    async fn a_refusal_takes_as_long_whatever_is_wrong(store: TestStore) {
        const ROUNDS: usize = 9;
        const RATIO_MOST: f64 = 3.0;
        company(&store, "acme").await;
        let wrong = [("acme", "admin"), ("acme", "nobody"), ("nowhere", "admin"), ("no such company!", "")];
        let mut times = wrong.map(|_| Vec::new());
        for _ in 0..ROUNDS {
            for ((customer_id, login), times) in wrong.iter().zip(&mut times) {
                // No delay of an earlier round lasts so long.
                store.clock.advance_seconds(2 * 86_400);
                let started = Instant::now();
                assert_eq!(code_of(&store, customer_id, login, "wrong-password").await, ErrorCode::SignInFailed);
                times.push(started.elapsed());
            }
        }
        let [known, unknown @ ..] = times.map(median);
        for unknown in unknown {
            let ratio = unknown / known;
            assert!((1.0 / RATIO_MOST..RATIO_MOST).contains(&ratio), "{unknown} s to {known} s");
        }
    }

    async fn whatever_is_wrong_the_answer_is_the_same(store: TestStore) {
        company(&store, "Acme").await;
        for (customer_id, login, password) in [
            ("Acme", "admin", "wrong-password"),
            ("Acme", "nobody", PASSWORD),
            ("acme", "admin", PASSWORD),
            ("Acme", "admin", "Kura-mori-7x"),
            ("no such company!", "", ""),
        ] {
            assert_eq!(code_of(&store, customer_id, login, password).await, ErrorCode::SignInFailed, "{login}");
        }
        let begun = try_from(&store, HOME, "Acme", "ADMIN", PASSWORD).await.unwrap();
        let session = who(&store, &begun.cookie).await.unwrap();
        assert_eq!((session.ctx.login.as_str(), session.ctx.role), ("admin", Role::Administrator));
        assert!(!session.must_change_password);
    }

    async fn two_companies_may_have_the_same_user_id(store: TestStore) {
        company(&store, "acme").await;
        company(&store, "globex").await;
        let ((_, acme), (cookie, globex)) = (admin(&store, "acme").await, admin(&store, "globex").await);
        assert_ne!(acme.ctx.tenant, globex.ctx.tenant);
        // The same secret under another company's name opens nothing.
        let (_, secret) = cookie.split_once('_').unwrap();
        assert!(who(&store, &format!("{:x}_{secret}", acme.ctx.tenant.get())).await.is_none());
        let tokens = "select count(*) from session where tenant_id = $1";
        assert_eq!(store.number(&acme.ctx, tokens).await, 1);
    }

    async fn the_delay_grows_with_failures_and_passes_with_time(store: TestStore) {
        company(&store, "acme").await;
        for _ in 0..6 {
            assert_eq!(code_of(&store, "acme", "admin", "wrong-password").await, ErrorCode::SignInFailed);
        }
        let refused = try_from(&store, "198.51.100.7", "acme", "admin", PASSWORD).await.err().unwrap().public();
        assert_eq!((refused.code, refused.get("seconds")), (ErrorCode::SignInDelayed, "2"));
        store.clock.advance_seconds(2);
        assert_eq!(code_of(&store, "acme", "admin", "wrong-password").await, ErrorCode::SignInFailed);
        store.clock.advance_seconds(1);
        assert_eq!(code_of(&store, "acme", "admin", PASSWORD).await, ErrorCode::SignInDelayed);
        store.clock.advance_seconds(2);
        try_from(&store, HOME, "acme", "admin", PASSWORD).await.unwrap();
        // A success forgets the failures.
        assert_eq!(code_of(&store, "acme", "admin", "wrong-password").await, ErrorCode::SignInFailed);
        try_from(&store, HOME, "acme", "admin", PASSWORD).await.unwrap();
    }

    async fn an_unknown_user_is_delayed_like_a_known_one(store: TestStore) {
        for _ in 0..6 {
            assert_eq!(code_of(&store, "nowhere", "nobody", "wrong-password").await, ErrorCode::SignInFailed);
        }
        assert_eq!(code_of(&store, "nowhere", "nobody", "wrong-password").await, ErrorCode::SignInDelayed);
    }

    async fn an_address_that_fails_with_many_users_is_delayed(store: TestStore) {
        company(&store, "acme").await;
        for user in 0..21 {
            assert_eq!(code_of(&store, "acme", &format!("user{user}"), "wrong").await, ErrorCode::SignInFailed);
        }
        assert_eq!(code_of(&store, "acme", "admin", PASSWORD).await, ErrorCode::SignInDelayed);
        try_from(&store, "198.51.100.7", "acme", "admin", PASSWORD).await.unwrap();
        store.clock.advance_seconds(2);
        try_from(&store, HOME, "acme", "admin", PASSWORD).await.unwrap();
    }

    async fn guesses_all_at_once_are_no_cheaper_than_one_by_one(store: TestStore) {
        company(&store, "acme").await;
        let guesses = (0..20).map(|_| try_from(&store, HOME, "acme", "admin", "wrong-password"));
        let outcomes = futures::future::join_all(guesses).await;
        let looked_at = outcomes.into_iter().filter(|outcome| {
            outcome.as_ref().is_err_and(|error| error.code() == ErrorCode::SignInFailed)
        });
        assert_eq!(looked_at.count(), 6);
    }

    async fn a_temporary_password_must_be_changed_and_a_change_ends_every_session(store: TestStore) {
        company(&store, "acme").await;
        let (_, session) = admin(&store, "acme").await;
        let temporary = add_user(&store, &session.ctx, "tanaka", Role::Worker).await;
        let first = try_from(&store, HOME, "acme", "tanaka", &temporary).await.unwrap();
        let second = try_from(&store, HOME, "acme", "tanaka", &temporary).await.unwrap();
        assert!(first.must_change_password);
        let session = who(&store, &first.cookie).await.unwrap();
        assert!(session.must_change_password);

        let change = |current: &str, new: &str| {
            sign_in::change_password(&store, &session, current.to_owned(), new.to_owned(), String::new())
        };
        let wrong = change("wrong-password", "new-password-1").await.err().unwrap().public();
        assert_eq!((wrong.code, wrong.field.as_deref()), (ErrorCode::PasswordWrong, Some("current")));
        assert_eq!(change(&temporary, "tanaka").await.err().unwrap().code(), ErrorCode::PasswordTooWeak);
        assert_eq!(change(&temporary, &temporary).await.err().unwrap().code(), ErrorCode::PasswordTooWeak);
        let changed = change(&temporary, "kura-mori-8y").await.unwrap();
        assert!(!changed.must_change_password);
        for ended in [&first.cookie, &second.cookie] {
            assert!(who(&store, ended).await.is_none());
        }
        assert!(!who(&store, &changed.cookie).await.unwrap().must_change_password);
        assert_eq!(code_of(&store, "acme", "tanaka", &temporary).await, ErrorCode::SignInFailed);
        try_from(&store, HOME, "acme", "tanaka", "kura-mori-8y").await.unwrap();
    }

    async fn a_right_password_is_no_failure_although_the_new_one_is_refused(store: TestStore) {
        company(&store, "acme").await;
        let (_, session) = admin(&store, "acme").await;
        let change = |new: &str| {
            sign_in::change_password(&store, &session, PASSWORD.to_owned(), new.to_owned(), String::new())
        };
        for _ in 0..8 {
            assert_eq!(change(PASSWORD).await.err().unwrap().code(), ErrorCode::PasswordTooWeak);
        }
        change("kura-mori-8y").await.unwrap();
    }

    async fn a_session_changes_its_secret_and_parallel_requests_keep_working(store: TestStore) {
        company(&store, "acme").await;
        let (old, session) = admin(&store, "acme").await;
        assert_eq!(session::refresh(&store, &session).await.unwrap(), None);
        store.clock.advance_seconds(3600);
        let session = who(&store, &old).await.unwrap();
        let (one, two) = (session::refresh(&store, &session), session::refresh(&store, &session));
        let (one, two) = futures::future::join(one, two).await;
        let new: Vec<String> = [one.unwrap(), two.unwrap()].into_iter().flatten().collect();
        assert_eq!(new.len(), 1, "exactly one of two parallel requests gets the new secret");
        assert_ne!(new[0], old);
        assert!(who(&store, &new[0]).await.is_some());
        let replaced = who(&store, &old).await.expect("requests on their way still work");
        assert_eq!(session::refresh(&store, &replaced).await.unwrap(), None);
        // The answer with the new secret was lost: the browser still sends the old one, and gets another.
        store.clock.advance_seconds(60);
        let again = session::refresh(&store, &who(&store, &old).await.unwrap()).await.unwrap().unwrap();
        assert!(who(&store, &again).await.is_some());
        store.clock.advance_seconds(600);
        assert!(who(&store, &old).await.is_none(), "the old secret works for minutes only");
        // Signing out ends it under each of its secrets.
        session::end(&store, &who(&store, &again).await.unwrap()).await.unwrap();
        for cookie in [&old, &new[0], &again] {
            assert!(who(&store, cookie).await.is_none());
        }
    }

    async fn a_session_ends_when_idle_and_when_old(store: TestStore) {
        company(&store, "acme").await;
        let (idle, _) = admin(&store, "acme").await;
        store.clock.advance_seconds(12 * 3600);
        assert!(who(&store, &idle).await.is_none());
        let (mut cookie, begun) = admin(&store, "acme").await;
        for _ in 0..(LONGEST_SECONDS / 36_000) {
            store.clock.advance_seconds(36_000);
            let session = who(&store, &cookie).await.expect("in use");
            cookie = session::refresh(&store, &session).await.unwrap().unwrap_or(cookie);
        }
        store.clock.advance_seconds(36_000);
        assert!(who(&store, &cookie).await.is_none(), "a week is the longest");
        let purged = store.write(begun.ctx.tenant, |tx| Box::pin(session::purge(tx))).await.unwrap();
        assert!(purged > 0);
        assert_eq!(store.number(&begun.ctx, "select count(*) from session where tenant_id = $1").await, 0);
    }

    async fn what_is_known_of_a_token_is_believed_for_a_second(store: TestStore) {
        company(&store, "acme").await;
        let (_, session) = admin(&store, "acme").await;
        let wanted = CreateToken { user: LoginName::parse("admin").unwrap(), name: "shop".to_owned() };
        let made = token::create(&store, &session.ctx, &store.envelope(), wanted).await.unwrap().token;
        assert!(token::resolve(&store, &made, source(HOME)).await.unwrap().is_some());

        // As another node would, whose news got lost.
        store.sql(&session.ctx, "update api_token set revoked_at = 1 where tenant_id = $1").await.unwrap();
        let known = token::resolve(&store, &made, source("203.0.113.9")).await.unwrap().unwrap();
        assert_eq!(known.source.address, "203.0.113.9");
        store.clock.advance_seconds(1);
        assert!(token::resolve(&store, &made, source(HOME)).await.unwrap().is_none());
    }

    async fn a_token_acts_for_its_user_until_it_is_revoked(store: TestStore) {
        company(&store, "acme").await;
        let (_, session) = admin(&store, "acme").await;
        let (ctx, admin) = (session.ctx, LoginName::parse("admin").unwrap());
        let wanted = CreateToken { user: admin, name: "shop".to_owned() };
        let envelope = store.envelope();
        let made = token::create(&store, &ctx, &envelope, wanted.clone()).await.unwrap().token;
        let repeated = token::create(&store, &ctx, &envelope, wanted).await.err().unwrap();
        assert_eq!(repeated.code(), ErrorCode::SecretShown);
        let kept = "select count(*) from api_token where tenant_id = $1";
        assert_eq!(store.number(&ctx, kept).await, 1);

        let acting = token::resolve(&store, &made, source(HOME)).await.unwrap().unwrap();
        assert_eq!((acting.tenant, acting.caller.user()), (ctx.tenant, ctx.caller.user()));
        let mut forged = made.clone();
        forged.pop();
        forged.push(if made.ends_with('A') { 'E' } else { 'A' });
        assert!(token::resolve(&store, &forged, source(HOME)).await.unwrap().is_none());

        let listed = store.query(&ctx, ListTokens {}).await.unwrap();
        let (id, left_out) = (listed.tokens[0].id.clone(), listed.left_out);
        assert_eq!((listed.tokens.len(), listed.tokens[0].name.as_str(), left_out), (1, "shop", 0));
        assert!(!listed.tokens[0].revoked);
        store.run(&ctx, RevokeToken { id: id.clone() }).await.unwrap();
        assert!(token::resolve(&store, &made, source(HOME)).await.unwrap().is_none());
        assert!(store.query(&ctx, ListTokens {}).await.unwrap().tokens[0].revoked);

        // Another company neither sees it nor can revoke it.
        let other = store.tenant("globex").await;
        assert!(store.query(&other, ListTokens {}).await.unwrap().tokens.is_empty());
        let refusal = store.refusal(&other, RevokeToken { id }).await;
        assert_eq!(refusal.code, ErrorCode::NotFound);
    }

    async fn a_list_of_tokens_says_how_many_it_leaves_out(store: TestStore) {
        let (ctx, other) = (store.tenant("acme").await, store.tenant("globex").await);
        let ended = "with recursive n (i) as (select 1 union all select i + 1 from n where i < 503)
            insert into api_token (tenant_id, id, user_id, name, secret_hash, created_at, revoked_at)
            select u.tenant_id, n.i, u.id, cast(n.i as text), cast(n.i as text), 0, 1
            from n join user_account u on u.tenant_id = $1";
        store.sql(&ctx, ended).await.unwrap();
        let listed = store.query(&ctx, ListTokens {}).await.unwrap();
        assert_eq!((listed.tokens.len(), listed.left_out, listed.tokens[0].name.as_str()), (500, 3, "503"));
        assert_eq!(store.query(&other, ListTokens {}).await.unwrap().left_out, 0);
    }

    async fn only_an_administrator_hands_out_tokens(store: TestStore) {
        let ctx = store.tenant("acme").await;
        let worker = with_role(&ctx, Role::Manager);
        let wanted = CreateToken { user: LoginName::parse("admin").unwrap(), name: "shop".to_owned() };
        let refusal = token::create(&store, &worker, &store.envelope(), wanted).await.err().unwrap();
        assert_eq!(refusal.code(), ErrorCode::Forbidden);
        assert_eq!(store.query_refusal(&worker, ListTokens {}).await.code, ErrorCode::Forbidden);
        assert_eq!(store.refusal(&worker, RevokeToken { id: "1".to_owned() }).await.code, ErrorCode::Forbidden);
    }
}
