//! Files as the screen of imports sends them.

use serde_json::json;

use crate::serving::Served;
use crate::support::Engine;

/// `code,name` and `AB,a`, in base64.
const FILE: &str = "Y29kZSxuYW1lCkFCLGEK";
/// Three empty lines, which say nothing.
const EMPTY_LINES: &str = "CgoK";

#[tokio::test]
async fn a_file_of_several_megabytes_is_imported() {
    let served = Served::new(Engine::Sqlite, &[]).await;
    let cookie = served.sign_in().await;
    let content = format!("{FILE}{}", EMPTY_LINES.repeat(800_000));
    let command = json!({ "kind": "items", "content": content, "dry_run": false });
    let body = json!({ "envelope": { "key": "large" }, "command": command });
    let (status, result) = served.call("/fn/import/file", &cookie, &body).await;
    assert_eq!((status, result["created"].as_u64()), (200, Some(1)), "{result}");
}
