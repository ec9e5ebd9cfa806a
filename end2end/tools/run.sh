#!/usr/bin/env bash
# run.sh DATA PORT [LAN [PROGRAM]]: serve, with a demo company at the first start.
set -euo pipefail
cd "$(dirname "$0")/../.."

data=$1 port=$2 lan=${3:-}
kuramori=${4:-$PWD/target/release/kuramori}
customer=demo user=admin

# The demo company lives in DATA: whatever database this shell works with otherwise is left alone.
if [ -n "${DATABASE_URL:-}${KURAMORI_CONFIG:-}" ]; then
  echo "make run keeps its demo company in $data/; DATABASE_URL and KURAMORI_CONFIG are left aside" >&2
fi
unset DATABASE_URL KURAMORI_CONFIG

# A password of this copy's own, since LAN=1 shows the company to the whole network.
secret=$data.sign-in
sign_in() { printf '  customer ID   %s\n  user ID       %s\n  password      %s\n' "$customer" "$user" "$1"; }
if ! [ -e "$data" ]; then
  printf '\n\033[1m── first start: a demo company\033[0m\n'
  # Made beside its place, so that an interrupted first start is simply made again.
  rm -rf "$data.new"
  (umask 077 && head -c 9 /dev/urandom | base64 | tr '+/' 'xy' >"$secret")
  "$kuramori" tenant create --data "$data.new" --customer-id "$customer" \
    --name 'デモ商事株式会社' --admin "$user" --password-stdin <"$secret"
  "$kuramori" demo --data "$data.new" --customer-id "$customer" --items 300 --postings 3000
  mv "$data.new" "$data"
  who=$(sign_in "$(cat "$secret")")
elif [ -e "$secret" ]; then
  who=$(sign_in "the one in $secret, unless you chose another since")
else
  who="  $data/ was not made by make run: sign in with a company of its own, or start anew with DATA=another-folder"
fi

url=http://localhost:$port listen=127.0.0.1:$port options=()
if [ -n "$lan" ]; then
  url=https://localhost:$port listen=0.0.0.0:$port options=(--lan)
fi
cat <<TEXT

  Kuramori      $url

$who

  Stop with Ctrl+C. Everything is kept in $data/.

TEXT
exec "$kuramori" serve --data "$data" --listen "$listen" "${options[@]}"
