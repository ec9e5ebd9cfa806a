//! Commands on their way over a line that comes and goes.

use std::future::Future;

use leptos::prelude::*;

use crate::refusal::Refusal;
use crate::scan::device::Device;

/// The first pause before trying again, in milliseconds; each further one is twice as long.
const PAUSE_MS: u32 = 500;
/// The longest pause.
const PAUSE_MAX_MS: u32 = 4_000;

/// Sends until an answer comes. The command carries its key, so however often it arrives it is done once.
pub async fn deliver<A, F>(device: Device, offline: RwSignal<bool>, send: impl Fn() -> F) -> Result<A, Refusal>
where
    F: Future<Output = Result<A, Refusal>>,
{
    let mut pause_ms = PAUSE_MS;
    loop {
        match send().await {
            // Nobody waits any more once the page is left.
            Err(refusal) if refusal.is_offline() && offline.try_set(true).is_none() => {
                device.wait(pause_ms).await;
                pause_ms = (pause_ms * 2).min(PAUSE_MAX_MS);
            }
            answer => {
                offline.try_set(false);
                return answer;
            }
        }
    }
}
