//! A piece of work for the store: it runs in a transaction that somebody else opens and commits.

use std::panic::AssertUnwindSafe;

use futures::FutureExt;
use futures::future::BoxFuture;
use model::TenantId;
use tokio::sync::oneshot;

use crate::tx::{Effects, Env, Tx};
use crate::{Error, Result};

/// Work whose answer waits inside it until the transaction is durable.
pub(crate) trait Job: Send + 'static {
    /// The tenant whose rows it sees.
    fn tenant(&self) -> TenantId;
    /// Whether it changes so much that it must not share a commit with work before it.
    fn is_large(&self) -> bool {
        false
    }
    /// Does the work. After a rollback it is called again, so it begins anew each time.
    fn run<'a>(&'a mut self, tx: &'a mut Tx<'_>) -> BoxFuture<'a, Result<()>>;
    /// Answers the caller: with what [`Job::run`] made when the transaction is durable, else with the error.
    fn finish(self: Box<Self>, outcome: Result<()>);
}

/// Runs a job once; a panic is an inside error like any other.
pub(crate) async fn attempt(job: &mut dyn Job, mut tx: Tx<'_>) -> Result<Effects> {
    match AssertUnwindSafe(job.run(&mut tx)).catch_unwind().await {
        Ok(outcome) => outcome.map(|()| tx.into_effects()),
        Err(panic) => Err(Error::Internal(format!("a use case panicked: {}", panic_text(&*panic)))),
    }
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("without a text")
}

/// A transaction over `conn` for a tenant.
pub(crate) fn tx<'c>(conn: &'c mut sqlx::AnyConnection, env: &'c Env, tenant: TenantId) -> Tx<'c> {
    Tx::new(conn, env, tenant)
}

/// A job made of a function.
pub(crate) struct FnJob<F, T> {
    tenant: TenantId,
    work: F,
    answer: Option<T>,
    reply: oneshot::Sender<Result<T>>,
}

impl<F, T> FnJob<F, T>
where
    F: for<'a> FnMut(&'a mut Tx<'_>) -> BoxFuture<'a, Result<T>>,
{
    pub(crate) fn new(tenant: TenantId, work: F) -> (Box<Self>, oneshot::Receiver<Result<T>>) {
        let (reply, answer) = oneshot::channel();
        (Box::new(Self { tenant, work, answer: None, reply }), answer)
    }
}

impl<F, T> Job for FnJob<F, T>
where
    F: for<'a> FnMut(&'a mut Tx<'_>) -> BoxFuture<'a, Result<T>> + Send + 'static,
    T: Send + 'static,
{
    fn tenant(&self) -> TenantId {
        self.tenant
    }

    fn run<'a>(&'a mut self, tx: &'a mut Tx<'_>) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            self.answer = Some((self.work)(tx).await?);
            Ok(())
        })
    }

    fn finish(self: Box<Self>, outcome: Result<()>) {
        send(self.reply, outcome, self.answer);
    }
}

/// Answers a caller, who may have gone meanwhile.
pub(crate) fn send<T>(reply: oneshot::Sender<Result<T>>, outcome: Result<()>, answer: Option<T>) {
    let answer = outcome.and_then(|()| answer.ok_or_else(|| Error::internal("a job ended without an answer")));
    if reply.send(answer).is_err() {
        tracing::debug!("the caller has gone; the work stays done");
    }
}
