# report export: tidy tables that SQLite reads, whose counts are those of report, and that name no one unasked.
# shellcheck shell=bash
for command in fetch extract classify dedupe report; do
    [ -x "$BIN/$command" ] || { skip "report export" "$command is not built"; return 0; }
done
command -v sqlite3 >/dev/null || { skip "report export" "no sqlite3"; return 0; }
fetch "$ROOT/examples/world/world.warc.gz" | extract | classify | dedupe >records.jsonl
tables="items prices quantities places labels identifiers pages"
for table in $tables; do
    report export "$table" records.jsonl >"$table.csv"
    echo ".import --csv $table.csv $table"
done | sqlite3 inventory.db
same "offers after dedupe are those of report" \
    "$(report volume -O tsv records.jsonl | awk -F'\t' 'NR == 1 {for (i = 1; i <= NF; i++) if ($i == "offers") at = i} $1 == "total" {print $at}')" \
    "$(sqlite3 inventory.db "SELECT count(DISTINCT cluster) FROM items WHERE act = 'offer' AND form IN ('listing', 'post')
        AND item NOT IN (SELECT within FROM items WHERE within <> '')")"
same "every row has its item" 0 \
    "$(sqlite3 inventory.db 'SELECT count(*) FROM prices WHERE item NOT IN (SELECT item FROM items)')"
same "each row is counted" "$(jq -c 'select(.kind == "item") | .prices[]?' records.jsonl | wc -l)" \
    "$(sqlite3 inventory.db 'SELECT count(*) FROM prices')"
same "no seller and no contact without being asked" "0 0" \
    "$(sqlite3 -separator ' ' inventory.db "SELECT (SELECT count(*) FROM items WHERE seller <> ''), (SELECT count(*) FROM identifiers WHERE value <> '')")"
printf 'sixteen bytes, no less\n' >key
report export items -O tsv --pseudonym-key key records.jsonl | cut -f 15 | sed 1d | grep -v '^$' >sellers
same "sellers have pseudonyms" "yes 0" "$([ -s sellers ] && echo yes) $(grep -vc '^P-[a-z2-7]\{10\}$' sellers)"
same "the codebook has every column of every table" "" \
    "$(for table in $tables; do head -1 "$table.csv" | tr -d '\r' | tr , '\n' | sed "s/^/$table\t/"; done | sort >have
       report export codebook | sed 1d | awk -F'\t' '$2 != "" {print $1 "\t" $2}' | sort | diff - have)"
printf '{"v":1,"kind":"item","id":"i:1","form":"listing","title":"=cmd|calc\\n\\"x\\", y"}\n' | report export items >got
printf '.import --csv got items\nSELECT title FROM items;\n' | sqlite3 hostile.db >title
same "a hostile title stays in its cell, and is no formula" "'=cmd|calc
\"x\", y" "$(cat title)"
report export items records.jsonl >/dev/full 2>/dev/null; same "a full disk is status 3" 3 $?
