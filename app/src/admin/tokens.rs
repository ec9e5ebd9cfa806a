//! The API tokens: making one, seeing when each was used last, ending one.

use leptos::prelude::*;
use model::user::{CreateToken, ListTokens, RevokeToken, TokenList, TokenView};
use model::{ErrorCode, LoginName, Permission};

use crate::admin::functions::{create_token, list_tokens, revoke_token};
use crate::admin::secret::ShownOnce;
use crate::bundle::Screen;
use crate::i18n::{tu_string, use_i18n};
use crate::live::use_live;
use crate::parts::{Confirm, Empty, Field, FormBody, PageHead, Sending, Submit, allowed, loaded, show, use_reader};

/// The page `/admin/tokens`.
pub struct TokenPage;

impl Screen for TokenPage {
    fn view() -> AnyView {
        let i18n = use_i18n();
        let (live, changed) = (use_live(&["settings"]), RwSignal::new(0_u32));
        let tokens =
            Resource::new(move || (live.get(), changed.get()), |_| async move { list_tokens(ListTokens {}).await });
        let ending = RwSignal::new(None::<TokenView>);
        view! {
            <PageHead title=tu_string!(i18n, admin.tokens)/>
            {allowed(Permission::Administer, move || view! { <New changed/> }.into_any())}
            {loaded(tokens, move |tokens| table(&tokens, ending))}
            <End ending changed/>
        }
        .into_any()
    }
}

#[component]
fn New(changed: RwSignal<u32>) -> AnyView {
    let i18n = use_i18n();
    let (form, reader, token) = (Sending::new(), use_reader(), RwSignal::new(None));
    let (user, name) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let save = move || {
        let mut reading = reader.read();
        let login = reading.code::<LoginName>("user", &user.get_untracked());
        let wanted = reading.text("name", &name.get_untracked());
        match (reading.done(), login) {
            (Err(error), _) => form.refuse(error),
            (Ok(()), None) => form.refuse(ErrorCode::Required.into()),
            (Ok(()), Some(login)) => form.send(
                |envelope| create_token(envelope, CreateToken { user: login, name: wanted }),
                move |made| {
                    token.set(Some(made.token));
                    name.set(String::new());
                    changed.update(|count| *count += 1);
                },
            ),
        }
    };
    view! {
        <ShownOnce secret=token text=tu_string!(i18n, admin.new_token_text)/>
        <FormBody form on_submit=save>
            <section class="card form-grid">
                <Field
                    form
                    name="user"
                    label=tu_string!(i18n, admin.user_id)
                    value=user
                    required=true
                    maxlength=60
                    hint=tu_string!(i18n, admin.token_user_hint)
                />
                <Field
                    form
                    name="name"
                    label=tu_string!(i18n, admin.token_name)
                    value=name
                    required=true
                    maxlength=100
                    hint=tu_string!(i18n, admin.token_name_hint)
                />
            </section>
            <div class="form-actions">
                <Submit form label=tu_string!(i18n, admin.new_token)/>
            </div>
        </FormBody>
    }
    .into_any()
}

fn table(list: &TokenList, ending: RwSignal<Option<TokenView>>) -> AnyView {
    let i18n = use_i18n();
    let tokens = &list.tokens;
    let left_out = (list.left_out > 0)
        .then(|| tu_string!(i18n, admin.tokens_left_out, count = list.left_out.to_string()).to_string());
    if tokens.is_empty() {
        return view! { <Empty title=tu_string!(i18n, admin.no_tokens) hint=tu_string!(i18n, admin.no_tokens_hint)/> }
            .into_any();
    }
    view! {
        <div class="table">
            <table class="cards">
                <caption class="spoken">{tu_string!(i18n, admin.tokens)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{tu_string!(i18n, admin.token_name)}</th>
                        <th scope="col">{tu_string!(i18n, admin.user_id)}</th>
                        <th scope="col">{tu_string!(i18n, admin.created)}</th>
                        <th scope="col">{tu_string!(i18n, admin.last_used)}</th>
                        <th scope="col"><span class="spoken">{tu_string!(i18n, words.actions)}</span></th>
                    </tr>
                </thead>
                <tbody>{tokens.iter().map(|token| row(token, ending)).collect_view()}</tbody>
            </table>
        </div>
        {left_out.map(|text| view! { <p class="field-hint">{text}</p> })}
    }
    .into_any()
}

fn row(token: &TokenView, ending: RwSignal<Option<TokenView>>) -> AnyView {
    let i18n = use_i18n();
    let last = token.last_used_at.map(model::LocalInstant::minutes).unwrap_or_default();
    let end = if token.revoked {
        show::badge("neutral", tu_string!(i18n, admin.revoked))
    } else {
        let chosen = token.clone();
        view! {
            <button type="button" class="button" on:click=move |_| ending.set(Some(chosen.clone()))>
                {tu_string!(i18n, admin.revoke)}
            </button>
        }
        .into_any()
    };
    view! {
        <tr>
            <th scope="row">{token.name.clone()}</th>
            <td data-label=tu_string!(i18n, admin.user_id)>{token.user.to_string()}</td>
            <td data-label=tu_string!(i18n, admin.created)>{token.created_at.minutes()}</td>
            <td data-label=tu_string!(i18n, admin.last_used)>{show::or_dash(&last)}</td>
            <td>{end}</td>
        </tr>
    }
    .into_any()
}

#[component]
fn End(ending: RwSignal<Option<TokenView>>, changed: RwSignal<u32>) -> AnyView {
    let i18n = use_i18n();
    let (form, open) = (Sending::new(), RwSignal::new(false));
    Effect::new(move |_| open.set(ending.with(Option::is_some)));
    Effect::new(move |before: Option<bool>| {
        let now = open.get();
        if before == Some(true) && !now {
            ending.set(None);
        }
        now
    });
    let revoke = move || {
        let Some(token) = ending.get_untracked() else { return };
        form.send(
            |envelope| revoke_token(envelope, RevokeToken { id: token.id }),
            move |()| {
                open.set(false);
                changed.update(|count| *count += 1);
            },
        );
    };
    view! {
        <Confirm
            open
            form
            title=tu_string!(i18n, admin.revoke_title)
            action=tu_string!(i18n, admin.revoke)
            on_yes=revoke
        >
            <p>{move || ending.with(|token| token.as_ref().map(|token| token.name.clone()))}</p>
            <p>{tu_string!(i18n, admin.revoke_text)}</p>
        </Confirm>
    }
    .into_any()
}
