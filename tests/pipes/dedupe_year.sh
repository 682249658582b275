# A year of weekly runs on one state, with the truth; and that the order of records changes nothing where it must not.
# shellcheck shell=bash
make_repeats year 300 >year
awk -F'"week":' '{ split($2, w, "}"); print > ("week." w[1] + 0) }' year
for week in $(seq 0 51); do
    [ ! -e "week.$week" ] || dedupe --no-progress --state s "week.$week" | grep -v '"kind":"run"'
done >all
# at_least NAME FIGURE LEAST FILE
at_least() {
    local got; got=$(awk -v n="$2" '$1 == n { print $2 }' "$4")
    check "$1 ($2 $got, at least $3)" awk -v a="${got:-0}" -v b="$3" 'BEGIN { exit !(a >= b) }'
}
make_repeats score year <all >scores
{ cat all; dedupe observations --state s; } | make_repeats score seen >>scores
at_least "a year: pairs" f1 .97 scores
at_least "a year: no strangers" precision .998 scores
at_least "a year: first and last seen" first_and_last .95 scores
at_least "a year: weeks seen" observations_recall .95 scores
at_least "a year: weeks not seen" observations_precision .95 scores
dedupe year | make_repeats score year >stream
same_file "one run says what 52 said" <(head -3 stream) <(head -3 scores)

dedupe map year | LC_ALL=C sort | dedupe reduce | grep -v '"kind":"run"' >once
shuf --random-source=/dev/zero year | split -n r/3 - shard.
for shard in shard.*; do dedupe map "$shard"; done | LC_ALL=C sort | dedupe reduce -j2 | grep -v '"kind":"run"' >sharded
same_file "map and reduce: the same for three shards of a shuffled input" once sharded
shuf --random-source=/dev/zero year | dedupe map >unsorted
dedupe reduce unsorted >/dev/null 2>err
same "lines that nobody sorted are refused" 1 $?
check "and it says what to do" grep -q 'LC_ALL=C sort' err

make_repeats copies 4000 | dedupe --by text | make_repeats score copies >scores
at_least "near-copies at Jaccard .8" recall .99 scores
at_least "near-copies: strangers" precision .999 scores

# One cluster of many members, and texts that collide in every band (T123): time grows with the number of records only.
awk 'BEGIN { for (i = 0; i < 60000; ++i) print "{\"text\":\"aa bb cc dd ee ff gg hh ii jj kk ll mm nn oo pp qq rr ss tt uu vv ww xx yy zz x" i "\"}" }' >collide
start=$(date +%s%N); dedupe --by text collide | jq -r '.peil.cluster.id' | sort -u | wc -l >count; end=$(date +%s%N)
same "60,000 texts that differ in one word are one cluster" 1 "$(cat count)"
check "T123 and that takes no longer than others" [ $(((end - start) / 1000000)) -lt 20000 ]
# Empty and tiny texts, and a long one (T124).
printf '{"text":""}\n{"text":"a"}\n{"text":"a"}\n{"text":"a b"}\n{"text":"..."}\n' | dedupe --by text | jq -r '.peil.cluster.id // "none"' >out
same "a text without words has no cluster; tiny ones are compared as a whole" "5 2 3" \
    "$(wc -l <out) $(grep -c none out) $(sort -u out | wc -l)"
{ printf '{"text":"'; head -c 8000000 /dev/zero | sed 's/\x0/word /g' | head -c 50000000; printf '"}\n'; } >long
dedupe --by text long >out; same "a text of 40 MB is a record like any other" "0 1" "$? $(grep -c '"cluster"' out)"
dedupe --memory 64K --by text year >out 2>err; same "--memory that does not do is status 3" 3 $?
check "and it says so" grep -q -- '--memory' err
dedupe --memory 64M --by text year >out; same "--memory that does" "0 $(wc -l <year)" "$? $(grep -c '"kind":"item"' out)"
dedupe -v --by text --similarity 0.6 </dev/null 2>err >/dev/null; check "-v says bands, rows and recall" grep -q '9 bands of 2 rows' err
