# What fetch must not ask and must not keep, and what it says of why it asks (--blocklist, --basis, --until, --asn, ports, --media).
# shellcheck shell=bash disable=SC2016,SC2154
. "$ROOT/tests/servers/start.sh"
start port http_fault log
at=http://127.0.0.1:$port
hashed() { printf %s "$1" | sha256sum | cut -d' ' -f1; }
curl -s "$at/page" >page || fetch "${bold[@]}" "$at/page" | jq -rj 'select(.body).body' >page
for sum in md5sum sha1sum sha256sum; do
    { echo "# a list"; $sum <page | cut -d' ' -f1 | tr a-f A-F; } >list; : >log
    fetch "${bold[@]}" --blocklist list "$at/page" "$at/echo" >out
    same "content listed by ${sum%sum} is not kept, and what it is is not said" "blocked null null null text/plain" "$(jq -r 'select(.url|strings|endswith("page"))|"\(.error.class) \(.body) \(.digest) \(.headers)"' out) $(jq -r 'select(.body).media_type' out)"
done
same "the list's digest stands in the run record" "sha256:$(sha256sum <list | cut -d' ' -f1)" "$(jq -r 'select(.kind=="run").data.blocklist' out)"
fetch "${bold[@]}" --blocklist list file:page >out; same "nor of files" blocked "$(jq -r 'select(.error).error.class' out)"
gzip -k page; fetch --blocklist list page.gz >out; same "nor of compressed ones" blocked "$(jq -r 'select(.error).error.class' out)"
echo "host:$(hashed bad.example)" >hosts; : >log
fetch "${bold[@]}" --ordered --blocklist hosts http://bad.example/ https://WWW.Bad.example./x "$at/to?http://bad.example/" >out
same "a listed host is asked for nothing, by no name and no redirect" "blocked blocked blocked" "$(jq -r 'select(.error).error.class' out | paste -sd' ')"
fetch --blocklist hosts "$ROOT/examples/world/world.warc.gz" >all; echo "host:$(hashed groenegroei.example)" >hosts
fetch --blocklist hosts "$ROOT/examples/world/world.warc.gz" >some
same "nor is it kept from an archive" "0 yes" "$(jq -r 'select((.url|strings|test("groenegroei")) and .body)|.url' some | wc -l) $([ "$(grep -c '"error"' some)" -gt "$(grep -c '"error"' all)" ] && echo yes)"
echo rubbish >hosts; fetch --blocklist hosts "$at/" 2>err; same "a list that is none is refused, not passed over" "2 fetch: --blocklist: hosts: line 1: no hash" "$? $(head -1 err)"

fetch "${bold[@]}" --basis 'art. 3 Politiewet' --case 2026-17 --until 2100-01-01 "$at/page" >out
same "the ground of a collection stands in its run record" "art. 3 Politiewet|2026-17|2100-01-01|2026-17" "$(jq -r 'select(.kind=="run").options|[.basis,.case,.until]|join("|")' out)|$(head -1 out | jq -r .tags.case)"
: >log; fetch "${bold[@]}" --until 2020-01-01 "$at/page" 2>err >out; same "after its last day nothing is asked" "2 0 0" "$? $(wc -l <log) $(wc -l <out)"
fetch "${bold[@]}" --now 2026-10-01T12:00:00Z --until 2026-10-01 "$at/page" >out; same "the last day is included" 0 $?
printf 'require = ["basis", "case"]\n' >law.toml
fetch --config law.toml "${bold[@]}" --basis x "$at/page" 2>err; same "a configuration can require them" "2 fetch: --case is required here (--require)" "$? $(head -1 err)"
printf 'require = ["basis"]\nbasis = "art. 3"\n' >law.toml; fetch --config law.toml "${bold[@]}" "$at/page" >out; same "or give them" 0 $?

printf '127.0.0.0/8 64500 NL Loopback Hosting B.V.\n192.0.2.0/24 64501 DE Anders\n' | make_mmdb >asn.mmdb
fetch "${bold[@]}" --asn asn.mmdb "$at/page" >out; same "--asn" '{"asn":64500,"name":"Loopback Hosting B.V.","cc":"NL","as_of":"2026-01-01"}' "$(head -1 out | jq -c .hosting)"
head -c 300 asn.mmdb >cut.mmdb; fetch "${bold[@]}" --asn cut.mmdb "$at/page" 2>err; same "a broken table is refused" 2 $?

same "other ports than the web's are not asked" "refuse refuse fetch" "$(fetch -n http://www.example.org:22/ http://www.example.org:6379/ http://www.example.org:8080/ | cut -f1 | paste -sd' ')"
same "unless --any-port" "fetch" "$(fetch -n --any-port http://www.example.org:22/ | cut -f1)"
printf 'WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: http://a.example/i.png\r\nWARC-Date: 2026-01-01T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:1>\r\nContent-Type: image/png\r\nContent-Length: 4\r\n\r\n\x89PNG\r\n\r\n' >image.warc
same "an archive's images are not kept" "media_type null" "$(fetch image.warc | head -1 | jq -r '"\(.error.class) \(.body_base64)"')"
same "unless --media" "null iVBORw==" "$(fetch --media image.warc | head -1 | jq -r '"\(.error.class) \(.body_base64)"')"
