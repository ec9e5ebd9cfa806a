//! The rate limit of each token, counted in this node.

use std::collections::HashMap;
use std::sync::Mutex;

use axum::http::{HeaderMap, HeaderValue};
use model::{AppError, ErrorCode, Instant};

/// Buckets that are let in before those that stand full are dropped.
const BUCKETS_MAX: usize = 100_000;

/// A bucket for each token: it holds one second's worth of requests and refills steadily.
pub struct RateLimit {
    per_second: u32,
    buckets: Mutex<HashMap<i64, Bucket>>,
}

struct Bucket {
    /// Millionths of a request.
    level_micro: u64,
    filled_at: Instant,
}

/// What is left after a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    limit: u32,
    remaining: u32,
    reset_seconds: u32,
}

const MICRO: u64 = 1_000_000;

impl RateLimit {
    /// A limit of so many requests a second a token; 0 for none.
    #[must_use]
    pub fn new(per_second: u32) -> Self {
        Self { per_second, buckets: Mutex::new(HashMap::new()) }
    }

    /// Takes one request from the bucket of `subject`; no allowance is shown when there is no limit.
    ///
    /// # Errors
    /// [`ErrorCode::RateLimited`] with the seconds to wait.
    pub fn take(&self, subject: i64, now: Instant) -> Result<Option<Allowance>, (AppError, Allowance)> {
        if self.per_second == 0 {
            return Ok(None);
        }
        let full = u64::from(self.per_second) * MICRO;
        let mut buckets = self.buckets.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if buckets.len() >= BUCKETS_MAX {
            buckets.retain(|_, bucket| now.micros() - bucket.filled_at.micros() < 1_000_000);
        }
        let bucket = buckets.entry(subject).or_insert(Bucket { level_micro: full, filled_at: now });
        let elapsed_us = u64::try_from(now.micros() - bucket.filled_at.micros()).unwrap_or(0);
        let refill = elapsed_us.saturating_mul(u64::from(self.per_second));
        bucket.level_micro = bucket.level_micro.saturating_add(refill).min(full);
        bucket.filled_at = now;
        let allowed = bucket.level_micro >= MICRO;
        if allowed {
            bucket.level_micro -= MICRO;
        }
        let allowance = Allowance {
            limit: self.per_second,
            remaining: u32::try_from(bucket.level_micro / MICRO).unwrap_or(u32::MAX),
            reset_seconds: u32::from(bucket.level_micro < full),
        };
        if allowed {
            Ok(Some(allowance))
        } else {
            Err((AppError::new(ErrorCode::RateLimited).arg("seconds", 1), allowance))
        }
    }
}

impl Allowance {
    /// Says it in the usual headers.
    pub fn write(self, headers: &mut HeaderMap) {
        headers.insert("ratelimit-limit", HeaderValue::from(self.limit));
        headers.insert("ratelimit-remaining", HeaderValue::from(self.remaining));
        headers.insert("ratelimit-reset", HeaderValue::from(self.reset_seconds));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(micros: i64) -> Instant {
        Instant::from_micros(micros)
    }

    #[test]
    fn a_second_holds_so_many_requests_and_then_refills() {
        let limit = RateLimit::new(2);
        assert_eq!(limit.take(1, at(0)).unwrap().unwrap().remaining, 1);
        assert_eq!(limit.take(1, at(0)).unwrap().unwrap().remaining, 0);
        assert_eq!(limit.take(1, at(0)).unwrap_err().0.code, ErrorCode::RateLimited);
        assert!(limit.take(1, at(500_000)).is_ok());
        assert!(limit.take(1, at(500_001)).is_err());
    }

    #[test]
    fn tokens_do_not_share_a_bucket() {
        let limit = RateLimit::new(1);
        assert!(limit.take(1, at(0)).is_ok());
        assert!(limit.take(2, at(0)).is_ok());
    }

    #[test]
    fn no_limit_shows_no_allowance() {
        assert_eq!(RateLimit::new(0).take(1, at(0)).unwrap(), None);
    }
}
