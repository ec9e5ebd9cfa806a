//! The rooms of the house, held: which crate may know which, and where SQL may stand.
//!
//! Invariant: a page edit never rebuilds a driver, an SQL edit never rebuilds the client. The
//! table is the one of `ARCHITECTURE.md`; to add a crate, add its row to [`ROOMS`].

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// A crate, and what may stand in its `[dependencies]`.
struct Room {
    name: &'static str,
    /// Beginnings of the names of direct dependencies that it must not have.
    never: &'static [&'static str],
    /// Where the row is strict, the only direct dependencies that it may have.
    only: Option<&'static [&'static str]>,
    /// May be there only as an optional dependency (behind feature `ssr`).
    optional: &'static [&'static str],
}

const ROOMS: &[Room] = &[
    Room {
        name: "model",
        never: &["app", "axum", "leptos", "server", "service", "sqlx", "tokio", "ui"],
        only: Some(&["jiff", "js-sys", "serde", "serde_json", "thiserror", "unicode-normalization", "utoipa"]),
        optional: &["utoipa"],
    },
    Room {
        name: "ui",
        never: &["app", "axum", "leptos_axum", "server", "service", "sqlx", "tokio"],
        only: None,
        optional: &[],
    },
    Room {
        name: "app",
        never: &["frontend", "libsqlite3", "server", "sqlx"],
        only: None,
        optional: &["axum", "leptos_axum", "service", "tokio"],
    },
    Room { name: "service", never: &["app", "axum", "frontend", "leptos", "server", "ui"], only: None, optional: &[] },
    Room { name: "server", never: &["frontend", "libsqlite3", "sqlx"], only: None, optional: &[] },
    Room {
        name: "frontend",
        never: &["axum", "leptos_axum", "libsqlite3", "server", "service", "sqlx", "tokio"],
        only: None,
        optional: &[],
    },
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

fn cargo(arguments: &[&str]) -> String {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output =
        Command::new(cargo).args(arguments).args(["--locked", "--offline"]).current_dir(root()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn metadata() -> Value {
    serde_json::from_str(&cargo(&["metadata", "--format-version=1", "--no-deps"])).unwrap()
}

#[test]
fn every_crate_knows_only_what_its_room_may_know() {
    let metadata = metadata();
    let packages = metadata["packages"].as_array().unwrap();
    let names: BTreeSet<_> = packages.iter().map(|package| package["name"].as_str().unwrap()).collect();
    let rooms: BTreeSet<_> = ROOMS.iter().map(|room| room.name).collect();
    assert_eq!(names, rooms, "a crate without a row in the table of rooms");

    let mut wrong = Vec::new();
    for room in ROOMS {
        let package = packages.iter().find(|package| package["name"] == room.name).unwrap();
        for dependency in package["dependencies"].as_array().unwrap() {
            if dependency["kind"] == "dev" {
                continue;
            }
            let name = dependency["name"].as_str().unwrap();
            let forbidden = room.never.iter().any(|never| {
                name == *never || name.starts_with(&format!("{never}-")) || name.starts_with(&format!("{never}_"))
            });
            if forbidden || room.only.is_some_and(|only| !only.contains(&name)) {
                wrong.push(format!("{} must not use {name}", room.name));
            }
            if room.optional.contains(&name) && dependency["optional"] != true {
                wrong.push(format!("{} may use {name} behind a feature only", room.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_client_is_built_without_anything_native() {
    let tree =
        cargo(&["tree", "--package=frontend", "--target=wasm32-unknown-unknown", "--edges=normal", "--prefix=none"]);
    let native: BTreeSet<_> = tree
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| {
            ["axum", "hyper", "leptos_axum", "mio", "ring", "rustls", "service", "sqlx", "tokio"].contains(name)
        })
        .collect();
    assert!(tree.contains("leptos v"), "the tree was read");
    assert!(native.is_empty(), "in the client: {native:?}");
}

#[test]
fn the_client_is_not_among_the_default_members() {
    let metadata = metadata();
    let default = metadata["workspace_default_members"].as_array().unwrap();
    assert_eq!(default.len(), ROOMS.len() - 1);
    let has_client = default.iter().any(|id| id.as_str().is_some_and(|id| id.contains("/frontend")));
    assert!(!has_client, "features ssr and hydrate would unify");
}

/// Every Rust file under `folder`, with its text.
fn sources(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            found.push((path, text));
        }
    }
    found
}

fn sources_of(folders: &[&str]) -> Vec<(PathBuf, String)> {
    let found: Vec<_> = folders.iter().flat_map(|folder| sources(&root().join(folder))).collect();
    assert!(!found.is_empty());
    found
}

fn looks_like_sql(line: &str) -> bool {
    let line = line.trim().trim_start_matches(['"', 'r', '#']).to_lowercase();
    let statement = ["insert into ", "delete from ", "create table ", "alter table ", "pragma "];
    !line.starts_with("//")
        && (statement.iter().any(|words| line.starts_with(words))
            || line.contains("sqlx::")
            || (line.starts_with("select ") && line.contains(" from "))
            || (line.starts_with("update ") && line.contains(" set ")))
}

#[test]
fn sql_stands_in_the_service_crate_only() {
    let wrong: Vec<_> = sources_of(&["app", "frontend/src", "server/src"])
        .into_iter()
        .flat_map(|(path, text)| {
            let lines = text.lines().enumerate().filter(|(_, line)| looks_like_sql(line));
            lines.map(|(number, _)| format!("{}:{}", path.display(), number + 1)).collect::<Vec<_>>()
        })
        .collect();
    assert!(wrong.is_empty(), "SQL outside of server/service: {wrong:#?}");
}

#[test]
fn the_search_for_sql_finds_sql() {
    assert!(looks_like_sql(r#"    "select code from item""#));
    assert!(looks_like_sql("update item set name = $1"));
    assert!(looks_like_sql("use sqlx::AnyConnection;"));
    assert!(!looks_like_sql("// select one from the list"));
    assert!(!looks_like_sql("<select class=\"field\">"));
}

#[test]
fn every_module_says_what_it_is_for() {
    let silent: Vec<_> =
        sources_of(&["app/src", "app/model/src", "app/ui/src", "frontend/src", "server/service/src", "server/src"])
            .into_iter()
            .filter(|(path, text)| !text.starts_with("//!") && !path.ends_with("tests.rs"))
            .map(|(path, _)| path)
            .collect();
    assert!(silent.is_empty(), "no `//!` head: {silent:#?}");
}
