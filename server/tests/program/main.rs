//! The program as its operators and its users' browsers have it: settings, signing in, who may do what, certificates,
//! live events, the way it stops.

#![expect(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

mod bound;
mod events;
mod import;
mod pages;
mod process;
mod remembered;
mod rights;
mod run_script;
mod serving;
mod settings;
mod sign_in;
mod site;
mod stopping;
#[expect(dead_code, reason = "these tests use a part of it")]
#[path = "../support/mod.rs"]
mod support;
mod tls;
