//! A step of a slip that is asked about before it is done.

use std::future::Future;
use std::pin::Pin;

use leptos::prelude::*;
use model::{AppError, Envelope};
use ui::Toasts;

use crate::parts::{Confirm, Sending};
use crate::refusal::Refusal;

type Sent = Pin<Box<dyn Future<Output = Result<(), Refusal>>>>;

/// How a step sends its command.
pub struct Command(Box<dyn Fn(Envelope) -> Sent>);

impl Command {
    /// Wraps the call of a server function; its answer is not looked at, since the slip is asked for anew.
    pub fn new<A, F>(call: impl Fn(Envelope) -> F + 'static) -> Self
    where
        F: Future<Output = Result<A, Refusal>> + 'static,
    {
        Self(Box::new(move |envelope| {
            let answer = call(envelope);
            Box::pin(async move { answer.await.map(drop) })
        }))
    }
}

/// The button, the question, the command, and what is said once it is done.
#[component]
pub fn Step(
    /// The command's form; give one when the question holds fields of it.
    #[prop(optional)]
    form: Option<Sending>,
    /// The text of both buttons.
    label: &'static str,
    /// The question.
    title: &'static str,
    /// What is said afterwards.
    #[prop(into)]
    said: String,
    /// Looks of the button that asks.
    #[prop(default = "button")]
    class: &'static str,
    /// Whether it takes something away.
    #[prop(default = true)]
    danger: bool,
    /// Sends the command.
    command: Command,
    /// What follows: the slip is asked for anew.
    again: Callback<()>,
    /// Hears what was refused.
    #[prop(optional)]
    refused: Option<Callback<AppError>>,
    /// What will happen, in words.
    children: Children,
) -> AnyView {
    let (form, open, toasts) = (form.unwrap_or_default(), RwSignal::new(false), Toasts::of_page());
    let run = move || {
        let said = said.clone();
        form.send_or(
            |envelope| (command.0)(envelope),
            move |()| {
                open.set(false);
                toasts.say(said);
                again.run(());
            },
            move |error| {
                if let Some(refused) = refused {
                    refused.run(error.clone());
                }
                false
            },
        );
    };
    view! {
        <button type="button" class=class on:click=move |_| open.set(true)>{label}</button>
        <Confirm open form title action=label danger on_yes=run>{children()}</Confirm>
    }
    .into_any()
}
