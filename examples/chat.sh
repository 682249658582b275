#!/usr/bin/env bash
# What is offered in a chat export, message by message? Reads plain text, one message a line; no network, no files kept.
# usage: chat.sh [FILE]     (default: five invented messages)
set -euo pipefail
chat=${1:-}
messages() {
    if [ -n "$chat" ]; then cat "$chat"; return; fi
    cat <<'END'
Weer binnen: 3-MMC 5 gram 60 euro, bezorging in heel Utrecht, DM voor bestellen
Iemand nog een adresje voor wiet in Zwolle?
Wie gaat er zaterdag mee naar de markt?
Ketamine 10 gram 180 euro, ophalen Den Bosch, betalen met Tikkie
Politie vindt 40 kilo cocaine in bestelbus, lees het artikel in de krant
END
}
messages | extract --text-input --lines | classify |
    jq -r 'select(.kind == "item") | [([.labels[] | select(.scheme == "act").label] | first // "-"),
        ([.labels[] | select(.scheme == "goods").label] | join(",") | if . == "" then "-" else . end), .text] | @tsv'
