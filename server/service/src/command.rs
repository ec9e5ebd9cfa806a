//! Commands and queries: what the outside may ask of the service.

use async_trait::async_trait;
use futures::future::BoxFuture;
use model::{Envelope, ErrorCode, TenantId};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::oneshot;

use crate::idempotency::{self, Claim};
use crate::job::{self, Job};
use crate::{Ctx, Error, Result, Tx, audit};

/// A write. Its type stands in `model`, its work in the module of its aggregate here.
///
/// [`Store::execute`](crate::Store::execute) adds what must not be forgotten: the transaction, the idempotency key,
/// the audit entry and the live event.
///
/// The future is boxed, so that the work is compiled once, here and with this crate's profile, instead of in each crate
/// that asks for it.
#[async_trait]
pub trait Command: Serialize + DeserializeOwned + Clone + Send + Sync + 'static {
    /// Stable name: `receiving.receive`. Part of the audit log and of the idempotency hash.
    const NAME: &'static str;

    /// What the caller gets; kept 30 days, so that a repeat gets the same.
    type Answer: Serialize + DeserializeOwned + Send + 'static;

    /// Whether it changes so much that it must not share a commit with work before it: SQLite keeps what a savepoint may
    /// have to take back in memory.
    const LARGE: bool = false;

    /// Does it, in a transaction that it neither begins nor commits. May be called again after a rollback.
    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<Self::Answer>;
}

/// A read. All its statements see one moment.
#[async_trait]
pub trait Query: Send + Sync + 'static {
    /// What the caller gets.
    type Answer: Send + 'static;

    /// Reads.
    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<Self::Answer>;
}

/// Where the answer of a job comes out.
pub(crate) type Reply<T> = oneshot::Receiver<Result<T>>;

/// A command on its way through a transaction.
pub(crate) struct CommandJob<C: Command> {
    ctx: Ctx,
    envelope: Envelope,
    command: C,
    body_hash: String,
    answer: Option<C::Answer>,
    reply: oneshot::Sender<Result<C::Answer>>,
}

impl<C: Command> CommandJob<C> {
    /// # Errors
    /// [`ErrorCode::KeyInvalid`] for a key that is none.
    pub(crate) fn new(ctx: Ctx, envelope: Envelope, command: C) -> Result<(Box<Self>, Reply<C::Answer>)> {
        if !envelope.has_valid_key() {
            return Err(Error::from(ErrorCode::KeyInvalid));
        }
        let body_hash = idempotency::body_hash(C::NAME, &command)?;
        let (reply, answer) = oneshot::channel();
        Ok((Box::new(Self { ctx, envelope, command, body_hash, answer: None, reply }), answer))
    }

    async fn once(&mut self, tx: &mut Tx<'_>) -> Result<C::Answer> {
        tx.take_envelope(&self.envelope);
        let (caller, key) = (self.ctx.caller.key_scope(), &self.envelope.key);
        if let Claim::Answered(text) = idempotency::claim(tx, &caller, key, C::NAME, &self.body_hash).await? {
            return Ok(serde_json::from_str(&text)?);
        }
        let answer = self.command.run(&self.ctx, tx).await?;
        audit::record(&self.ctx, tx, C::NAME).await?;
        idempotency::keep(tx, &caller, key, &serde_json::to_string(&answer)?).await?;
        Ok(answer)
    }
}

impl<C: Command> Job for CommandJob<C> {
    fn tenant(&self) -> TenantId {
        self.ctx.tenant
    }

    fn is_large(&self) -> bool {
        C::LARGE
    }

    fn run<'a>(&'a mut self, tx: &'a mut Tx<'_>) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            self.answer = Some(self.once(tx).await?);
            Ok(())
        })
    }

    fn finish(self: Box<Self>, outcome: Result<()>) {
        job::send(self.reply, outcome, self.answer);
    }
}
