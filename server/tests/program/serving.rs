//! A serving program with a company, and a browser before it.

use std::fs::File;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use reqwest::header::{HeaderMap, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{ADMIN, App, Engine, PASSWORD, own_port};

const START_TIMEOUT: Duration = Duration::from_mins(1);

/// The company that every test has.
pub const COMPANY: &str = "acme";

pub struct Served {
    /// Its database lives as long as it does.
    _app: Arc<App>,
    pub port: u16,
    process: Child,
    folder: TempDir,
    client: Client,
}

impl Served {
    /// Serves a new company, and comes back when the program says that it is ready.
    pub async fn new(engine: Engine, extra: &[&str]) -> Self {
        let app = App::new(engine).await;
        app.create_company(COMPANY);
        Self::ready(app, extra).await
    }

    /// Serves what there is, and comes back when the program says that it is ready.
    pub async fn ready(app: impl Into<Arc<App>>, extra: &[&str]) -> Self {
        let served = Self::start(app, extra);
        served.wait_until_ready().await;
        served
    }

    /// Serves without waiting.
    pub fn start(app: impl Into<Arc<App>>, extra: &[&str]) -> Self {
        let app = app.into();
        let folder = tempfile::tempdir().unwrap();
        let port = own_port();
        let process = serve(&app, &folder, port, extra).spawn().unwrap();
        let client = Client::builder().redirect(Policy::none()).timeout(Duration::from_secs(30)).build().unwrap();
        Self { _app: app, port, process, folder, client }
    }

    async fn wait_until_ready(&self) {
        let deadline = Instant::now() + START_TIMEOUT;
        loop {
            let ready = self.client.get(self.url("/readyz")).send().await;
            if ready.is_ok_and(|answer| answer.status().is_success()) {
                return;
            }
            assert!(Instant::now() < deadline, "the server did not become ready:\n{}", self.log());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// What the program wrote to its log so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(log_file(&self.folder)).unwrap()
    }

    /// What the program wrote to standard output so far.
    pub fn output(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("out")).unwrap()
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, self.url(path))
    }

    /// A plain form, as a browser sends it from a page of the service.
    pub fn form(&self, path: &str, fields: &[(&str, &str)]) -> RequestBuilder {
        let body = fields.iter().map(|(name, value)| format!("{name}={}", escape(value))).collect::<Vec<_>>().join("&");
        self.request(Method::POST, path)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .body(body)
    }

    pub fn sign_in_form(&self, user: &str, password: &str) -> RequestBuilder {
        self.form("/sign-in", &[("customer_id", COMPANY), ("user_id", user), ("password", password)])
    }

    /// Signs in as the administrator and gives the cookie as a browser sends it.
    pub async fn sign_in(&self) -> String {
        session_cookie(&self.sign_in_form(ADMIN, PASSWORD).send().await.unwrap())
    }

    /// A page, with a cookie.
    pub async fn page(&self, path: &str, cookie: &str) -> Response {
        self.request(Method::GET, path).header("cookie", cookie).header("accept", "text/html").send().await.unwrap()
    }

    /// A server function, with a cookie.
    pub async fn function(&self, path: &str, cookie: &str, body: &str) -> Response {
        self.request(Method::POST, path)
            .header("cookie", cookie)
            .header("content-type", "application/json")
            .header("sec-fetch-site", "same-origin")
            .body(body.to_owned())
            .send()
            .await
            .unwrap()
    }

    /// The answer of a server function: its status and its JSON.
    pub async fn call(&self, path: &str, cookie: &str, body: &Value) -> (u16, Value) {
        let answer = self.function(path, cookie, &body.to_string()).await;
        let (status, text) = (answer.status().as_u16(), answer.text().await.unwrap());
        let json = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}: {text}"));
        (status, json)
    }

    /// The answer of the REST interface; a write has a key of its own.
    pub async fn rest(&self, token: &str, method: Method, path: &str, body: &Value) -> (u16, Value) {
        let request = self.request(method, &format!("/api/v1{path}")).bearer_auth(token);
        let request = if body.is_null() { request } else { request.header("idempotency-key", fresh_key()).json(body) };
        let answer = request.send().await.unwrap();
        let (status, text) = (answer.status().as_u16(), answer.text().await.unwrap());
        (status, serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}: {text}")))
    }

    /// Makes a user who has a password of their own, and gives the cookie of their session. `rights` is the role with
    /// the warehouses, as the command has them.
    pub async fn add_user(&self, admin: &str, login: &str, rights: Value) -> String {
        let mut command = json!({ "login": login, "name": login });
        command.as_object_mut().unwrap().extend(rights.as_object().unwrap().clone());
        let create = json!({ "envelope": { "key": fresh_key() }, "command": command });
        let (status, made) = self.call("/fn/users/create", admin, &create).await;
        assert_eq!(status, 200, "{made}");
        let temporary = made["password"].as_str().unwrap();
        let first = session_cookie(&self.sign_in_form(login, temporary).send().await.unwrap());
        let change = [("current", temporary), ("password", PASSWORD), ("again", PASSWORD)];
        session_cookie(&self.form("/password", &change).header("cookie", first).send().await.unwrap())
    }

    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").arg(format!("-{name}")).arg(self.process.id().to_string()).status().unwrap();
        assert!(sent.success());
    }

    pub fn is_running(&mut self) -> bool {
        self.process.try_wait().unwrap().is_none()
    }

    /// Waits for the end of the program.
    pub async fn ended(&mut self) -> ExitStatus {
        let deadline = Instant::now() + START_TIMEOUT;
        loop {
            if let Some(status) = self.process.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < deadline, "the server did not end:\n{}", self.log());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A key that no other command has.
fn fresh_key() -> String {
    static KEYS: AtomicU32 = AtomicU32::new(0);
    format!("test-{}", KEYS.fetch_add(1, Ordering::Relaxed))
}

fn log_file(folder: &TempDir) -> PathBuf {
    folder.path().join("log")
}

fn serve(app: &App, folder: &TempDir, port: u16, extra: &[&str]) -> Command {
    // The client is not built for these tests; an empty site stands in for it.
    let site = folder.path().join("site");
    std::fs::create_dir_all(site.join("pkg")).unwrap();
    let mut command = app.command(&["serve", "--listen", &format!("127.0.0.1:{port}")]);
    command.arg("--site").arg(site).args(extra).stdin(Stdio::null());
    command.stdout(File::create(folder.path().join("out")).unwrap());
    command.stderr(File::create(log_file(folder)).unwrap());
    command
}

/// The cookie of the session that an answer sets, as a browser sends it back.
pub fn session_cookie(answer: &Response) -> String {
    let cookie = session_header(answer.headers()).unwrap_or_else(|| panic!("no session: {answer:?}"));
    cookie.split(';').next().unwrap().to_owned()
}

/// The whole header that sets the cookie of the session.
pub fn session_header(headers: &HeaderMap) -> Option<String> {
    let mut cookies = headers.get_all(SET_COOKIE).iter().map(|value| value.to_str().unwrap());
    cookies.find(|cookie| cookie.contains("kuramori_session=")).map(str::to_owned)
}

pub fn location(answer: &Response) -> &str {
    answer.headers().get(LOCATION).map_or("", |value| value.to_str().unwrap())
}

fn escape(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}
