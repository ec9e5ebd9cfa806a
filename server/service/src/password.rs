//! Passwords: argon2id with the parameters that OWASP recommends (19 MiB, 2 passes, 1 lane), away from the threads
//! that answer requests, few at a time, with a bounded queue before them.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use model::user::{PASSWORD_MAX_CHARS, PASSWORD_MIN_CHARS};
use model::{AppError, ErrorCode};
use tokio::sync::Semaphore;

use crate::{Error, Result};

/// Passwords that may wait for their turn; who brings one more is sent away. At 25 ms each this is under two seconds.
pub const WAITING_MAX: usize = 64;
/// Letters of a temporary password: none that look alike.
const TEMPORARY_LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// Letters of a temporary password, 5 bits each.
const TEMPORARY_CHARS: usize = 16;

struct Pool {
    running: Semaphore,
    waiting: AtomicUsize,
}

/// Half of the processors, so that a flood of sign-ins leaves the other half to everyone else.
static POOL: LazyLock<Pool> = LazyLock::new(|| {
    let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    Pool { running: Semaphore::new((processors / 2).max(1)), waiting: AtomicUsize::new(0) }
});

/// What is verified when there is no user, so that it takes as long as when there is one.
static NOBODYS_HASH: LazyLock<String> = LazyLock::new(|| {
    let hash = Argon2::default().hash_password_with_salt(b"nobody signs in with this", b"kuramori-nobodys");
    hash.map(|hash| hash.to_string()).unwrap_or_default()
});

/// One place in the queue, given back however the wait ends.
pub(crate) struct Place;

impl Place {
    /// Takes a place, before anything is counted or looked up.
    ///
    /// # Errors
    /// [`ErrorCode::Unavailable`] when too many wait already.
    pub(crate) fn take() -> Result<Self> {
        if POOL.waiting.fetch_add(1, Ordering::SeqCst) >= WAITING_MAX {
            POOL.waiting.fetch_sub(1, Ordering::SeqCst);
            return Err(Error::from(ErrorCode::Unavailable));
        }
        Ok(Self)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        POOL.waiting.fetch_sub(1, Ordering::SeqCst);
    }
}

async fn in_turn<T: Send + 'static>(place: Place, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let turn = POOL.running.acquire().await.map_err(Error::internal)?;
    drop(place);
    // The work cannot be stopped, so its turn lasts as long as it does, even when the caller stops waiting.
    let work = move || {
        let _turn = turn;
        work()
    };
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)
}

/// Hashes a password with `salt`; the answer is a PHC string that says how it was made.
///
/// # Errors
/// [`ErrorCode::Unavailable`] when too many wait already.
pub(crate) async fn hash(password: String, salt: [u8; 16]) -> Result<String> {
    let work = move || {
        let hash = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt);
        hash.map(|hash| hash.to_string()).map_err(Error::internal)
    };
    in_turn(Place::take()?, work).await?
}

/// Whether the password fits the hash. Takes as long without a hash as with one.
///
/// # Errors
/// Internal, when the stored hash cannot be read.
pub(crate) async fn fits(place: Place, password: String, hash: Option<String>) -> Result<bool> {
    let work = move || {
        let is_somebody = hash.is_some();
        let stored = hash.unwrap_or_else(|| NOBODYS_HASH.clone());
        let parsed = PasswordHash::new(&stored).map_err(Error::internal)?;
        Ok(Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok() && is_somebody)
    };
    in_turn(place, work).await?
}

/// Refuses a password that is too short, too long, or that names its user.
///
/// # Errors
/// [`ErrorCode::PasswordTooWeak`] or [`ErrorCode::TooLong`], for the field `password`.
pub fn check(password: &str, customer_id: &str, login: &str) -> Result<()> {
    let chars = password.chars().count();
    if chars > PASSWORD_MAX_CHARS {
        let refusal = AppError::new(ErrorCode::TooLong).arg("max", PASSWORD_MAX_CHARS);
        return Err(Error::App(refusal.field("password")));
    }
    let lower = password.to_lowercase();
    let is_name = lower == login.to_lowercase() || lower == customer_id.to_lowercase();
    let first = password.chars().next();
    let is_one_character = password.chars().all(|c| Some(c) == first);
    if chars < PASSWORD_MIN_CHARS || is_name || is_one_character || COMMON.contains(&lower.as_str()) {
        let refusal = AppError::new(ErrorCode::PasswordTooWeak).arg("min", PASSWORD_MIN_CHARS);
        return Err(Error::App(refusal.field("password")));
    }
    Ok(())
}

/// Passwords of ten characters and more that head every list of leaked ones.
const COMMON: [&str; 20] = [
    "0123456789",
    "0987654321",
    "1234567890",
    "12345678910",
    "123456789a",
    "1q2w3e4r5t",
    "1q2w3e4r5t6y",
    "abcdefghij",
    "administrator",
    "asdfghjkl;",
    "password00",
    "password01",
    "password12",
    "password123",
    "password1234",
    "passw0rd123",
    "qwerty12345",
    "qwerty123456",
    "qwertyuiop",
    "sakura1234",
];

/// A temporary password from random bytes, in groups of four that can be read out on the telephone.
pub(crate) fn temporary(random: [u8; TEMPORARY_CHARS]) -> String {
    let letters = random.map(|byte| char::from(TEMPORARY_LETTERS[usize::from(byte % 32)]));
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join("-")
}

/// A mark that tells one run of a command from another.
pub(crate) fn nonce(random: [u8; 16]) -> String {
    STANDARD_NO_PAD.encode(random)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_fits_its_own_hash_only() {
        let hashed = hash("kura-mori-7x".to_owned(), [3; 16]).await.unwrap();
        assert!(hashed.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hashed}");
        assert!(fits(Place::take().unwrap(), "kura-mori-7x".to_owned(), Some(hashed.clone())).await.unwrap());
        assert!(!fits(Place::take().unwrap(), "kura-mori-7y".to_owned(), Some(hashed)).await.unwrap());
        assert!(!fits(Place::take().unwrap(), "nobody signs in with this".to_owned(), None).await.unwrap());
    }

    #[test]
    fn weak_passwords_are_refused() {
        for weak in ["", "short-1x", "password123", "Tanaka.Hanako", "ACME-TRADING", "aaaaaaaaaaaa"] {
            let refusal = check(weak, "acme-trading", "tanaka.hanako").unwrap_err();
            assert_eq!(refusal.code(), ErrorCode::PasswordTooWeak, "{weak}");
        }
        check("kura-mori-7x", "acme", "tanaka").unwrap();
        assert_eq!(check(&"x1".repeat(101), "acme", "tanaka").unwrap_err().code(), ErrorCode::TooLong);
    }

    #[test]
    fn a_temporary_password_is_strong_and_legible() {
        let password = temporary([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 255]);
        assert_eq!(password, "abcd-efgh-ijkm-npq9");
        check(&password, "acme", "tanaka").unwrap();
    }
}
