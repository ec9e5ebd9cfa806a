//! The program as its users have it: a process with a database of its own, spoken to over HTTP.
//!
//! Invariant: every [`App`] has a fresh folder, a fresh database and a free port, so that tests
//! run side by side; what it started, it ends.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::Write as _;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU16, AtomicU32, Ordering};
use std::time::{Duration, Instant};

use reqwest::{Client, Method, Response};
use serde_json::Value;
use sqlx::{Connection as _, Executor as _, PgConnection};
use tempfile::TempDir;

/// The administrator of every company that a test makes.
pub const ADMIN: &str = "admin";
pub const PASSWORD: &str = "kura-mori-7x";

const START_TIMEOUT: Duration = Duration::from_mins(1);

#[derive(Clone, Copy, Debug)]
pub enum Engine {
    Sqlite,
    Postgres,
}

pub struct App {
    folder: TempDir,
    database_url: Option<String>,
    port: u16,
    process: Option<Child>,
    pub client: Client,
}

/// A port for the server, to which a restart comes back too. Below those that systems give to clients, and by the slot
/// of the test: a port that was found free might be somebody else's by the time that the server starts.
pub fn own_port() -> u16 {
    const FIRST: u16 = 10_000;
    const OF_A_TEST: u16 = 16;
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let slot = std::env::var("NEXTEST_TEST_GLOBAL_SLOT").ok().and_then(|slot| slot.parse().ok());
    let slot: u16 = slot.unwrap_or_else(|| u16::try_from(std::process::id() % 500).unwrap_or_default());
    let mut ports = (0..OF_A_TEST).map(|_| FIRST + slot * OF_A_TEST + NEXT.fetch_add(1, Ordering::Relaxed) % OF_A_TEST);
    ports.find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok()).expect("a free port")
}

impl App {
    /// A program with an empty database, not yet serving.
    pub async fn new(engine: Engine) -> Self {
        let database_url = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(fresh_postgres().await),
        };
        let port = own_port();
        let client = Client::builder().timeout(Duration::from_secs(30)).build().unwrap();
        Self { folder: tempfile::tempdir().unwrap(), database_url, port, process: None, client }
    }

    /// Its data folder.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Where its PostgreSQL database is.
    pub fn database_url(&self) -> &str {
        self.database_url.as_deref().expect("an app on PostgreSQL")
    }

    /// `kuramori …` on this program's database.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kuramori"));
        command.args(arguments).arg("--data").arg(self.data());
        command.env_remove("DATABASE_URL");
        if let Some(url) = &self.database_url {
            command.env("DATABASE_URL", url);
        }
        command
    }

    /// Runs a subcommand to its end with `input` on standard input.
    pub fn run(&self, arguments: &[&str], input: &str) -> Output {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    }

    /// Like [`App::run`], for what must succeed; gives standard output.
    pub fn succeed(&self, arguments: &[&str], input: &str) -> String {
        let output = self.run(arguments, input);
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "kuramori {arguments:?}: {error}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Makes a company and gives an API token of its administrator.
    pub fn create_company(&self, customer_id: &str) -> String {
        let company = ["--customer-id", customer_id, "--name", customer_id, "--admin", ADMIN];
        let create = [&["tenant", "create", "--password-stdin"][..], &company[..]].concat();
        self.succeed(&create, &format!("{PASSWORD}\n"));
        let token = ["token", "create", "--customer-id", customer_id, "--user", ADMIN];
        self.succeed(&[&token[..], &["--name", "test"][..]].concat(), "").trim().to_owned()
    }

    /// Serves, and comes back when the program says that it is ready.
    pub async fn start(&mut self) {
        let address = format!("127.0.0.1:{}", self.port);
        // The client is not built for these tests; an empty site stands in for it.
        let site = self.folder.path().join("site");
        std::fs::create_dir_all(site.join("pkg")).unwrap();
        let mut serve = self.command(&["serve", "--listen", &address]);
        let child = serve.arg("--site").arg(site).stdout(Stdio::null()).spawn().unwrap();
        self.process = Some(child);
        let deadline = Instant::now() + START_TIMEOUT;
        loop {
            let ready = self.client.get(format!("http://{address}/readyz")).send().await;
            if ready.is_ok_and(|answer| answer.status().is_success()) {
                return;
            }
            assert!(Instant::now() < deadline, "the server did not become ready");
            let exited = self.process.as_mut().unwrap().try_wait().unwrap();
            assert!(exited.is_none(), "the server ended: {exited:?}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// `kill -9`: no warning, no last words.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.process.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    /// The address of a path under `/api/v1`.
    pub fn api(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}/api/v1{path}", self.port)
    }

    /// One write over REST under `key`.
    pub async fn write(
        &self,
        token: &str,
        method: Method,
        path: &str,
        key: &str,
        body: &Value,
    ) -> reqwest::Result<Response> {
        let request = self.client.request(method, self.api(path)).bearer_auth(token);
        request.header("idempotency-key", key).json(body).send().await
    }

    /// A `POST` that must succeed, under a key made from path and body.
    pub async fn post(&self, token: &str, path: &str, body: Value) -> Value {
        let mut hasher = DefaultHasher::new();
        (path, body.to_string()).hash(&mut hasher);
        let key = hasher.finish().to_string();
        let answer = self.write(token, Method::POST, path, &key, &body).await.unwrap();
        let (status, text) = (answer.status(), answer.text().await.unwrap());
        assert!(status.is_success(), "POST {path} {body}: {status} {text}");
        serde_json::from_str(&text).unwrap()
    }

    /// A `GET` that must succeed.
    pub async fn get(&self, token: &str, path: &str) -> Value {
        let answer = self.client.get(self.api(path)).bearer_auth(token).send().await.unwrap();
        let (status, text) = (answer.status(), answer.text().await.unwrap());
        assert!(status.is_success(), "GET {path}: {status} {text}");
        serde_json::from_str(&text).unwrap()
    }
}

impl Drop for App {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A new database on the server that `KURAMORI_TEST_POSTGRES` names (`make test` starts one).
async fn fresh_postgres() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let server = std::env::var("KURAMORI_TEST_POSTGRES")
        .expect("KURAMORI_TEST_POSTGRES is not set: run the tests with `make test-rust`");
    let (head, _) = server.rsplit_once('/').unwrap();
    let name = format!("app_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let mut connection = PgConnection::connect(&server).await.unwrap();
    let create = sqlx::AssertSqlSafe(format!("create database {name}"));
    connection.execute(create).await.unwrap();
    format!("{head}/{name}")
}
