# HTTPS and HTTP/2 with a real server and a certificate authority of our own (THREATS T065, T066).
# shellcheck shell=bash disable=SC2016,SC2154
if ! command -v nginx >/dev/null || ! command -v openssl >/dev/null; then skip "HTTPS" "no nginx or openssl"; return 0; fi
port=$((20000 + RANDOM % 20000))
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout ca.key -out ca.pem -days 30 -subj '/CN=Test CA' 2>/dev/null
# certificate NAME DAYS SUBJECT_ALT
certificate() {
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout "$1.key" -out "$1.csr" -subj "/CN=$1" 2>/dev/null
    openssl x509 -req -in "$1.csr" -CA ca.pem -CAkey ca.key -CAcreateserial -days "$2" -out "$1.pem" -extfile <(echo "subjectAltName=$3") 2>/dev/null
}
certificate good 20 IP:127.0.0.1
certificate wrong 20 DNS:other.example
certificate expired 0 IP:127.0.0.1
mkdir www; head -c 300000 /dev/zero | tr '\0' x >www/big; for i in $(seq 60); do echo "<p>page $i" >"www/$i.html"; done
server() { echo "server { listen 127.0.0.1:$(($port + $1)) ssl ${3:-}; ssl_certificate $TMP/$2.pem; ssl_certificate_key $TMP/$2.key; root $TMP/www; }"; }
cat >nginx.conf <<CONF
$([ "$(id -u)" != 0 ] || echo "user root;") daemon off; pid $TMP/pid; error_log $TMP/err; worker_processes 1;
events {}
http { access_log $TMP/access; types { text/html html; } default_type text/html; client_body_temp_path $TMP/b; proxy_temp_path $TMP/p; fastcgi_temp_path $TMP/f; uwsgi_temp_path $TMP/u; scgi_temp_path $TMP/s;
$(server 0 good http2) $(server 1 good) $(server 2 wrong) $(server 3 expired) }
CONF
nginx -c "$TMP/nginx.conf" 2>/dev/null & background+=($!)
for _ in $(seq 50); do [ -s pid ] && break; sleep 0.1; done
if [ ! -s pid ]; then skip "HTTPS" "nginx does not start here: $(head -1 err)"; return 0; fi
bold=(--allow-private --delay 0 --robots ignore --reason test --retries 0)
at() { echo "https://127.0.0.1:$(($port + $1))$2"; }
fact() { jq -r 'select(.kind=="capture")|'"$1" out; }

fetch "${bold[@]}" --cacert ca.pem "$(at 0 /1.html)" >out; same "HTTP/2 over TLS" "200 HTTP/2" "$(fact '"\(.status) \(.protocol)"')"
same "who the server says it is" "CN = Test CA|CN = good|true" "$(fact '[.tls.issuer,.tls.subject,(.tls.sha256|length>=64 and (.|test("^(sha256:)?[0-9a-f]+$")))]|join("|")')"
fetch "${bold[@]}" --cacert ca.pem "$(at 1 /1.html)" >out; same "HTTP/1.1 over TLS" "200 HTTP/1.1" "$(fact '"\(.status) \(.protocol)"')"
for i in $(seq 60); do at 0 "/$i.html"; done | fetch "${bold[@]}" --per-host 8 --cacert ca.pem >out
same "many on one connection" "60 60" "$(fact .status | grep -c 200) $(fact .body | sort -u | grep -c page)"
fetch "${bold[@]}" "$(at 0 /1.html)" >out; same "T065 an authority that we do not know" tls "$(fact .error.class)"
fetch "${bold[@]}" --cacert ca.pem "$(at 2 /1.html)" >out; same "T065 another host's certificate" tls "$(fact .error.class)"
fetch "${bold[@]}" --cacert ca.pem "$(at 3 /1.html)" >out; same "T065 a certificate that ended" tls "$(fact .error.class)"
fetch "${bold[@]}" --cacert ca.pem --max-size 100k "$(at 0 /big)" >out; same "HTTP/2 and a body beyond the limit" "length 102400" "$(fact '"\(.truncated) \(.size_bytes)"')"
fetch "${bold[@]}" --cacert ca.pem "http://127.0.0.1:$port/" >out; same "plain HTTP to a TLS port is a record" 400 "$(fact .status)"
