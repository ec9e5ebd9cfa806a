//! The site is found beside the program, from wherever it is started.

use std::fs;
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::own_port;

const PICTURE: &str = "<svg xmlns='http://www.w3.org/2000/svg'/>";

/// Ends with the test.
struct Started(Child);

impl Drop for Started {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

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
    let _started = Started(serve.spawn().unwrap());
    let deadline = Instant::now() + Duration::from_mins(1);
    let picture = loop {
        let answer = reqwest::get(format!("http://{address}/icon.svg")).await;
        if let Ok(answer) = answer {
            break answer.text().await.unwrap();
        }
        assert!(Instant::now() < deadline, "the server did not start");
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    assert_eq!(picture, PICTURE);
    let page = reqwest::get(format!("http://{address}/sign-in")).await.unwrap().text().await.unwrap();
    for file in ["/pkg/kuramori.one.js", "/pkg/kuramori.three.css"] {
        assert!(page.contains(file), "{file}: {page}");
    }
    assert!(elsewhere.path().join("data/kuramori.db").exists());
}
