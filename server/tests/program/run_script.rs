//! `make run`, as far as it is a script: a demo company in a folder of its own, and what it says to sign in with.

use std::fs::{self, File};
use std::net::SocketAddr;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::process::Running;
use crate::support::own_port;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../end2end/tools/run.sh");

/// Starts it, waits until it serves, ends it, and gives what it said.
async fn run(folder: &TempDir) -> String {
    let address = SocketAddr::from(([127, 0, 0, 1], own_port()));
    let (data, out, site) = (folder.path().join("data"), folder.path().join("out"), folder.path().join("site"));
    fs::create_dir_all(site.join("pkg")).unwrap();
    let mut script = Command::new("bash");
    script.arg(SCRIPT).arg(&data).args([&address.port().to_string(), "", env!("CARGO_BIN_EXE_kuramori")]);
    // A shell that works with another database.
    script.env("DATABASE_URL", "postgres://nobody@127.0.0.1:1/none").env("KURAMORI_SITE", &site);
    script.stdin(Stdio::null()).stdout(File::create(&out).unwrap()).stderr(Stdio::null());
    let _ready = Running(script.spawn().unwrap()).answer(&format!("http://{address}/readyz")).await;
    fs::read_to_string(out).unwrap()
}

#[tokio::test]
async fn the_password_is_said_once_and_another_database_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let first = run(&folder).await;
    let secret = fs::read_to_string(folder.path().join("data.sign-in")).unwrap();
    let secret = secret.trim();
    assert!(first.contains(&format!("password      {secret}\n")), "{first}");
    assert!(folder.path().join("data/kuramori.db").exists(), "the company is in the folder");
    let second = run(&folder).await;
    assert!(second.contains("customer ID   demo") && !second.contains(secret), "it may have changed: {second}");
    assert!(second.contains("data.sign-in"), "{second}");
}

#[tokio::test]
async fn a_database_of_another_origin_is_served_without_a_demo_company() {
    let folder = tempfile::tempdir().unwrap();
    run(&folder).await;
    fs::remove_file(folder.path().join("data.sign-in")).unwrap();
    let said = run(&folder).await;
    assert!(said.contains("was not made by make run") && !said.contains("customer ID"), "{said}");
}
