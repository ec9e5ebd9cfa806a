#!/usr/bin/env bash
# Release build: target/release/kuramori with its site beside it, wherever cargo's own folder is.
set -euo pipefail
cd "$(dirname "$0")/../.."

cargo leptos build --release --split --cargo-locked
target=${CARGO_TARGET_DIR:-target}
node end2end/tools/optimize.mjs target/site/pkg "$target/wasm-opt"
node end2end/tools/compress.mjs target/site

mkdir -p target/release
built=$target/release
if ! [ "$built" -ef target/release ]; then
  # Renamed into place, since a running program's file cannot be written to.
  cp "$built/kuramori" target/release/kuramori.new
  mv target/release/kuramori.new target/release/kuramori
fi
# With the hashes in the names of its files, from which the program makes their addresses.
cp "$built/hash.txt" target/site/hash.txt
rm -rf target/release/site
cp -r target/site target/release/site
touch target/release/.built
