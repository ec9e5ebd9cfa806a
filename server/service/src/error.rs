//! What a use case may answer instead of its answer: something to tell the caller, or something for the log.

use std::fmt;

use model::{AppError, ErrorCode};

/// The result of every use case.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a use case gave no answer.
///
/// An [`Error::App`] is meant for the caller. Everything else is the inside: outside it is [`ErrorCode::Unavailable`]
/// where the same call may succeed later, else [`ErrorCode::Internal`], and its text goes to the log only.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A refusal, with a stable code.
    #[error("{0}")]
    App(#[from] AppError),
    /// The database failed, or a constraint that no use case foresaw was hit.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// What is stored cannot be read, or an answer cannot be written.
    #[error("stored text: {0}")]
    Stored(#[from] serde_json::Error),
    /// Something that cannot be unless the program is wrong.
    #[error("{0}")]
    Internal(String),
}

impl From<ErrorCode> for Error {
    fn from(code: ErrorCode) -> Self {
        Self::App(AppError::new(code))
    }
}

impl Error {
    /// An inside error from anything that can be printed.
    pub fn internal(cause: impl fmt::Display) -> Self {
        Self::Internal(cause.to_string())
    }

    /// What the caller may see.
    #[must_use]
    pub fn public(&self) -> AppError {
        match self {
            Self::App(error) => error.clone(),
            Self::Database(error) if is_outage(error) || is_conflict(error) => AppError::new(ErrorCode::Unavailable),
            Self::Database(_) | Self::Stored(_) | Self::Internal(_) => AppError::new(ErrorCode::Internal),
        }
    }

    /// What the caller may see; the inside goes to the log.
    #[must_use]
    pub fn disclose(&self) -> AppError {
        if !matches!(self, Self::App(_)) {
            tracing::error!(error = %self, "a use case failed");
        }
        self.public()
    }

    /// The stable code that the caller sees.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        self.public().code
    }

    /// Whether the same command may succeed when it is simply run again.
    pub(crate) fn is_transient(&self) -> bool {
        matches!(self, Self::Database(error) if is_conflict(error) || is_taken_id(error))
    }

    /// Whether it comes from the database or the way to it.
    pub(crate) const fn is_of_database(&self) -> bool {
        matches!(self, Self::Database(_))
    }
}

/// What a database says about an error.
enum Code {
    /// Five characters, of which the first two are the class.
    Postgres(String),
    /// A number whose lowest byte is the kind.
    Sqlite(u32),
}

/// The kind of an error of SQLite.
const fn kind(code: u32) -> u32 {
    code & 0xff
}

fn code(error: &sqlx::Error) -> Option<Code> {
    let code = error.as_database_error()?.code()?;
    if code.len() == 5 { Some(Code::Postgres(code.into_owned())) } else { code.parse().ok().map(Code::Sqlite) }
}

/// Whether the database cannot be reached, is ending or has no room: nothing that a command could do about it.
fn is_outage(error: &sqlx::Error) -> bool {
    use sqlx::Error::{Io, PoolClosed, PoolTimedOut, Protocol, WorkerCrashed};
    match code(error) {
        // The connection; resources such as room on the disk; the server is ending or starting.
        Some(Code::Postgres(code)) => ["08", "53", "57P"].iter().any(|class| code.starts_with(class)),
        // Busy, locked, no memory, input or output, full, cannot be opened.
        Some(Code::Sqlite(code)) => matches!(kind(code), 5 | 6 | 7 | 10 | 13 | 14),
        None => matches!(error, Io(_) | PoolClosed | PoolTimedOut | Protocol(_) | WorkerCrashed),
    }
}

/// Whether another transaction was in the way.
fn is_conflict(error: &sqlx::Error) -> bool {
    match code(error) {
        // Serialization failure, deadlock.
        Some(Code::Postgres(code)) => matches!(code.as_str(), "40001" | "40P01"),
        // Busy and locked in their kinds.
        Some(Code::Sqlite(code)) => matches!(kind(code), 5 | 6),
        None => false,
    }
}

/// Whether an id that was made by time and chance was taken. One that is taken again and again is no chance.
fn is_taken_id(error: &sqlx::Error) -> bool {
    let constraint = error.as_database_error().and_then(|error| error.constraint()).unwrap_or_default();
    match code(error) {
        Some(Code::Postgres(code)) => code == "23505" && (constraint.ends_with("_pk") || constraint.ends_with("_pkey")),
        Some(Code::Sqlite(code)) => code == 1555,
        None => false,
    }
}

/// Turns the failure of a unique constraint into a refusal.
pub trait UniqueAs<T> {
    /// Gives `refusal` where the statement broke a unique constraint other than that of its id, every other error as
    /// it is: with another id the same command is run again.
    ///
    /// On PostgreSQL the transaction can do nothing more after it: let the refusal leave the use case.
    ///
    /// # Errors
    /// The refusal, or the database's error.
    fn unique_as(self, refusal: impl FnOnce() -> AppError) -> Result<T>;
}

impl<T> UniqueAs<T> for std::result::Result<T, sqlx::Error> {
    fn unique_as(self, refusal: impl FnOnce() -> AppError) -> Result<T> {
        self.map_err(|error| match &error {
            sqlx::Error::Database(inner) if inner.is_unique_violation() && !is_taken_id(&error) => {
                Error::App(refusal())
            }
            _ => Error::Database(error),
        })
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::borrow::Cow;
    use std::error::Error as StdError;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use sqlx::error::{DatabaseError, ErrorKind};
    use tracing::{Event, Metadata, span};

    use super::*;

    /// An error as a database would send it.
    #[derive(Debug, thiserror::Error)]
    #[error("planned: {0}")]
    struct Planned(&'static str);

    impl DatabaseError for Planned {
        fn message(&self) -> &'static str {
            self.0
        }

        fn code(&self) -> Option<Cow<'_, str>> {
            Some(Cow::Borrowed(self.0))
        }

        fn constraint(&self) -> Option<&str> {
            Some("item_pk")
        }

        fn kind(&self) -> ErrorKind {
            ErrorKind::Other
        }

        fn as_error(&self) -> &(dyn StdError + Send + Sync + 'static) {
            self
        }

        fn as_error_mut(&mut self) -> &mut (dyn StdError + Send + Sync + 'static) {
            self
        }

        fn into_error(self: Box<Self>) -> Box<dyn StdError + Send + Sync + 'static> {
            self
        }
    }

    /// An error with a code of either database.
    pub(crate) fn planned(code: &'static str) -> Error {
        Error::Database(sqlx::Error::Database(Box::new(Planned(code))))
    }

    /// Counts what is written to the log.
    #[derive(Clone, Default)]
    struct Counting(Arc<AtomicUsize>);

    impl tracing::Subscriber for Counting {
        fn enabled(&self, _: &Metadata<'_>) -> bool {
            true
        }

        fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
            span::Id::from_u64(1)
        }

        fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

        fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

        fn event(&self, _: &Event<'_>) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }

        fn enter(&self, _: &span::Id) {}

        fn exit(&self, _: &span::Id) {}
    }

    #[test]
    fn the_cause_of_what_is_no_refusal_is_logged() {
        let log = Counting::default();
        let seen = tracing::subscriber::with_default(log.clone(), || {
            let errors = [Error::from(ErrorCode::Unavailable), planned("57P01"), planned("42601")];
            errors.map(|error| (error.disclose().code, log.0.load(Ordering::SeqCst)))
        });
        assert_eq!(seen, [(ErrorCode::Unavailable, 0), (ErrorCode::Unavailable, 1), (ErrorCode::Internal, 2)]);
    }

    #[test]
    fn an_outage_is_unavailable_and_not_tried_again() {
        for code in ["57P01", "57P03", "08006", "53300", "53100", "7", "10", "266", "13", "14", "3338"] {
            let error = planned(code);
            assert_eq!((error.code(), error.is_transient()), (ErrorCode::Unavailable, false), "{code}");
        }
        let lost = [
            sqlx::Error::PoolTimedOut,
            sqlx::Error::Io(std::io::Error::other("reset")),
            sqlx::Error::Protocol("the end".to_owned()),
            sqlx::Error::WorkerCrashed,
        ];
        for error in lost {
            assert_eq!(Error::Database(error).code(), ErrorCode::Unavailable);
        }
    }

    #[test]
    fn a_conflict_is_tried_again_and_unavailable_in_the_end() {
        for code in ["40001", "40P01", "5", "6", "261", "262", "517"] {
            let error = planned(code);
            assert_eq!((error.code(), error.is_transient()), (ErrorCode::Unavailable, true), "{code}");
        }
    }

    #[test]
    fn what_a_statement_did_wrong_stays_inside() {
        // Syntax, foreign key, a query that was cancelled, an SQL error of SQLite, its foreign key.
        for code in ["42601", "23503", "57014", "1", "787", "2067"] {
            let error = planned(code);
            assert_eq!((error.code(), error.is_transient()), (ErrorCode::Internal, false), "{code}");
        }
        for code in ["23505", "1555"] {
            let error = planned(code);
            assert_eq!((error.code(), error.is_transient()), (ErrorCode::Internal, true), "a taken id: {code}");
        }
    }
}
