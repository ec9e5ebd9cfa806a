#!/usr/bin/env bash
# Requests made from the OpenAPI specification, right and wrong ones: no server error, and no
# answer that the specification does not describe. MAX_EXAMPLES=, ARGS= for schemathesis.
set -euo pipefail
cd "$(dirname "$0")/../.."
end2end/setup.sh fuzz

kuramori=target/release/kuramori
port=${PORT:-3901}
folder=$(mktemp -d /tmp/kuramori-fuzz.XXXXXX)
trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$folder"' EXIT

company=(--data "$folder/data" --customer-id fuzz)
"$kuramori" tenant create "${company[@]}" --name fuzz --admin admin --password-stdin <<<kura-mori-7x
"$kuramori" demo "${company[@]}" --items 50 --postings 200 --seed 1
token=$("$kuramori" token create "${company[@]}" --user admin --name fuzz)
"$kuramori" serve --data "$folder/data" --listen "127.0.0.1:$port" >"$folder/server.log" 2>&1 &
server=$!

read -ra arguments <<<"${ARGS:-}"
schemathesis run "http://127.0.0.1:$port/api/v1/openapi.json" --wait-for-schema 20 --origin "http://127.0.0.1:$port" \
  --header "Authorization: Bearer $token" --rate-limit 500/s --max-examples "${MAX_EXAMPLES:-30}" --seed 1 \
  --checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance \
  "${arguments[@]}"
