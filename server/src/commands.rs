//! The subcommands besides `serve`. Each opens the database, does one thing, and says so.

use std::io::BufRead as _;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use app::sentence;
use model::tenant::CreateTenant;
use model::user::Language;
use model::{CustomerId, Envelope, ErrorCode, TenantId};
use service::demo::{DemoProgress, DemoSize};
use service::ledger::{Verification, verify};
use service::{Ctx, Store, Via, tenant, token};

use crate::settings::Settings;
use crate::{cli, database};

/// What a use case refused, in words.
fn spoken(error: &service::Error) -> anyhow::Error {
    match error {
        service::Error::App(refusal) => anyhow::anyhow!(sentence::spoken(refusal.clone(), Language::En).message),
        inside => anyhow::anyhow!(inside.to_string()),
    }
}

/// `tenant create`
pub async fn create_tenant(settings: &Settings, create: cli::CreateTenant) -> anyhow::Result<ExitCode> {
    let given = if create.password_stdin { Some(password_line()?) } else { None };
    let store = database::open(settings).await?;
    let company = CreateTenant { customer_id: create.customer_id, name: create.name, admin: create.admin };
    let made = tenant::create(&store, company.clone(), given).await;
    store.close().await;
    let temporary = made.map_err(|error| spoken(&error))?;
    eprintln!("The company {} is made: customer ID {}, user ID {}.", company.name, company.customer_id, company.admin);
    if let Some(temporary) = temporary {
        eprintln!("Temporary password, to be changed at first sign-in:");
        println!("{temporary}");
    }
    Ok(ExitCode::SUCCESS)
}

fn password_line() -> anyhow::Result<String> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).context("cannot read the password from standard input")?;
    let password = line.trim_end_matches(['\r', '\n']);
    if password.is_empty() {
        bail!("standard input holds no password; write it there on one line");
    }
    Ok(password.to_owned())
}

/// `token create`: nothing but the token goes to standard output.
pub async fn create_token(settings: &Settings, create: cli::CreateToken) -> anyhow::Result<ExitCode> {
    let store = database::open_existing(settings).await?;
    let tenant = find_tenant(&store, &create.customer_id).await?;
    let envelope = Envelope::with_key(format!("cli-{:032x}", u128::from_le_bytes(store.random_bytes())));
    let command = model::user::CreateToken { user: create.user, name: create.name };
    let made = token::create(&store, &Ctx::system(tenant, Via::Cli), &envelope, command).await;
    store.close().await;
    println!("{}", made.map_err(|error| spoken(&error))?.token);
    Ok(ExitCode::SUCCESS)
}

pub async fn find_tenant(store: &Store, customer_id: &CustomerId) -> anyhow::Result<TenantId> {
    let found = tenant::find(store, customer_id).await.map_err(|error| spoken(&error))?;
    found.with_context(|| {
        format!("there is no company with the customer ID {customer_id}; make it with kuramori tenant create")
    })
}

/// `demo`
pub async fn demo(settings: &Settings, demo: cli::Demo) -> anyhow::Result<ExitCode> {
    let store = database::open_existing(settings).await?;
    let tenant = find_tenant(&store, &demo.customer_id).await?;
    let size = DemoSize { items: demo.items, postings: demo.postings, seed: demo.seed };
    let told = |progress: DemoProgress| eprintln!("{} of {} items", progress.items, progress.of);
    let filled = service::demo::fill(&store, &Ctx::system(tenant, Via::Cli), size, told).await;
    store.close().await;
    filled.map_err(|error| not_filled(&error, &demo.customer_id))?;
    eprintln!("The company {} is filled.", demo.customer_id);
    Ok(ExitCode::SUCCESS)
}

/// A company is filled from the beginning or not at all, so one that was begun is left alone.
fn not_filled(error: &service::Error, customer_id: &CustomerId) -> anyhow::Error {
    match error.code() {
        ErrorCode::OutOfRange => spoken(error),
        ErrorCode::Duplicate => anyhow::anyhow!(
            "the company {customer_id} has items or warehouses already, perhaps of a kuramori demo that was \
             interrupted; make another company with kuramori tenant create, and fill that one"
        ),
        _ => spoken(error).context(format!(
            "the company {customer_id} may be filled in part only; make another with kuramori tenant create, and fill \
             that one"
        )),
    }
}

/// `verify-ledger`
pub async fn verify_ledger(settings: &Settings, only: Option<CustomerId>) -> anyhow::Result<ExitCode> {
    let store = database::open_existing(settings).await?;
    let companies = match only {
        Some(customer_id) => vec![(find_tenant(&store, &customer_id).await?, customer_id.to_string())],
        None => tenant::all(&store).await?,
    };
    let mut total = Verification::default();
    for (tenant, customer_id) in &companies {
        let one = store.read(*tenant, |tx| Box::pin(verify(tx))).await?;
        for difference in &one.differences {
            println!("{customer_id}: {difference}");
        }
        total.transactions += one.transactions;
        total.postings += one.postings;
        total.balances += one.balances;
        total.allocations += one.allocations;
        total.differences.extend(one.differences);
    }
    store.close().await;
    println!(
        "companies: {}, transactions: {}, postings: {}, balances: {}, allocations: {}, differences: {}",
        companies.len(),
        total.transactions,
        total.postings,
        total.balances,
        total.allocations,
        total.differences.len()
    );
    Ok(if total.is_right() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
