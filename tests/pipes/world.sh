# The acceptance test: the sample world goes through all five commands, from its archive and over real HTTP,
# and the inventory that comes out is compared with the truth, number by number.
# shellcheck shell=bash
W=$ROOT/examples/world
truth=$W/truth.jsonl

# --- the world itself ---
world warc world.warc.gz "$W"
same_file "the committed archive is what its sources give" "$W/world.warc.gz" world.warc.gz
awk -F'\t' '!/^#/ && $1 != "live" {print $3 " " $1}' "$W/sites.tsv" | sort >captured
jq -r 'select(.of == "page") | .url as $u | .fetched_at[] | "\($u) \(.)"' "$truth" | sort >known
same_file "the truth knows each capture, and no other" captured known
same "what the truth says of a page agrees with itself" "" \
    "$(awk '/"of":"page"/ {if (n != want) print url; match($0, /"item_count":[0-9]+/); want = substr($0, RSTART + 13, RLENGTH - 13); n = 0; url = $0}
            /"of":"item"/ && !/"optional":true/ {n++}' "$truth")"
world serve --port 0 --at 2026-11-09 "$W" >port 2>/dev/null & background+=($!)
for _ in 1 2 3 4 5 6 7 8 9 10; do [ -s port ] && break; sleep 0.1; done
proxy=127.0.0.1:$(cat port)

for command in fetch extract classify dedupe report; do
    [ -x "$BIN/$command" ] || { skip "the pipeline on the sample world" "$command is not built"; return 0; }
done

# --- from the archive ---
fetch "$W/world.warc.gz" >captures.jsonl 2>err; same "fetch reads the archive without a word" "0 " "$? $(cat err)"
same "one capture for each answer" "$(wc -l <captured)" "$(grep -c '"kind":"capture"' captures.jsonl)"
extract captures.jsonl >extracted.jsonl 2>err; same "extract is silent" "0 " "$? $(cat err)"
classify extracted.jsonl >classified.jsonl 2>err; same "classify is silent" "0 " "$? $(cat err)"
dedupe classified.jsonl >archive.jsonl 2>err; same "dedupe is silent" "0 " "$? $(cat err)"
fetch "$W/world.warc.gz" | extract | classify | dedupe >piped.jsonl
same_file "files between and pipes between give the same bytes" archive.jsonl piped.jsonl
score_truth --tables "$truth" <archive.jsonl >tables; status=$?
if [ $status = 0 ]; then ok "the inventory of the archive equals the truth"; else not_ok "the inventory of the archive equals the truth" "$(grep '\*$' tables)"; fi
score_truth "$truth" <archive.jsonl | tail -1 | sed 's/^/    /'

# --- over real HTTP, as a proxy; the onion hosts over SOCKS ---
world urls --at 2026-11-09 "$W" >urls
fetch -x "http://$proxy" --onion-proxy "socks5h://$proxy" --delay 0 --retries 0 <urls >live.jsonl 2>err
same "fetch over HTTP: nothing failed" "0" "$(jq -c 'select(.kind == "capture" and .error)' live.jsonl | wc -l)"
extract live.jsonl | classify | dedupe >live-done.jsonl
score_truth --at=2026-11-09 --tables "$truth" <live-done.jsonl >tables; status=$?
if [ $status = 0 ]; then ok "the inventory over HTTP equals the truth"; else not_ok "the inventory over HTTP equals the truth" "$(grep '\*$' tables)"; fi
