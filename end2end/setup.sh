#!/usr/bin/env bash
# Set-up for `make`: each tool is installed only when it is missing or of another version.
#
#   setup.sh build   what a release build needs: Rust target, cargo-leptos, wasm-bindgen, wasm-opt
#   setup.sh test    that, and what the tests need: cargo-nextest, PostgreSQL, Chromium, fonts
#   setup.sh bench   what `make bench` needs beside a build: wrk, PostgreSQL, Chromium
#   setup.sh fuzz    what `make fuzz-api` needs beside a build: schemathesis
#
# Tools go into a folder of the user's own (KURAMORI_CACHE, else ~/.cache/kuramori), never into
# the system; only Debian packages do, and only as root or with sudo that asks nothing.
set -euo pipefail
cd "$(dirname "$0")/.."

CARGO_LEPTOS=0.3.9
CARGO_NEXTEST=0.9.143
SCHEMATHESIS=4.32.5
WASM_BINDGEN=$(sed -n '/^name = "wasm-bindgen"$/{n;s/version = "\(.*\)"/\1/p;}' Cargo.lock)
CACHE=${KURAMORI_CACHE:-$HOME/.cache/kuramori}
export PATH="$CACHE/bin:$PATH"
mkdir -p "$CACHE/bin"

say() { printf '\033[1m▸ %s\033[0m\n' "$*"; }
die() { printf '\033[1;31m✗ %s\033[0m\n' "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null; }

have_chromium() { have chromium || have chromium-browser || have google-chrome; }
have_postgres() { have pg_ctl || compgen -G '/usr/lib/postgresql/*/bin/pg_ctl' >/dev/null; }

# What the program prints as its version, '' when it is missing.
version_of() { "$@" 2>/dev/null | grep -oE '[0-9]+\.[0-9]+\.[0-9]+' | head -n 1 || true; }

# packages NAME…: Debian packages, where we may install them; else one line that says what to do.
packages() {
  local sudo=()
  if [ "$(id -u)" != 0 ]; then sudo=(sudo -n); fi
  if have apt-get && "${sudo[@]}" true 2>/dev/null; then
    say "installing Debian packages: $*"
    "${sudo[@]}" apt-get update -qq
    DEBIAN_FRONTEND=noninteractive "${sudo[@]}" apt-get install -y -qq --no-install-recommends "$@"
  else
    die "please install: $* (Debian: sudo apt-get install $*)"
  fi
}

# A debug install compiles in a third of the time, and these tools are quick enough with it. Nobody debugs them.
cargo_tool() {
  say "installing $1 $2 (once, a few minutes)"
  CARGO_TARGET_DIR="$CACHE/tools" CARGO_PROFILE_DEV_DEBUG=0 CARGO_INCREMENTAL=0 cargo install --debug --locked --root "$CACHE" "$1" --version "$2" "${@:3}"
  rm -rf "$CACHE/tools"
}

rust() {
  have cargo || die "please install Rust with rustup (https://rustup.rs)"
  if ! have cc || ! have perl; then packages build-essential perl; fi
  if ! rustc --version >/dev/null 2>&1; then
    say "installing the Rust toolchain of rust-toolchain.toml"
    rustup toolchain install
  fi
  if ! [ -d "$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown" ]; then
    say "installing the Rust target wasm32-unknown-unknown"
    rustup target add wasm32-unknown-unknown
  fi
}

npm_packages() {
  if ! have node || ! have npm; then packages nodejs npm; fi
  local node
  node=$(version_of node --version)
  [ "${node%%.*}" -ge 20 ] || die "please install Node.js 20 or later (found $node)"
  local stamp=end2end/node_modules/.stamp
  if ! cmp -s end2end/package-lock.json "$stamp"; then
    say "installing npm packages"
    npm ci --prefix end2end --prefer-offline --loglevel error
    cp end2end/package-lock.json "$stamp"
  fi
}

# cargo-leptos starts a wasm-opt for each file; tools/optimize.mjs does them all afterwards, with Binaryen from npm.
wasm_opt() {
  printf '#!/bin/sh\nexit 0\n' >"$CACHE/bin/wasm-opt"
  chmod +x "$CACHE/bin/wasm-opt"
}

# The barcode reader is served from our own origin, beside the worker that calls it.
barcode_reader() {
  local from=end2end/node_modules/zxing-wasm/dist to=public/reader/zxing
  if ! cmp -s "$from/reader/zxing_reader.wasm" "$to/zxing_reader.wasm"; then
    say "setting up the barcode reader"
    mkdir -p "$to/reader"
    cp "$from/es/share.js" "$from/reader/zxing_reader.wasm" "$to/"
    cp "$from/es/reader/index.js" "$to/reader/"
  fi
}

build() {
  rust
  npm_packages
  wasm_opt
  barcode_reader
  [ "$(version_of cargo leptos --version)" = "$CARGO_LEPTOS" ] ||
    cargo_tool cargo-leptos "$CARGO_LEPTOS" --features no_downloads
  [ "$(version_of wasm-bindgen --version)" = "$WASM_BINDGEN" ] ||
    cargo_tool wasm-bindgen-cli "$WASM_BINDGEN"
}

# What only the system can give comes first: whoever has to install it by hand learns that before minutes of compiling.
test() {
  local missing=()
  have_postgres || missing+=(postgresql)
  have_chromium || missing+=(chromium)
  [ -n "$(fc-list :lang=ja 2>/dev/null)" ] || missing+=(fontconfig fonts-noto-cjk)
  [ ${#missing[@]} = 0 ] || packages "${missing[@]}"
  build
  [ "$(version_of cargo nextest --version)" = "$CARGO_NEXTEST" ] || cargo_tool cargo-nextest "$CARGO_NEXTEST"
}

bench() {
  local missing=()
  have wrk || missing+=(wrk)
  have_postgres || missing+=(postgresql)
  have_chromium || missing+=(chromium)
  [ ${#missing[@]} = 0 ] || packages "${missing[@]}"
}

fuzz() {
  [ "$(version_of schemathesis --version)" = "$SCHEMATHESIS" ] && return
  have python3 || packages python3 python3-venv
  say "installing schemathesis $SCHEMATHESIS"
  python3 -m venv "$CACHE/schemathesis"
  "$CACHE/schemathesis/bin/pip" install --quiet "schemathesis==$SCHEMATHESIS"
  ln -sf "$CACHE/schemathesis/bin/schemathesis" "$CACHE/bin/schemathesis"
}

case "${1:-}" in
  build | test | bench | fuzz) "$1" ;;
  *) sed -n '2,10s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
