# That nothing leaves by another way than the one asked for (THREATS F1, F2, T076-T082, T056).
# shellcheck shell=bash disable=SC2016,SC2154
. "$ROOT/tests/servers/start.sh"
start port http_fault log
start socks socks5 socks.log "$port"
start refusing socks5 refusing.log "$port" refuse
onion=2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion
mistyped=gz2yxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion
manners=(--delay 0 --robots ignore --reason test --retries 0)
classes() { jq -r 'select(.error).error.class' "$1" | paste -sd' '; }

fetch "${manners[@]}" --ordered "http://$onion/" "http://${onion^^}./1" "http://$onion:80/2" "http://${onion/./%2e}/3" "http://${onion/./。}/4" "http://www.$onion/" >out
same "T076 an onion name without a proxy is refused in every spelling" "5 onion_needs_proxy onion_needs_proxy onion_needs_proxy onion_needs_proxy onion_needs_proxy onion_needs_proxy" "$? $(classes out)"
fetch "${bold[@]}" "http://127.0.0.1:$port/to?http://$onion/" >out; same "T076 also behind a redirect" onion_needs_proxy "$(classes out)"
fetch "${manners[@]}" --ordered "http://$mistyped/" http://expyuzz4wqqyqhjn.onion/ http://x.onion/ --tor="127.0.0.1:$socks" >out
same "mistyped and old onion names are told" "onion_checksum onion_v2 onion_checksum" "$(classes out)"
fetch "${manners[@]}" --ordered --tor="127.0.0.1:$socks" "http://$onion/page" http://shop.example/page >out
same "T077 through Tor all is asked for by name" "200 tor socks 200 clear socks" "$(jq -r 'select(.status)|"\(.status) \(.network) \(.via)"' out | paste -sd' ')"
same "T077 the proxy saw the names" "name $onion:80 name shop.example:80" "$(cut -d' ' -f1,2 socks.log | sort -r | paste -sd' ' | sed "s/\(.*shop[^ ]*\) \(.*\)/\2 \1/")"
same "T082 each site has a circuit of its own" 2 "$(cut -d' ' -f3 socks.log | sort -u | wc -l)"
same "the proxy's address is not taken for the server's" 0 "$(jq -c 'select(.ip)' out | wc -l)"
if ! sanitized; then
    fetch -v "${manners[@]}" --tor="localhost:$socks" http://shop.example/page >out2 2>err
    same "T084 with --tor it has no socket of its own" "fetch: this process can make no socket; a broker hands it those to 127.0.0.1:$socks" "$(grep -a broker err)"
    fetch "${manners[@]}" --tor="127.0.0.1:$socks" - < <(sleep 1) >out2 & pid=$!
    sleep 0.5; same "T084 and is under a filter" "Seccomp:	2" "$(grep -h '^Seccomp:' /proc/$pid/status)"; wait $pid
fi
: >socks.log
fetch "${manners[@]}" --onion-proxy "socks5h://127.0.0.1:$socks" "http://$onion/page" >out; same "--onion-proxy" "200" "$(jq -r 'select(.status).status' out)"
: >socks.log
NO_PROXY='*' no_proxy='.onion,*' ALL_PROXY=http://127.0.0.1:1 http_proxy=http://127.0.0.1:1 HTTPS_PROXY=http://127.0.0.1:1 \
    fetch "${manners[@]}" -x "socks5h://127.0.0.1:$socks" http://shop.example/page "http://$onion/page" >out
same "T077 the environment changes nothing" "200 200 2" "$(jq -r 'select(.status).status' out | paste -sd' ') $(wc -l <socks.log)"
http_proxy=http://127.0.0.1:1 ALL_PROXY=http://127.0.0.1:1 fetch "${bold[@]}" "http://127.0.0.1:$port/page" >out; same "proxies of the environment are not used" 200 "$(jq -r 'select(.status).status' out)"
fetch "${manners[@]}" -x "127.0.0.1:$socks" http://shop.example/ >out 2>err; same "T078 a proxy without scheme" 2 $?
fetch "${manners[@]}" -x "socks5://127.0.0.1:$socks" "http://$onion/" >out 2>err; same "T078 names resolved here do not reach onions" onion_needs_proxy "$(classes out)"
fetch "${manners[@]}" --onion-proxy "socks5://127.0.0.1:$socks" "http://$onion/" >out 2>err; same "T078 nor through --onion-proxy" 2 $?
fetch "${manners[@]}" -x socks5h://127.0.0.1:1 http://shop.example/ >out; same "T079 a proxy that is down is status 4" "4 proxy" "$? $(classes out)"
fetch "${manners[@]}" -x "socks5h://127.0.0.1:$refusing" http://shop.example/ >out; same "T079 a target that is down is not" "1 connect" "$? $(classes out)"
fetch "${manners[@]}" --connect-timeout 1s -x "socks5h://127.0.0.1:$port" http://shop.example/ >out; same "T079 a proxy that is none" "timeout" "$(classes out)"
fetch "${manners[@]}" -x "http://127.0.0.1:$port" http://shop.example/page >out; same "an HTTP proxy" "200 http-proxy" "$(jq -r 'select(.status)|"\(.status) \(.via)"' out)"
: >socks.log
fetch "${manners[@]}" -x "socks5h://127.0.0.1:$socks" http://127.0.0.1/ http://localhost/ 'http://[::ffff:10.0.0.1]/' >out
same "T055 private addresses are refused through a proxy too" "5 private_address private_address private_address 0" "$? $(classes out) $(wc -l <socks.log)"
echo "socks5h://user:secret@127.0.0.1:$socks" >proxy
fetch "${manners[@]}" -x @proxy http://shop.example/page >out 2>err; same "T088 a proxy's password stands nowhere" "200 0" "$(jq -r 'select(.status).status' out) $(cat out err | grep -c secret)"

# In a network of its own, where a name server of ours counts. Needs the right to make one.
if ! unshare -rnm true 2>/dev/null || ! command -v ip >/dev/null || ! command -v strace >/dev/null; then
    skip "P10 no packet to a name server, T056 rebinding, F12 hung names" "no unshare, ip or strace"
    return 0
fi
# inside DNS_ARGUMENT… -- COMMAND… : runs the command there; questions stand in dns.log, connections in trace.
inside() {
    local words=()
    while [ "$1" != -- ]; do words+=("$1"); shift; done
    shift
    rm -f dns.log trace dns.in; mkfifo dns.in
    echo nameserver 127.0.0.1 >resolv.conf
    unshare -rnm bash -c 'ip link set lo up; mount --bind resolv.conf /etc/resolv.conf || exit 9
        IFS="|" read -ra words <<<"$1"; shift
        dns dns.log "${words[@]}" <dns.in >dns.port & exec 8>dns.in
        for _ in $(seq 50); do [ -s dns.port ] && break; sleep 0.05; done
        strace -f -qq -e trace=connect -o trace "$@"; status=$?; exec 8>&-; exit $status' bash "$(IFS='|'; echo "${words[*]}")" "$@"
}
touch dns.log
inside 93.184.216.34 -- fetch "${manners[@]}" -x socks5h://127.0.0.1:1 http://shop.example/ "http://$onion/" >out 2>err
same "P10 with a proxy no name server is asked" 0 "$(cat dns.log 2>/dev/null | wc -l)"
same "P10 and nothing is connected to but the proxy" 0 "$(grep AF_INET trace | grep -vc 'sin_port=htons(1), sin_addr=inet_addr("127.0.0.1")')"
inside 93.184.216.34 -- fetch "${manners[@]}" "http://$onion/" http://x.onion/ >out 2>err
same "F1 no name server is asked for an onion" "0 0" "$(cat dns.log 2>/dev/null | wc -l) $(grep -c AF_INET trace)"
inside 10.1.2.3 -- fetch "${manners[@]}" http://shop.example/ >out 2>err
same "T055 a name that leads to a private address" "private_address 1" "$(classes out) $(grep -c '^A shop.example' dns.log)"
inside 93.184.216.34 127.0.0.1 -- fetch "${manners[@]}" --ordered http://a.example:9/ http://b.example:9/ >out 2>err
same "T056 an answer that changes its mind" "0" "$(grep AF_INET trace | grep 'htons(9)' | grep -c 127.0.0.1)"
begin=$(date +%s%N)
inside silent -- fetch "${manners[@]}" --timeout 1s http://shop.example/ >out 2>err
took=$((($(date +%s%N) - begin) / 1000000))
same "F12 a hung name server" timeout "$(classes out)"
check "F12 is not waited for" test $took -lt 2500
