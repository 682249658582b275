# tests/servers/start.sh -- sourced by tests/pipes/fetch_*.sh: starts the servers there, on free ports.
# shellcheck shell=bash disable=SC2034
servers=0
# start VARIABLE PROGRAM ARGUMENT… : runs it until this script ends, and sets VARIABLE to its port.
start() {
    local variable=$1 fd pipe="$TMP/server.$((++servers))"
    shift
    mkfifo "$pipe.in"
    "$@" <"$pipe.in" >"$pipe.port" 9>&- &
    background+=($!)
    exec {fd}>"$pipe.in"  # the server serves as long as this is open
    for _ in $(seq 100); do [ -s "$pipe.port" ] && break; sleep 0.05; done
    printf -v "$variable" '%s' "$(cat "$pipe.port")"
}
# A build under a sanitizer has no sandbox, and maps more memory than a limit would allow.
sanitized() { grep -aq __asan_init "$BIN/fetch"; }
# Test manners: our own addresses, no pauses, no robots.txt.
bold=(--allow-private --delay 0 --robots ignore --reason test)
# brief FILE : a capture a line, as path, status, size, truncated, error class.
brief() {
    jq -r 'select(.kind=="capture") | [(.requested_url|sub("^[a-z]+://[^/]*";"")), (.status//"-"), (.size_bytes//"-"), (.truncated//"-"), (.error.class//"-")] | join(" ")' "$1"
}
