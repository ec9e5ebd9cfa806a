//! Stories of shipping.

mod story;
