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

# The tables of report as lines `table row column count`, without shares, raw counts, and sellers.
cells() { # RECORDS TABLE…
    local records=$1 table; shift
    for table; do
        report "$table" -O tsv "$records" | awk -F'\t' -v table="$table" '
            NR == 1 {for (i = 2; i <= NF; i++) if ($i !~ /^(share_.*|raw|ratio|sellers|hosts)$/) name[i] = $i; next}
            table == "coverage" && $1 !~ /^(asked for|HTTP .*|redirect|wall: .*|duplicate|nothing offered|read|offers after dedupe)$/ {next}
            {for (i in name) if ($i > 0) print table "\t" $1 "\t" name[i] "\t" $i}'
    done | sort
}
# compare NAME WANTED GOT: each cell that differs, as `table row column: truth, report`.
compare() {
    local differences
    differences=$(awk -F'\t' '{key = $1 " | " $2 " | " $3} FNR == NR {want[key] = $4; next} {got[key] = $4}
        END {for (k in want) if (got[k] != want[k]) print k ": truth " want[k] ", report " got[k] + 0
             for (k in got) if (!(k in want)) print k ": truth 0, report " got[k]}' "$2" "$3" | sort)
    if [ -z "$differences" ]; then ok "$1"; else not_ok "$1" "$(wc -l <<<"$differences") of $(wc -l <"$2") cells differ" "$differences"; fi
}

# --- the scorer itself: the truth, written as records, is all right, and report counts it as the scorer does ---
jq -c -n 'reduce inputs as $line ([]; if $line.of == "page" then . + [{page: $line, items: []}]
                                    else .[-1].items += [$line | select(.optional | not)] end)
    | .[] | . as $group | .page.fetched_at[] as $time | ("p:" + $group.page.url + $time) as $id
    | (if ($group.page.url | test("[.]onion/")) then "tor" else "clear" end) as $network
    | ($group.page.labels | map(select(.scheme == "channel"))) as $channel
    | ($group.page + {kind: "page", id: $id, fetched_at: $time, network: $network}),
      ($group.items | to_entries[] | .value + {kind: "item", id: ("i:" + $id + (.key | tostring)), network: $network,
          page: {id: $id, url: $group.page.url, fetched_at: $time}, labels: (.value.labels + $channel),
          entity: {keys: [.value.entity.id // empty]}, cluster: (.value.cluster // {id: ($id + (.key | tostring))})})' "$truth" >perfect.jsonl
score_truth "$truth" <perfect.jsonl >scored; status=$?
same "the truth scores full marks" "0 yes" "$status $(tail -1 scored | awk '{split($2, n, "/"); print (n[1] == n[2] && n[1] > 2500) ? "yes" : $0}')"
jq -c 'if .kind == "item" and .title == "Coke 24 cans x 330 ml" then .labels += [{scheme: "goods", label: "drug.cocaine"}] else . end' perfect.jsonl |
    score_truth -v "$truth" 2>&1 >/dev/null | cut -f 1,2,5 | sort -u >got
same "one wrong label is seen, and named" "goods extra said: drug.cocaine" "$(tr '\t' ' ' <got)"
for table in volume act route; do
    score_truth --tables "$truth" | awk -F'\t' -v t=$table '$1 == t' | sort >want
    cells perfect.jsonl $table >got
    compare "the truth as records: report counts as the scorer does in $table" want got
done

# --- from the archive ---
fetch "$W/world.warc.gz" >captures.jsonl 2>err; same "fetch reads the archive without a word" "0 " "$? $(cat err)"
same "one capture for each answer" "$(wc -l <captured)" "$(grep -c '"kind":"capture"' captures.jsonl)"
extract captures.jsonl >extracted.jsonl 2>err; same "extract is silent" "0 " "$? $(cat err)"
classify extracted.jsonl >classified.jsonl 2>err; same "classify is silent" "0 " "$? $(cat err)"
dedupe classified.jsonl >archive.jsonl 2>err; same "dedupe is silent" "0 " "$? $(cat err)"
fetch "$W/world.warc.gz" | extract | classify | dedupe >piped.jsonl
same_file "files between and pipes between give the same bytes" archive.jsonl piped.jsonl
for table in volume act route coverage; do
    score_truth --tables "$truth" | awk -F'\t' -v t=$table '$1 == t' | sort >want
    cells archive.jsonl $table >got
    compare "the archive: the table $table equals the truth" want got
done
score_truth "$truth" <archive.jsonl | tail -1 >scored
same "the scorer scores" truth "$(cut -f1 scored)"
sed 's/^/    /' scored

# --- over real HTTP, as a proxy; the onion hosts over SOCKS ---
world urls --at 2026-11-09 "$W" >addresses
fetch -x "http://$proxy" --onion-proxy "socks5h://$proxy" --delay 0 --retries 0 <addresses >live.jsonl 2>err
same "fetch over HTTP: nothing failed" "0" "$(jq -c 'select(.kind == "capture" and .error)' live.jsonl | wc -l)"
extract live.jsonl | classify | dedupe >live-done.jsonl
for table in volume act route; do
    score_truth --at=2026-11-09 --tables "$truth" | awk -F'\t' -v t=$table '$1 == t' | sort >want
    cells live-done.jsonl $table >got
    compare "over HTTP: the table $table equals the truth" want got
done
printf 'http://%s/\n' traag.test weg.test lus.test half.test nergens.test >bad
fetch -x "http://$proxy" --delay 0 --retries 0 --timeout 2s <bad 2>/dev/null |
    jq -r 'select(.kind == "capture") | "\(.requested_url) \(.error.class // .truncated // .status)"' | sort >got
cat >want <<END
http://half.test/ disconnect
http://lus.test/ redirect
http://nergens.test/ robots
http://traag.test/ timeout
http://weg.test/ disconnect
END
same_file "faults that only a live server has are records" want got
