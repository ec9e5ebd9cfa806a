#!/usr/bin/env bash
# A throw-away PostgreSQL server for tests.
#
#   postgres.sh start DIR        make a cluster in DIR, start it on a free port, print its URL
#   postgres.sh stop DIR         stop it and remove DIR
#   postgres.sh run -- COMMAND…  run COMMAND beside a server of its own (KURAMORI_TEST_POSTGRES)
#
# The URL is that of a superuser. The collation is a Japanese one, as a customer's may be, so
# that an order that relies on bytes has to say so. fsync is off: nothing here outlives the
# tests (KURAMORI_POSTGRES_DURABLE=1 leaves it on, for benchmarks). synchronous_commit keeps its
# default, since a test reads it.
set -euo pipefail

die() { echo "postgres.sh: $*" >&2; exit 1; }

# The folder of initdb and pg_ctl: Debian keeps them out of PATH, a folder a version.
programs() {
  local found
  found=$(find /usr/lib/postgresql -maxdepth 3 -name pg_ctl 2>/dev/null | sort -V | tail -n 1)
  [ -n "$found" ] || found=$(command -v pg_ctl) || die "PostgreSQL is missing: apt-get install postgresql"
  dirname "$found"
}

# The server refuses to run as root, so root hands it to the user that the package made.
as_owner() {
  if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

start() {
  local dir=$1 bin port
  bin=$(programs)
  [ ! -e "$dir/data" ] || die "$dir/data is there already"
  mkdir -p "$dir"
  dir=$(cd "$dir" && pwd)
  if [ "$(id -u)" = 0 ]; then chown postgres "$dir"; fi
  as_owner "$bin/initdb" --pgdata "$dir/data" --username kuramori --auth trust --no-sync \
    --encoding UTF8 --locale C.UTF-8 --locale-provider icu --icu-locale ja-JP >"$dir/initdb.log" \
    || { cat "$dir/initdb.log" >&2; die "initdb failed"; }
  as_owner tee -a "$dir/data/postgresql.conf" >/dev/null <<CONF
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 500
shared_buffers = 256MB
CONF
  if [ -z "${KURAMORI_POSTGRES_DURABLE:-}" ]; then
    printf 'fsync = off\nfull_page_writes = off\n' | as_owner tee -a "$dir/data/postgresql.conf" >/dev/null
  fi
  # A port that is taken makes the start fail; then another is tried.
  for _ in 1 2 3 4 5 6 7 8; do
    port=$((20000 + RANDOM % 12000))
    if as_owner "$bin/pg_ctl" --pgdata "$dir/data" --log "$dir/data/server.log" --silent --wait \
      --options "-p $port" start >/dev/null 2>&1; then
      as_owner "$bin/createdb" --host 127.0.0.1 --port "$port" --username kuramori kuramori
      echo "postgres://kuramori@127.0.0.1:$port/kuramori" | tee "$dir/url"
      return
    fi
  done
  tail -n 20 "$dir/data/server.log" >&2
  die "the server did not start"
}

stop() {
  local dir=$1
  [ -e "$dir/data" ] || return 0
  as_owner "$(programs)/pg_ctl" --pgdata "$dir/data" --mode immediate --silent --wait stop || true
  rm -rf "$dir"
}

run() {
  [ "${1:-}" != -- ] || shift
  [ $# -gt 0 ] || die "run -- COMMAND…"
  local dir
  dir=$(mktemp -d "${TMPDIR:-/tmp}/kuramori-postgres.XXXXXX")
  chmod 755 "$dir"
  # shellcheck disable=SC2064 # the folder of now is meant
  trap "stop '$dir'" EXIT
  trap 'exit 130' INT TERM
  start "$dir" >/dev/null
  KURAMORI_TEST_POSTGRES=$(cat "$dir/url")
  export KURAMORI_TEST_POSTGRES
  "$@"
}

case "${1:-}" in
  start | stop) [ $# = 2 ] || die "$1 DIR"; "$1" "$2" ;;
  run) shift; run "$@" ;;
  *) sed -n '2,12s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
