# What fetch does not do to a site: robots.txt, pauses, storms (THREATS T069-T074, RFC 9309).
# shellcheck shell=bash disable=SC2016,SC2154
. "$ROOT/tests/servers/start.sh"
own=(--allow-private --delay 0)
start plain http_fault plain.log
start strict http_fault strict.log $'User-agent: other\nDisallow: /\n\nUser-agent: peil\nDisallow: /page/private\nAllow: /page/private/open\nCrawl-delay: 0\n'
start broken http_fault broken.log status:503
start locked http_fault locked.log status:403
start moved http_fault moved.log "to:http://127.0.0.1:$strict/robots.txt"
start circling http_fault circling.log to:/robots.txt
site() { echo "http://127.0.0.1:$1"; }
robots() { jq -r 'select(.kind=="capture")|"\(.robots) \(.status//.error.class)"' "$1" | paste -sd' '; }

fetch "${own[@]}" --ordered "$(site "$strict")"/page{,/private/1,/private/open} >out
same "rules are obeyed" "allowed 200 disallowed robots allowed 200" "$(robots out)"
same "robots.txt is asked for once" 1 "$(grep -c ' /robots.txt' strict.log)"
same "what is disallowed is not asked for" 0 "$(grep -c ' /page/private/1' strict.log)"
fetch "${own[@]}" "$(site "$strict")/page/private" >out; same "all refused is status 5" "5 disallowed robots" "$? $(robots out)"
fetch "${own[@]}" "$(site "$plain")/page" >out; same "2.3.1.3 no robots.txt allows" "unavailable 200" "$(robots out)"
fetch "${own[@]}" "$(site "$locked")/page" >out; same "2.3.1.3 nor does a forbidden one forbid" "unavailable 200" "$(robots out)"
fetch "${own[@]}" "$(site "$broken")/page" >out; same "2.3.1.4 a broken one forbids" "unreachable robots" "$(robots out)"
fetch "${own[@]}" "$(site "$moved")/page/private" >out; same "2.3.1.2 a redirect to another host is followed" "disallowed robots" "$(robots out)"
fetch "${own[@]}" "$(site "$circling")/page" >out; same "2.3.1.2 five redirects, then it is unavailable" "unavailable 200 6" "$(robots out) $(grep -c ' /robots.txt' circling.log)"
fetch "${own[@]}" --robots record --reason 'court order 17' "$(site "$strict")/page/private" >out
same "--robots=record asks and goes on" "disallowed 200 court order 17" "$(robots out) $(jq -r 'select(.kind=="run").options.reason' out)"
fetch "${own[@]}" --robots ignore "$(site "$strict")/page" >out 2>err; same "overriding needs a reason" 2 $?
fetch "${own[@]}" --retries 0 http://127.0.0.1:1/page >out; same "a host that is down is not one with bad robots" "unreachable connect" "$(robots out)"

: >plain.log
for i in 1 2 3 4; do echo "$(site "$plain")/page/$i"; done | fetch --allow-private --delay 300ms >out
same "T071 all are fetched" "unavailable 200 unavailable 200 unavailable 200 unavailable 200" "$(robots out)"
check "T071 with the pause between any two" awk '/page/ {if (last && $1-last<300) bad=1; last=$1} END {exit bad}' plain.log
check "T071 robots.txt does not wait" awk 'NR==1 {first=$1} NR==2 {exit !($1-first<250)}' plain.log
: >plain.log
fetch --allow-private --robots ignore --reason test --delay 300ms "$(site "$plain")/chain/3" >out
check "a redirect waits like any request" awk '{if (last && $1-last<300) bad=1; last=$1} END {exit bad || NR!=4}' plain.log
: >plain.log
for i in $(seq 6); do echo "$(site "$plain")/page/$i"; done | fetch "${own[@]}" --robots ignore --reason test --rate 10/s --per-host 6 >out
check "--rate bounds all requests" awk 'NR==1 {first=$1} {last=$1} END {exit !(NR==6 && last-first>=480)}' plain.log
a=$(for i in 1 2 3; do echo "$(site "$plain")/page/$i"; done | fetch --allow-private --delay 1s --dry-run)
same "--dry-run says when, and asks nothing" "fetch 0.000|fetch 1.000|fetch 2.000|" "$(cut -f1,2 <<<"$a" | tr '\t\n' ' |')"
same "--dry-run says what is refused" "refuse private_address: 10.0.0.1 is not a public address (private)" "$(fetch --dry-run http://10.0.0.1/ | cut -f1,4 | tr '\t' ' ')"

for i in $(seq 30); do echo "$(site "$plain")/status/429?$i"; done >storm
: >plain.log
fetch "${own[@]}" --robots ignore --reason test --retries 0 --ordered --max-time 100s <storm >out &
storm=$!
sleep 1.5; kill $storm; wait $storm 2>/dev/null
check "T072 a site that says 429 is left alone for longer and longer" test "$(grep -c 429 plain.log)" -le 2
for i in $(seq 40); do echo "http://127.0.0.1:1/$i"; done | fetch "${own[@]}" --robots ignore --reason test --retries 0 >out
same "T073 a dead host is given up" "40 35" "$(jq -r 'select(.error).error.class' out | grep -c connect) $(grep -c 'not asked: the site failed 5 times' out)"
