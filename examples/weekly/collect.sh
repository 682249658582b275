#!/usr/bin/env bash
# What is offered this week on the addresses of a list, and how does it compare with the weeks before?
#
# For cron or systemd (beside this file). Silent when all went well. Keeps one folder a week:
#   $PEIL_DIR/2026-W48/{captures.jsonl.zst,offers.jsonl.zst,report.html}
# usage: collect.sh SEEDS      SEEDS: one address a line, or JSON Lines with `url` and what you know of it
set -euo pipefail
seeds=$(realpath "$1")
base=${PEIL_DIR:-$HOME/peil}
folder=$base/$(date -u +%G-W%V)
mkdir -p "$folder" && cd "$folder"
[ ! -e report.html ] || exit 0   # this week is done
# The state goes on where a cut run stopped, and asks each address once for this week.
fetch --state "$base/state" --bodies "$base/bodies" --occasion "$(basename "$folder")" -o captures.jsonl.zst <"$seeds" || [ $? = 1 ]
extract captures.jsonl.zst | classify | dedupe --force -o offers.jsonl.zst
report all -O html --title="Week $(basename "$folder")" --force -o report.html offers.jsonl.zst
