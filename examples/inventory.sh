#!/usr/bin/env bash
# How much is offered, of what, in which places? One pipe, from an archive to a table.
# usage: inventory.sh [ARCHIVE | URL]…     (default: the sample world)
set -euo pipefail
[ $# -gt 0 ] || set -- "$(dirname "$0")/world/world.warc.gz"
fetch "$@" </dev/null | extract | classify | dedupe | report volume
