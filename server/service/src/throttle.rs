//! The growing delay after failed sign-ins, by user and by address.
//!
//! An attempt for a user is counted before its password is looked at and forgiven when it fits, so that guesses that
//! come all at once are no cheaper than one after the other. An address is counted after a failure, since a whole
//! office may stand behind it. Whether user and company exist makes no difference.

use std::net::{IpAddr, Ipv6Addr};

use model::{AppError, ErrorCode, Instant};
use sqlx::Row;

use crate::secret::sha256;
use crate::{Error, NOBODY, Result, Store, Tx};

/// How fast the delay grows for one kind of subject.
struct Pace {
    /// Failures without any delay.
    free: i64,
    /// The longest delay in seconds.
    longest: i64,
    /// Seconds without a failure after which counting begins anew.
    forgotten_after: i64,
}

const USER: Pace = Pace { free: 5, longest: 900, forgotten_after: 86_400 };
const ADDRESS: Pace = Pace { free: 20, longest: 60, forgotten_after: 900 };
/// Rows taken away in one transaction of the purge.
const PURGE_ROWS: i64 = 1000;

impl Pace {
    /// Seconds to wait after so many failures: none, then 1, 2, 4 … up to the longest.
    fn delay_seconds(&self, failures: i64) -> i64 {
        match u32::try_from(failures - self.free - 1) {
            Ok(beyond) => 1_i64.checked_shl(beyond.min(30)).unwrap_or(i64::MAX).min(self.longest),
            Err(_) => 0,
        }
    }
}

/// The subject of a user, whether there is one or not. Hashed, since what people type may be a password.
pub(crate) fn user(customer_id: &str, login: &str) -> String {
    format!("user:{}", sha256(&format!("{customer_id}\n{login}")))
}

/// The subject of an address: all of an IPv4 address, the network (/64) of an IPv6 one.
fn address(address: &str) -> String {
    match address.parse::<IpAddr>().map(|ip| ip.to_canonical()) {
        Ok(IpAddr::V6(ip)) => {
            let [a, b, c, d, ..] = ip.segments();
            format!("address:{}", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        Ok(IpAddr::V4(ip)) => format!("address:{ip}"),
        Err(_) => "address:unknown".to_owned(),
    }
}

/// Counts an attempt for a user in a transaction of its own, or refuses it.
///
/// # Errors
/// [`ErrorCode::SignInDelayed`] with the seconds to wait.
pub(crate) async fn claim(store: &Store, user: &str, from: &str) -> Result<()> {
    let subjects = [user.to_owned(), address(from)];
    store
        .read(NOBODY, move |tx| {
            Box::pin(async move {
                for subject in subjects {
                    refuse_while_blocked(tx, &subject).await?;
                }
                Ok(())
            })
        })
        .await?;
    let subject = user.to_owned();
    let claimed = store.write(NOBODY, move |tx| {
        let subject = subject.clone();
        Box::pin(async move { count(tx, &subject, &USER).await })
    });
    claimed.await?.map_or(Ok(()), Err)
}

/// Counts a failure against an address, in a transaction of its own.
pub(crate) async fn failed_from(store: &Store, from: &str) -> Result<()> {
    let subject = address(from);
    let counted = store.write(NOBODY, move |tx| {
        let subject = subject.clone();
        Box::pin(async move { count(tx, &subject, &ADDRESS).await })
    });
    // Somebody else's failure may have begun a delay meanwhile; this one is over anyway.
    counted.await.map(|_| ())
}

/// Forgets the failures of a user whose password fitted, in a transaction of its own.
pub(crate) async fn fitted(store: &Store, user: &str) -> Result<()> {
    let subject = user.to_owned();
    let forgiven = store.write(NOBODY, move |tx| {
        let subject = subject.clone();
        Box::pin(async move { forgive(tx, &subject).await })
    });
    forgiven.await
}

/// Forgets the failures of a user, whose password fitted or was given anew.
pub(crate) async fn forgive(tx: &mut Tx<'_>, user: &str) -> Result<()> {
    sqlx::query("delete from sign_in_failure where subject = $1").bind(user).execute(tx.conn()).await?;
    Ok(())
}

/// Takes away counts that no longer matter, at most a thousand at a time, and says how many.
///
/// # Errors
/// Only of the database.
pub async fn purge(tx: &mut Tx<'_>) -> Result<u64> {
    let oldest = tx.now().plus_seconds(-USER.forgotten_after).micros();
    let gone = sqlx::query(
        "delete from sign_in_failure
         where subject in (select subject from sign_in_failure where last_failed_at < $1 limit $2)",
    )
    .bind(oldest)
    .bind(PURGE_ROWS)
    .execute(tx.conn())
    .await?;
    Ok(gone.rows_affected())
}

async fn refuse_while_blocked(tx: &mut Tx<'_>, subject: &str) -> Result<()> {
    let now = tx.now();
    let blocked_until = sqlx::query_scalar::<_, i64>("select blocked_until from sign_in_failure where subject = $1")
        .bind(subject)
        .fetch_optional(tx.conn())
        .await?;
    match blocked_until.map(Instant::from_micros) {
        Some(until) if until > now => Err(refusal(now, until)),
        _ => Ok(()),
    }
}

/// One failure more, and how long to wait from now on; nothing changes while a delay lasts: then the answer is the
/// refusal. It is no error of the transaction, which must commit.
async fn count(tx: &mut Tx<'_>, subject: &str, pace: &Pace) -> Result<Option<Error>> {
    let now = tx.now();
    let counted = sqlx::query(
        "insert into sign_in_failure (subject, failures, last_failed_at, blocked_until)
         values ($1, 1, $2, 0)
         on conflict (subject) do update
         set failures = case when sign_in_failure.last_failed_at < $3 then 1 else sign_in_failure.failures + 1 end,
             last_failed_at = $2
         where sign_in_failure.blocked_until <= $2
         returning failures",
    )
    .bind(subject)
    .bind(now.micros())
    .bind(now.plus_seconds(-pace.forgotten_after).micros())
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = counted else {
        return match refuse_while_blocked(tx, subject).await {
            Err(Error::App(refusal)) => Ok(Some(Error::App(refusal))),
            outcome => outcome.map(|()| None),
        };
    };
    let delay = pace.delay_seconds(row.try_get("failures")?);
    sqlx::query("update sign_in_failure set blocked_until = $2 where subject = $1")
        .bind(subject)
        .bind(now.plus_seconds(delay).micros())
        .execute(tx.conn())
        .await?;
    Ok(None)
}

fn refusal(now: Instant, until: Instant) -> Error {
    let seconds = (until.micros() - now.micros()).div_euclid(1_000_000) + 1;
    Error::App(AppError::new(ErrorCode::SignInDelayed).arg("seconds", seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delay_doubles_up_to_its_bound() {
        let delays: Vec<i64> = (4..10).map(|failures| USER.delay_seconds(failures)).collect();
        assert_eq!(delays, [0, 0, 1, 2, 4, 8]);
        assert_eq!(USER.delay_seconds(1_000), USER.longest);
    }

    #[test]
    fn a_network_of_ipv6_is_one_address() {
        assert_eq!(address("2001:db8:1:2::1"), address("2001:db8:1:2:ffff::9"));
        assert_ne!(address("2001:db8:1:2::1"), address("2001:db8:1:3::1"));
        assert_eq!(address("::ffff:192.0.2.1"), address("192.0.2.1"));
    }
}
