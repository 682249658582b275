// net/exchange.cpp -- a libcurl easy handle, set up so that nothing is left to its defaults.
#include "net/exchange.hpp"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "archive/http_message.hpp"
#include "base/buffer.hpp"
#include "base/hash.hpp"
#include "base/time.hpp"
#include "base/words.hpp"
#include "codec/decoder.hpp"
#include "net/broker.hpp"
#include "net/tls_facts.hpp"
#include "url/host.hpp"

namespace peil::net {
namespace {

/// Why our own callbacks ended the transfer.
enum class Stop : std::uint8_t { kNone, kHeaders, kWireSize, kDecodedSize, kDamaged, kMedia, kPrivate };

bool same_name(std::string_view a, std::string_view b) {
  return a.size() == b.size() && to_lower_ascii(a) == b;
}

/// A request as it is stored: what would let its reader in as us is masked.
std::string without_secrets(std::string_view head) {
  std::string text;
  for (std::string_view line : split(head, '\n')) {
    std::string name = to_lower_ascii(line.substr(0, line.find(':')));
    bool secret = name == "cookie" || name == "authorization" || name == "proxy-authorization";
    if (!text.empty()) text += '\n';
    if (secret) text.append(line.substr(0, name.size())).append(": ***\r");
    else text.append(line);
  }
  return text;
}

}  // namespace

std::string_view Answer::header(std::string_view name) const {
  for (auto found = headers.rbegin(); found != headers.rend(); ++found)
    if (same_name(found->first, name)) return found->second;
  return {};
}

struct Exchange::State {
  const Policy& policy;
  Request request;
  Answer answer;
  CURL* easy = nullptr;
  curl_slist* lines = nullptr;
  char message[CURL_ERROR_SIZE] = "";
  std::string user_for_isolation;

  Stop stop = Stop::kNone;
  std::string private_why;
  std::size_t header_bytes = 0;
  bool head_complete = false;
  bool body_began = false;
  std::optional<codec::Decoder> decoder;
  Buffer decoded;
  Sha256 wire;
  // While archiving: the bytes of the wire, and the chunk sizes undone by ourselves.
  std::unique_ptr<archive::Transfer> transfer;
  std::optional<archive::Dechunker> dechunker;
  Buffer entity;

  State(const Policy& p, Request r) : policy(p), request(std::move(r)) {}

  template <class T>
  void set(CURLoption option, T value) {
    curl_easy_setopt(easy, option, value);
  }

  void set_up();
  void set_limits();
  void set_way_out();
  void set_archiving();
  void add_line(const std::string& line) { lines = curl_slist_append(lines, line.c_str()); }
  void begin_body();
  bool take_header(std::string_view line);
  bool take_body(std::string_view bytes);
  void take_payload(std::string_view bytes);
  void finish_transfer();
  curl_socket_t open_socket(const curl_sockaddr& address);
  void note_address(const curl_sockaddr& address);
  void explain(CURLcode code);
  void explain_failure(CURLcode code);
  void finish_body(CURLcode code);

  static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self) {
    return static_cast<State*>(self)->take_header({data, size * count}) ? size * count : 0;
  }
  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self) {
    return static_cast<State*>(self)->take_body({data, size * count}) ? size * count : 0;
  }
  static int on_debug(CURL*, curl_infotype type, char* data, std::size_t size, void* self) {
    // The request as it is sent; of a CONNECT and the request inside it, the latter.
    if (type == CURLINFO_HEADER_OUT) static_cast<State*>(self)->transfer->request_head.assign(data, size);
    return 0;
  }
  static curl_socket_t on_socket(void* self, curlsocktype, curl_sockaddr* address) {
    return static_cast<State*>(self)->open_socket(*address);
  }
};

Exchange::Exchange(const Policy& policy, Request request)
    : state_(std::make_unique<State>(policy, std::move(request))) {
  state_->easy = curl_easy_init();
  if (!state_->easy) throw std::bad_alloc();
  state_->set_up();
}

Exchange::~Exchange() {
  curl_easy_cleanup(state_->easy);
  curl_slist_free_all(state_->lines);
}

const Request& Exchange::request() const { return state_->request; }
void* Exchange::handle() const { return state_->easy; }

void Exchange::State::set_up() {
  set(CURLOPT_URL, std::string(request.url.without_fragment()).c_str());
  set(CURLOPT_PRIVATE, this);
  set(CURLOPT_ERRORBUFFER, message);
  set(CURLOPT_PATH_AS_IS, 1L);
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_QUICK_EXIT, 1L);  // else a hung name server is waited for, whatever the timeout
  set(CURLOPT_HTTP_VERSION, long(CURL_HTTP_VERSION_2TLS));
  set(CURLOPT_HTTP09_ALLOWED, 0L);
  set(CURLOPT_HTTP_CONTENT_DECODING, 0L);
  set(CURLOPT_NETRC, long(CURL_NETRC_IGNORED));
  set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  set(CURLOPT_CERTINFO, 1L);
  if (!policy.ca_pem.empty()) {
    curl_blob blob{const_cast<char*>(policy.ca_pem.data()), policy.ca_pem.size(), CURL_BLOB_NOCOPY};
    set(CURLOPT_CAINFO_BLOB, &blob);
    set(CURLOPT_CAPATH, static_cast<char*>(nullptr));
  }
  set(CURLOPT_BUFFERSIZE, 65536L);
  set(CURLOPT_HEADERFUNCTION, &State::on_header);
  set(CURLOPT_HEADERDATA, this);
  set(CURLOPT_WRITEFUNCTION, &State::on_body);
  set(CURLOPT_WRITEDATA, this);
  set_limits();
  set_way_out();
  if (policy.archive) set_archiving();
  // The whole of what a server is told about us.
  set(CURLOPT_USERAGENT, policy.user_agent.c_str());
  add_line("Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");
  add_line("Accept-Encoding: gzip, deflate, br, zstd");
  if (!request.etag.empty()) add_line("If-None-Match: " + request.etag);
  if (!request.modified.empty()) add_line("If-Modified-Since: " + request.modified);
  if (request.with_headers)
    for (const auto& [name, value] : policy.headers)
      add_line(value.empty() ? name + ";" : name + ": " + value);
  set(CURLOPT_HTTPHEADER, lines);
}

/// What is stored is what was on the wire: no HTTP/2 frames, chunk sizes left in.
void Exchange::State::set_archiving() {
  transfer = std::make_unique<archive::Transfer>();
  transfer->url = request.url.without_fragment();
  transfer->date = format_time(now_millis(), true);
  set(CURLOPT_HTTP_VERSION, long(CURL_HTTP_VERSION_1_1));
  set(CURLOPT_HTTP_TRANSFER_DECODING, 0L);
  set(CURLOPT_VERBOSE, 1L);
  set(CURLOPT_DEBUGFUNCTION, &State::on_debug);
  set(CURLOPT_DEBUGDATA, this);
}

void Exchange::State::set_limits() {
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(policy.connect_timeout_ms));
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(policy.timeout_ms));
  set(CURLOPT_LOW_SPEED_LIMIT, static_cast<long>(policy.low_speed_bytes));
  set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(policy.low_speed_seconds));
}

void Exchange::State::set_way_out() {
  const Proxy& proxy = proxy_for(policy, request.url.host());
  // "" and not NULL: the environment's proxies are not ours, nor are its exceptions (NO_PROXY=* would
  // send everything out directly).
  set(CURLOPT_PROXY, proxy ? proxy.url.c_str() : "");
  set(CURLOPT_NOPROXY, "");
  bool socks = proxy.kind == Proxy::Kind::kSocksRemote || proxy.kind == Proxy::Kind::kSocksLocal;
  if (socks && policy.isolate && proxy.url.find('@') == proxy.url.npos) {
    // Tor gives each SOCKS user a circuit of its own (IsolateSOCKSAuth): sites cannot be linked.
    user_for_isolation = hex(sha256(url::registrable_domain(request.url.host()))).substr(0, 32);
    set(CURLOPT_PROXYUSERNAME, user_for_isolation.c_str());
    set(CURLOPT_PROXYPASSWORD, "0");
  }
  if (proxy.kind == Proxy::Kind::kHttp && request.url.scheme() == "https") set(CURLOPT_HTTPPROXYTUNNEL, 1L);
  set(CURLOPT_OPENSOCKETFUNCTION, &State::on_socket);
  set(CURLOPT_OPENSOCKETDATA, this);
}

curl_socket_t Exchange::State::open_socket(const curl_sockaddr& address) {
  if (transfer && !proxy_for(policy, request.url.host())) note_address(address);
  if (policy.broker) {
    int fd = policy.broker->connect();
    return fd < 0 ? CURL_SOCKET_BAD : fd;
  }
  // The address that is really connected to, after every resolution: a name that changes its mind
  // (DNS rebinding) is seen here. With a proxy the address is the proxy's own.
  if (!policy.allow_private && !proxy_for(policy, request.url.host())) {
    std::string_view why = "neither IPv4 nor IPv6";
    if (address.family == AF_INET) {
      sockaddr_in v4;
      std::memcpy(&v4, &address.addr, sizeof v4);
      why = url::private_reason({reinterpret_cast<const std::uint8_t*>(&v4.sin_addr), 4});
    } else if (address.family == AF_INET6) {
      const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address.addr);
      why = url::private_reason({v6.sin6_addr.s6_addr, 16});
    }
    if (!why.empty()) {
      stop = Stop::kPrivate;
      private_why = why;
      return CURL_SOCKET_BAD;
    }
  }
  if (stop == Stop::kPrivate) stop = Stop::kNone;  // another address of the name is public
  return socket(address.family, address.socktype | SOCK_CLOEXEC, address.protocol);
}

/// Of the answer of the name server, what was tried.
void Exchange::State::note_address(const curl_sockaddr& address) {
  char text[INET6_ADDRSTRLEN] = "";
  sockaddr_storage copy{};
  std::memcpy(&copy, &address.addr, std::min<std::size_t>(address.addrlen, sizeof copy));
  const void* bytes = address.family == AF_INET
                          ? static_cast<const void*>(&reinterpret_cast<const sockaddr_in&>(copy).sin_addr)
                          : &reinterpret_cast<const sockaddr_in6&>(copy).sin6_addr;
  if (inet_ntop(address.family, bytes, text, sizeof text)) transfer->addresses.emplace_back(text);
}

bool Exchange::State::take_header(std::string_view line) {
  header_bytes += line.size();
  if (header_bytes > limits::kHeaderBytes) {
    stop = Stop::kHeaders;
    return false;
  }
  if (transfer && !body_began) {
    if (line.starts_with("HTTP/")) transfer->response_head.clear();
    transfer->response_head.append(line);
  }
  while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
  if (line.starts_with("HTTP/")) {
    // A new head: what came before was interim (1xx).
    answer.headers.clear();
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    answer.status = static_cast<int>(status);
    answer.protocol = line.substr(0, line.find(' '));
    return true;
  }
  if (line.empty() && answer.status >= 200) head_complete = true;
  if (line.empty() || body_began) return true;  // end of the head, or a trailer
  if ((line.front() == ' ' || line.front() == '\t') && !answer.headers.empty()) {
    answer.headers.back().second.append(" ").append(trim(line));  // folded (RFC 9112 §5.2)
    return true;
  }
  auto colon = line.find(':');
  if (colon == line.npos) {
    answer.warnings.push_back("header: a line without a colon");
    return true;
  }
  answer.headers.emplace_back(trim(line.substr(0, colon)), trim(line.substr(colon + 1)));
  return true;
}

void Exchange::State::begin_body() {
  body_began = true;
  std::string codings;
  for (const auto& [name, value] : answer.headers)
    if (same_name(name, "content-encoding")) codings.append(codings.empty() ? "" : ", ").append(value);
  codec::CodingList list = codec::parse_codings(codings);
  if (!list.unknown.empty()) {
    // Undoing the others would be wrong: the unknown one lies on top of them.
    answer.warnings.push_back("coding_unknown: " + printable(list.unknown, 60));
    list.codings.clear();
  }
  answer.as_received = list.codings.empty();
  codec::DecoderLimits bounds;
  bounds.output_bytes = request.max_bytes;
  decoder.emplace(std::move(list.codings), bounds);
  if (!transfer) return;
  for (const auto& [name, value] : answer.headers)
    if (same_name(name, "transfer-encoding") && to_lower_ascii(value).find("chunked") != std::string::npos)
      dechunker.emplace();
}

bool Exchange::State::take_body(std::string_view bytes) {
  if (!body_began) {
    archive::ContentType type = archive::parse_content_type(answer.header("content-type"));
    if (!request.any_media && !policy.any_media && answer.status < 300 && !is_wanted_media(type.media_type)) {
      stop = Stop::kMedia;
      return false;
    }
    begin_body();
  }
  std::uint64_t room = request.max_bytes - answer.wire_bytes;
  bool beyond = bytes.size() > room;
  if (beyond) bytes = bytes.substr(0, room);
  answer.wire_bytes += bytes.size();
  if (transfer) transfer->entity.append(bytes);
  if (dechunker) {
    entity.clear();
    dechunker->feed(bytes, entity);
    bytes = entity.view();
  }
  take_payload(bytes);
  if (decoder->state() == codec::State::kLimit) stop = Stop::kDecodedSize;
  else if (decoder->state() == codec::State::kDamaged) stop = Stop::kDamaged;
  else if (beyond) stop = Stop::kWireSize;
  return stop == Stop::kNone;
}

/// Of the entity, without chunk sizes.
void Exchange::State::take_payload(std::string_view bytes) {
  wire.update(bytes);
  decoder->feed(bytes, decoded);
}

void Exchange::State::finish_transfer() {
  transfer->request_head = without_secrets(transfer->request_head);
  transfer->ip = answer.ip;
  transfer->status = answer.status;
  transfer->payload_digest = answer.wire_digest;
  transfer->truncated = answer.truncated == "decode" ? "" : answer.truncated;
  transfer->certificates = certificate_chain(easy);
  answer.transfer = std::move(transfer);
}

Answer Exchange::finish(int code) {
  state_->explain(static_cast<CURLcode>(code));
  return std::move(state_->answer);
}

void Exchange::State::explain(CURLcode code) {
  const char* ip = nullptr;
  if (!proxy_for(policy, request.url.host()) &&
      curl_easy_getinfo(easy, CURLINFO_PRIMARY_IP, &ip) == CURLE_OK && ip)
    answer.ip = ip;
  answer.tls = tls_facts(easy);
  if (!head_complete || stop == Stop::kHeaders) return explain_failure(code);
  long version = 0;
  curl_easy_getinfo(easy, CURLINFO_HTTP_VERSION, &version);
  if (version == CURL_HTTP_VERSION_2_0) answer.protocol = "HTTP/2";
  if (stop == Stop::kMedia)
    answer.error = archive::CaptureError{"media_type", "fetch",
                                         "a body of this type is not kept; --media keeps it", false};
  else finish_body(code);
}

void Exchange::State::finish_body(CURLcode code) {
  answer.body = std::make_unique<std::string>();
  if (!decoder) begin_body();
  if (dechunker) {
    entity.clear();
    dechunker->finish(entity);
    take_payload(entity.view());
  }
  codec::State end = decoder->done() ? decoder->state() : decoder->finish(decoded);
  if (decoded.size() > request.max_bytes) decoded.truncate(request.max_bytes);
  answer.body->assign(decoded.view());
  answer.as_received = answer.as_received && answer.wire_bytes == answer.body->size();
  if (answer.wire_bytes > 0) answer.wire_digest = sha256_label(wire.finish());
  answer.warnings.insert(answer.warnings.end(), decoder->warnings().begin(), decoder->warnings().end());
  if (stop == Stop::kWireSize || stop == Stop::kDecodedSize || end == codec::State::kLimit)
    answer.truncated = "length";
  else if (code == CURLE_OPERATION_TIMEDOUT) answer.truncated = "time";
  else if (code != CURLE_OK && stop == Stop::kNone) answer.truncated = "disconnect";
  else if (end != codec::State::kFinished) answer.truncated = "decode";
  if (!decoder->reason().empty()) answer.warnings.push_back("coding: " + decoder->reason());
  if (answer.truncated == "disconnect")
    answer.warnings.push_back("protocol: " + printable(message[0] ? message : curl_easy_strerror(code), 200));
  if (transfer) finish_transfer();
}

void Exchange::State::explain_failure(CURLcode code) {
  answer.status = 0;
  answer.headers.clear();
  auto fail = [&](std::string_view error_class, std::string text, bool retryable) {
    answer.error = archive::CaptureError{std::string(error_class), "fetch", printable(text, 300), retryable};
  };
  std::string text = message[0] ? message : curl_easy_strerror(code);
  bool proxied = bool(proxy_for(policy, request.url.host()));
  if (stop == Stop::kPrivate) {
    std::string host(request.url.host());
    return fail(
        "private_address",
        host + " leads to an address that is not public (" + private_why + "); --allow-private fetches it",
        false);
  }
  if (stop == Stop::kHeaders)
    return fail("headers_too_large",
                "header block larger than " + std::to_string(limits::kHeaderBytes >> 10) + " KiB", false);
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST: return fail("dns", text, true);
    case CURLE_COULDNT_RESOLVE_PROXY: return fail("proxy", text, true);
    case CURLE_COULDNT_CONNECT: return fail(proxied ? "proxy" : "connect", text, true);
    case CURLE_OPERATION_TIMEDOUT: return fail("timeout", text, true);
    case CURLE_PROXY: {
      // Replies that speak of the target, not of the proxy (RFC 1928 §6).
      long reply = 0;
      curl_easy_getinfo(easy, CURLINFO_PROXY_ERROR, &reply);
      bool target = reply == CURLPX_REPLY_HOST_UNREACHABLE || reply == CURLPX_REPLY_NETWORK_UNREACHABLE ||
                    reply == CURLPX_REPLY_CONNECTION_REFUSED || reply == CURLPX_REPLY_TTL_EXPIRED ||
                    reply == CURLPX_REPLY_GENERAL_SERVER_FAILURE;
      return fail(target ? "connect" : "proxy", text, true);
    }
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_ENGINE_NOTFOUND:
    case CURLE_SSL_CLIENTCERT: return fail("tls", text, code == CURLE_SSL_CONNECT_ERROR);
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR: return fail("disconnect", text, true);
    case CURLE_RECV_ERROR:
    case CURLE_OUT_OF_MEMORY:
      // One line beyond libcurl's own limit ends so, without a class of its own.
      if (text.find("oo large") != text.npos || text.find("Avoided giant") != text.npos ||
          (code == CURLE_OUT_OF_MEMORY && header_bytes > 0))
        return fail("headers_too_large", "header line too long", false);
      return fail("disconnect", text, true);
    case CURLE_URL_MALFORMAT: return fail("url", text, false);
    case CURLE_PARTIAL_FILE: return fail("disconnect", text, true);
    default: return fail("protocol", text, false);
  }
}

}  // namespace peil::net
