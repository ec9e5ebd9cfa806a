//! The command line, the environment and the file; what is wrong is said with the remedy.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use clap::CommandFactory as _;
use server::cli::Cli;
use sqlx::{Connection as _, Executor as _, PgConnection};

use crate::support::{ADMIN, App, Engine};

fn kuramori(arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kuramori"));
    command.args(arguments).env_remove("DATABASE_URL").envs(environment.iter().copied()).stdin(Stdio::null());
    command.output().unwrap()
}

/// What it says when it must not succeed.
fn refusal(arguments: &[&str], environment: &[(&str, &str)]) -> String {
    let output = kuramori(arguments, environment);
    assert_eq!(output.status.code(), Some(2), "kuramori {arguments:?}");
    assert!(output.stdout.is_empty());
    String::from_utf8(output.stderr).unwrap()
}

/// Makes a company, and with it a database.
fn create_company(data: &Path, environment: &[(&str, &str)]) -> Output {
    let company = ["--customer-id", "acme", "--name", "acme", "--admin", ADMIN, "--data", path(data)];
    kuramori(&[&["tenant", "create"][..], &company].concat(), environment)
}

fn assert_says(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part:?} is not in: {text}");
    }
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn a_misspelt_setting_is_an_error() {
    let temp = tempfile::tempdir().unwrap();
    assert_says(&refusal(&["verify-ledger"], &[("KURAMORI_LISTN", "x")]), &["KURAMORI_LISTN", "KURAMORI_LISTEN"]);
    assert_says(&refusal(&["verify-ledger"], &[("KURAMORI_XYZZY", "x")]), &["KURAMORI_XYZZY", "--help"]);
    assert_says(&refusal(&["serve", "--lissten", "x"], &[]), &["--lissten", "--listen"]);
    let file = temp.path().join("kuramori.toml");
    fs::write(&file, "lisen = '127.0.0.1:1'\n").unwrap();
    assert_says(&refusal(&["verify-ledger", "--config", path(&file)], &[]), &["lisen", "listen", path(&file)]);
    let missing = temp.path().join("missing.toml");
    assert_says(&refusal(&["verify-ledger", "--config", path(&missing)], &[]), &["--config", path(&missing)]);
    assert_says(&refusal(&["verify-ledger", "--log", "x=y=z"], &[]), &["--log"]);
}

#[test]
fn settings_come_from_the_file_too() {
    let temp = tempfile::tempdir().unwrap();
    let (file, data) = (temp.path().join("kuramori.toml"), temp.path().join("data"));
    fs::write(&file, format!("data = '{}'\nlog_format = 'json'\n", path(&data))).unwrap();
    let company = ["tenant", "create", "--customer-id", "acme", "--name", "acme", "--admin", ADMIN];
    let output = kuramori(&company, &[("KURAMORI_CONFIG", path(&file))]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(data.join("kuramori.db").exists());
}

#[test]
fn every_argument_has_its_help_and_every_setting_its_variable() {
    fn assert_helped(command: &clap::Command) {
        for argument in command.get_arguments() {
            assert!(argument.get_help().is_some(), "{} {}", command.get_name(), argument.get_id());
        }
        for subcommand in command.get_subcommands() {
            assert!(subcommand.get_about().is_some(), "{}", subcommand.get_name());
            assert_helped(subcommand);
        }
    }
    let command = Cli::command();
    assert_helped(&command);
    let settings: Vec<_> = command.get_arguments().filter(|argument| argument.is_global_set()).collect();
    assert!(settings.len() > 15, "{settings:?}");
    for setting in settings {
        let variable = setting.get_env().and_then(|name| name.to_str()).unwrap_or_default();
        assert!(variable.starts_with("KURAMORI_") || variable == "DATABASE_URL", "{}", setting.get_id());
    }
}

#[test]
fn a_flag_takes_no_subcommand_for_its_value() {
    let subcommand = |arguments: &[&str]| {
        let matches = Cli::command().try_get_matches_from([&["kuramori"][..], arguments].concat()).unwrap();
        matches.subcommand_name().unwrap().to_owned()
    };
    assert_eq!(subcommand(&["--lan", "serve"]), "serve");
    assert_eq!(subcommand(&["serve", "--lan"]), "serve");
    assert_eq!(subcommand(&["--lan=false", "verify-ledger"]), "verify-ledger");
}

#[test]
fn who_asks_for_help_gets_it_whatever_the_environment_holds() {
    for arguments in [&["--help"][..], &["serve", "--help"], &["--version"]] {
        let output = kuramori(arguments, &[("KURAMORI_LISTN", "x"), ("KURAMORI_XYZZY", "x")]);
        assert!(output.status.success() && !output.stdout.is_empty(), "{arguments:?}");
    }
}

#[test]
fn variables_of_the_tests_are_no_misspelt_settings() {
    let said = refusal(&["verify-ledger"], &[("KURAMORI_TEST_SEED", "1"), ("KURAMORI_TEST_POSTGRES", "x")]);
    assert_says(&said, &["no database is named"]);
}

#[test]
fn what_needs_a_company_leaves_a_misspelt_folder_alone() {
    let temp = tempfile::tempdir().unwrap();
    let data = temp.path().join("dtaa");
    for arguments in [
        &["verify-ledger"][..],
        &["demo", "--customer-id", "acme"],
        &["token", "create", "--customer-id", "acme", "--user", ADMIN, "--name", "shop"],
    ] {
        let said = refusal(&[arguments, &["--data", path(&data)]].concat(), &[]);
        assert_says(&said, &["no database", path(&data), "--data", "tenant create"]);
        assert!(!data.exists(), "{arguments:?}");
    }
    fs::create_dir(&data).unwrap();
    assert_says(&refusal(&["verify-ledger", "--data", path(&data)], &[]), &["no database"]);
    assert!(data.read_dir().unwrap().next().is_none());
}

#[tokio::test]
async fn a_ledger_with_differences_is_exit_code_1_and_nothing_else_is() {
    let app = App::new(Engine::Postgres).await;
    app.create_company("acme");
    let unknown = app.run(&["verify-ledger", "--customer-id", "nobody"], "");
    assert_eq!(unknown.status.code(), Some(2));
    app.succeed(&["demo", "--customer-id", "acme", "--items", "50", "--postings", "100"], "");
    assert_says(&app.succeed(&["verify-ledger"], ""), &["differences: 0"]);
    let mut owner = PgConnection::connect(app.database_url()).await.unwrap();
    owner.execute("update stock_balance set on_hand = on_hand + 1000").await.unwrap();
    let wrong = app.run(&["verify-ledger"], "");
    assert_eq!(wrong.status.code(), Some(1));
    assert_says(&String::from_utf8(wrong.stdout).unwrap(), &["acme: ", "differences: "]);
}

#[tokio::test]
async fn a_demo_company_that_was_begun_is_left_alone_with_the_remedy() {
    let app = App::new(Engine::Sqlite).await;
    app.create_company("acme");
    let demo = ["demo", "--customer-id", "acme", "--items", "50", "--postings", "100"];
    app.succeed(&demo, "");
    let again = app.run(&demo, "");
    assert_eq!(again.status.code(), Some(2));
    assert_says(&String::from_utf8(again.stderr).unwrap(), &["acme", "interrupted", "kuramori tenant create"]);
    let few = app.run(&["demo", "--customer-id", "acme", "--items", "1"], "");
    assert_says(&String::from_utf8(few.stderr).unwrap(), &["50"]);
    let many = app.run(&["demo", "--customer-id", "acme", "--postings", "100000001"], "");
    assert_says(&String::from_utf8(many.stderr).unwrap(), &["100000000"]);
}

#[test]
fn every_setting_is_documented() {
    for command in [&["--help"][..], &["serve", "--help"], &["token", "create", "--help"]] {
        let help = String::from_utf8(kuramori(command, &[]).stdout).unwrap();
        assert_says(
            &help,
            &["--data", "DATABASE_URL", "--tls-cert", "KURAMORI_LAN", "--writer-batch", "KURAMORI_DATABASE_KEY"],
        );
        assert!(!help.contains("postgres://kuramori"), "a URL with a password is not shown");
    }
}

#[test]
fn a_database_that_cannot_be_reached_is_an_error_with_the_remedy() {
    let none = refusal(&["verify-ledger"], &[]);
    assert_says(&none, &["--data", "DATABASE_URL"]);
    let closed = refusal(&["verify-ledger"], &[("DATABASE_URL", "postgres://nobody:secret@127.0.0.1:1/none")]);
    assert_says(&closed, &["cannot open the database", "check"]);
    assert!(!closed.contains("secret"), "{closed}");
    assert_says(&refusal(&["verify-ledger", "--database-url", "mysql://x"], &[]), &["postgres://", "--data"]);
}

#[test]
fn a_database_is_made_in_an_empty_folder_only_and_loudly() {
    let temp = tempfile::tempdir().unwrap();
    let data = temp.path().join("data");
    let first = create_company(&data, &[]);
    assert_says(&String::from_utf8(first.stderr).unwrap(), &["A NEW DATABASE IS MADE", path(&data)]);
    let second = kuramori(&["verify-ledger", "--data", path(&data)], &[]);
    assert!(second.status.success());
    assert!(!String::from_utf8(second.stderr).unwrap().contains("NEW DATABASE"));

    let key = data.join("kuramori.key");
    let hidden = temp.path().join("hidden.key");
    fs::rename(&key, &hidden).unwrap();
    assert_says(&refusal(&["verify-ledger", "--data", path(&data)], &[]), &["key", "KURAMORI_DATABASE_KEY"]);
    let hex = fs::read_to_string(&hidden).unwrap();
    let from_environment =
        kuramori(&["verify-ledger", "--data", path(&data)], &[("KURAMORI_DATABASE_KEY", hex.trim())]);
    assert!(from_environment.status.success(), "{}", String::from_utf8_lossy(&from_environment.stderr));
    let wrong = "0".repeat(64);
    let wrong = refusal(&["verify-ledger", "--data", path(&data)], &[("KURAMORI_DATABASE_KEY", &wrong)]);
    assert_says(&wrong, &["does not fit"]);
    let short = refusal(&["verify-ledger", "--data", path(&data)], &[("KURAMORI_DATABASE_KEY", "abc")]);
    assert_says(&short, &["64 hexadecimal digits"]);
    fs::rename(&hidden, &key).unwrap();

    fs::rename(data.join("kuramori.db"), temp.path().join("hidden.db")).unwrap();
    assert_says(&refusal(&["verify-ledger", "--data", path(&data)], &[]), &["its database is not"]);
    let other = temp.path().join("other");
    fs::create_dir(&other).unwrap();
    fs::write(other.join("letter.txt"), "").unwrap();
    let refused = create_company(&other, &[]);
    assert_eq!(refused.status.code(), Some(2));
    assert_says(&String::from_utf8(refused.stderr).unwrap(), &["letter.txt", "empty folder"]);
}

#[tokio::test]
async fn only_the_token_and_the_temporary_password_go_to_standard_output() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let app = App::new(engine).await;
        let company = ["tenant", "create", "--customer-id", "acme", "--name", "アクメ", "--admin", ADMIN];
        let temporary = app.succeed(&company, "");
        assert_eq!((temporary.lines().count(), temporary.trim().len()), (1, 19), "{temporary:?}");
        let taken = app.run(&company, "");
        assert!(!taken.status.success() && taken.stdout.is_empty());
        assert_says(&String::from_utf8(taken.stderr).unwrap(), &["acme"]);
        let token = app.succeed(&["token", "create", "--customer-id", "acme", "--user", ADMIN, "--name", "shop"], "");
        assert!(token.starts_with("km_") && token.lines().count() == 1, "{token:?}");
        let unknown = app.run(&["token", "create", "--customer-id", "Acme", "--user", ADMIN, "--name", "shop"], "");
        assert!(!unknown.status.success() && unknown.stdout.is_empty());
        assert_says(&String::from_utf8(unknown.stderr).unwrap(), &["Acme", "tenant create"]);
        let weak = app.run(
            &["tenant", "create", "--customer-id", "b", "--name", "B", "--admin", ADMIN, "--password-stdin"],
            "short\n",
        );
        assert!(!weak.status.success());
        let figures = app.succeed(&["verify-ledger"], "");
        assert_says(&figures, &["companies: 1", "differences: 0"]);
    }
}

#[tokio::test]
async fn the_url_wins_over_the_folder() {
    let app = App::new(Engine::Postgres).await;
    app.create_company("acme");
    assert!(!app.data().exists(), "every command here has --data too, and leaves it alone");
    app.succeed(&["verify-ledger", "--customer-id", "acme"], "");
}

#[test]
fn settings_that_exclude_each_other_are_refused() {
    let temp = tempfile::tempdir().unwrap();
    fs::create_dir_all(temp.path().join("site/pkg")).unwrap();
    let site = temp.path().join("site");
    let data = temp.path().join("data");
    let serve = ["serve", "--site", path(&site), "--data", path(&data)];
    let half = refusal(&[&serve[..], &["--tls-cert", "x.pem"]].concat(), &[]);
    assert_says(&half, &["--tls-cert and --tls-key belong together"]);
    let both = refusal(&[&serve[..], &["--lan", "--tls-cert", "x.pem", "--tls-key", "y.pem"]].concat(), &[]);
    assert_says(&both, &["--lan makes its own certificate"]);
    let no_address = refusal(&[&serve[..], &["--public-url", "kuramori.example/x"]].concat(), &[]);
    assert_says(&no_address, &["--public-url is kuramori.example/x", "https://kuramori.example"]);
    let no_site = refusal(&["serve", "--site", path(&data), "--data", path(&data)], &[]);
    assert_says(&no_site, &["is not a built site"]);
    assert!(!data.exists(), "nothing was made");
}
