//! Stories of shipping.

mod allocation;
mod orders;
mod race;
mod stages;
mod story;
mod take_back;
