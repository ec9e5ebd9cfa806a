//! The program `kuramori`. What it does stands in the library of this crate.

use std::process::ExitCode;

fn main() -> ExitCode {
    server::run()
}
