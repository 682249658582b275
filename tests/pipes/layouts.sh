# Layouts of our own: what extract finds of them never drops (figures in thousandths; see tests/eval/layouts.cpp).
# shellcheck shell=bash
at_least() { # PART FIGURE LEAST
    local value
    value=$(awk -v name="$2" '$1 == name { print int($2 * 1000) }' "$1.figures")
    check "layouts $1: $2 is at least $3 thousandths" test "${value:-0}" -ge "$3"
}
at_most() { # PART MOST
    local value
    value=$(awk '$1 == "beyond" { print $2 }' "$1.figures")
    check "layouts $1: at most $2 items beyond those that are there" test "${value:-999}" -le "$2"
}
for part in dev held; do
    "$TOOLS/layouts" --captures "$ROOT/tests/eval/layouts/$part.txt" >"$part.captures"
    extract <"$part.captures" >"$part.records"
    "$TOOLS/layouts" "$ROOT/tests/eval/layouts/$part.txt" <"$part.records" >"$part.figures"
done
at_least dev pooled 980
at_least dev mean 980
at_least dev worst 700
at_least held pooled 750
at_least held mean 760
at_most dev 8
at_most held 10
