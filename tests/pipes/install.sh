#!/usr/bin/env bash
# tests/pipes/install.sh -- make install and uninstall: where things go, and that a program prefix reaches
# binaries, pages, cross references and completions alike.
build=$(cd "$BIN/.." && pwd)
# The build is finished, so that nothing is compiled here; MAKEFLAGS of an outer make would be inherited.
run_make() { env -u MAKEFLAGS -u MAKELEVEL make -s -C "$ROOT" B="$build" DESTDIR="$TMP/stage" prefix=/usr "$@"; }

install_and_look() {
    local prefix=$1 name share=$TMP/stage/usr/share page found
    if ! run_make program_prefix="$prefix" install >log 2>&1; then not_ok "installs with prefix '$prefix'" "$(cat log)"; return; fi
    ok "installs with prefix '$prefix'"
    for binary in "$BIN"/*; do
        name=${binary##*/}
        for file in "bin/$prefix$name" "share/man/man1/$prefix$name.1" \
            "share/bash-completion/completions/$prefix$name" "share/zsh/site-functions/_$prefix$name" \
            "share/fish/vendor_completions.d/$prefix$name.fish"; do
            check "there is $file" test -s "$TMP/stage/usr/$file"
        done
        same "$prefix$name calls itself so" "$prefix$name (peil)" \
            "$("$TMP/stage/usr/bin/$prefix$name" --version | sed -n '1s/ [^ ]*$//p')"
        same "bash completes $prefix$name" "--no-config" "$(
            bash -c '
                compopt() { :; }
                . "$1"; COMP_WORDS=("$2" --no-conf) COMP_CWORD=1
                "$(complete -p "$2" | sed "s/.*-F \([^ ]*\).*/\1/")" "$2"; echo "${COMPREPLY[@]}"
            ' bash "$share/bash-completion/completions/$prefix$name" "$prefix$name")"
        check "zsh finds $prefix$name" grep -q "^#compdef $prefix$name$" "$share/zsh/site-functions/_$prefix$name"
        check "fish finds $prefix$name" grep -q "^complete -c $prefix$name " \
            "$share/fish/vendor_completions.d/$prefix$name.fish"
    done
    for page in "$share"/man/man*/*; do
        if command -v mandoc >/dev/null; then
            found=$(mandoc -Tlint -Wwarning "$page" | grep -vE 'referenced manual not found|unusual Xr order')
            same "${page##*/} is correct" "" "$found"
        fi
        [ -z "$prefix" ] ||
            same "${page##*/} names no command without its prefix" "" \
                "$(grep -E '^\.(Nm|Xr) (fetch|extract|classify|dedupe|report)( |$)|^\.Dt (FETCH|EXTRACT|CLASSIFY|DEDUPE|REPORT) |^\$ (fetch|extract|classify|dedupe|report) ' "$page")"
    done
    for kind in capture page item run; do
        check "the schema of $kind is there" test -s "$share/peil/schema/$kind.schema.json"
    done
    check "uninstalls with prefix '$prefix'" run_make program_prefix="$prefix" uninstall
    same "nothing is left of prefix '$prefix'" "" "$(find "$TMP/stage" ! -type d)"
}

if ! grep -q '^install:' "$ROOT/Makefile"; then skip "install" "the Makefile has no such target"; exit 0; fi
install_and_look ""
install_and_look peil-
