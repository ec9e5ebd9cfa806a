//! Stories of receiving.

mod orders;
mod receipts;
mod reversal;
