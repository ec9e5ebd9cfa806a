//! Server functions of files: import, templates, export.

use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use model::import::{FileEncoding, ImportKind};
use model::{Envelope, export, import};
use serde::{Deserialize, Serialize};

use crate::refusal::Refusal;
#[cfg(feature = "ssr")]
use crate::ssr;

/// A file for the browser to save.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedFile {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its bytes in base64.
    pub base64: String,
}

/// Imports a file, or says what it would do.
#[server(endpoint = "import/file", input = Json)]
pub async fn import_file(envelope: Envelope, command: import::ImportFile) -> Result<import::ImportResult, Refusal> {
    ssr::execute(envelope, command).await
}

/// A file to begin with: head and an example.
#[server(endpoint = "import/template", input = Json)]
pub async fn get_template(kind: ImportKind, encoding: FileEncoding) -> Result<SavedFile, Refusal> {
    ssr::ctx()?;
    let made = std::future::ready(service::import::template(kind, ssr::language(), encoding)).await;
    let content = made.map_err(|error| ssr::hide(&error))?;
    let name = match kind {
        ImportKind::Items => "items.csv",
        ImportKind::OpeningStock => "opening-stock.csv",
    };
    Ok(saved(name.to_owned(), "text/csv", &content))
}

/// What a list shows, as a file.
#[server(endpoint = "export/file", input = Json)]
pub async fn export_file(query: export::ExportFile) -> Result<SavedFile, Refusal> {
    let file = ssr::query(query).await?;
    Ok(saved(file.name, file.media_type, &file.content))
}

#[cfg(feature = "ssr")]
fn saved(name: String, media_type: &str, content: &[u8]) -> SavedFile {
    use base64::Engine as _;
    let base64 = base64::engine::general_purpose::STANDARD.encode(content);
    SavedFile { name, media_type: media_type.to_owned(), base64 }
}
