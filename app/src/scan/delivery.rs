//! Commands on their way over a line that comes and goes.

use std::future::Future;

use leptos::prelude::*;
use model::ErrorCode;
use serde::{Deserialize, Serialize};

use crate::refusal::Refusal;
use crate::scan::device::Device;

/// The first pause before trying again, in milliseconds; each further one is twice as long.
const PAUSE_MS: u32 = 500;
/// The longest pause.
const PAUSE_MAX_MS: u32 = 4_000;
/// How often an answer that does not say what became of the command is asked for again.
const UNCERTAIN_MAX: u32 = 4;

/// Sends until an answer comes. The command carries its key, so however often it arrives it is done once.
pub async fn deliver<A, F>(device: Device, offline: RwSignal<bool>, send: impl Fn() -> F) -> Result<A, Refusal>
where
    F: Future<Output = Result<A, Refusal>>,
{
    let (mut pause_ms, mut uncertain) = (PAUSE_MS, 0);
    loop {
        let answer = send().await;
        let again = match &answer {
            Err(refusal) if refusal.is_offline() => true,
            // A server that is just stopping, or something before it: it may be another one in a moment.
            Err(refusal) if is_uncertain(refusal) => {
                uncertain += 1;
                uncertain < UNCERTAIN_MAX
            }
            _ => false,
        };
        // Nobody waits any more once the page is left.
        if !again || offline.try_set(true).is_some() {
            offline.try_set(false);
            return answer;
        }
        device.wait(pause_ms).await;
        pause_ms = (pause_ms * 2).min(PAUSE_MAX_MS);
    }
}

/// Whether the command may have been done although the answer is an error: only its key tells.
#[must_use]
pub fn is_uncertain(refusal: &Refusal) -> bool {
    matches!(refusal.code(), ErrorCode::Unavailable | ErrorCode::Internal)
}

/// Keys of scans that were sent and of which it is not known whether they count. The same code, scanned again because
/// of that, goes under the same key and counts once.
#[derive(Clone, Copy)]
pub struct Keys(RwSignal<Vec<Sent>>);

/// A scan that was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    scanned: String,
    key: String,
}

impl Keys {
    /// None yet; made in a component.
    #[must_use]
    pub fn new() -> Self {
        Self(RwSignal::new(Vec::new()))
    }

    /// The key for what was scanned.
    #[must_use]
    pub fn of(self, scanned: &str, device: &Device) -> String {
        let known = self.0.with_untracked(|sent| sent.iter().find(|sent| sent.scanned == scanned).cloned());
        let sent = known.unwrap_or_else(|| {
            let sent = Sent { scanned: scanned.to_owned(), key: device.key() };
            self.0.update(|all| all.push(sent.clone()));
            sent
        });
        sent.key
    }

    /// A scan that was sent and is not settled.
    #[must_use]
    pub fn find(self, is_it: impl Fn(&str) -> bool) -> Option<String> {
        self.0.with_untracked(|sent| sent.iter().find(|sent| is_it(&sent.scanned)).map(|sent| sent.scanned.clone()))
    }

    /// What was scanned counts or does not: the next scan of it is another one.
    pub fn settle(self, scanned: &str) {
        self.0.try_update(|sent| sent.retain(|sent| sent.scanned != scanned));
    }

    /// Those that are not settled.
    #[must_use]
    pub fn all(self) -> Vec<Sent> {
        self.0.get()
    }

    /// Takes up again what was kept.
    pub fn restore(self, sent: Vec<Sent>) {
        self.0.set(sent);
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use model::AppError;

    use super::*;

    /// Polls something that never really waits: without a device no pause takes time.
    fn at_once<T>(future: impl Future<Output = T>) -> T {
        match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(done) => done,
            Poll::Pending => panic!("waits"),
        }
    }

    fn delivered(answers: &[Result<u8, ErrorCode>]) -> (Result<u8, ErrorCode>, usize) {
        Owner::new().with(|| {
            let (offline, sent) = (RwSignal::new(false), Cell::new(0));
            let send = || {
                let answer = answers[sent.get().min(answers.len() - 1)];
                sent.set(sent.get() + 1);
                std::future::ready(answer.map_err(Refusal::from))
            };
            let answer = at_once(deliver(Device::default(), offline, send));
            assert!(!offline.get_untracked());
            (answer.map_err(|refusal| refusal.code()), sent.get())
        })
    }

    #[test]
    fn a_lost_line_is_waited_for_and_a_refusal_is_final() {
        let lost = Err(ErrorCode::Unavailable);
        assert_eq!(delivered(&[lost, lost, lost, lost, lost, lost, Ok(1)]), (Ok(1), 7));
        assert_eq!(delivered(&[lost, Err(ErrorCode::TooMany)]), (Err(ErrorCode::TooMany), 2));
    }

    #[test]
    fn an_answer_that_says_nothing_is_asked_for_again_but_not_for_ever() {
        let unread = Err(ErrorCode::Internal);
        assert_eq!(delivered(&[unread, Ok(1)]), (Ok(1), 2));
        assert_eq!(delivered(&[unread]), (Err(ErrorCode::Internal), 4));
        assert!(is_uncertain(&Refusal(AppError::new(ErrorCode::Unavailable))));
        assert!(!is_uncertain(&Refusal(AppError::new(ErrorCode::NotOnSlip))));
    }

    #[test]
    fn a_scan_keeps_its_key_until_it_is_settled() {
        Owner::new().with(|| {
            let (keys, device) = (Keys::new(), Device::default());
            keys.restore(vec![Sent { scanned: "A".to_owned(), key: "k1".to_owned() }]);
            assert_eq!(keys.of("A", &device), "k1");
            assert_eq!(keys.find(|scanned| scanned == "A").as_deref(), Some("A"));
            keys.settle("A");
            assert_eq!(keys.find(|scanned| scanned == "A"), None);
            assert_ne!(keys.of("A", &device), "k1");
        });
    }
}
