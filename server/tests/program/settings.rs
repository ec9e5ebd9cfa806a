//! The command line, the environment and the file; what is wrong is said with the remedy.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::support::{ADMIN, App, Engine};

fn kuramori(arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kuramori"));
    command.args(arguments).env_remove("DATABASE_URL").envs(environment.iter().copied()).stdin(Stdio::null());
    command.output().unwrap()
}

/// What it says when it must not succeed.
fn refusal(arguments: &[&str], environment: &[(&str, &str)]) -> String {
    let output = kuramori(arguments, environment);
    assert!(!output.status.success(), "kuramori {arguments:?} succeeded");
    assert!(output.stdout.is_empty());
    String::from_utf8(output.stderr).unwrap()
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
    let output = kuramori(&["verify-ledger"], &[("KURAMORI_CONFIG", path(&file))]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(data.join("kuramori.db").exists());
}

#[test]
fn every_setting_is_documented() {
    let help =
        ["serve", "token"].map(|name| String::from_utf8(kuramori(&[name, "--help"], &[]).stdout).unwrap()).concat();
    let help = help + &String::from_utf8(kuramori(&["--help"], &[]).stdout).unwrap();
    assert_says(
        &help,
        &["--data", "DATABASE_URL", "--tls-cert", "KURAMORI_LAN", "--writer-batch", "KURAMORI_DATABASE_KEY"],
    );
    assert!(!help.contains("postgres://kuramori"), "a URL with a password is not shown");
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
    let first = kuramori(&["verify-ledger", "--data", path(&data)], &[]);
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
    assert_says(&refusal(&["verify-ledger", "--data", path(&other)], &[]), &["letter.txt", "empty folder"]);
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
        assert_says(&figures, &["1 companies", "0 differences"]);
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
    let no_site = refusal(&["serve", "--site", path(&data), "--data", path(&data)], &[]);
    assert_says(&no_site, &["is not a built site"]);
    assert!(!data.exists(), "nothing was made");
}
