# A collection that is killed at any instant and run again (fetch --state): nothing lost, nothing twice, always polite.
# PEIL_HOSTS, PEIL_PAGES, PEIL_DELAY and PEIL_KILLS make it larger (tests/bench has 500 hosts of 200 pages).
# shellcheck shell=bash disable=SC2154
. "$ROOT/tests/servers/start.sh"
hosts=${PEIL_HOSTS:-20} pages=${PEIL_PAGES:-40} delay=${PEIL_DELAY:-60} kills=${PEIL_KILLS:-10}
start port sites sites.log "$pages"
for i in $(seq "$hosts"); do echo "http://127.1.$((i / 250)).$((i % 250 + 1)):$port/"; done >seeds
crawl=(fetch --allow-private --delay "${delay}ms" --depth 30 -j 64 --state state)
addresses() { jq -r 'select(.kind=="capture").requested_url' "$1" | sort; }
for i in $(seq "$hosts"); do
    base=http://127.1.$((i / 250)).$((i % 250 + 1)):$port
    echo "$base/"; seq -f "$base/p/%.0f" "$pages"
done | sort >wanted

killed=0
for i in $(seq "$kills"); do
    "${crawl[@]}" -o all.jsonl <seeds 2>>err & pid=$!
    sleep "$(awk -v i="$i" 'BEGIN { srand(i); print 0.15 + rand() * '"${PEIL_SPAN:-0.5}"' }')"
    kill -9 $pid 2>/dev/null && killed=$((killed + 1))
    wait $pid 2>/dev/null
done
check "killed in the middle, $kills times" test "$killed" = "$kills"
timeout "${PEIL_PATIENCE:-120}" "${crawl[@]}" -o all.jsonl <seeds 2>>err; same "then it ends well" "0 " "$? $(cat err)"
addresses all.jsonl >got
same_file "every page is there, and once" wanted got
same "one run, from its parts" "1 1" "$(jq -r .run_id all.jsonl | grep -v null | sort -u | wc -l) $(grep -c '"kind":"run"' all.jsonl)"
same "its counts are those of the file" "$(wc -l <wanted)" "$(jq -r 'select(.kind=="run").out.capture' all.jsonl)"
sleep 0.2
check "and every host was asked politely" awk -v delay="$delay" -f "$ROOT/tests/tools/polite.awk" sites.log
awk -v delay="$delay" -f "$ROOT/tests/tools/polite.awk" sites.log >&2

"${crawl[@]}" -o all.jsonl <seeds; same "run again, there is nothing to do" "0 $(wc -l <wanted)" "$? $(grep -c '"kind":"capture"' all.jsonl)"
printf '{"v":1,"kind":"capture","id":"c:torn' >>all.jsonl
"${crawl[@]}" -o all.jsonl <seeds; check "a torn line at the end is cut off" sh -c "jq -e . all.jsonl >jq.out"
same "of another file, its last line too" "1" "$(printf 'whole\ntorn' >other.jsonl; "${crawl[@]}" -o other.jsonl <seeds; wc -l <other.jsonl)"

# Through a pipe: no more again than was in flight.
start port2 sites pipe.log 60
printf 'http://127.2.0.%d:'"$port2"'/\n' 1 2 3 4 5 6 7 8 >seeds2
: >piped
for i in 1 2 3 4; do
    timeout -s KILL 0.6 fetch --allow-private --delay 30ms --depth 30 -j 8 --state pstate <seeds2 | cat >>piped
done
fetch --allow-private --delay 30ms --depth 30 -j 8 --state pstate <seeds2 | cat >>piped
jq -R 'fromjson? | select(.kind=="capture").requested_url' piped | sort >seen
same "on a pipe nothing is lost" 488 "$(uniq seen | wc -l)"
check "and no more comes twice than was in flight" test "$(($(wc -l <seen) - 488))" -le 32

# Exclusion.
fetch --allow-private --delay 1s --depth 30 --state lock <seeds >/dev/null & pid=$!
sleep 0.5
fetch --allow-private --state lock <seeds >/dev/null 2>err2; same "two runs on one state exclude each other" "4 fetch: lock: in use by another run; try again when it has ended" "$? $(cat err2)"
kill $pid; wait $pid 2>/dev/null; same "an interrupt leaves the rest in the state" 143 $?
echo garbage >broken; fetch --state broken http://192.0.2.1/ 2>err2; check "no state of ours is said so" grep -q 'broken: ' err2
fetch --every 7d http://192.0.2.1/ 2>err2; same "--every needs a state" 2 $?

# Again: what changed, what did not.
start port3 sites again.log 3
one=(fetch --allow-private --delay 0 --state again --bodies bodies "http://127.3.0.1:$port3/p/1" "http://127.3.0.1:$port3/missing")
"${one[@]}" </dev/null >first; "${one[@]}" </dev/null >second
same "asked once is asked" "2 0" "$(grep -c '"kind":"capture"' first) $(wc -l <second)"
"${one[@]}" --every 0.001s </dev/null >third
same "--every asks again: unchanged, with its body" "304 Page 1 of 127.3.0.1 true true" \
    "$(jq -rs --slurpfile first first '.[]|select(.kind=="capture" and (.requested_url|endswith("p/1")))|[.status,(.body|capture("<title>(?<t>.*)</title>").t),(.digest==$first[0].digest),(.revisit_of==($first[]|select(.kind=="capture" and (.requested_url|endswith("p/1")))).id)]|join(" ")' third)"
rm -r bodies; mkdir bodies
"${one[@]}" --since "$(date -u +%FT%TZ -d '+1 hour')" </dev/null >fourth
same "without the body at hand it comes in full, and is known" "200 true" "$(jq -r 'select(.kind=="capture" and .revisit_of)|"\(.status) \(.body|length>0)"' fourth)"
"${one[@]}" --occasion 2026Q4 </dev/null | jq -r 'select(.kind=="capture").tags.occasion' | sort | uniq -c | tr -s ' ' >occasion
"${one[@]}" --occasion 2026Q4 </dev/null >>occasion
same "--occasion asks once for each" " 2 2026Q4" "$(cat occasion)"
