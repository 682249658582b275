#!/usr/bin/env bash
# What is offered now that was not there before? Offers whose first sighting is on or after a day.
# usage: new-offers.sh [DAY [ARCHIVE]…]     (default: 2026-11-01, the sample world)
set -euo pipefail
day=${1:-2026-11-01}
[ $# -gt 0 ] && shift
[ $# -gt 0 ] || set -- "$(dirname "$0")/world/world.warc.gz"
fetch "$@" </dev/null | extract | classify | dedupe -u |
    jq -r --arg day "$day" 'select(.kind == "item" and .cluster.first_seen_at >= $day and any(.labels[]?; .label == "offer"))
        | select(any(.labels[]; .scheme == "goods"))
        | [.cluster.first_seen_at[:10], ([.labels[] | select(.scheme == "goods").label] | join(",")), .site.host, (.title // .text[:70])] | @tsv'
