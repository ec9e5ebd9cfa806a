//! Fields of forms: label above, error beside, nothing typed is lost.

use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;
use model::{AppError, ErrorCode};

use crate::i18n::{tu_string, use_i18n};
use crate::parts::Sending;
use crate::parts::loaded::{sentence, sign_in_link};
use crate::parts::work::Work;

/// A text field bound to a signal. Its error is the one of the field of the same name.
#[component]
pub fn Field(
    /// The form that it belongs to.
    form: Sending,
    /// The name that errors use: `lines.0.quantity`.
    #[prop(into)]
    name: String,
    /// The label, above.
    label: &'static str,
    /// What is typed.
    value: RwSignal<String>,
    /// `text`, `date`, `email` …
    #[prop(default = "text")]
    kind: &'static str,
    /// `decimal`, `numeric`, `tel` …
    #[prop(default = "text")]
    inputmode: &'static str,
    /// Whether the label says that it must be filled in.
    #[prop(optional)]
    required: bool,
    /// A sentence below.
    #[prop(default = "")]
    hint: &'static str,
    /// Whether it only shows.
    #[prop(optional)]
    readonly: bool,
    /// The most characters.
    #[prop(default = 200)]
    maxlength: usize,
    /// Where the error comes from, when not from the field of the same name.
    #[prop(optional, into)]
    error: Option<Signal<Option<String>>>,
) -> AnyView {
    let error = error.unwrap_or_else(|| form.field(name.clone()));
    let id = field_id(&name);
    let note = format!("{id}-note");
    view! {
        <div class="field">
            <FieldLabel id=id.clone() label required/>
            <input
                id=id
                name=name
                type=kind
                inputmode=inputmode
                autocomplete="off"
                readonly=readonly
                maxlength=maxlength.to_string()
                aria-required=required.then_some("true")
                aria-invalid=move || error.get().map(|_| "true")
                aria-describedby=note.clone()
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
            />
            <FieldNote id=note error hint/>
        </div>
    }
    .into_any()
}

/// A text of several lines.
#[component]
pub fn TextArea(form: Sending, #[prop(into)] name: String, label: &'static str, value: RwSignal<String>) -> AnyView {
    let error = form.field(name.clone());
    let id = field_id(&name);
    let note = format!("{id}-note");
    view! {
        <div class="field">
            <FieldLabel id=id.clone() label required=false/>
            <textarea
                id=id
                name=name
                rows="2"
                maxlength="1000"
                aria-invalid=move || error.get().map(|_| "true")
                aria-describedby=note.clone()
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
            ></textarea>
            <FieldNote id=note error hint=""/>
        </div>
    }
    .into_any()
}

/// A choice of a [`Select`]: its value and its text.
pub type Choice = (String, String);

/// One of a few.
#[component]
pub fn Select(
    form: Sending,
    #[prop(into)] name: String,
    label: &'static str,
    value: RwSignal<String>,
    #[prop(into)] choices: Signal<Vec<Choice>>,
    #[prop(optional)] required: bool,
    #[prop(default = "")] hint: &'static str,
) -> AnyView {
    let error = form.field(name.clone());
    let id = field_id(&name);
    let note = format!("{id}-note");
    view! {
        <div class="field">
            <FieldLabel id=id.clone() label required/>
            <select
                id=id
                name=name
                aria-invalid=move || error.get().map(|_| "true")
                aria-describedby=note.clone()
                on:change=move |event| value.set(event_target_value(&event))
            >
                {move || {
                    choices
                        .get()
                        .into_iter()
                        .map(|(code, text)| {
                            let selected = value.with_untracked(|value| *value == code);
                            view! { <option value=code selected=selected>{text}</option> }
                        })
                        .collect_view()
                }}
            </select>
            <FieldNote id=note error hint/>
        </div>
    }
    .into_any()
}

/// Yes or no.
#[component]
pub fn Tick(
    #[prop(into)] name: String,
    label: &'static str,
    value: RwSignal<bool>,
    #[prop(default = "")] hint: &'static str,
) -> AnyView {
    view! {
        <div class="field">
            <label class="tick">
                <input
                    type="checkbox"
                    name=name
                    prop:checked=move || value.get()
                    on:change=move |event| value.set(event_target_checked(&event))
                />
                <span>{label}</span>
            </label>
            {(!hint.is_empty()).then(|| view! { <p class="field-hint">{hint}</p> })}
        </div>
    }
    .into_any()
}

/// The label above a field.
#[component]
pub fn FieldLabel(#[prop(into)] id: String, label: &'static str, required: bool) -> AnyView {
    let i18n = use_i18n();
    view! {
        <label for=id>
            {label}
            {required.then(|| view! { <span class="required">{tu_string!(i18n, words.required)}</span> })}
        </label>
    }
    .into_any()
}

/// What stands below a field: its error, else its hint.
#[component]
pub fn FieldNote(#[prop(into)] id: String, error: Signal<Option<String>>, hint: &'static str) -> AnyView {
    view! {
        <p id=id class=move || if error.with(Option::is_some) { "field-error" } else { "field-hint" }>
            {move || error.get().unwrap_or_else(|| hint.to_owned())}
        </p>
    }
    .into_any()
}

/// The id of the element of a field.
#[must_use]
pub fn field_id(name: &str) -> String {
    format!("field-{}", name.replace('.', "-"))
}

/// What was refused, at the head of a form: the sentence and every further one.
#[component]
pub fn Errors(form: Sending) -> AnyView {
    view! {
        {move || {
            form.error()
                .map(|error| {
                    let details = error.details.iter().take(20).map(line).collect::<Vec<_>>();
                    // In a tab of its own, so that what was typed stays here.
                    let sign_in = (error.code == ErrorCode::NotSignedIn).then(|| view! { <p>{sign_in_link(true)}</p> });
                    view! {
                        <div class="alert danger" role="alert" tabindex="-1">
                            <p>{unsent(form, &error)}</p>
                            {sign_in}
                            {(!details.is_empty()).then(|| view! { <ul>{details}</ul> })}
                        </div>
                    }
                })
        }}
    }
    .into_any()
}

/// The sentence of a command that was refused, or of which nothing is known.
fn unsent(form: Sending, error: &AppError) -> String {
    let i18n = use_i18n();
    if form.only_asks() {
        return sentence(error);
    }
    match error.code {
        ErrorCode::KeyReused => tu_string!(i18n, words.sent_before).to_owned(),
        ErrorCode::Unavailable if error.message.is_empty() => tu_string!(i18n, words.lost_while_sending).to_owned(),
        _ => sentence(error),
    }
}

fn line(error: &AppError) -> impl IntoView + use<> {
    view! { <li>{sentence(error)}</li> }
}

/// A form that waits for WebAssembly, sends with Enter once its fields know what they mean, and shows what was refused
/// at its head. Who leaves it with something typed is asked first.
#[component]
pub fn FormBody(form: Sending, on_submit: impl Fn() + 'static, children: Children) -> AnyView {
    let ready = use_ready();
    let (begun, looks_up) = (form.begun(), form.is_looking_up());
    Work::of_page().form_while(move || begun.get());
    let (on_submit, waits) = (Rc::new(on_submit), RwSignal::new(false));
    let submit = {
        let on_submit = Rc::clone(&on_submit);
        move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            if looks_up.get_untracked() { waits.set(true) } else { on_submit() }
        }
    };
    Effect::new(move |_| {
        if waits.get() && !looks_up.get() {
            waits.set(false);
            // As a press of the button, outside of what is watched here.
            let on_submit = Rc::clone(&on_submit);
            set_timeout(move || on_submit(), Duration::ZERO);
        }
    });
    view! {
        <form class="form" novalidate on:submit=submit on:input=move |_| form.touch() on:change=move |_| form.touch()>
            <Errors form/>
            <fieldset class="form-body" disabled=move || !ready.get()>
                {children()}
            </fieldset>
        </form>
    }
    .into_any()
}

/// The button that sends the form; it waits for WebAssembly and for the answer.
#[component]
pub fn Submit(form: Sending, #[prop(into)] label: String) -> AnyView {
    let i18n = use_i18n();
    let ready = use_ready();
    let pending = form.pending();
    view! {
        <button type="submit" class="button primary" disabled=move || pending.get() || !ready.get()>
            {move || if pending.get() { tu_string!(i18n, words.sending).to_owned() } else { label.clone() }}
        </button>
    }
    .into_any()
}

/// Whether WebAssembly has arrived; forms of many fields wait for it.
#[must_use]
pub fn use_ready() -> Signal<bool> {
    let ready = RwSignal::new(false);
    Effect::new(move |_| ready.set(true));
    ready.into()
}
