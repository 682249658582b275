# How fetch lives in a pipe: lines come and go while it works, readers leave, signals come (THREATS T001-T034).
# shellcheck shell=bash disable=SC2016,SC2154
. "$ROOT/tests/servers/start.sh"
start port http_fault log
at=http://127.0.0.1:$port
millis() { echo $(($(date +%s%N) / 1000000)); }

(echo "$at/page/1"; sleep 1; echo "$at/page/2") | fetch "${bold[@]}" | while read -r _; do millis; done >times
check "each capture leaves when it is there" test $(($(sed -n 2p times) - $(sed -n 1p times))) -gt 700
same "and the run record ends it" 3 "$(wc -l <times)"
(sleep 3 | (begin=$(millis); fetch "${bold[@]}" "$at/page" -; echo $(($(millis) - begin)) >took)) | head -1 >/dev/null
check "T005 a reader that left is noticed while idle" test "$(cat took)" -lt 1000
(begin=$(millis); fetch "${bold[@]}" --timeout 9s "$at/page" "$at/silent" 2>err; echo "$? $(($(millis) - begin))" >took) | head -1 >/dev/null
check "T005 and while a transfer hangs" awk '{exit !($1==0 && $2<1500)}' took
check "T005 silently" test ! -s err
fetch "${bold[@]}" "$at/page" >/dev/full 2>err; same "T001 a full disk is status 3" "3 fetch: write error: No space left on device" "$? $(cat err)"
fetch "${bold[@]}" "$at/page" >&- 2>err; same "T002 a closed stdout is status 3" 3 $?
fetch "${bold[@]}" <&- >out 2>err; same "T003 a closed stdin is status 3" 3 $?
fetch "${bold[@]}" "$at/page" <&- >out 2>err; same "T003 but not when it is not read" 0 $?

for name in INT TERM HUP; do
    env --default-signal=INT fetch "${bold[@]}" --ordered "$at/page" "$at/silent" "$at/page/2" >out 2>err & pid=$!
    sleep 0.4; begin=$(millis); kill -s "$name" $pid; wait $pid 2>/dev/null; status=$?
    same "P18 SIG$name ends it by that signal" "$((128 + $(kill -l "$name")))" "$status"
    check "P18 SIG$name within two seconds" test $(($(millis) - begin)) -lt 2200
    check "P18 SIG$name leaves whole lines" jq -es 'map(.kind)|index("capture")==0 and index("run")==null' out
done 2>/dev/null
env --default-signal=INT fetch "${bold[@]}" "$at/silent" >out & pid=$!; sleep 0.3; begin=$(millis); kill -INT $pid; sleep 0.1; kill -INT $pid; wait $pid 2>/dev/null
check "P18 the second signal ends it at once" test $(($(millis) - begin)) -lt 400

# A reader that is slow for longer than the timeout: transfers must not fail for that.
for i in $(seq 40); do echo "$at/endless?$i"; done | fetch "${bold[@]}" --timeout 1s --per-host 4 --max-size 1M | (sleep 2.5; cat) >out
same "a slow reader fails no transfer" "40 length" "$(jq -r 'select(.kind=="capture").truncated' out | uniq -c | xargs)"
for i in $(seq 200); do echo "$at/page/$i"; done >many
fetch "${bold[@]}" --per-host 8 --ordered <many | jq -r 'select(.url).url' >out; same_file "--ordered keeps the order" many out
fetch "${bold[@]}" --per-host 8 <many | jq -r 'select(.url).url' | sort >out; sort many >sorted; same_file "without it all come too" sorted out
printf '{"url":"%s/page/1","query":"wiet","rank":3}\n# comment\n\n%s/page/2\n{"no":1}\n{broken\n' "$at" "$at" | fetch "${bold[@]}" --ordered --rejects rejects --tag case=17 >out 2>err
same "seeds as JSON, comments, bad lines" '1 {"query":"wiet","rank":3} null {"case":"17"} 2' "$? $(jq -c 'select(.url).seed' out | paste -sd' ') $(head -1 out | jq -c .tags) $(wc -l <rejects)"
same "bad lines are named" "fetch: stdin:5: no address at /url; --url-at names the member that has it" "$(head -1 err)"
fetch "${bold[@]}" "$at/page" >first; (cat first; echo "$at/page/2") | fetch "${bold[@]}" --ordered >second
same_file "a capture passes byte for byte" <(head -1 first) <(head -1 second)
same "with one run record" 1 "$(grep -c '"kind":"run"' second)"
same "its counts" '{"capture":1,"record":1} {"capture":2}' "$(jq -Sc 'select(.kind=="run")|.in, .out' second | paste -sd' ')"
fetch "${bold[@]}" --fields=-body,-headers "$at/page" >out; same "--fields drops" "null null 200" "$(head -1 out | jq -r '"\(.body) \(.headers) \(.status)"')"
echo '{"link":{"to":"'"$at"'/page"}}' | fetch "${bold[@]}" --url-at /link/to >out; same "--url-at" 200 "$(head -1 out | jq .status)"
fetch "${bold[@]}" -o kept.jsonl "$at/page"; same "-o" "0 2" "$? $(wc -l <kept.jsonl)"
fetch "${bold[@]}" -o kept.jsonl "$at/page" 2>err; same "P20 an existing file is refused" 2 $?
fetch --offline "$at/page" >out; same "--offline" "5 scope" "$? $(head -1 out | jq -r .error.class)"
fetch "${bold[@]}" --robots obey --log run.log "$at/page" >out; same "--log" '"fetch" 0' "$(jq -c '.command, .status' run.log | paste -sd' ')"
same "T087 nothing of this machine stands in the records" 0 "$(cat first second out | grep -acwF -e "$(hostname)" -e "$HOME/" -e "$TMP")"
seq -f "$at/page/%.0f" 20000 >list; cat list list list >list3
memory=900000; ! sanitized || memory=unlimited
/usr/bin/env bash -c "ulimit -v $memory"'; exec "$@"' bash fetch "${bold[@]}" --per-host 16 <list3 >out 2>err
same "T074 60,000 lines of 20,000 addresses" "0 20000" "$? $(grep -c '"status":200' out)"
