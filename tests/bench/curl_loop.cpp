// tests/bench/curl_loop.cpp -- the least that a fetcher on libcurl can do: get a list of addresses, drop the
// bodies.
//
// links: net
//
//   curl_loop CONCURRENCY < addresses : prints how many came. One multi handle, one easy handle for each
//   transfer in flight, used again. The yardstick of `make bench fetch`.
#include <curl/curl.h>

#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

namespace {
std::size_t drop(char*, std::size_t size, std::size_t count, void*) { return size * count; }
}  // namespace

int main(int argc, char** argv) {
  std::size_t most = argc > 1 ? static_cast<std::size_t>(std::atol(argv[1])) : 16;
  curl_global_init(CURL_GLOBAL_DEFAULT);
  CURLM* multi = curl_multi_init();
  curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, static_cast<long>(most * 4));
  std::vector<CURL*> idle;
  std::size_t active = 0, good = 0;
  std::string line;
  bool more = true;
  while (more || active > 0) {
    while (more && active < most) {
      if (!std::getline(std::cin, line)) {
        more = false;
        break;
      }
      CURL* easy;
      if (idle.empty()) {
        easy = curl_easy_init();
        curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &drop);
        curl_easy_setopt(easy, CURLOPT_PROXY, "");
        curl_easy_setopt(easy, CURLOPT_USERAGENT, "curl_loop");
        curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 60000L);
      } else {
        easy = idle.back();
        idle.pop_back();
      }
      curl_easy_setopt(easy, CURLOPT_URL, line.c_str());
      curl_multi_add_handle(multi, easy);
      ++active;
    }
    int running = 0, left = 0;
    curl_multi_perform(multi, &running);
    while (CURLMsg* note = curl_multi_info_read(multi, &left)) {
      if (note->msg != CURLMSG_DONE) continue;
      CURL* easy = note->easy_handle;
      if (note->data.result == CURLE_OK) ++good;
      curl_multi_remove_handle(multi, easy);
      idle.push_back(easy);
      --active;
    }
    if (active == most || !more) curl_multi_poll(multi, nullptr, 0, 100, nullptr);
  }
  for (CURL* easy : idle) curl_easy_cleanup(easy);
  curl_multi_cleanup(multi);
  std::printf("%zu\n", good);
}
