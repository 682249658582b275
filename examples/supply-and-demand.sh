#!/usr/bin/env bash
# Who asks for drugs, and what for? The table of supply and demand, then each request in its own words.
# usage: supply-and-demand.sh [ARCHIVE | URL]…     (default: the sample world)
set -euo pipefail
[ $# -gt 0 ] || set -- "$(dirname "$0")/world/world.warc.gz"
records=$(mktemp); trap 'rm -f "$records"' EXIT
fetch "$@" </dev/null | extract | classify | dedupe >"$records"
report act --depth 1 "$records"
echo
jq -r 'select(.kind == "item" and any(.labels[]?; .label == "request") and any(.labels[]?; .scheme == "goods"))
       | select(.cluster.of == .id)
       | [(.listed_at // "" | .[:10]), ([.labels[] | select(.scheme == "goods").label] | join(",")), (.title // .text[:70])] | @tsv' "$records" | sort
