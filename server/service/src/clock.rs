//! Time and chance, which are passed in so that tests decide them.

use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};

use model::Instant;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

/// Tells the time.
pub trait Clock: Send + Sync + 'static {
    /// The present moment.
    fn now(&self) -> Instant;
}

/// The clock of the machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place where the machine's clock is read")]
    fn now(&self) -> Instant {
        let since_epoch = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Instant::from_micros(i64::try_from(since_epoch.as_micros()).unwrap_or(i64::MAX))
    }
}

/// A clock that stands still until it is told otherwise, for tests and for filling a demo company.
#[derive(Debug)]
pub struct ManualClock(AtomicI64);

impl ManualClock {
    /// A clock that shows `now`.
    #[must_use]
    pub const fn at(now: Instant) -> Self {
        Self(AtomicI64::new(now.micros()))
    }

    /// Moves it forward.
    pub fn advance_seconds(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }

    /// Sets it.
    pub fn set(&self, now: Instant) {
        self.0.store(now.micros(), Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Instant {
        Instant::from_micros(self.0.load(Ordering::SeqCst))
    }
}

/// Gives random bytes, good enough for tokens and keys.
pub trait Random: Send + Sync + 'static {
    /// Fills `bytes`.
    fn fill(&self, bytes: &mut [u8]);

    /// 64 random bits.
    fn bits(&self) -> u64 {
        let mut bytes = [0; 8];
        self.fill(&mut bytes);
        u64::from_le_bytes(bytes)
    }
}

/// The random source of the machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    #[expect(clippy::disallowed_methods, reason = "the one place where the machine's random source is read")]
    fn fill(&self, bytes: &mut [u8]) {
        rand::rng().fill_bytes(bytes);
    }
}

/// The same bytes for the same seed.
#[derive(Debug)]
pub struct SeededRandom(Mutex<StdRng>);

impl SeededRandom {
    /// A source that repeats itself for the same seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(StdRng::seed_from_u64(seed)))
    }
}

impl Random for SeededRandom {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).fill_bytes(bytes);
    }
}

/// Makes ids: time in the upper bits so that new rows lie side by side in an index, chance in the lower ones.
pub(crate) struct IdMaker {
    last: Mutex<i64>,
}

/// 2020-01-01T00:00:00Z in milliseconds: ids begin there, and fit until 2089.
const ID_EPOCH_MS: i64 = 1_577_836_800_000;
const ID_RANDOM_BITS: u32 = 22;

/// The number below the ids of a moment, for rows that are made of the past: those ids are above it, and below every
/// id of a later millisecond.
pub(crate) fn first_id_at(at: Instant) -> i64 {
    (at.micros() / 1000 - ID_EPOCH_MS).max(1) << ID_RANDOM_BITS
}

impl IdMaker {
    pub(crate) const fn new() -> Self {
        Self { last: Mutex::new(0) }
    }

    /// A positive id above every one that this maker gave before.
    ///
    /// Two nodes may, very rarely, make the same: the primary key refuses the second, and its command is run again.
    pub(crate) fn next(&self, now: Instant, random: &dyn Random) -> i64 {
        let millis = (now.micros() / 1000 - ID_EPOCH_MS).max(1);
        let bits = random.bits();
        let chance = i64::try_from(bits >> (64 - ID_RANDOM_BITS)).unwrap_or(0);
        let step = i64::try_from(bits & 0xff).unwrap_or(0) + 1;
        let mut last = self.last.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        // Within a millisecond ids step on by chance, so that two nodes do not follow each other.
        *last = ((millis << ID_RANDOM_BITS) | chance).max(*last + step);
        *last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_rise_and_never_repeat_although_the_clock_stands_still() {
        let (maker, random) = (IdMaker::new(), SeededRandom::new(7));
        let now = Instant::from_micros(1_795_448_000_000_000);
        let ids: Vec<i64> = (0..10_000).map(|_| maker.next(now, &random)).collect();
        assert!(ids.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(ids[0] > 0);
    }

    #[test]
    fn a_clock_that_jumps_back_does_not_take_ids_back() {
        let (maker, random) = (IdMaker::new(), SeededRandom::new(7));
        let now = Instant::from_micros(1_795_448_000_000_000);
        let first = maker.next(now, &random);
        assert!(maker.next(now.plus_seconds(-3600), &random) > first);
    }
}
