#!/usr/bin/env bash
# Are these really the bytes? For each page behind one figure: takes the record out of the archive with dd and
# zcat, and compares its digest with the one in the table's records.
# usage: evidence.sh [ROW,COLUMN [ARCHIVE]]     (default: precursor,offers in the sample world)
set -euo pipefail
cell=${1:-precursor,offers}
archive=${2:-$(dirname "$0")/world/world.warc.gz}
records=$(mktemp); trap 'rm -f "$records"' EXIT
fetch "$archive" </dev/null | extract | classify | dedupe >"$records"
report explain volume --cell "$cell" "$records" | jq -r '.page.id' | sort -u | while read -r page; do
    jq -r --arg page "$page" 'select(.id == $page) | [.url, .digest, .size_bytes, .warc.offset, .warc.length] | @tsv' "$records"
done | while IFS=$'\t' read -r url digest size offset length; do
    # The member is: WARC head, HTTP head, payload, and the four bytes that end a WARC record.
    got=$(dd if="$archive" iflag=skip_bytes,count_bytes skip="$offset" count="$length" status=none |
          zcat | head -c -4 | tail -c "$size" | sha256sum | cut -d' ' -f1)
    if [ "sha256:$got" = "$digest" ]; then echo "the same  $url"; else echo "CHANGED   $url"; fi
done
