#!/usr/bin/env bash
# beside.sh A B: runs the command A, and B meanwhile; fails when one of them does. What B says comes when it has ended.
#
# Compilers and linkers spend half their time on one core, and tests a part of theirs waiting.
set -euo pipefail

said=$(mktemp)
# A group of its own, which ends as a whole.
set -m
bash -c "$2" >"$said" 2>&1 </dev/null &
beside=$!
set +m
trap 'kill -- "-$beside" 2>/dev/null || true; rm -f "$said"' EXIT
bash -c "$1"
failed=0
wait "$beside" || failed=$?
cat "$said"
exit "$failed"
