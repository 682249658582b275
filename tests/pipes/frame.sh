# What the frame promises to every filter (THREATS T001-T033), tried on the least filter and on a hostile one.
# shellcheck shell=bash disable=SC2016
record() { printf '{"v":1,"kind":"item","id":"i:%026d","title":"number %d","status":%d}\n' "$1" "$1" "$1"; }
for i in $(seq 1 3000); do record "$i"; done >records.jsonl
one='{"a":1}'

# --- output ---
passthrough records.jsonl >/dev/full 2>err; same "T001 a full disk is status 3" "3 passthrough: write error: No space left on device" "$? $(cat err)"
passthrough --help >/dev/full 2>err; same "T001 also for --help" 3 $?
echo "$one" | passthrough >&- 2>err; same "T002 a closed stdout is status 3" "3 passthrough: stdout: Bad file descriptor" "$? $(cat err)"
passthrough <&- >out 2>err; same "T003 a closed stdin is status 3" "3 passthrough: stdin: Bad file descriptor" "$? $(cat err)"
passthrough --version <&- >out 2>err; same "T003 a closed stdin is fine when no input is needed" 0 $?
passthrough records.jsonl 2>err | head -1 >/dev/null; same "T005 a reader that has enough is success" "0 " "${PIPESTATUS[0]} $(cat err)"
(echo "$one"; sleep 3) | (start=$(date +%s%N); passthrough; echo $((($(date +%s%N) - start) / 1000000)) >took) | head -1 >/dev/null
check "T005 a gone reader ends an idle command within a second" test "$(cat took)" -lt 1000
(trap '' PIPE; passthrough records.jsonl 2>err; echo $? >status) | head -1 >/dev/null
same "T006 also when SIGPIPE is ignored" "0 " "$(cat status) $(cat err)"
(ulimit -f 8; passthrough records.jsonl >out 2>err; echo $? >status)
same "T011 a file size limit is status 3" 3 "$(cat status)"
check "T011 and leaves whole lines" sh -c '[ "$(tail -c 1 out | od -An -c | tr -d " ")" = "\\n" ] || head -n -1 out | jq -e . >/dev/null'
: >many; for i in 1 2 3 4; do passthrough records.jsonl >>many & done; wait
same "T012 appending writers do not mix lines" "$((4 * 3001))" "$(jq -c . many | wc -l)"

# --- lines ---
printf '{"a":1}\nbad\n{"b":2}\n' >in
passthrough --rejects rejects in >out 2>err
same "T013 a bad line costs itself only" "1 2 passthrough: in:2: not a JSON object: no JSON value, byte 1" "$? $(wc -l <out) $(cat err)"
same "T013 and is kept" bad "$(cat rejects)"
printf '{"a":1}\n{"b":"\xff"}\n{"c":3}\n' | passthrough 2>err | jq -c 'del(.peil)' >out
same "T014 invalid UTF-8 costs one line" '{"a":1} {"c":3}' "$(paste -sd' ' out)"
printf '{"a":"x\n{"b":2}\n{"c":[\n{"d":4}\n' | passthrough 2>err | jq -c 'del(.peil)' >out
same "T015 an open string costs one line" '{"b":2} {"d":4}' "$(paste -sd' ' out)"
printf '{"a":"x\0y"}\n{"b":"\\u0000"}\n' | passthrough 2>err >out
same "T016 a NUL byte is refused, an escaped one kept" '{"b":"\u0000","peil":{"seen":0}}' "$(cat out)"
printf '{"x":"\\ud800"}\n' | passthrough >out 2>err
same "T017 a lone surrogate passes as bytes" '{"x":"\ud800","peil":{"seen":0}}' "$(cat out)"
printf '\xef\xbb\xbf{"a":1}\r\n\r\n\n{"b":2}' | passthrough >out 2>err
same "T018 BOM, CRLF, empty lines, no last newline" '0 {"a":1,"peil":{"seen":0}} {"b":2,"peil":{"seen":0}}' "$? $(paste -sd' ' out)"
printf '{"a":1}\n{"b":' | passthrough >out 2>err
same "T018 an unterminated last line" "1 passthrough: stdin:2: unterminated last line: the line ends in the middle, byte 6" "$? $(cat err)"
(ulimit -s 256; { printf '{"x":'; head -c 1000000 /dev/zero | tr '\0' '['; echo; echo "$one"; } | passthrough >out 2>err; echo $? >status)
same "T019 a depth bomb under a small stack" "1 1" "$(cat status) $(wc -l <out)"
echo '{"a":1,"a":2}' | passthrough 2>err; same "T020 a repeated key" '1 passthrough: stdin:1: repeated key "a"' "$? $(head -1 err)"
check "a run in which nothing could be handled says so" grep -q "passthrough: no record could be handled; input is one JSON object a line" err
echo '{"n":[1e400,-0,1.0,1e2,18446744073709551616,123456789012345678901234567890]}' >in
same "T021 numbers pass byte for byte" "$(sed 's/}$/,"peil":{"seen":0}}/' in)" "$(passthrough in)"
echo '{"t\u0069tle":"abc"}' >in; same "T022 escaped keys are found" '{"t\u0069tle":"abc","peil":{"seen":3}}' "$(passthrough in)"
{ echo "$one"; head -c 300M /dev/zero | tr '\0' x; echo; echo "$one"; } | passthrough >out 2>err
same "T023 a line of 300 MB costs one buffer" "2 passthrough: stdin:2: longer than 67108864 bytes" "$(wc -l <out) $(cat err)"
{ printf '{"s":"'; head -c 20M /dev/zero | tr '\0' x; printf '"}\n'; echo "$one"; } | passthrough | tail -1 >out
same "T023 a line of 20 MB passes" '{"a":1,"peil":{"seen":0}}' "$(cat out)"
yes '{}' | head -200000 | passthrough | wc -l >out; same "T024 tiny lines" 200000 "$(cat out)"

# --- flow ---
(echo "$one"; sleep 1; echo '{"b":2}') | passthrough | while read -r _; do date +%s%N; done >times
check "T025 each line comes through as soon as input pauses" test $((($(tail -1 times) - $(head -1 times)) / 1000000)) -gt 700
passthrough -j1 records.jsonl >one; passthrough -j2 records.jsonl >two; passthrough -j7 records.jsonl >seven
same_file "P6 -j does not change a byte" one two; same_file "P6 -j 7 neither" one seven
(while IFS= read -r -n 997 part; do printf '%s' "$part"; [ ${#part} -eq 997 ] || echo; done <records.jsonl) | passthrough >chunked
same_file "P6 chunking does not change a byte" one chunked
for zone in Europe/Amsterdam Pacific/Kiritimati garbage; do TZ=$zone LC_ALL=tr_TR.UTF-8 passthrough records.jsonl | cmp -s - one || echo "$zone"; done >bad
same "T029 locale and time zone change nothing" "" "$(cat bad)"
env -i "$TOOLS/passthrough" records.jsonl >bare 2>err; same_file "T028 an empty environment" one bare
(ulimit -n 20; passthrough records.jsonl >limited 2>err); same_file "T027 few descriptors" one limited
if grep -qa __asan_init "$TOOLS/passthrough"; then cp one limited; else (ulimit -v 400000; passthrough -j1 records.jsonl >limited 2>err; echo $? >status); fi
same "T026 little address space: works, or says so" "yes" "$(if cmp -s one limited || { [ "$(cat status)" = 3 ] && grep -q 'memory' err; }; then echo yes; else cat status err; fi)"
gzip -k records.jsonl; zstd -q records.jsonl -o records.jsonl.zst; cat records.jsonl.gz records.jsonl.gz >twice.gz
passthrough records.jsonl.gz >unzipped; same_file "gzip by its first bytes" one unzipped
passthrough <records.jsonl.zst >unzipped; same_file "zstd on stdin" one unzipped
same "many members are one stream" 6001 "$(passthrough twice.gz | wc -l)"
head -c 2000 records.jsonl.gz >cut.gz; passthrough cut.gz >out 2>err; status=$?; check "what came before the cut is written" test "$(grep -c '"seen"' out)" -gt 20
(exit $status); same "a cut gzip is status 3" "3 passthrough: cut.gz: compressed data ends too early; what came before it was read" "$? $(tail -1 err)"
same "operands one after another, lines counted in each" "passthrough: second:1: not a JSON object: no JSON value, byte 1" "$(echo x >second; passthrough records.jsonl second 2>&1 >/dev/null)"

# --- a folder that cannot go on ends the run, with its own status ---
printf '{"a":1}\n{"fail":1}\n{"b":2}\n' | timeout 20 folding >out 2>err
same "a folder that fails ends the run" "2 folding: the folder cannot go on" "$? $(cat err)"
(echo "$one"; sleep 0.3; echo '{"fail":1}'; yes '{}' | head -2000000) 2>fed | timeout 20 folding -j2 >out 2>err
same "what came before it is written, what follows is not read" '2 folding: the folder cannot go on {"a":1}' "$? $(cat err) $(cat out)"
printf '{"fail_at_end":1}\n' | timeout 20 folding >out 2>err
same "also at the end" "2 folding: the folder cannot end" "$? $(cat err)"

# --- signals ---
for signal in INT TERM HUP; do
    rm -f fifo; mkfifo fifo; (record 1; sleep 5) >fifo & feeder=$!
    env --default-signal=INT,TERM,HUP passthrough <fifo >out 2>err & pid=$!; sleep 0.4; kill -$signal $pid; start=$(date +%s%N); wait $pid; status=$?
    took=$((($(date +%s%N) - start) / 1000000)); kill $feeder 2>/dev/null; wait $feeder 2>/dev/null
    same "T031 SIG$signal: whole lines, ended by the signal, at once" "$((128 + $(kill -l $signal))) 1 yes" "$status $(wc -l <out) $([ $took -lt 2000 ] && echo yes)"
done 2>/dev/null

# --- workers that die ---
three() { printf '{"n":1,"do":"nothing"}\n{"n":2,"do":"%s"}\n{"n":3,"do":"nothing"}\n' "$1"; }
for what in segv abort exit throw torn flood loop; do
    three $what | hostile -j1 2>err | jq -c '[.n,(.peil.error.class//"fine")]' >out
    class=worker_crashed; case $what in flood|loop) class=over_budget ;; esac
    same "T033 $what costs one record" "[1,\"fine\"] [2,\"$class\"] [3,\"fine\"]" "$(paste -sd' ' out)"
done
printf '{"n":1,"do":"nothing"}\n{"n":2,"do":"segv","then":"segv"}\n{"n":3,"do":"nothing"}\n' | hostile 2>err | jq -c .n >out
same "a record that crashes twice is left out and named" "1 3 hostile: stdin:2: worker_crashed: twice on this line; it is left out" "$(paste -sd' ' out) $(cat err)"
if hostile --sandbox=require </dev/null 2>err; then
    for what in open create unlink fork kill; do
        three $what | hostile -j1 2>err | sed -n 2p | grep -q 'Function not implemented' && ok "P9 the sandbox refuses $what" || not_ok "P9 the sandbox refuses $what"
    done
    for what in socket unix exec ptrace; do
        three $what | hostile -j1 2>err | sed -n 2p | grep -q '"worker_crashed"' && ok "P9 the sandbox kills $what" || not_ok "P9 the sandbox kills $what"
    done
else
    skip "P9 the sandbox" "$(cat err)"
fi
three stdout | hostile >out 2>err; check "a worker cannot write to stdout" sh -c '! grep -q LEAK out'

# --- records ---
printf '{"v":1,"kind":"page","id":"p:1"}\n{"v":1,"kind":"item","id":"i:1","page":{"id":"p:1"}}\n{"v":1,"kind":"item","id":"i:2","page":{"id":"p:2"}}\n' | passthrough >out
same "an item gets its page" '{"v":1,"kind":"item","id":"i:1","page":{"id":"p:1"},"seen":0,"page_seen":"p:1"}' "$(sed -n 2p out)"
same "and no other's" '{"v":1,"kind":"item","id":"i:2","page":{"id":"p:2"},"seen":0}' "$(sed -n 3p out)"
passthrough records.jsonl | passthrough >again; same_file "a second run changes nothing" one again
same "a second run has one run record" 1 "$(passthrough records.jsonl | passthrough | grep -c '"kind":"run"')"
same "no run record in a foreign stream" 0 "$(echo "$one" | passthrough | grep -c run)"
same "--fields chooses" '{"v":1,"kind":"item","id":"i:00000000000000000000000001","title":"number 1"}' "$(passthrough --fields=title records.jsonl | head -1)"
passthrough -o out.jsonl records.jsonl && same_file "-o writes a file" one out.jsonl
passthrough -o out.jsonl records.jsonl 2>err; same "-o keeps what exists" "2 passthrough: out.jsonl exists; --force overwrites it" "$? $(cat err)"
passthrough -o out.jsonl.zst records.jsonl && zstd -dqf out.jsonl.zst -o plain && same_file "-o in .zst is compressed" one plain
passthrough -o out2.jsonl.gz records.jsonl && gzip -dc out2.jsonl.gz >plain && same_file "-o in .gz too" one plain
passthrough -e /dev/null 2>err; same "-e: nothing written is status 1" 1 $?
cp records.jsonl own.jsonl; passthrough -o own.jsonl --force own.jsonl 2>err; same "T035 no output over its own input" "2 passthrough: own.jsonl is being read; write to another file" "$? $(cat err)"
passthrough --rejects own.jsonl --force <own.jsonl 2>err >out; same "T035 neither the rejects, nor stdin" "2 3000" "$? $(wc -l <own.jsonl)"
same "-n reads and writes nothing" "would read records.jsonl would write to new.jsonl" "$(passthrough -n -o new.jsonl records.jsonl | paste -sd' ')"
passthrough nosuch 2>err; same "a missing file" "3 passthrough: nosuch: No such file or directory" "$? $(cat err)"
