# Files, folders and archives as captures (THREATS T034, T064, T092; DESIGN §2 rules 5 and 6).
# shellcheck shell=bash disable=SC2016,SC2154
. "$ROOT/tests/servers/start.sh"
mkdir -p dir/sub/deep dir/empty; printf '<p>one' >dir/b.html; printf 'two' >dir/a.txt; printf '\x89PNG\r\n\x1a\n' >dir/sub/deep/x.png; printf '{"a":1}' >dir/sub/z
ln -s ../.. dir/sub/loop; ln -s b.html dir/link.html; ln -s nowhere dir/broken
urls() { jq -r 'select(.kind=="capture").url' "$@"; }
same "a folder is walked in order, its links to folders not" "file:dir/a.txt file:dir/b.html file:dir/link.html file:dir/sub/deep/x.png file:dir/sub/z" "$(fetch dir | urls | paste -sd' ')"
same "media types are guessed" "text/plain text/html text/html image/png application/json" "$(fetch dir | jq -r 'select(.url).media_type' | paste -sd' ')"
fetch dir >one; sleep 1.1; fetch dir >two; same_file "the same files give the same bytes" one two; check "and there are some" test -s one
same "ids are of url and digest" "$(fetch dir/b.html | jq -r 'select(.url).id')" "$(touch -d 2001-01-01 dir/b.html; fetch dir/b.html --now 2020-02-02T02:02:02Z | jq -r 'select(.url).id')"
same "--now dates them" 2020-02-02T02:02:02Z "$(fetch dir/b.html --now 2020-02-02T02:02:02Z | jq -r 'select(.url).fetched_at')"
same "else the file does" 2001-01-01T00:00:00Z "$(fetch dir/b.html | jq -r 'select(.url).fetched_at')"
printf 'file://%s\n' "$TMP"/dir/*.txt "$TMP/dir/sub/z" | fetch >out; same "file: lines on stdin" "file://$TMP/dir/a.txt file://$TMP/dir/sub/z" "$(urls out | paste -sd' ')"
printf '{"url":"file://%s/dir/sub","query":"q"}\n' "$TMP" | fetch >out; same "folders there too, with their seed" '2 {"query":"q"}' "$(urls out | wc -l) $(head -1 out | jq -c .seed)"
cp dir/a.txt 'odd?name=1&x%20y #.html'; fetch 'odd?name=1&x%20y #.html' "file:odd?name=1&x%20y #.html" >out; same "odd names" "3 3" "$(jq -r 'select(.url).size_bytes' out | paste -sd' ')"
cp dir/a.txt $'new\nline\xff'; fetch $'new\nline\xff' >out; same "a name with a newline and no UTF-8" '"file:new\nline�"' "$(head -1 out | jq -c .url)"
fetch nowhere 2>err; same "a missing operand is status 3" "3 fetch: nowhere: No such file or directory" "$? $(cat err)"
echo file:///nowhere | fetch >out 2>err; same "a missing seed is an error record" "1 url No such file or directory" "$? $(head -1 out | jq -r '.error.class + " " + .error.message')"
fetch /dev/zero >out 2>err; same "a device is not read" "1 url" "$? $(head -1 out | jq -r .error.class)"
head -c 3000000 /dev/zero | tr '\0' x >big; fetch --max-size 1M big >out; same "--max-size cuts" "1048576 length" "$(head -1 out | jq -r '"\(.size_bytes) \(.truncated)"')"
gzip -k dir/b.html; fetch dir/b.html.gz >out; same "a compressed page is what is in it" "text/html <p>one" "$(head -1 out | jq -r '.media_type + " " + .body')"
check "and knows its digest on the wire" test "$(head -1 out | jq -r .wire_digest)" = "sha256:$(sha256sum <dir/b.html.gz | cut -d' ' -f1)"
fetch <(cat dir/b.html) >out; same "a page through a pipe" "<p>one" "$(head -1 out | jq -r .body)"
printf 'caf\xe9' >latin.html; fetch latin.html >out; same "bytes that are no UTF-8" "Y2Fm6Q==" "$(head -1 out | jq -r .body_base64)"
: >empty.html; fetch empty.html >out; same "an empty file" '"" 0' "$(head -1 out | jq -c '.body, .size_bytes' | paste -sd' ')"

# An archive of two responses, a gzip member each.
record() { # URL BODY
    local http; http=$(printf 'HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n%s.' "${#2}" "$2"); http=${http%.}
    printf 'WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: %s\r\nWARC-Date: 2014-01-02T03:04:05Z\r\nWARC-Record-ID: <urn:uuid:%s>\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n' "$1" "$RANDOM" "${#http}" "$http"
}
record http://x.example/1 first >plain.warc; record http://x.example/2 second >>plain.warc
{ record http://x.example/1 first | gzip; record http://x.example/2 second | gzip; } >members.warc.gz
for archive in plain.warc members.warc.gz; do
    fetch --tag source=seized "$archive" >out; same "$archive" "0 http://x.example/1 first http://x.example/2 second 2014-01-02T03:04:05Z seized" \
        "$? $(jq -r 'select(.url)|.url,.body' out | paste -sd' ') $(head -1 out | jq -r '.fetched_at, .tags.source' | paste -sd' ')"
done
fetch members.warc.gz >out
same "T061 offset and length name the member" second "$(tail -n +2 out | head -1 | jq -r '.warc|"\(.offset) \(.length)"' | (read -r offset length; tail -c +$((offset + 1)) members.warc.gz | head -c "$length" | zcat | tail -2 | head -1 | tr -d '\r'))"
cat members.warc.gz | fetch 2>err; same "an archive on stdin is told" 2 $?
fetch /dev/stdin <members.warc.gz >out; same "or named" 2 "$(urls out | wc -l)"
head -c -30 members.warc.gz >torn.warc.gz; fetch torn.warc.gz >out 2>err; same "T064 a torn archive" "1 http://x.example/1" "$? $(urls out | head -1)"
check "T064 is told" grep -q 'torn.warc.gz: byte ' err
fetch dir/a.txt members.warc.gz dir/b.html plain.warc >out; same "order is the order of operands" "file:dir/a.txt http://x.example/1 http://x.example/2 file:dir/b.html http://x.example/1 http://x.example/2" "$(urls out | paste -sd' ')"
fetch --ordered dir/a.txt members.warc.gz dir/b.html >out; same "--ordered too" "file:dir/a.txt http://x.example/1 http://x.example/2 file:dir/b.html" "$(urls out | paste -sd' ')"
head -c 20000 /dev/urandom >noise.warc.gz; { printf '\x1f\x8b\x08\x00'; cat noise.warc.gz; } >broken.warc.gz
fetch broken.warc.gz >out 2>err; same "noise that looks like gzip is one capture" "decode" "$(head -1 out | jq -r .truncated)"
{ printf 'WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 99999999999999999999\r\n\r\n'; head -c 1000 /dev/urandom; } >huge.warc; fetch huge.warc >out 2>err; same "T092 an absurd length ends in a message" 1 $?
{ head -c 300M /dev/zero | gzip; } >bomb.html.gz; fetch bomb.html.gz >out; same "T092 a compressed bomb is cut" "length" "$(head -1 out | jq -r .truncated)"
if command -v strace >/dev/null && ! sanitized; then
    strace -f -qq -e trace=seccomp,prctl,landlock_restrict_self -o trace fetch members.warc.gz >/dev/null
    check "archives are read behind a sandbox" grep -Eq 'landlock_restrict_self|seccomp\(|PR_SET_SECCOMP' trace
fi
