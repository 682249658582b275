# tests/tools/polite.awk -- was every host asked politely? Reads logs of tests/servers/sites.
#   awk -v delay=MS -f polite.awk LOG : prints the number of requests and what was wrong; status 1 if anything was.
# A request whose answer was never sent (its asker was killed) counts as over when it began. robots.txt does not wait.
$3 == "/robots.txt" || $3 == "/sitemap.xml" { next }
$4 == ">" {
    ++requests
    if ($2 in last && $1 - last[$2] < delay) { ++hasty; if (hasty < 4) print "hasty: " $0 " after " ($1 - last[$2]) " ms" }
    last[$2] = $1
    ++asked[$2 $3]
}
$4 == "<" { last[$2] = $1 }
END {
    for (page in asked) if (asked[page] > 1) again += asked[page] - 1
    print requests + 0, "requests,", hasty + 0, "hasty,", again + 0, "again"
    exit hasty > 0
}
