//! The program `kuramori`: wiring only, no rules and no SQL.
//!
//! What always holds here: a request passes the same layers in the same order ([`web`]); whoever asks is known before
//! a handler runs; a setting comes from the command line, else from the environment, else from the file, and a
//! misspelt one is an error.
//!
//! To add a setting: a field in [`settings::Settings`] with its documentation. To add a subcommand: a variant in
//! [`cli::Command`] and its function in [`commands`].

mod api;
pub mod cli;
mod client;
mod commands;
mod cookie;
mod cross_site;
mod csp;
mod database;
mod events;
mod forms;
mod health;
mod jobs;
mod lan;
mod refusal;
mod request_log;
mod serve;
mod session;
pub mod settings;
mod tls;
mod web;

use std::process::ExitCode;

/// The exit code of whatever stops the program; 1 is for a ledger with differences alone.
const STOPPED: u8 = 2;

/// Runs the program with the arguments and the environment of the process.
#[must_use]
pub fn run() -> ExitCode {
    match cli::run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("kuramori: {error:#}");
            ExitCode::from(STOPPED)
        }
    }
}
