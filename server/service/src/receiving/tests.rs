//! Stories of receiving.
