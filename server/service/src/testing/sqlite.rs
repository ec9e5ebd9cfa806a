//! A new encrypted file in a folder that goes away with the test.

use std::future::Future;

use super::TestStore;
use crate::data_dir::DataDir;
use crate::{Database, SqliteOptions, SystemRandom};

pub(super) async fn with_store<F: Future<Output = ()>>(story: impl FnOnce(TestStore) -> F) {
    let folder = tempfile::tempdir().expect("a folder");
    let data = DataDir::prepare(folder.path(), None, &SystemRandom).expect("a new folder");
    let store = TestStore::open(Database::Sqlite(SqliteOptions::new(data.file, data.key))).await;
    let inner = store.store.clone();
    story(store).await;
    inner.close().await;
}
