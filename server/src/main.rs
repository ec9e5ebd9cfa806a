//! The program `kuramori`. What it does stands in the library of this crate.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// Rows are made in one thread and read in another, which the system's allocator is slow at.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    server::run()
}
