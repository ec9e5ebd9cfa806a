//! The command line.

use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use model::{CustomerId, LoginName};

use crate::settings::{self, Settings};
use crate::{commands, request_log, serve};

/// Kuramori (蔵守): inventory and warehouse system.
#[derive(Debug, Parser)]
#[command(name = "kuramori", version, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    settings: Settings,
}

/// What the program can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serves screens and REST API until SIGTERM; tables are brought up to date first.
    Serve,
    /// Companies.
    Tenant {
        #[command(subcommand)]
        command: TenantCommand,
    },
    /// API tokens.
    Token {
        #[command(subcommand)]
        command: TokenCommand,
    },
    /// Fills a new company with goods, history and open slips to try things with.
    Demo(Demo),
    /// Proves that the ledger is right: one line of figures, or exit code 1 and every difference. Whatever keeps it
    /// from looking is exit code 2.
    VerifyLedger {
        /// Only this company.
        #[arg(long, value_name = "ID")]
        customer_id: Option<CustomerId>,
    },
}

/// Companies.
#[derive(Debug, Subcommand)]
pub enum TenantCommand {
    /// Makes a company with its first administrator. Prints a temporary password that must be changed at first
    /// sign-in.
    Create(CreateTenant),
}

/// `tenant create`.
#[derive(Debug, Args)]
pub struct CreateTenant {
    /// Customer ID (顧客ID), case-sensitive: 1–40 letters, digits, hyphens, underscores, dots.
    #[arg(long, value_name = "ID")]
    pub customer_id: CustomerId,
    /// Name of the company.
    #[arg(long)]
    pub name: String,
    /// User ID of the first administrator.
    #[arg(long, value_name = "USER")]
    pub admin: LoginName,
    /// Reads the administrator's password from the first line of standard input instead of making one.
    #[arg(long)]
    pub password_stdin: bool,
}

/// API tokens.
#[derive(Debug, Subcommand)]
pub enum TokenCommand {
    /// Makes a token that acts for a user. Prints only the token on standard output, this once.
    Create(CreateToken),
}

/// `token create`.
#[derive(Debug, Args)]
pub struct CreateToken {
    /// Customer ID (顧客ID) of the company.
    #[arg(long, value_name = "ID")]
    pub customer_id: CustomerId,
    /// The user whose rights it has.
    #[arg(long)]
    pub user: LoginName,
    /// What it is for.
    #[arg(long)]
    pub name: String,
}

/// `demo`.
#[derive(Debug, Args)]
pub struct Demo {
    /// Customer ID (顧客ID) of the company, which must be empty.
    #[arg(long, value_name = "ID")]
    pub customer_id: CustomerId,
    /// How many items: 50 to 5,000,000.
    #[arg(long, default_value_t = 300)]
    pub items: usize,
    /// How many postings its history has, about: up to 100,000,000.
    #[arg(long, default_value_t = 3000)]
    pub postings: usize,
    /// Decides everything that is left to chance: the same seed makes the same company.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

/// Reads the command line, the environment and the file, and does what they say.
///
/// # Errors
/// Whatever stops the program, with the remedy.
pub fn run() -> anyhow::Result<ExitCode> {
    let command = with_help(Cli::command());
    // Who asks for help gets it, whatever the environment holds.
    let matches = command.clone().get_matches();
    settings::check_environment(&command)?;
    let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let settings = cli.settings.with_file()?;
    request_log::start(&settings)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.context("cannot start")?.block_on(dispatch(cli.command, settings))
}

/// Every help ends with where settings come from.
fn with_help(command: clap::Command) -> clap::Command {
    command.after_help(settings::HELP).mut_subcommands(with_help)
}

async fn dispatch(command: Command, settings: Settings) -> anyhow::Result<ExitCode> {
    match command {
        Command::Serve => serve::serve(settings).await,
        Command::Tenant { command: TenantCommand::Create(create) } => commands::create_tenant(&settings, create).await,
        Command::Token { command: TokenCommand::Create(create) } => commands::create_token(&settings, create).await,
        Command::Demo(demo) => commands::demo(&settings, demo).await,
        Command::VerifyLedger { customer_id } => commands::verify_ledger(&settings, customer_id).await,
    }
}
