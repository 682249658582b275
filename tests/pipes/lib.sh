# tests/pipes/lib.sh -- sourced by every script here: a scratch folder and the words ok, not_ok, check, same.
# In scope: $BIN (the five commands), $TOOLS (the test programs), $ROOT (the checkout), $TMP (scratch, cwd).
set -u
export LC_ALL=C.UTF-8 TZ=UTC
export PATH="$BIN:$TOOLS:$PATH"
TMP=$(mktemp -d) && cd "$TMP" || exit 2
background=()
cleanup() { for pid in "${background[@]:-}"; do [ -n "$pid" ] && kill "$pid" 2>/dev/null; done; rm -rf "$TMP"; }
trap cleanup EXIT

ok() { printf 'ok %s\n' "$1"; }
not_ok() { printf 'not ok %s\n' "$1"; [ $# -lt 2 ] || printf '%s\n' "${@:2}" | head -40 | sed 's/^/    /'; }
skip() { printf 'skip %s: %s\n' "$1" "$2"; }
# check NAME COMMAND… : passes when the command does.
check() { local name=$1; shift; if "$@"; then ok "$name"; else not_ok "$name" "failed: $*"; fi; }
# same NAME EXPECTED GOT : passes when the two strings are equal.
same() { if [ "$2" = "$3" ]; then ok "$1"; else not_ok "$1" "expected: $2" "got:      $3"; fi; }
# same_file NAME EXPECTED GOT : the same for files.
same_file() { if cmp -s "$2" "$3"; then ok "$1"; else not_ok "$1" "$(diff "$2" "$3" | head -20)"; fi; }
