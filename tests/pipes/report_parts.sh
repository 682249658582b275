# report --partial and --merge: the same bytes as one big run, for every table; what does not fit is refused.
# shellcheck shell=bash
for command in fetch extract classify dedupe report; do
    [ -x "$BIN/$command" ] || { skip "report in parts" "$command is not built"; return 0; }
done
fetch "$ROOT/examples/world/world.warc.gz" | extract | classify | dedupe >records.jsonl
split -n l/3 records.jsonl part.   # wherever it falls, in the middle of a page too
for part in part.aa part.ab part.ac; do report --partial "$part" >"$part.partial"; done
for ask in all letter health "seller -O csv" "all -O html" "all --lang nl" "volume --depth 4"; do
    # shellcheck disable=SC2086
    { report $ask records.jsonl >one; report --merge $ask part.a?.partial >merged; }
    same_file "merged parts are one run: $ask" one merged
done
report --partial --merge part.aa.partial part.ab.partial >two.partial
report all records.jsonl >one
report --merge all two.partial part.ac.partial >merged
same_file "a partial of partials is one" one merged
report --partial --where 'channel == shop' part.aa >shops.partial
report --merge volume shops.partial >got 2>told; status=$?
same "parts made on other terms are refused" "2 0 1" "$status $(wc -c <got) $(grep -c 'flags of --partial' told)"
report --merge volume records.jsonl >got 2>told; status=$?
same "--merge takes partials alone" "2 0" "$status $(wc -c <got)"
sed 's/"packed":"..../"packed":"AAAA/' part.aa.partial | report volume >got 2>told; status=$?
same "a damaged partial is refused" "2 0 1" "$status $(wc -c <got) $(grep -c damaged told)"
