//! The one writer of SQLite: it takes the jobs that are waiting, runs them in one transaction, and commits them together,
//! so that one fsync serves them all. No caller is answered before the commit.
//!
//! Each job after the first has a savepoint, so that its failure takes back only its own work. The first needs none: to
//! take it back is to take back the transaction.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use model::ErrorCode;
use sqlx::{AnyConnection, Connection};
use tokio::sync::{mpsc, oneshot};

use crate::announce::Announcer;
use crate::engine::ATTEMPTS_MAX;
use crate::engine::sqlite::Door;
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
    pub(super) door: Door,
    /// None at first, and after a failure: what the old one was in the middle of cannot be known. The next batch opens
    /// another.
    pub(super) conn: Option<AnyConnection>,
    /// Whether the last batch was committed.
    pub(super) works: Arc<AtomicBool>,
    pub(super) env: Arc<Env>,
    pub(super) announcer: Announcer,
    pub(super) jobs: mpsc::Receiver<Message>,
    /// A large job that came in the middle of a batch and begins the next one.
    pub(super) held: Option<Box<dyn Job>>,
    /// The most jobs that share a commit; 1 is a commit each.
    pub(super) batch_jobs: usize,
}

/// Keeps this thread, and those that it starts, on one core; another one for other processes. Where the system does not
/// let it, it merely works more slowly.
fn stay_on_one_core() {
    let cores = core_affinity::get_core_ids().unwrap_or_default();
    let mine = usize::try_from(std::process::id()).unwrap_or_default() % cores.len().max(1);
    let stays = cores.get(mine).is_some_and(|core| core_affinity::set_for_current(*core));
    if !stays {
        tracing::debug!("the writer is not kept on one core");
    }
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

/// What a batch has gathered so far.
struct Batch<'a> {
    jobs_max: usize,
    ran: &'a mut Vec<Ran>,
    /// Who wants to close, if that came meanwhile.
    closing: &'a mut Option<oneshot::Sender<()>>,
}

impl Writer {
    /// Works in a thread of its own, which stays on one core.
    ///
    /// The driver keeps each connection in a thread too, and it inherits the core. So the two pass every statement to
    /// and fro without waking another core, which takes longer than the statement.
    pub(super) fn start(self) -> std::io::Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let work = move || {
            stay_on_one_core();
            runtime.block_on(self.run());
        };
        std::thread::Builder::new().name("kuramori-writer".to_owned()).spawn(work)?;
        Ok(())
    }

    /// Works until it is told to stop or every sender has gone.
    async fn run(mut self) {
        let mut closing = None;
        while closing.is_none() {
            let next = match self.held.take() {
                Some(job) => Some(Message::Job(job)),
                None => self.jobs.recv().await,
            };
            match next {
                Some(Message::Job(first)) => closing = self.batch(first).await,
                Some(Message::Close(done)) => closing = Some(done),
                None => break,
            }
        }
        if let Some(conn) = self.conn.take() {
            close(conn).await;
        }
        if let Some(done) = closing {
            // Who closes may have stopped waiting.
            let _ = done.send(());
        }
    }

    /// Runs a batch that begins with `first`; gives who wants to close, if that came meanwhile.
    async fn batch(&mut self, first: Box<dyn Job>) -> Option<oneshot::Sender<()>> {
        let (mut ran, mut closing) = (Vec::new(), None);
        let batch = Batch { jobs_max: self.batch_jobs, ran: &mut ran, closing: &mut closing };
        match self.fill(first, batch).await {
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

    /// Runs a batch on the connection, or on a new one where the last batch left none. A connection whose batch broke
    /// is given up: an error of the engine may have ended the transaction, which the driver would go on counting.
    async fn fill(&mut self, first: Box<dyn Job>, batch: Batch<'_>) -> std::result::Result<(), Broken> {
        let opened = match self.conn.take() {
            Some(conn) => Ok(conn),
            None => self.door.open().await,
        };
        let outcome = match opened {
            Err(error) => {
                batch.ran.push((first, Ok(Effects::default())));
                Err(Broken::Lost(error))
            }
            Ok(mut conn) => {
                let outcome = self.work(&mut conn, first, batch).await;
                match outcome {
                    Ok(()) => self.conn = Some(conn),
                    // Its end takes back what stands open.
                    Err(_) => close(conn).await,
                }
                outcome
            }
        };
        self.works.store(outcome.is_ok(), Ordering::Relaxed);
        outcome
    }

    /// Opens a transaction, runs the waiting jobs in it as far as the batch goes, and commits.
    async fn work(
        &mut self,
        conn: &mut AnyConnection,
        first: Box<dyn Job>,
        mut batch: Batch<'_>,
    ) -> std::result::Result<(), Broken> {
        let (mut next, mut attempt) = (Some(first), 1);
        while let Some(job) = next.take() {
            match begin_with(conn, &self.env, job, attempt, batch.ran).await.map_err(Broken::Lost)? {
                Begun::With(mut outer) => {
                    next = self.next(&mut batch);
                    while let Some(job) = next.take() {
                        in_savepoint(&mut outer, &self.env, job, batch.ran).await.map_err(Broken::Lost)?;
                        next = self.next(&mut batch);
                    }
                    outer.commit().await.map_err(|error| Broken::Unknown(Error::Database(error)))?;
                }
                Begun::Refused => (next, attempt) = (self.next(&mut batch), 1),
                Begun::Again(job) => (next, attempt) = (Some(job), attempt + 1),
            }
        }
        Ok(())
    }

    /// The next job of a batch, if one waits and the batch goes on.
    fn next(&mut self, batch: &mut Batch<'_>) -> Option<Box<dyn Job>> {
        if batch.ran.len() >= batch.jobs_max || batch.closing.is_some() {
            return None;
        }
        match self.jobs.try_recv().ok()? {
            Message::Job(job) if job.is_large() => self.held = Some(job),
            Message::Job(job) => return Some(job),
            Message::Close(done) => *batch.closing = Some(done),
        }
        None
    }

    /// Runs one job in a transaction of its own, again after a transient conflict.
    async fn alone(&mut self, job: Box<dyn Job>) {
        let mut job = job;
        for attempt in 1.. {
            let mut ran = Vec::new();
            let batch = Batch { jobs_max: 1, ran: &mut ran, closing: &mut None };
            match self.fill(job, batch).await {
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

async fn close(conn: AnyConnection) {
    if let Err(error) = conn.close().await {
        tracing::warn!(%error, "the writer's connection did not close cleanly");
    }
}

/// How a transaction began.
enum Begun<'c> {
    /// With what the job did.
    With(sqlx::Transaction<'c, sqlx::Any>),
    /// The job failed, and the transaction was taken back with it.
    Refused,
    /// So it was, and the job may succeed when it runs again.
    Again(Box<dyn Job>),
}

/// Begins a transaction with a job. An error means that the transaction ended otherwise.
async fn begin_with<'c>(
    conn: &'c mut AnyConnection,
    env: &Env,
    mut job: Box<dyn Job>,
    attempt: u32,
    ran: &mut Vec<Ran>,
) -> Result<Begun<'c>> {
    // `immediate`, so that a writer of another process makes this wait here and never in the middle.
    let mut outer = match conn.begin_with("begin immediate").await {
        Ok(outer) => outer,
        Err(error) => return lost(job, ran, Error::Database(error)),
    };
    let tenant = job.tenant();
    let failure = match job::attempt(&mut *job, job::tx(&mut outer, env, tenant)).await {
        Ok(effects) => {
            ran.push((job, Ok(effects)));
            return Ok(Begun::With(outer));
        }
        Err(failure) => failure,
    };
    match outer.rollback().await {
        Err(error) => lost(job, ran, cause(failure, error)),
        Ok(()) if failure.is_transient() && attempt < ATTEMPTS_MAX => Ok(Begun::Again(job)),
        Ok(()) => {
            ran.push((job, Err(failure)));
            Ok(Begun::Refused)
        }
    }
}

/// Runs a job in a savepoint. A failure of the job takes back only that; an error here means that the outer
/// transaction has ended.
async fn in_savepoint(
    outer: &mut sqlx::Transaction<'_, sqlx::Any>,
    env: &Env,
    mut job: Box<dyn Job>,
    ran: &mut Vec<Ran>,
) -> Result<()> {
    let tenant = job.tenant();
    for attempt in 1.. {
        let mut savepoint = match outer.begin().await {
            Ok(savepoint) => savepoint,
            Err(error) => return lost(job, ran, Error::Database(error)),
        };
        let outcome = job::attempt(&mut *job, job::tx(&mut savepoint, env, tenant)).await;
        let end = if outcome.is_ok() { savepoint.commit().await } else { savepoint.rollback().await };
        match (outcome, end) {
            (Err(failure), Err(error)) => return lost(job, ran, cause(failure, error)),
            (Ok(_), Err(error)) => return lost(job, ran, Error::Database(error)),
            (Err(failure), Ok(())) if failure.is_transient() && attempt < ATTEMPTS_MAX => {}
            (outcome, Ok(())) => {
                ran.push((job, outcome));
                break;
            }
        }
    }
    Ok(())
}

/// The transaction has ended under a job, which may run again.
fn lost<T>(job: Box<dyn Job>, ran: &mut Vec<Ran>, error: Error) -> Result<T> {
    ran.push((job, Ok(Effects::default())));
    Err(error)
}

/// Why a transaction has ended: what the job met says it; to take it back only failed afterwards.
fn cause(failure: Error, rollback: sqlx::Error) -> Error {
    Some(failure).filter(Error::is_of_database).unwrap_or(Error::Database(rollback))
}

/// Tells the callers of a batch that it failed, and that they may try again. The cause goes to the log once.
fn fail(ran: Vec<Ran>, error: &Error) {
    tracing::error!(%error, jobs = ran.len(), "a batch failed");
    for (job, _) in ran {
        job.finish(Err(Error::from(ErrorCode::Unavailable)));
    }
}
