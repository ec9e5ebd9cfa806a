#!/usr/bin/env bash
# What `make bench` starts; run.mjs tells the settings.
set -euo pipefail
cd "$(dirname "$0")/../.."
end2end/setup.sh bench
cargo build --release --locked --package server --example bare
exec node end2end/bench/run.mjs
