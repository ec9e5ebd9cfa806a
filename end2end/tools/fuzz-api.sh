#!/usr/bin/env bash
# Requests made from the OpenAPI specification, right and wrong ones, on a demo company: no server error, and no answer
# that the specification does not describe. Links, examples and dictionaries of what the company has lead to things
# that are there; the table at the end says how often each operation came through, and one that never did is an error.
# PROGRAM= another build, MAX_EXAMPLES=, SEED=, ARGS= for schemathesis.
set -euo pipefail
cd "$(dirname "$0")/../.."
end2end/setup.sh fuzz
export PATH="${KURAMORI_CACHE:-$HOME/.cache/kuramori}/bin:$PATH"

kuramori=${PROGRAM:-target/release/kuramori}
[ -x "$kuramori" ] || { echo "fuzz-api.sh: $kuramori is missing; run make build, or name a build with PROGRAM=" >&2; exit 1; }
port=${PORT:-3901}
address=http://127.0.0.1:$port
folder=$(mktemp -d /tmp/kuramori-fuzz.XXXXXX)
trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$folder"' EXIT

company=(--data "$folder/data" --customer-id fuzz)
"$kuramori" tenant create "${company[@]}" --name fuzz --admin admin --password-stdin <<<kura-mori-7x
"$kuramori" demo "${company[@]}" --items 200 --postings 2000 --seed 1
token=$("$kuramori" token create "${company[@]}" --user admin --name fuzz)
# The API needs no client, so an empty site will do for a build without one.
mkdir -p "$folder/site/pkg"
"$kuramori" serve --data "$folder/data" --site "$folder/site" --listen "127.0.0.1:$port" >"$folder/server.log" 2>&1 &
server=$!
for _ in {1..200}; do
  curl -sf "$address/readyz" >/dev/null && break
  kill -0 "$server" 2>/dev/null || { cat "$folder/server.log" >&2; exit 1; }
  sleep 0.1
done

# values PATH FIELD [BEGINNING]: what stands in that field of a list, as the inside of an array.
values() {
  curl -sf -H "Authorization: Bearer $token" "$address/api/v1/$1" |
    grep -oE "\"$2\":\"${3:-}[^\"]*\"" | cut -d: -f2- | sort -u | head -n 20 | paste -sd,
}

# post PATH BODY: sends a command, gives the number of its slip.
post() {
  curl -sf -H "Authorization: Bearer $token" -H "Idempotency-Key: $RANDOM$RANDOM$RANDOM" -H 'Content-Type: application/json' \
    -d "$2" "$address/api/v1/$1" | grep -oE '"number":"[^"]*"' | head -n 1 | cut -d: -f2
}

# Slips of goods without lot and date: some to be received, some begun, which can be closed.
planned='{"warehouse":"T01","lines":[{"item":"OFC-000001","quantity":1000},{"item":"OFC-000002","quantity":1000}]}'
received='{"lines":[{"item":"OFC-000001","quantity":1,"location":"RCV"}]}'
receivable=() begun=()
for _ in {1..20}; do
  receivable+=("$(post receiving-orders "$planned")")
  begun+=("$(post receiving-orders "$planned")")
  post "receiving-orders/$(tr -d '"' <<<"${begun[-1]}")/receipts" "$received" >/dev/null
done
listed() { local IFS=,; echo "$*"; }

# Made keys are short and often the same, which is a refusal each time: most of the good ones become new ones.
cat >"$folder/keys.py" <<'PYTHON'
import random
import uuid

import schemathesis

@schemathesis.hook
def before_call(context, case, kwargs):
    key = (case.headers or {}).get("Idempotency-Key")
    if isinstance(key, str) and key.isascii() and key.isprintable() and random.random() < 0.95:
        case.headers["Idempotency-Key"] = str(uuid.uuid4())
PYTHON

# Goods without lot and date may be received as they stand.
cat >"$folder/schemathesis.toml" <<TOML
hooks = "$folder/keys.py"

[phases.stateful.generation]
max-examples = ${STATEFUL_EXAMPLES:-150}

[generation]
max-examples = ${MAX_EXAMPLES:-30}

[dictionaries]
items = { values = [$(values 'stock?limit=500' item '(OFC|TOL)')] }
few_items = { values = ["OFC-000001", "OFC-000002"] }
held_items = { values = [$(values 'shipping-orders?states=allocated,checking&warehouse=T01' number | tr -d '"' | tr , '\n' |
  while read -r number; do values "shipping-orders/$number" item; done | paste -sd,)] }
warehouses = { values = ["T01"] }
locations = { values = ["RCV", "A-01-01", "A-01-02", $(values 'stock?warehouse=T01&limit=20' location)] }
partners = { values = [$(values partners code)] }
statuses = { values = ["good", "hold", "damaged"] }
reasons = { values = ["damage", "loss", "found", "other"] }
quantities = { values = [1, 2.5, 0.125, 12, 1e2] }
lots = { values = ["L-1", "ロット2"] }
versions = { values = [1, 2] }
tags = { values = ["*", "\"1\"", "\"2\""] }
receiving_orders = { values = [$(listed "${receivable[@]}")] }
begun_orders = { values = [$(listed "${begun[@]}")] }
other_receiving_orders = { values = [$(values 'receiving-orders?warehouse=O01&states=planned' number)] }
receipts = { values = [$(values receipts number)] }
shipping_orders = { values = [$(values 'shipping-orders?warehouse=T01' number)] }
open_orders = { values = [$(values 'shipping-orders?states=open,short&warehouse=T01' number)] }
held_orders = { values = [$(values 'shipping-orders?states=allocated,checking&warehouse=T01' number)] }
checked_orders = { values = [$(values 'shipping-orders?states=checking,checked' number)] }
other_shipping_orders = { values = [$(values 'shipping-orders?warehouse=O01&states=open,allocated' number)] }
shipments = { values = [$(values shipments number)] }

[parameters]
"query.item" = { dictionary = "items", probability = 0.7 }
"query.warehouse" = { dictionary = "warehouses", probability = 0.7 }
"query.location" = { dictionary = "locations", probability = 0.7 }
"query.status" = { dictionary = "statuses", probability = 0.7 }
"query.slip" = { dictionary = "receipts", probability = 0.7 }
"path.barcode" = { dictionary = "items", probability = 0.5 }
"path.warehouse" = { dictionary = "warehouses", probability = 0.7 }
"body.warehouse" = { dictionary = "warehouses", probability = 0.9 }
"body.supplier" = { dictionary = "partners", probability = 0.7 }
"body.customer" = { dictionary = "partners", probability = 0.7 }
"body.ship_to" = { dictionary = "partners", probability = 0.7 }
"body.barcode" = { dictionary = "held_items", probability = 0.8 }
"body.quantity" = { dictionary = "versions", probability = 0.9 }
"body.reason" = { dictionary = "reasons", probability = 0.9 }
"body.numbers[*]" = { dictionary = "open_orders", probability = 1.0 }
"body.lines[*].item" = { dictionary = "few_items", probability = 1.0 }
"body.lines[*].location" = { dictionary = "locations", probability = 1.0 }
"body.lines[*].from" = { dictionary = "locations", probability = 1.0 }
"body.lines[*].to" = { dictionary = "locations", probability = 1.0 }
"body.lines[*].lot" = { dictionary = "lots", probability = 0.9 }
"body.lines[*].status" = { dictionary = "statuses", probability = 1.0 }
"body.lines[*].to_status" = { dictionary = "statuses", probability = 1.0 }
"body.lines[*].line" = { dictionary = "versions", probability = 0.9 }
"body.line" = { dictionary = "versions", probability = 0.7 }
"body.version" = { dictionary = "versions", probability = 0.7 }
"header.If-Match" = { dictionary = "tags", probability = 0.7 }
"body.lines[*].quantity" = { dictionary = "quantities", probability = 1.0 }

$(while read -r path name dictionary; do
  printf '[[operations]]\ninclude-path-regex = "^/%s$"\n[operations.parameters]\n"path.%s" = { dictionary = "%s", probability = 0.7 }\n\n' \
    "$path" "$name" "$dictionary"
done <<'KINDS'
items/.* code items
warehouses/.* code warehouses
locations/.* code locations
partners/.* code partners
receiving-orders/.number.(/receipts)? number receiving_orders
receiving-orders/.number./cancel number other_receiving_orders
receiving-orders/.number./close number begun_orders
receipts/.* number receipts
shipping-orders/.number.(/allocate)? number shipping_orders
shipping-orders/.number./(check|uncheck|release) number held_orders
shipping-orders/.number./ship number checked_orders
shipping-orders/.number./cancel number other_shipping_orders
shipments/.* number shipments
KINDS
)
TOML

failed=0
read -ra arguments <<<"${ARGS:-}"
fuzz() {
  schemathesis --config-file "$folder/schemathesis.toml" run "$address/api/v1/openapi.json" --origin "$address" \
    --header "Authorization: Bearer $token" --rate-limit 500/s --seed "${SEED:-1}" --generation-database none \
    --checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,response_headers_conformance,unsupported_method,allow_header_conformance,ignored_auth \
    "$@" "${arguments[@]}" || failed=1
}
fuzz
# Among few operations the links are followed from a new slip to its end.
fuzz --phases stateful --mode positive --include-path-regex '^/(receiving-orders|receipts)'
fuzz --phases stateful --mode positive --include-path-regex '^/(shipping-orders|shipments)'

# How often each operation of the specification was asked, and how often it came through, by the server's own log.
curl -sf "$address/api/v1/openapi.json" | node -e '
  const paths = JSON.parse(require("fs").readFileSync(0)).paths;
  const lines = require("fs").readFileSync(process.argv[1], "utf8").split("\n");
  const of = (path) => new RegExp("^/api/v1" + path.replace(/\{\w+\}/g, "[^/]+") + "$");
  const rows = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => ({ method: method.toUpperCase(), path, match: of(path), asked: 0, through: 0 })));
  // A path without names goes before one with them: /stock/items is no {code}.
  rows.sort((a, b) => a.path.split("{").length - b.path.split("{").length);
  for (const line of lines) {
    const [, method, path, status] = line.match(/method=(\w+) path="([^"]*)" status=(\d+)/) ?? [];
    const row = rows.find((each) => each.method === method && each.match.test(path));
    if (row) { row.asked += 1; row.through += status < 300; }
  }
  for (const row of rows) console.log(`${row.through}`.padStart(6), "of", `${row.asked}`.padStart(6), row.method.padEnd(5), row.path);
  const never = rows.filter((row) => row.asked > 0 && row.through === 0);
  if (never.length > 0) { console.error("never came through:", never.map((row) => `${row.method} ${row.path}`).join(", ")); process.exit(1); }
' "$folder/server.log" || failed=1
exit "$failed"
