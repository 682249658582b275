# Calls that fail, one after another (THREATS T009, T010, T026): never a crash, never half a line unsaid.
# shellcheck shell=bash
if grep -qa __asan_init "$TOOLS/passthrough"; then
    skip "failing calls" "a sanitizer build has its own malloc"
else
    for i in $(seq 1 2000); do printf '{"v":1,"kind":"item","id":"i:%d","title":"%0400d"}\n' "$i" "$i"; done >in
    passthrough -j1 in >good
    # run CALL N [VAR=VALUE…] : runs passthrough with the n-th CALL failing; status in $status, hit in $hit
    run() {
        rm -f hit
        # Without the sandbox: libseccomp 2.5.4 loops for ever when its own malloc fails.
        env LD_PRELOAD="$TOOLS/failn.so" FAILN_CALL="$1" FAILN_N="$2" FAILN_HIT="$TMP/hit" "${@:3}" \
            timeout 10 passthrough -j1 --sandbox=off in >out 2>err
        status=$?
        if [ -e hit ]; then hit=1; else hit=0; fi
    }
    whole_lines() { [ ! -s out ] || cmp -s out <(head -c "$(stat -c %s out)" good); }
    bad=
    for n in $(seq 1 50); do
        run write "$n"
        [ $hit = 1 ] || break
        if [ $status != 3 ] || ! whole_lines || ! grep -q 'write error: No space left on device' err; then bad+=" $n:$status"; fi
    done
    same "T010 a write that fails, whichever it is, is status 3 after whole lines ($n tried)" "" "$bad"
    bad=
    for n in $(seq 1 10); do
        for how in EINTR SHORT; do run write "$n" FAILN_ERRNO=$how; cmp -s out good && [ $status = 0 ] || bad+=" $how:$n:$status"; done
    done
    same "T009 interrupted and short writes change nothing" "" "$bad"
    bad='' last=0
    for n in $(seq 1 9 6000); do
        run malloc "$n"
        case $status in 0|1|3) ;; *) bad+=" $n:$status" ;; esac
        [ $status != 3 ] || [ -s err ] || bad+=" $n:silent"
        last=$n
        [ $hit = 1 ] || break
    done
    same "T026 memory that runs out once is no crash (up to allocation $last)" "" "$bad"
    bad=
    for n in 1 5 20 60 150 400 900 1500; do
        run malloc "$n" FAILN_STICKY=1
        case $status in 0|1|3) ;; *) bad+=" $n:$status" ;; esac
    done
    same "T026 memory that runs out for good is no crash" "" "$bad"
    env LD_PRELOAD="$TOOLS/failn.so" FAILN_CALL=fsync FAILN_N=1 passthrough -o whole.jsonl in 2>err
    same "P16 a failed fsync of -o is status 3 and leaves no file" "3 0" "$? $(find . -name 'whole.jsonl*' | wc -l)"
fi
