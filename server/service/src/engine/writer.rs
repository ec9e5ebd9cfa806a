//! The one writer of SQLite: it takes the jobs that are waiting, runs each in a savepoint, and commits them together,
//! so that one fsync serves them all. No caller is answered before the commit.

use std::sync::Arc;

use sqlx::{AnyConnection, Connection};
use tokio::sync::{mpsc, oneshot};

use crate::announce::Announcer;
use crate::engine::ATTEMPTS_MAX;
use crate::job::{self, Job};
use crate::tx::{Effects, Env};
use crate::{Error, Result};

/// What the writer is sent.
pub(super) enum Message {
    /// Work.
    Job(Box<dyn Job>),
    /// Finish what came before, then stop.
    Close(oneshot::Sender<()>),
}

/// The writer's side of the channel and its connection.
pub(super) struct Writer {
    pub(super) conn: AnyConnection,
    pub(super) env: Arc<Env>,
    pub(super) announcer: Announcer,
    pub(super) jobs: mpsc::Receiver<Message>,
    /// The most jobs that share a commit; 1 is a commit each.
    pub(super) batch_jobs: usize,
}

/// A job that ran, and how it ended if the batch is committed.
type Ran = (Box<dyn Job>, Result<Effects>);

/// How a batch ended that is not durable.
enum Broken {
    /// Nothing of it was written: the jobs may run again, each in a batch of its own.
    Lost(Error),
    /// The commit itself failed: whether it was written is not known, so nobody is told that it was.
    Unknown(Error),
}

impl Writer {
    /// Works until it is told to stop or every sender has gone.
    pub(super) async fn run(mut self) {
        let mut closing = None;
        while closing.is_none() {
            match self.jobs.recv().await {
                Some(Message::Job(first)) => closing = self.batch(first).await,
                Some(Message::Close(done)) => closing = Some(done),
                None => break,
            }
        }
        if let Err(error) = self.conn.close().await {
            tracing::warn!(%error, "the writer's connection did not close cleanly");
        }
        if let Some(done) = closing {
            // Who closes may have stopped waiting.
            let _ = done.send(());
        }
    }

    /// Runs a batch that begins with `first`; gives who wants to close, if that came meanwhile.
    async fn batch(&mut self, first: Box<dyn Job>) -> Option<oneshot::Sender<()>> {
        let mut ran = Vec::new();
        let mut closing = None;
        match self.fill(first, self.batch_jobs, &mut ran, &mut closing).await {
            Ok(()) => self.answer(ran),
            Err(Broken::Unknown(error)) => fail(ran, &error),
            Err(Broken::Lost(error)) => {
                tracing::warn!(%error, jobs = ran.len(), "a batch was rolled back; its jobs run again one by one");
                for (job, _) in ran {
                    self.alone(job).await;
                }
            }
        }
        closing
    }

    /// Opens a transaction, runs the waiting jobs in it up to `jobs_max`, and commits.
    async fn fill(
        &mut self,
        first: Box<dyn Job>,
        jobs_max: usize,
        ran: &mut Vec<Ran>,
        closing: &mut Option<oneshot::Sender<()>>,
    ) -> std::result::Result<(), Broken> {
        let mut next = Some(first);
        let mut outer = match begin(&mut self.conn).await {
            Ok(outer) => outer,
            Err(error) => {
                ran.extend(next.map(|job| (job, Ok(Effects::default()))));
                return Err(Broken::Lost(error));
            }
        };
        while let Some(job) = next.take() {
            let end = in_savepoint(&mut outer, &self.env, job, ran).await;
            if let Err(error) = end {
                let _ = outer.rollback().await;
                return Err(Broken::Lost(error));
            }
            if ran.len() < jobs_max && closing.is_none() {
                match self.jobs.try_recv() {
                    Ok(Message::Job(job)) => next = Some(job),
                    Ok(Message::Close(done)) => *closing = Some(done),
                    Err(_) => {}
                }
            }
        }
        outer.commit().await.map_err(|error| Broken::Unknown(Error::Database(error)))
    }

    /// Runs one job in a transaction of its own, again after a transient conflict.
    async fn alone(&mut self, job: Box<dyn Job>) {
        let mut job = job;
        for attempt in 1.. {
            let mut ran = Vec::new();
            match self.fill(job, 1, &mut ran, &mut None).await {
                Ok(()) => return self.answer(ran),
                Err(Broken::Lost(error)) if attempt < ATTEMPTS_MAX && error.is_transient() => match ran.pop() {
                    Some((again, _)) => job = again,
                    None => return,
                },
                Err(Broken::Lost(error) | Broken::Unknown(error)) => return fail(ran, &error),
            }
        }
    }

    /// The batch is durable: events, then answers.
    fn answer(&self, ran: Vec<Ran>) {
        for (job, outcome) in ran {
            let tenant = job.tenant();
            job.finish(outcome.map(|effects| self.announcer.committed(tenant, effects)));
        }
    }
}

/// `immediate`, so that a writer of another process makes this wait here and never in the middle.
async fn begin(conn: &mut AnyConnection) -> Result<sqlx::Transaction<'_, sqlx::Any>> {
    Ok(conn.begin_with("begin immediate").await?)
}

/// Runs a job in a savepoint. A failure of the job takes back only that; an error here means that the outer
/// transaction has ended.
async fn in_savepoint(
    outer: &mut sqlx::Transaction<'_, sqlx::Any>,
    env: &Env,
    mut job: Box<dyn Job>,
    ran: &mut Vec<Ran>,
) -> Result<()> {
    let mut attempt = 1;
    loop {
        let mut savepoint = match outer.begin().await {
            Ok(savepoint) => savepoint,
            Err(error) => {
                ran.push((job, Ok(Effects::default())));
                return Err(Error::Database(error));
            }
        };
        let tenant = job.tenant();
        let outcome = job::attempt(&mut *job, job::tx(&mut savepoint, env, tenant)).await;
        let end = if outcome.is_ok() { savepoint.commit().await } else { savepoint.rollback().await };
        match (&outcome, end) {
            (_, Err(error)) => {
                ran.push((job, outcome));
                return Err(Error::Database(error));
            }
            (Err(error), Ok(())) if error.is_transient() && attempt < ATTEMPTS_MAX => attempt += 1,
            _ => {
                ran.push((job, outcome));
                return Ok(());
            }
        }
    }
}

/// Tells the callers of a batch that it failed. The cause goes to the log once.
fn fail(ran: Vec<Ran>, error: &Error) {
    tracing::error!(%error, jobs = ran.len(), "a batch failed");
    for (job, _) in ran {
        job.finish(Err(Error::Internal(format!("the batch failed: {error}"))));
    }
}
