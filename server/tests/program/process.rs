//! A process that serves, started by other means than [`App`](crate::support::App).

use std::process::Child;
use std::time::{Duration, Instant};

use reqwest::Response;

const START_TIMEOUT: Duration = Duration::from_mins(2);

/// Ends with the test.
pub struct Running(pub Child);

impl Running {
    /// The first answer with success from an address of it.
    pub async fn answer(&mut self, url: &str) -> Response {
        let deadline = Instant::now() + START_TIMEOUT;
        loop {
            match reqwest::get(url).await {
                Ok(answer) if answer.status().is_success() => return answer,
                _ => assert!(Instant::now() < deadline && self.0.try_wait().unwrap().is_none(), "{url}: no answer"),
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
