# What fetch --warc keeps: the bytes of the wire, a line for each that is there, and what is cut when it is cut
# (THREATS T060-T064, T089-T093).
# shellcheck shell=bash disable=SC2016,SC2154
. "$ROOT/tests/servers/start.sh"
start port http_fault log
at=http://127.0.0.1:$port
collect() { fetch "${bold[@]}" --per-host 16 --now 2026-11-24T09:00:00Z "$@" </dev/null; }
pages=(/ /chunked /chain/2 /gzip /gzip-lie /page2 /short-length /chunked-cut /echo /unknown-coding /deflate-raw
    /latin1 /gzip-truncated /chunked-bad /header-odd /interim /no-length /header-nul /long-length)

collect --tag case=7 -H 'Cookie: secret=1' -H 'X-Case: 7' --warc kept "${pages[@]/#/$at}" "$at/loop" "$at/image" >out
same "the folder is closed" "1 1 0" "$(ls kept/*.warc.gz | wc -l) $(ls kept/*.cdxj | wc -l) $(find kept -name '*.open' | wc -l)"
(cd kept && sha256sum --quiet -c SHA256SUMS) >sums 2>&1; same "sha256sum knows every file" "0 " "$? $(cat sums)"
facts='select(.kind=="capture" and (.error|not)) | del(.run_id, .via, .warc.file)'
jq -cS "$facts" out | sort >first
fetch kept/*.warc.gz | jq -cS "select(.url // \"\" | endswith(\"/loop\") | not) | $facts" | sort >again
same_file "reading the archive gives the same captures" first again
same "their number" 18 "$(wc -l <first)"

# T061: what a line promises is at that place.
jq -r 'select(.warc) | [.warc.file, .warc.offset, .warc.length, .warc.block_digest, .wire_digest, .digest] | @tsv' out >places
wrong=0
while IFS=$'\t' read -r file offset length digest _; do
    record() { dd if="kept/$file" iflag=skip_bytes,count_bytes skip="$offset" count="$length" bs=1M status=none | zcat; }
    size=$(record | tr -d '\r' | sed -n 's/^Content-Length: //p' | head -1)
    got=$(record | sed '1,/^\r$/d' | head -c "$size" | sha256sum)
    [ "sha256:${got%% *}" = "$digest" ] || wrong=$((wrong + 1))
done <places
same "T061 each line's record is where it says, and its block what it says" "0 18" "$wrong $(wc -l <places)"
same "no secret in it, but for what a page said itself" "1 21" "$(zcat kept/*.warc.gz | grep -ac 'secret=1') $(zcat kept/*.warc.gz | grep -ac '^Cookie: \*\*\*')"
same "the chain can be followed with sha256sum" ok "$(
    prev=$(printf '0%.0s' $(seq 64))
    while read -r line; do
        hash=$(printf %s "${line%,\"hash\":*}" | sha256sum); hash=${hash%% *}
        case $line in *"\"prev\":\"$prev\",\"hash\":\"$hash\"}") prev=$hash ;; *) echo "broken at $line" ;; esac
    done <kept/chain.jsonl; echo ok)"

# An independent reader, where there is one: WARCIO names the npm package's command.
if command -v "${WARCIO:-warcio}" >/dev/null; then
    "${WARCIO:-warcio}" index kept/*.warc.gz >index 2>&1
    same "warcio reads every record" "$(zcat kept/*.warc.gz | grep -ac '^WARC/1.1')" "$(jq -r .offset index | wc -l)"
    jq -r 'select(."warc-type"=="response" or ."warc-type"=="revisit") | .offset' index | sort >theirs
    cut -d' ' -f3- kept/*.cdxj | jq -r .offset | sort >ours
    same_file "and its index is ours" theirs ours
else
    skip "an independent reader" "no warcio (npm install warcio; WARCIO=…/warcio)"
fi

# Again into the same folder: what did not change is a revisit.
collect --warc kept "$at/" >second
same "a second run adds a file" "2 0" "$(ls kept/*.warc.gz | wc -l) $( (cd kept && sha256sum --quiet -c SHA256SUMS) >&2; echo $?)"
same "what came again is a revisit" "revisit" "$(zcat kept/*-00001-*.warc.gz | grep -a '^WARC-Type: re[sv]' | tr -d '\r' | cut -d' ' -f2)"
same "and is read with its body" "$(jq -r 'select(.kind=="capture").digest' second)" "$(fetch kept/*.warc.gz | jq -r 'select(.kind=="capture").digest' | tail -1)"

# T089, files.
collect --warc busy "$at/silent" >/dev/null & pid=$!
sleep 0.5
collect --warc busy "$at/" >/dev/null 2>err; same "T089 two runs exclude each other" "4 fetch: busy: in use by another run; try again when it has ended" "$? $(cat err)"
kill $pid; wait $pid 2>/dev/null
collect --warc kept out 2>err; same "files are not fetched" 2 $?

# Rotation, plain files.
collect --warc small --warc-size 1K --warc-plain "$at/" "$at/page2" "$at/echo" >/dev/null
same "a new file after --warc-size" "3 0" "$(ls small/*.warc | wc -l) $( (cd small && sha256sum --quiet -c SHA256SUMS) >&2; echo $?)"

# T062: a full disk takes the record back.
if sanitized; then skip "T062 a full disk" "not under a sanitizer"
else
    (ulimit -f 20; trap '' XFSZ; collect --warc full "${pages[@]/#/$at}" >full.out 2>err; echo $? >status)
    same "T062 a full disk stops the run" 3 "$(cat status)"
    check "and what was written is whole" sh -c 'cat full/*.open | gzip -t'
    collect --warc full "$at/" >/dev/null 2>err
    same "the next run goes on" "0" "$( (cd full && sha256sum --quiet -c SHA256SUMS) >&2; echo $?)"
fi

# The audit: what was changed is found, whichever byte.
same "verify says that all is as logged" 0 "$(fetch verify kept >audit; echo $?)"
check "and what the last hash is" grep -q "the last is $(tail -1 kept/chain.jsonl | sed 's/.*"hash":"//; s/".*//')" audit
echo screen >screen.png
same "an attachment is stored" "kept/attachments/$(sha256sum screen.png | cut -c1-16)-screen.png" "$(fetch attach screen.png --to "$(jq -r .id out | head -1)" --warc kept)"
same "and is in the chain" "0 attach" "$(fetch verify kept >&2; echo $?) $(tail -1 kept/chain.jsonl | jq -r .event)"
collect --warc tiny "$at/" >/dev/null; fetch attach screen.png --to c:x --warc tiny >/dev/null
missed=0 flips=0
for file in tiny/*.* tiny/SHA256SUMS tiny/attachments/*; do
    size=$(stat -c %s "$file"); cp "$file" whole
    for at_byte in $(seq 0 $((size / ${PEIL_FLIPS:-40} + 1)) $((size - 1))); do
        value=$(od -An -tu1 -j "$at_byte" -N 1 whole); flips=$((flips + 1))
        printf "\\x$(printf %x $((value ^ (1 << at_byte % 8))))" | dd of="$file" bs=1 seek="$at_byte" conv=notrunc status=none
        fetch verify tiny >audit && { missed=$((missed + 1)); echo "missed $file $at_byte" >&2; }
        cp whole "$file"
    done
done
same "T063 every byte that is flipped is found" 0 "$missed"
check "and many were" test "$flips" -gt 100
same "whole again" 0 "$(fetch verify tiny >&2; echo $?)"
rm tiny/*.cdxj; same "a file that is gone is missed" 1 "$(fetch verify tiny >audit; echo $?)"
touch kept/stray; check "a file that nobody knows is named" sh -c '! fetch verify kept >audit && grep -q "kept/stray: no line" audit'; rm kept/stray
fetch verify nowhere 2>err; same "no folder of evidence" 3 $?

# T060: killed at any moment, what is there is whole, and each line has its record.
start port2 sites sites.log 400
for i in $(seq 8); do seq -f "http://127.1.0.$i:$port2/p/%.0f" 400; done >many
kills=${PEIL_KILLS:-12} unsound=0 broken=0
for i in $(seq "$kills"); do
    fetch --allow-private --delay 0 --robots ignore --reason test -j 64 --warc killed <many >lines.$i 2>>err & pid=$!
    sleep "$(awk -v i="$i" 'BEGIN { srand(i); print 0.05 + rand() * 0.3 }')"
    kill -9 $pid 2>/dev/null; wait $pid 2>/dev/null
    [ -e killed/chain.jsonl ] || continue
    fetch verify killed >audit || { unsound=$((unsound + 1)); cat audit >&2; }
    jq -R 'fromjson? | select(.warc) | .warc.record_id' lines.$i | sort >printed
    jq -R 'fromjson? | select(.event=="capture") | .record_id' killed/chain.jsonl | sort >logged
    [ -z "$(comm -23 printed logged)" ] || broken=$((broken + 1))
done
same "T060 killed $kills times, every state is sound" 0 "$unsound"
same "P2 what was printed is there" 0 "$broken"
fetch --allow-private --delay 0 --robots ignore --reason test --warc killed "http://127.1.0.1:$port2/p/1" </dev/null >/dev/null 2>err
same "and the next run closes all" "0 0" "$( (cd killed && sha256sum --quiet -c SHA256SUMS) >&2; echo $?) $(find killed -name '*.open' | wc -l)"
same "every WARC is whole" 0 "$(for file in killed/*.gz; do gzip -t "$file" || echo broken; done | wc -l)"
