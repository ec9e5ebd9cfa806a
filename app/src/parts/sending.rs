//! A form that sends one command: its key, whether it is under way, and what was refused.
//!
//! Always holds: the key changes only after a success, so that sending again after a lost connection, or after an
//! answer that says nothing about the outcome, never does the same thing twice; what was typed is never touched.
//!
//! When the first attempt had been done and something else is sent under its key, the server says so
//! ([`KeyReused`](model::ErrorCode::KeyReused)). The form stays as it is and so does the key: only somebody who has looked at the list
//! can know what is still missing, and begins anew there.

use std::future::Future;

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{AppError, Envelope};

use crate::parts::browser;
use crate::refusal::Refusal;

/// One form instance.
#[derive(Clone, Copy)]
pub struct Sending {
    key: StoredValue<String>,
    pending: RwSignal<bool>,
    error: RwSignal<Option<AppError>>,
    /// Whether it holds something that was not sent yet.
    begun: RwSignal<bool>,
    /// Whether what was sent last only asks.
    asks: StoredValue<bool>,
    /// How many of its fields wait for what they mean.
    looking_up: RwSignal<u32>,
}

impl Default for Sending {
    fn default() -> Self {
        Self::new()
    }
}

impl Sending {
    /// A form with a key of its own; made in a component.
    #[must_use]
    pub fn new() -> Self {
        let sending = Self {
            key: StoredValue::new(String::new()),
            pending: RwSignal::new(false),
            error: RwSignal::new(None),
            begun: RwSignal::new(false),
            asks: StoredValue::new(false),
            looking_up: RwSignal::new(0),
        };
        Effect::new(move |_| {
            if sending.error.with(Option::is_some) {
                browser::focus_first_wrong_field();
            }
        });
        sending
    }

    /// Whether an answer is awaited.
    #[must_use]
    pub fn pending(self) -> Signal<bool> {
        self.pending.into()
    }

    /// What was refused last.
    #[must_use]
    pub fn error(self) -> Option<AppError> {
        self.error.get()
    }

    /// Notes that something was entered in another way than by typing: scanned, taken over, removed.
    pub fn touch(self) {
        self.begun.set(true);
    }

    /// Whether it holds something that was not sent yet.
    #[must_use]
    pub fn begun(self) -> Signal<bool> {
        self.begun.into()
    }

    /// Notes that a field asks what the code in it means; the form is not read before.
    pub fn looks_up(self) {
        self.looking_up.update(|fields| *fields += 1);
    }

    /// Notes that a field knows, or could not be told.
    pub fn looked_up(self) {
        self.looking_up.try_update(|fields| *fields -= 1);
    }

    /// Whether a field waits for what it means.
    #[must_use]
    pub fn is_looking_up(self) -> Signal<bool> {
        Signal::derive(move || self.looking_up.get() > 0)
    }

    /// Makes the next press another command. Only for steps that do no harm when they are done twice, like allocating.
    pub fn renew(self) {
        self.key.set_value(String::new());
    }

    /// Whether what was refused last would have changed nothing.
    #[must_use]
    pub fn only_asks(self) -> bool {
        self.asks.get_value()
    }

    /// Forgets what was refused.
    pub fn clear(self) {
        self.error.set(None);
    }

    /// Says what is wrong before anything is sent.
    pub fn refuse(self, error: AppError) {
        self.error.set(Some(error));
    }

    /// The sentence that belongs to a field, in the form or in its lines.
    #[must_use]
    pub fn field(self, name: impl Into<String>) -> Signal<Option<String>> {
        let name = name.into();
        self.field_at(move || name.clone())
    }

    /// The sentence that belongs to a field whose name changes with its place: `lines.2.quantity`.
    #[must_use]
    pub fn field_at(self, name: impl Fn() -> String + Send + Sync + 'static) -> Signal<Option<String>> {
        Signal::derive(move || self.error.with(|error| error.as_ref().and_then(|error| about(error, &name()))))
    }

    /// Waits for the answer of a question, which needs no key.
    pub fn ask<A, F>(self, answer: F, done: impl FnOnce(A) + 'static)
    where
        A: 'static,
        F: Future<Output = Result<A, Refusal>> + 'static,
    {
        if self.pending.get_untracked() {
            return;
        }
        self.asks.set_value(true);
        self.wait(answer, done, |_| false);
    }

    /// Sends a command and calls `done` with its answer. Nothing happens while one is under way.
    pub fn send<A, F>(self, call: impl FnOnce(Envelope) -> F, done: impl FnOnce(A) + 'static)
    where
        A: 'static,
        F: Future<Output = Result<A, Refusal>> + 'static,
    {
        self.send_or(call, done, |_| false);
    }

    /// Like [`Sending::send`]; `refused` may take an error upon itself by answering true.
    pub fn send_or<A, F>(
        self,
        call: impl FnOnce(Envelope) -> F,
        done: impl FnOnce(A) + 'static,
        refused: impl FnOnce(&AppError) -> bool + 'static,
    ) where
        A: 'static,
        F: Future<Output = Result<A, Refusal>> + 'static,
    {
        if self.pending.get_untracked() {
            return;
        }
        self.asks.set_value(false);
        if self.key.with_value(String::is_empty) {
            self.key.set_value(browser::random_key());
        }
        let done = move |answer| {
            self.key.set_value(String::new());
            self.begun.set(false);
            done(answer);
        };
        self.wait(call(Envelope::with_key(self.key.get_value())), done, refused);
    }

    /// Waits for an answer. Nothing follows when the form is gone by then: what follows belongs to its screen.
    fn wait<A, F>(self, answer: F, done: impl FnOnce(A) + 'static, refused: impl FnOnce(&AppError) -> bool + 'static)
    where
        A: 'static,
        F: Future<Output = Result<A, Refusal>> + 'static,
    {
        self.pending.set(true);
        self.error.set(None);
        spawn_local(async move {
            let answer = answer.await;
            if self.pending.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(answer) => done(answer),
                Err(Refusal(error)) => {
                    if !refused(&error) {
                        self.error.set(Some(error));
                    }
                }
            }
        });
    }
}

fn about(error: &AppError, field: &str) -> Option<String> {
    std::iter::once(error)
        .chain(&error.details)
        .find(|error| error.field.as_deref() == Some(field))
        .map(|error| error.message.clone())
}
