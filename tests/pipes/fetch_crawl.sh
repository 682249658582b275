# Which links fetch follows, and which it never touches, from what the server saw (THREATS T070; --depth).
# shellcheck shell=bash disable=SC2016,SC2154
. "$ROOT/tests/servers/start.sh"
start port http_fault log 'Sitemap: /crawl/map.xml'
at=http://127.0.0.1:$port/crawl
crawl() { : >log; fetch "${own[@]}" "$@" </dev/null >out 2>err; }
own=(--allow-private --delay 0 --retries 0)
paths() { jq -r 'select(.kind=="capture")|.requested_url|sub(".*/crawl/";"")' out | sort | paste -sd' '; }

crawl --depth 1 "$at/shop"
same "--depth 1: the page, what it links to, and nothing that acts" "calendar/2026-01-01 lamp loop/a shop tent tent-2" "$(paths)"
same "the server was asked for nothing else" "/crawl/calendar/2026-01-01 /crawl/lamp /crawl/loop/a /crawl/shop /crawl/tent /crawl/tent-2 /robots.txt" "$(cut -d' ' -f4 log | sort | paste -sd' ')"
same "depth and referrer are noted" "0 - 1 shop" "$(jq -r 'select(.requested_url|strings|test("shop$|lamp$"))|"\(.depth) \(.referrer//"-"|sub(".*/";""))"' out | paste -sd' ')"
crawl --depth 2 --exclude '*calendar*' --exclude '*loop*' -v "$at/shop"
same "--depth 2: the next part of a list is no step, nofollow is obeyed" "lamp lamp-600 shop tent tent-2 tent-pole" "$(paths)"
same "-v says what was left out" "fetch: links not followed: account 2, act 1, excluded 2, message 1, nofollow 1, order 2, out of scope 3" "$(tail -1 err)"
crawl --depth 2 --robots record --reason test --include '*hidden' --include '*tent' "$at/shop"; same "--include; and nofollow with --robots=record" "hidden shop tent" "$(paths)"
crawl --depth 9 "$at/closed" "$at/closed-head"; same "pages closed by meta or header lead nowhere" "closed closed-head" "$(paths)"
same "meta robots is noted" 'robots_meta: noindex,nofollow' "$(jq -r 'select(.warnings).warnings[]' out)"
crawl --depth 1 "$at/moved"; same "from where it moved to" "lamp-600 moved" "$(paths)"
crawl --depth 1 "$at/feed"; same "a feed's entries" "feed lamp" "$(paths)"
crawl --depth 1 --sitemaps "$at/lamp-600"; same "sitemaps, their index and gzip" "lamp-600 only-in-map" "$(paths)"
crawl --depth 100 "$at/loop/a"; check "an endless path ends" test "$(wc -l <log)" -lt 12
crawl --depth 1000 --max-pages 0 "$at/calendar/2026-01-01"; check "a calendar ends" test "$(wc -l <log)" -lt 410
crawl --depth 1000 --max-pages 7 "$at/calendar/2026-01-01"; same "--max-pages" 8 "$(paths | wc -w)"
crawl --depth 1 "$at/bomb"; same "a page that is heavy to read stops nothing" "0 lamp" "$? $(paths | tr ' ' '\n' | grep -v bomb)"
printf '{"url":"%s/lamp","query":"lamp kopen"}\n' "$at" >list; : >log; fetch "${own[@]}" --depth 1 <list >out
same "the seed's members travel with every page" '{"query":"lamp kopen"} {"query":"lamp kopen"}' "$(jq -c 'select(.kind=="capture").seed' out | paste -sd' ')"
for i in 1 2 3; do printf 'http://127.0.0.%d:%d/page\n' 1 "$port"; printf 'http://a%d.example/\n' "$i"; done >hosts
for i in 1 2 3; do fetch -n --allow-private --shard $i/3 <hosts; done | cut -f3 | sort >parts
same "--shard: every site in one share" "$(sort -u hosts | paste -sd' ')" "$(sort -u parts | paste -sd' ')"
fetch --depth 1 --ordered "$at/shop" 2>err; same "--ordered and --depth do not go together" 2 $?
