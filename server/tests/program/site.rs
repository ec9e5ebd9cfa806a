//! The site is found beside the program, from wherever it is started.

use std::fs;
use std::net::SocketAddr;
use std::process::{Command, Stdio};

use crate::process::Running;
use crate::support::own_port;

const PICTURE: &str = "<svg xmlns='http://www.w3.org/2000/svg'/>";

#[tokio::test]
async fn the_site_is_found_from_another_working_directory() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let (program, site) = (folder.path().join("kuramori"), folder.path().join("site"));
    fs::hard_link(env!("CARGO_BIN_EXE_kuramori"), &program).unwrap();
    fs::create_dir_all(site.join("pkg")).unwrap();
    fs::write(site.join("icon.svg"), PICTURE).unwrap();
    fs::write(site.join("hash.txt"), "js: one\nwasm: two\ncss: three\n").unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let address = SocketAddr::from(([127, 0, 0, 1], own_port()));
    let mut serve = Command::new(&program);
    serve.args(["serve", "--listen", &address.to_string(), "--data", "data"]).current_dir(elsewhere.path());
    serve.env_remove("DATABASE_URL").env_remove("KURAMORI_SITE").stdin(Stdio::null()).stderr(Stdio::null());
    let mut running = Running(serve.spawn().unwrap());
    let picture = running.answer(&format!("http://{address}/icon.svg")).await;
    assert_eq!(picture.text().await.unwrap(), PICTURE);
    let page = running.answer(&format!("http://{address}/sign-in")).await.text().await.unwrap();
    for file in ["/pkg/kuramori.one.js", "/pkg/kuramori.three.css"] {
        assert!(page.contains(file), "{file}: {page}");
    }
    assert!(elsewhere.path().join("data/kuramori.db").exists());
}
