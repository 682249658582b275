# What fetch makes of right, wrong and hostile answers (THREATS T041-T054, T058, T067, T075, T086).
# shellcheck shell=bash disable=SC2016,SC2154
. "$ROOT/tests/servers/start.sh"
start port http_fault log
at=http://127.0.0.1:$port
# ask TARGET… : fetches and prints the brief lines.
ask() { fetch "${bold[@]}" --ordered --per-host 16 "${@/#/$at}" >out 2>err; brief out; }

same "T041 codings are undone" "/gzip 200 2800 - -
/gzip-twice 200 2800 - -
/deflate-raw 200 56 - -
/deflate-zlib 200 56 - -" "$(ask /gzip /gzip-twice /deflate-raw /deflate-zlib)"
same "T052 what was coded wrongly is kept" "/gzip-truncated 200 2379 decode -
/gzip-junk 200 2800 - -
/gzip-lie 200 56 - -
/unknown-coding 200 56 - -" "$(ask /gzip-truncated /gzip-junk /gzip-lie /unknown-coding)"
same "T041 eight stacked codings" "/gzip-stack 200 0 decode -" "$(ask /gzip-stack)"
check "T041 a gzip bomb is cut" grep -Eq '^/gzip-bomb 200 [0-9]{6,8} length -$' <(ask /gzip-bomb)
fetch "${bold[@]}" --max-size 100000 "$at/endless" >out; same "T042 an endless body is cut at --max-size" "/endless 200 100000 length -" "$(brief out)"
same "T051 lengths that lie" "/short-length 200 9 disconnect -
/long-length 200 4 - -
/negative-length - - - protocol
/no-length 200 56 - -" "$(ask /short-length /long-length /negative-length /no-length)"
same "chunked bodies, right and broken" "/chunked 200 11 - -
/chunked-bad 200 5 disconnect -
/chunked-cut 200 14 disconnect -" "$(ask /chunked /chunked-bad /chunked-cut)"
same "T043 endless heads" "/header-flood - - - headers_too_large
/header-long - - - headers_too_large
/interim-flood - - - headers_too_large
/interim 200 2 - -" "$(ask /header-flood /header-long /interim-flood /interim)"
same "T053 odd answers" "/http09 - - - protocol
/weird-status - - - protocol
/status/204 204 0 - -
/status/304 304 0 - -
/status/206 206 56 - -
/status/404 404 56 - -
/empty 200 0 - -" "$(ask /http09 /weird-status /status/204 /status/304 /status/206 /status/404 /empty)"
ask /header-odd >/dev/null
same "T054 odd bytes in heads" '[["X-Bytes","caf�"],["X-Fold","one two"],["X-Esc","\u001b[31m"]]' "$(head -1 out | jq -c '[.headers[]|select(.[0]|startswith("X-"))]')"
check "T054 no control byte leaves" sh -c '! grep -q "$(printf "\033")" out'
ask /latin1 >/dev/null
same "a body that is no UTF-8 goes as base64" "ISO-8859-1 caf.</p>" "$(head -1 out | jq -r '.charset + " " + (.body_base64 | @base64d)' | sed 's/<p>//; s/�/./')"
same "T075 an image is not kept" "/image 200 - - media_type" "$(ask /image)"
fetch "${bold[@]}" --media "$at/image" >out; same "T075 but with --media" "/image 200 12 - -" "$(brief out)"
same "T044 redirects" "/chain/10 200 56 - -
/chain/11 302 0 - redirect
/loop 301 0 - redirect
/circle-a 301 0 - redirect
/growing 302 0 - redirect" "$(ask /chain/10 /chain/11 /loop /circle-a /growing)"
same "T044 every hop is named" "10 /chain/10 302 /chain/0" "$(fetch "${bold[@]}" "$at/chain/10" | jq -r 'select(.redirects)|"\(.redirects|length) \(.redirects[0].url) \(.redirects[0].status) \(.url)"' | sed "s|$at||g")"
same "T045 redirects to other schemes, T047 with a user" "redirect redirect redirect redirect redirect redirect" \
    "$(ask '/to?file:///etc/passwd' '/to?ftp://x.example/' '/to?gopher://x.example/' '/to?javascript:alert(1)' '/to?http://u:p@x.example/' '/to?data:,x' | cut -d' ' -f5 | paste -sd' ')"
same "T046 odd Locations" "redirect disconnect redirect -" "$(ask /location-esc /location-latin1 /location-long /location-empty | cut -d' ' -f5 | paste -sd' ')"
check "T046 bytes in a Location are escaped" grep -q ' /caf%E9$' log
fetch --delay 0 "$at/" >out; same "T055 a private address is refused" "5 private_address" "$? $(head -1 out | jq -r .error.class)"
: >log2; start other http_fault log2
fetch "${bold[@]}" -H 'X-Api-Key: secret' -H 'Cookie: a=b' "$at/to?http://127.0.0.1:$other/echo" >out
same "T047 own headers do not follow to another origin" 0 "$(grep -c -e secret -e 'a=b' out)"
fetch "${bold[@]}" -H 'X-Api-Key: secret' "$at/to?/echo" >out
same "T047 but stay within one" 1 "$(head -1 out | jq -r .body | grep -c secret)"
same "T088 and stand in no run record" 0 "$(jq -c 'select(.kind=="run")' out | grep -c secret)"
fetch "${bold[@]}" "$at/cookies" "$at/echo" >out
same "T086 exactly these headers" "Host User-Agent Accept Accept-Encoding" "$(jq -r 'select(.url|endswith("/echo"))?|.body' out | tr -d '\r' | sed -n 's/^\([A-Za-z-]*\): .*/\1/p' | paste -sd' ')"
printf '%s\n' "$at/page" "$at/page#top" "${at/127.0.0.1/127.1}/page" "HTTP://127.0.0.1:$port/%70age" >seeds
fetch "${bold[@]}" <seeds >out; same "T074 one URL in four spellings is asked once" 1 "$(jq -c 'select(.kind=="capture")' out | wc -l)"
same "T058 userinfo is refused" url "$(fetch "${bold[@]}" "http://user@127.0.0.1:$port/" | jq -r 'select(.error).error.class')"
printf 'http://\nhttp://a b/\nhttp://[::1%%25lo]/\nexample.org\nhttp://x.example:99999/\n' | fetch "${bold[@]}" >out 2>err
same "T059 addresses that are none are records" "1 url url url url url" "$? $(jq -r 'select(.error).error.class' out | paste -sd' ')"
same "T053 Retry-After is waited for" "200 2" "$(fetch "${bold[@]}" "$at/busy?1" | jq -r 'select(.status).status' | head -1) $(grep -c ' /busy' log)"
check "T053 as long as it asks" awk '/busy/ {if (last) gap=$1-last; last=$1} END {exit !(gap>=990 && gap<5000)}' log
same "a connection that closes is tried again" "200 3" "$(fetch "${bold[@]}" "$at/flaky" | jq -r 'select(.status).status') $(grep -c ' /flaky' log)"
begin=$(date +%s%N); fetch "${bold[@]}" --timeout 1s --per-host 9 "$at/silent" "$at/slow-headers" "$at/slow-body" >out; took=$((($(date +%s%N) - begin) / 1000000))
same "T049 slow answers end in time" "/silent - - - timeout
/slow-body 200 N time -
/slow-headers - - - timeout" "$(brief out | sort | sed -E 's/200 [0-9]+/200 N/')"
check "T049 all of them at once" test "$took" -lt 2500
begin=$(date +%s%N); fetch "${bold[@]}" --max-time 1s --per-host 9 "$at/silent" "$at/silent?2" >out; took=$((($(date +%s%N) - begin) / 1000000))
same "P8 --max-time ends the run" "timeout timeout" "$(jq -r 'select(.error).error.class' out | paste -sd' ')"
check "P8 within two seconds more" test "$took" -lt 2500
fetch "${bold[@]}" --retries 0 http://127.0.0.1:1/ >out; same "nothing could be fetched is status 1" "1 connect" "$? $(jq -r 'select(.error).error.class' out)"
fetch "${bold[@]}" --retries 0 "$at/" http://127.0.0.1:1/ >out; same "one of two is status 0" 0 $?
fetch "${bold[@]}" --fail --retries 0 "$at/" http://127.0.0.1:1/ >out; same "and 1 with --fail" 1 $?
if command -v openssl >/dev/null; then
    openssl req -x509 -newkey rsa:2048 -nodes -keyout key -out cert -days 2 -subj /CN=localhost 2>/dev/null
    tls=$((20000 + RANDOM % 20000)); openssl s_server -accept "127.0.0.1:$tls" -key key -cert cert -www -quiet >/dev/null 2>&1 & background+=($!)
    sleep 0.5
    same "T065 a certificate that nobody signed" tls "$(fetch "${bold[@]}" "https://127.0.0.1:$tls/" | jq -r 'select(.error).error.class')"
else
    skip "T065 a certificate that nobody signed" "no openssl"
fi
