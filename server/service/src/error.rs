//! What a use case may answer instead of its answer: something to tell the caller, or something for the log.

use std::fmt;

use model::{AppError, ErrorCode};

/// The result of every use case.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a use case gave no answer.
///
/// An [`Error::App`] is meant for the caller. Everything else is the inside: outside it is [`ErrorCode::Internal`],
/// and its text goes to the log only.
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
            Self::Database(sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_)) => {
                AppError::new(ErrorCode::Unavailable)
            }
            Self::Database(_) | Self::Stored(_) | Self::Internal(_) => AppError::new(ErrorCode::Internal),
        }
    }

    /// The stable code that the caller sees.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        self.public().code
    }

    /// Whether the same command may succeed when it is simply run again.
    pub(crate) fn is_transient(&self) -> bool {
        let Self::Database(sqlx::Error::Database(error)) = self else { return false };
        let code = error.code().unwrap_or_default();
        match code.as_ref() {
            // PostgreSQL: serialization failure, deadlock; SQLite: busy in its kinds, and a made id that was taken.
            "40001" | "40P01" | "5" | "6" | "261" | "517" | "1555" => true,
            // PostgreSQL: a made id that was taken.
            "23505" => error.constraint().is_some_and(|name| name.ends_with("_pk") || name.ends_with("_pkey")),
            _ => false,
        }
    }
}

/// Turns the failure of a unique constraint into a refusal.
pub trait UniqueAs<T> {
    /// Gives `refusal` where the statement broke a unique constraint, every other error as it is.
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
            sqlx::Error::Database(inner) if inner.is_unique_violation() => Error::App(refusal()),
            _ => Error::Database(error),
        })
    }
}
