#!/usr/bin/env bash
# To what extent are drugs, precursors and cultivation supplies offered on the sites of the sample world?
#
# `make demo` runs this: demo.sh [BUILD_DIR]. It takes the bundled archive through the five commands, prints
# the inventory, and leaves each step and an HTML page in BUILD_DIR/demo/. Without BUILD_DIR the commands
# are those on the PATH, and the folder is ./demo.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
bin='' out=demo
if [ $# -gt 0 ]; then
    bin=$(realpath "$1")/bin out=$1/demo
    export PATH=$bin:$PATH
fi
mkdir -p "$out"
archive=$here/world/world.warc.gz

fetch "$archive" >"$out/captures.jsonl"               # 1  what was captured, each answer and failure
extract "$out/captures.jsonl" >"$out/pages.jsonl"     # 2  pages, and the offers, posts and sellers on them
classify "$out/pages.jsonl" >"$out/labels.jsonl"      # 3  what it is, who it is for, with evidence
dedupe "$out/labels.jsonl" >"$out/offers.jsonl"       # 4  what is the same offer, seen again
report "$out/offers.jsonl"                            # 5  the inventory
report all -O html --title='The sample world: what is offered, where, and by how many' \
    --force -o "$out/report.html" "$out/offers.jsonl"

cat <<END

The same as a page, with charts:   $out/report.html
The records of each step:          $out/captures.jsonl pages.jsonl labels.jsonl offers.jsonl

Next you might type${bin:+, after  export PATH=$bin:\$PATH}
  report explain volume --cell drug.cocaine,offers -O text $out/offers.jsonl     # what is behind a figure?
  echo 'Te koop: 50 gram speedpasta' | classify --text-input --explain            # why is that an offer?
  mandoc -a $(realpath --relative-to=. "$here/../man/peil.7")                                                               # what else is there?
END
