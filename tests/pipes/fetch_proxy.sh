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

fetch "${manners[@]}" --ordered "http://$onion/" "http://${onion^^}./" "http://$onion:80/" "http://${onion/./%2e}/" "http://${onion/./。}/" "http://www.$onion/" >out
same "T076 an onion name without a proxy is refused in every spelling" "5 onion_needs_proxy onion_needs_proxy onion_needs_proxy onion_needs_proxy onion_needs_proxy onion_needs_proxy" "$? $(classes out)"
fetch "${bold[@]}" "http://127.0.0.1:$port/to?http://$onion/" >out; same "T076 also behind a redirect" onion_needs_proxy "$(classes out)"
fetch "${manners[@]}" --ordered "http://$mistyped/" http://expyuzz4wqqyqhjn.onion/ http://x.onion/ --tor="127.0.0.1:$socks" >out
same "mistyped and old onion names are told" "onion_checksum onion_v2 onion_checksum" "$(classes out)"
fetch "${manners[@]}" --ordered --tor="127.0.0.1:$socks" "http://$onion/page" http://shop.example/page >out
same "T077 through Tor all is asked for by name" "200 tor socks 200 clear socks" "$(jq -r 'select(.status)|"\(.status) \(.network) \(.via)"' out | paste -sd' ')"
same "T077 the proxy saw the names" "name $onion:80 name shop.example:80" "$(cut -d' ' -f1,2 socks.log | sort -r | paste -sd' ' | sed "s/\(.*shop[^ ]*\) \(.*\)/\2 \1/")"
same "T082 each site has a circuit of its own" 2 "$(cut -d' ' -f3 socks.log | sort -u | wc -l)"
same "the proxy's address is not taken for the server's" 0 "$(jq -c 'select(.ip)' out | wc -l)"
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
fetch "${manners[@]}" -x "socks5h://127.0.0.1:$port" http://shop.example/ >out; same "T079 a proxy that is none" "proxy" "$(classes out)"
fetch "${manners[@]}" -x "http://127.0.0.1:$port" http://shop.example/page >out; same "an HTTP proxy" "200 http-proxy" "$(jq -r 'select(.status)|"\(.status) \(.via)"' out)"
: >socks.log
fetch "${manners[@]}" -x "socks5h://127.0.0.1:$socks" http://127.0.0.1/ http://localhost/ 'http://[::ffff:10.0.0.1]/' >out
same "T055 private addresses are refused through a proxy too" "5 private_address private_address private_address 0" "$? $(classes out) $(wc -l <socks.log)"
echo "socks5h://user:secret@127.0.0.1:$socks" >proxy
fetch "${manners[@]}" -x @proxy http://shop.example/page >out 2>err; same "T088 a proxy's password stands nowhere" "200 0" "$(jq -r 'select(.status).status' out) $(cat out err | grep -c secret)"

# In a network of its own: a name server that counts. Needs the right to make one.
if unshare -rn true 2>/dev/null && command -v ip >/dev/null && command -v strace >/dev/null; then
    unshare -rn bash -c 'ip link set lo up; "$@"' bash strace -f -qq -e trace=connect,sendto,sendmmsg -o trace \
        fetch "${manners[@]}" -x socks5h://127.0.0.1:1 http://shop.example/ "http://$onion/" >out 2>err
    same "P10 not one packet to a name server" 0 "$(grep -c 'htons(53)' trace)"
    same "P10 nothing is connected to but the proxy" 0 "$(grep 'connect(' trace | grep AF_INET | grep -vc 'sin_port=htons(1), sin_addr=inet_addr("127.0.0.1")')"
    unshare -rn bash -c 'ip link set lo up; "$@"' bash strace -f -qq -e trace=connect,sendto,sendmmsg -o trace fetch "${manners[@]}" "http://$onion/" http://x.onion/ >out 2>err
    same "F1 no packet for an onion name" 0 "$(grep -c 'AF_INET' trace)"
else
    skip "P10 not one packet to a name server" "no unshare, ip or strace"
fi
