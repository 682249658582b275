# The HTML report in a real browser: our policy holds, nothing from outside becomes markup, screen and print work.
# shellcheck shell=bash
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
data=$ROOT/tests/data/report/small.jsonl
report all -O html -o report.html "$data" 2>err; same "report writes a page" "0 " "$? $(cat err)"
check "it has no script and no outside reference" sh -c '! grep -qiE "<script|src=|url\(|@import|href=\"[^#]" report.html'
check "no figure in it is no number" sh -c '! grep -qi "=\"nan\|=\"inf\|nan%" report.html'
check "it is below 200 kB" test "$(stat -c %s report.html)" -lt 200000

# Hostile strings as keys of a table; those of $PEIL_SHARED too where they are at hand.
{ printf '%s\n' '{"text":"<script>document.title=1</script>"}' '{"text":"\"><img src=x onerror=document.title=1>"}' \
    '{"text":"</style><style>*{display:none}</style>"}' '{"text":"<svg/onload=document.title=1>"}' \
    '{"text":"</title></td></table><h1>x</h1>"}' '{"text":"-->]]>&lt;b&gt;"}'
  cat "${PEIL_SHARED:-$ROOT/../shared}/data/naughty/cases.jsonl" 2>/dev/null
} >naughty.jsonl
report count --by /text -O html -o naughty.html naughty.jsonl 2>err; same "report takes naughty strings" "0 " "$? $(cat err)"

if [ -z "$browser" ]; then
    skip "report in a browser" "no chromium here (apt-get install chromium)"
    exit 0
fi
browse() {
    timeout 60 "$browser" --headless=new --no-sandbox --disable-gpu --disable-background-networking --disable-sync \
        --user-data-dir="$TMP/profile" --hide-scrollbars --enable-logging=stderr "$@" 2>browser.err
}
for page in report naughty; do
    browse --dump-dom "file://$TMP/$page.html" >"$page.dom"
    check "$page: the browser reads it to its end" grep -q '<footer>peil' "$page.dom"
    same "$page: nothing is refused by our own policy" "" "$(grep -i 'refused to\|violates' browser.err)"
    # What the parser made of it: names of elements, event handlers, addresses.
    same "$page: no element but ours" "" "$(grep -oE '<[a-zA-Z][a-zA-Z0-9:-]*' "$page.dom" | sort -u | grep -vxE \
        '<(html|head|meta|title|style|body|header|h1|h2|p|div|ul|li|nav|ol|a|main|section|figure|figcaption|svg|desc|text|rect|line|circle|path|table|caption|thead|tbody|tfoot|tr|th|td|bdi|span|strong|footer)')"
    same "$page: no event handler" "" "$(grep -oE '<[^<>]* on[a-z]+=' "$page.dom" | head -3)"
done
same "naughty: one style sheet, one table" "1 1" "$(grep -o '<style' naughty.dom | wc -l) $(grep -o '<table' naughty.dom | wc -l)"
for size in 1200,900 380,800; do
    browse --window-size=$size --screenshot="$TMP/screen.png" "file://$TMP/report.html" >/dev/null
    check "report: a picture at $size" test "$(stat -c %s screen.png 2>/dev/null || echo 0)" -gt 10000
    rm -f screen.png
done
browse --no-pdf-header-footer --print-to-pdf="$TMP/report.pdf" "file://$TMP/report.html" >/dev/null
check "report: prints" sh -c 'head -c 5 report.pdf | grep -q "%PDF-"'
