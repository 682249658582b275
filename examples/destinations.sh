#!/usr/bin/env bash
# Do sellers in the Netherlands ship to Australia and New Zealand, or refuse to? Origins, destinations and
# exclusions, then the offers that name one of the two countries, with the words in which they do.
# usage: destinations.sh [ARCHIVE | URL]…     (default: the sample world)
set -euo pipefail
[ $# -gt 0 ] || set -- "$(dirname "$0")/world/world.warc.gz"
records=$(mktemp); trap 'rm -f "$records"' EXIT
fetch "$@" </dev/null | extract | classify | dedupe >"$records"
report origin --depth 1 "$records"
report excluded --depth 1 "$records"
jq -r 'select(.kind == "item" and .form == "listing" and any(.ships_from[]?; .code == "NL")) | select(.cluster.of == .id)
       | . as $item | ((.ships_to // [] | map(. + {how: "ships to"})) + (.ships_except // [] | map(. + {how: "not to"})))[]
       | select(.code == "AU" or .code == "NZ")
       | [.how, .code, "“\(.evidence[0].raw)”", ($item.title // $item.text[:70])] | @tsv' "$records" | sort -u
