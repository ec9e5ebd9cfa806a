//! Writing a user, new or again, and giving a new temporary password.

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use model::user::{CreateUser, GetUser, ResetPassword, UpdateUser, UserView};
use model::{AppError, ErrorCode, LoginName, Role, WarehouseCode};

use crate::admin::functions::{create_user, get_user, reset_password, update_user};
use crate::admin::role_text;
use crate::admin::secret::ShownOnce;
use crate::bundle::Screen;
use crate::i18n::{tu_string, use_i18n};
use crate::masters::change::activity;
use crate::parts::reading::Reader;
use crate::parts::{
    Confirm, Field, FormBody, PageHead, Select, Sending, Submit, Tick, loaded, route, use_param, use_reader,
};

/// The page `/admin/users/new`.
pub struct UserNewPage;

impl Screen for UserNewPage {
    fn view() -> AnyView {
        let i18n = use_i18n();
        let (form, draft, reader) = (Sending::new(), Draft::default(), use_reader());
        let password = RwSignal::new(None);
        let save = move || match draft.read(reader) {
            Err(error) => form.refuse(error),
            Ok(command) => form.send(
                |envelope| create_user(envelope, command),
                move |made| {
                    password.set(Some(made.password));
                    draft.clear();
                },
            ),
        };
        view! {
            <PageHead title=tu_string!(i18n, admin.new_user) crumbs=crumbs()/>
            <ShownOnce secret=password text=tu_string!(i18n, admin.temporary_password)/>
            <FormBody form on_submit=save>
                <Fields form draft is_new=true/>
                <div class="form-actions">
                    <Submit form label=tu_string!(i18n, admin.create)/>
                    <a class="button" href="/admin/users">{tu_string!(i18n, admin.to_users)}</a>
                </div>
            </FormBody>
        }
        .into_any()
    }
}

/// The page `/admin/users/:login`.
pub struct UserEditPage;

impl Screen for UserEditPage {
    fn view() -> AnyView {
        let login = use_param("login");
        let user = Resource::new(
            move || login.get(),
            |login| async move { get_user(GetUser { login: route::parsed::<LoginName>("user", &login)? }).await },
        );
        loaded(user, |user| view! { <Edit user/> }.into_any())
    }
}

#[component]
fn Edit(user: UserView) -> AnyView {
    let i18n = use_i18n();
    let (form, draft, reader) = (Sending::new(), Draft::of(&user), use_reader());
    let navigate = StoredValue::new(use_navigate());
    let version = user.version;
    let save = move || match draft.read(reader) {
        Err(error) => form.refuse(error),
        Ok(read) => {
            let command = UpdateUser {
                login: read.login,
                version: Some(version),
                name: Some(read.name),
                role: Some(read.role),
                warehouses: Some(read.warehouses),
                all_warehouses: Some(read.all_warehouses),
                active: Some(draft.active.get_untracked()),
            };
            form.send(
                |envelope| update_user(envelope, command),
                move |_| navigate.with_value(|navigate| navigate("/admin/users", Default::default())),
            );
        }
    };
    view! {
        <PageHead title=format!("{} {}", user.login, user.name) crumbs=crumbs() mark=activity(user.active)/>
        <FormBody form on_submit=save>
            <Fields form draft is_new=false/>
            <div class="form-actions">
                <Submit form label=tu_string!(i18n, words.save)/>
                <a class="button" href="/admin/users">{tu_string!(i18n, words.stop)}</a>
            </div>
        </FormBody>
        <Reset login=user.login/>
    }
    .into_any()
}

#[component]
fn Reset(login: LoginName) -> AnyView {
    let i18n = use_i18n();
    let (form, open, password) = (Sending::new(), RwSignal::new(false), RwSignal::new(None));
    let reset = move || {
        let command = ResetPassword { login: login.clone() };
        form.send(
            |envelope| reset_password(envelope, command),
            move |made| {
                password.set(Some(made.password));
                open.set(false);
            },
        );
    };
    view! {
        <section class="card">
            <h2>{tu_string!(i18n, admin.password)}</h2>
            <ShownOnce secret=password text=tu_string!(i18n, admin.temporary_password)/>
            <p>{tu_string!(i18n, admin.reset_hint)}</p>
            <button type="button" class="button" on:click=move |_| open.set(true)>
                {tu_string!(i18n, admin.reset)}
            </button>
        </section>
        <Confirm
            open
            form
            title=tu_string!(i18n, admin.reset_title)
            action=tu_string!(i18n, admin.reset)
            on_yes=reset
        >
            <p>{tu_string!(i18n, admin.reset_text)}</p>
        </Confirm>
    }
    .into_any()
}

fn crumbs() -> Vec<(String, String)> {
    let i18n = use_i18n();
    vec![("/admin/users".to_owned(), tu_string!(i18n, admin.users).to_owned())]
}

#[derive(Clone, Copy)]
struct Draft {
    login: RwSignal<String>,
    name: RwSignal<String>,
    role: RwSignal<String>,
    warehouses: RwSignal<String>,
    all_warehouses: RwSignal<bool>,
    active: RwSignal<bool>,
}

impl Default for Draft {
    fn default() -> Self {
        let text = || RwSignal::new(String::new());
        let role = RwSignal::new(Role::Worker.as_str().to_owned());
        let (all_warehouses, active) = (RwSignal::new(false), RwSignal::new(true));
        Self { login: text(), name: text(), role, warehouses: text(), all_warehouses, active }
    }
}

impl Draft {
    fn of(user: &UserView) -> Self {
        let draft = Self::default();
        draft.login.set(user.login.to_string());
        draft.name.set(user.name.clone());
        draft.role.set(user.role.as_str().to_owned());
        draft.warehouses.set(user.warehouses.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "));
        draft.all_warehouses.set(user.all_warehouses);
        draft.active.set(user.active);
        draft
    }

    fn clear(self) {
        for signal in [self.login, self.name, self.warehouses] {
            signal.set(String::new());
        }
        self.all_warehouses.set(false);
    }

    fn role(self) -> Role {
        Role::from_name(&self.role.get()).unwrap_or(Role::Viewer)
    }

    /// Whether there is nothing to choose: an administrator works in all warehouses, and so does who is said to.
    fn sees_all(self) -> bool {
        self.role() == Role::Administrator || self.all_warehouses.get()
    }

    fn read(self, reader: Reader) -> Result<CreateUser, AppError> {
        let mut reading = reader.read();
        let login = reading.code::<LoginName>("login", &self.login.get_untracked());
        let name = reading.text("name", &self.name.get_untracked());
        let all_warehouses = untrack(|| self.sees_all());
        let typed = if all_warehouses { String::new() } else { self.warehouses.get_untracked() };
        let codes = typed.split([',', '、', ' ', '　']).filter(|code| !code.trim().is_empty());
        let warehouses = codes.filter_map(|code| reading.optional_code::<WarehouseCode>("warehouses", code)).collect();
        reading.done()?;
        Ok(CreateUser {
            login: login.ok_or_else(|| AppError::new(ErrorCode::Required).field("login"))?,
            name,
            role: untrack(|| self.role()),
            warehouses,
            all_warehouses,
        })
    }
}

#[component]
fn Fields(form: Sending, draft: Draft, is_new: bool) -> AnyView {
    let i18n = use_i18n();
    let roles: Vec<(String, String)> =
        Role::ALL.into_iter().map(|role| (role.as_str().to_owned(), role_text(role).to_owned())).collect();
    let active = (!is_new).then(|| {
        view! {
            <Tick
                name="active"
                label=tu_string!(i18n, admin.active)
                value=draft.active
                hint=tu_string!(i18n, admin.active_hint)
            />
        }
    });
    view! {
        <section class="card form-grid">
            <Field
                form
                name="login"
                label=tu_string!(i18n, admin.user_id)
                value=draft.login
                required=true
                readonly=!is_new
                maxlength=60
                hint=tu_string!(i18n, admin.user_id_hint)
            />
            <Field form name="name" label=tu_string!(i18n, admin.name) value=draft.name required=true maxlength=100/>
            <Select
                form
                name="role"
                label=tu_string!(i18n, admin.role)
                value=draft.role
                choices=Signal::stored(roles)
                required=true
                hint=tu_string!(i18n, admin.role_hint)
            />
            <Warehouses form draft/>
            {active}
        </section>
    }
    .into_any()
}

/// Where the user may work: everywhere only when somebody says so, never because a field was left empty.
#[component]
fn Warehouses(form: Sending, draft: Draft) -> AnyView {
    let i18n = use_i18n();
    let everywhere = move || {
        (draft.role() != Role::Administrator).then(|| {
            let label = tu_string!(i18n, admin.all_warehouses);
            view! { <Tick name="all_warehouses" label value=draft.all_warehouses/> }
        })
    };
    let some = move || {
        (!draft.sees_all()).then(|| {
            view! {
                <Field
                    form
                    name="warehouses"
                    label=tu_string!(i18n, admin.warehouses)
                    value=draft.warehouses
                    required=true
                />
            }
        })
    };
    view! {
        {everywhere}
        {some}
    }
    .into_any()
}
