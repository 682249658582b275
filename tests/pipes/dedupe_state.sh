# What dedupe remembers from run to run: nothing lost, nothing believed that is not whole.
# shellcheck shell=bash
line() { printf '{"v":1,"kind":"item","id":"i:%s","form":"listing","title":"%s","vendor":{"name":"%s"},"page":{"fetched_at":"%s"}}\n' "$@"; }

# --- killed at any instant (T119, T126) ---------------------------------------------------------------
awk 'BEGIN { for (i = 1; i <= 30000; ++i) printf "{\"id\":%d,\"url\":\"https://a.example/%d\",\"text\":\"%s\"}\n", i, i, "about four hundred bytes of text for each record, so that a batch holds some six hundred of them ........................................................................................................................................................................................................................................................................" }' >in
largest_batch=$((262144 / 390 + 2))
kills=0 RANDOM=7
: >all
for _ in $(seq 1 "${PEIL_KILLS:-105}"); do
    dedupe -j1 --new --state s in >out 2>err &
    pid=$!
    sleep "0.0$((RANDOM % 90 + 10))"
    if kill -9 $pid 2>/dev/null; then kills=$((kills + 1)); fi
    wait $pid 2>/dev/null
    # A line that was being written when the end came is no line.
    awk -v ends="$(tail -c1 out | od -An -tx1 | tr -d ' ')" '{ if (seen++) print last; last = $0 } END { if (seen && ends == "0a") print last }' out >>all
done
dedupe -j1 --new --state s in >out 2>err
same "the state is good after $kills kills" 0 $?
cat out >>all
sort -u all >distinct
same "T119 nothing that was new is lost" 30000 "$(grep -c '"id"' distinct)"
repeats=$(($(wc -l <all) - $(wc -l <distinct)))
check "T119 at most one batch a kill is repeated ($repeats in $kills kills)" [ "$repeats" -le $((kills * largest_batch)) ]
same "and then there is nothing new" "" "$(dedupe --new --state s in)"

# --- -o: the file appears whole or not at all, and the state with it ----------------------------------
rm -f s2 out2
dedupe --new --state s2 -o out2 in &
pid=$!
sleep 0.05; kill -9 $pid 2>/dev/null; wait $pid 2>/dev/null
if [ -e out2 ]; then skip "-o under kill" "it was done before the kill"; else
    dedupe --new --state s2 in | grep -c '"id"' >count
    same "what a killed -o would have shown is shown by the next run" 30000 "$(cat count)"
fi
rm -f ./*.tmp* s2

# --- two writers (T122) -------------------------------------------------------------------------------
mkfifo hold
dedupe --state s <hold >/dev/null & pid=$!
exec 7>hold; sleep 0.2
dedupe --state s in >/dev/null 2>err
same "T122 a second writer is status 4" 4 $?
check "and says so" grep -q 'in use by another run' err
exec 7>&-; wait $pid
dedupe --new --state s in >/dev/null
same "afterwards it is free" 0 $?

# --- damage (T121) ------------------------------------------------------------------------------------
for i in $(seq 1 40); do line "$i" "title number $i of some words" "seller$((i % 5))" "2026-0$((i % 9 + 1))-01T00:00:00Z"; done >items
rm -f d; dedupe --state d items >/dev/null
size=$(stat -c %s d); bad=
for at in $(seq 0 $((size / 150 + 1)) $((size - 1))) $((size - 1)); do
    cp d damaged
    byte=$(od -An -tu1 -j "$at" -N1 d | tr -d ' ')
    printf "\\$(printf %03o $(((byte + 1) % 256)))" | dd of=damaged bs=1 seek="$at" conv=notrunc status=none
    dedupe --new --state damaged items >out 2>err
    status=$?
    { [ $status = 3 ] && [ ! -s out ] && grep -q damaged: err; } || bad+=" $at:$status"
done
same "T121 a changed byte anywhere is found, named, and nothing is printed" "" "$bad"
bad=
for at in $(seq 1 $((size / 40)) $((size - 1))); do
    head -c "$at" d >damaged
    dedupe --new --state damaged items >out 2>err
    status=$?
    { [ $status = 3 ] && [ ! -s out ]; } || bad+=" $at:$status"
done
same "T121 a state that was cut is not used" "" "$bad"
refused() { dedupe --state "$1" items >out 2>err; local status=$?; same "T121 $2" "3 0" "$status $(wc -l <out)"; }
: >damaged; refused damaged "an empty file is no state"
head -c 5000 /dev/urandom >damaged; refused damaged "random bytes are no state"
cp items damaged; refused damaged "records are no state"
same_file "and they are as they were" items damaged
mkdir folder; refused folder "a folder is no state"
{ printf 'peil-dedupe-9\0\0\0'; tail -c +17 d; } >damaged; refused damaged "a state of another version"
dedupe --by text --state d items >out 2>err
same "a state made for other levels is status 2" 2 $?
cp d torn; printf 'xyz' >>torn
dedupe --state torn items >out 2>err
same "a tail that a killed run left is cut off" 0 $?

# --- a full disk (T120) -------------------------------------------------------------------------------
awk '{ print; if (NR % 3 == 0) fflush() }' in | head -20000 >more
dedupe --by url --state full items >/dev/null 2>&1
before=$(stat -c %s full)
( ulimit -f $((before / 512 + 200)); dedupe --by url --new --state full more 2>err | grep -c '"id"' >out; exit "${PIPESTATUS[0]}" )
same "T120 a state that cannot grow is status 3" 3 $?
check "T120 it says why" grep -q 'cannot write the state' err
got=$(cat out)
dedupe --by url --new --state full more >out2
same "T120 the state is good, and the next run prints what is missing" yes \
    "$([ $((got + $(grep -c '"id"' out2))) -ge 20000 ] && [ $((got + $(grep -c '"id"' out2))) -le $((20000 + largest_batch)) ] && echo yes)"

# --- the clock (T125), occasions, forgetting ----------------------------------------------------------
rm -f c
line 1 "a thing of words" x 2026-03-10T00:00:00Z | dedupe --state c >/dev/null
line 2 "a thing of words" x 2026-03-01T00:00:00Z | dedupe --state c >/dev/null
seen=$(line 3 "a thing of words" x 2026-03-05T00:00:00Z | dedupe --state c | jq -r 'select(.cluster) | .cluster.first_seen_at + " " + .cluster.last_seen_at + " " + .cluster.of')
same "T125 a clock that goes back moves first and last apart only" "2026-03-01T00:00:00Z 2026-03-10T00:00:00Z i:1" "$seen"
same "one line for each cluster and occasion" "2026-W09 2026-W10 2026-W11" "$(dedupe observations --state c | jq -r .occasion | paste -sd' ')"
line 4 "another matter" y 2025-01-01T00:00:00Z | jq -c '. + {tags: {occasion: "first visit"}}' | dedupe --state c >/dev/null
same "tags.occasion names the occasion" "first visit" "$(dedupe observations --state c | jq -r 'select(.of == "i:4").occasion')"
same "forget prints what it forgot" 2025-01-01T00:00:00Z "$(dedupe forget --before 2026-01-01 --state c | jq -r .last_seen_at)"
same "and it is gone" 3 "$(dedupe observations --state c | wc -l)"
same "what is new is told from what is known" "i:5" "$( { line 4 "another matter" y 2025-01-01T00:00:00Z | sed 's/i:4/i:5/'; line 6 "a thing of words" x 2026-03-06T00:00:00Z; } | dedupe --new --state c | jq -r 'select(.kind == "item").id')"
check "nothing of what was forgotten stands in the file" bash -c '! grep -qa "i:4" c'
dedupe --by text --state t more 2>/dev/null | sed -n '$p' >/dev/null
same "a state under --by text remembers texts" 0 "$(dedupe --by text --new --state t more | grep -c '"id"')"
cp c plain; dedupe -n --state c items >/dev/null
same_file "-n touches nothing" plain c
dedupe --new items 2>err; same "--new without --state is status 2" 2 $?
dedupe observations 2>err; same "observations without --state is status 2" 2 $?
dedupe observations --state none 2>err; same "observations of no state is status 3" 3 $?
