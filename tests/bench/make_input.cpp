// tests/bench/make_input.cpp -- input for benchmarks: as many bytes as asked for, the same on any machine.
// links: record
//
//   make_input records BYTES     pages of about 700 bytes, for the frame
//   make_input captures BYTES    HTML pages in captures: articles, shop indexes, market rows, forum threads
//   make_input items BYTES       listings of about 400 bytes in Dutch and English, a third of them repeats
//   make_input texts BYTES       foreign records {"text":…} of the same listings: repeats are equal lines
//
// Texts are strings of common words, with what a shop or a seller writes between them.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "../tools/random.hpp"
#include "base/buffer.hpp"
#include "base/hash.hpp"
#include "record/write.hpp"

namespace {

using namespace peil;
using tests::Random;

constexpr std::string_view kWords[] = {
    "de",       "het",       "een",     "van",       "voor",      "met",      "niet",        "zijn",
    "wordt",    "ook",       "the",     "and",       "with",      "quality",  "fresh",       "stock",
    "best",     "price",     "order",   "shipping",  "worldwide", "vendor",   "product",     "customer",
    "levering", "snelle",    "gratis",  "bezorgd",   "morgen",    "huis",     "nieuwe",      "aanbieding",
    "verkoper", "kwaliteit", "kleur",   "maat",      "originele", "doos",     "factuur",     "garantie",
    "werkt",    "prima",     "ophalen", "verzenden", "betaling",  "vraag",    "antwoord",    "bericht",
    "forum",    "gisteren",  "vandaag", "review",    "sterren",   "tevreden", "tuin",        "lamp",
    "filter",   "tent",      "voeding", "aarde",     "potten",    "zaden",    "paddenstoel", "kristal",
    "poeder",   "tablet",    "capsule", "pakket",    "discreet",  "stealth",  "escrow",      "bitcoin",
    "monero"};
constexpr std::string_view kGoods[] = {
    "speed",          "xtc pillen",     "wiet",      "hasj",     "MDMA",    "cocaine",        "ketamine",
    "3-MMC",          "lsd zegels",     "GHB",       "fietstas", "laptop",  "schoenen",       "boekenkast",
    "kinderwagen",    "koolstoffilter", "kweektent", "lampen",   "stekjes", "wintersleutels", "telefoonhoes",
    "accuboormachine"};
constexpr std::string_view kTowns[] = {"Rotterdam", "Utrecht", "Amsterdam", "Eindhoven",
                                       "Groningen", "Zwolle",  "Breda",     "Arnhem"};

template <std::size_t N>
std::string_view pick(const std::string_view (&list)[N], Random& random) {
  return list[random.below(N)];
}

void words(std::string& out, std::size_t count, Random& random) {
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) out += i % 12 == 11 ? ". " : i % 7 == 6 ? ", " : " ";
    out += pick(kWords, random);
  }
}

std::string price(Random& random) {
  return "€ " + std::to_string(5 + random.below(400)) + "," + (random.below(2) ? "50" : "-");
}

std::string title(Random& random) {
  std::string text(pick(kGoods, random));
  text += " " + std::to_string(1 + random.below(100)) + (random.below(2) ? " gram " : " stuks ");
  words(text, 4, random);
  return text;
}

std::string article(Random& random) {
  std::string html = "<article class=\"article-body\"><h1>";
  words(html, 8, random);
  html +=
      "</h1><p class=\"meta\"><time datetime=\"2024-03-12\">12 maart 2024</time> door <a rel=\"author\" "
      "href=\"/redactie\">de redactie</a></p>";
  for (std::size_t i = 0; i < 14; ++i) {
    html += "<p>";
    words(html, 40 + random.below(60), random);
    html += ". <a href=\"/nieuws/" + std::to_string(random.below(10000)) + "\">lees</a></p>\n";
  }
  return html +
         "</article><aside class=\"related\"><ul><li><a href=\"/a\">meer</a></li><li><a "
         "href=\"/b\">ook</a></li></ul></aside>";
}

std::string shop(Random& random) {
  std::string html =
      "<div class=\"breadcrumb\"><a href=\"/\">Home</a> / <a href=\"/c\">Producten</a></div><div "
      "class=\"product-list\">";
  for (std::size_t i = 0; i < 40; ++i) {
    const std::string name = title(random), id = std::to_string(random.below(100000));
    html += "<div class=\"product-item\" data-id=\"" + id + "\"><a class=\"product-image\" href=\"/p/" + id +
            "\"><img src=\"/i/" + id + ".jpg\" alt=\"\"></a><h3 class=\"product-title\"><a href=\"/p/" + id +
            "\">" + name + "</a></h3><span class=\"price\">" + price(random) +
            "</span><button class=\"add-to-cart\">In winkelwagen</button></div>\n";
  }
  return html + "</div>";
}

std::string market(Random& random) {
  std::string html =
      "<table class=\"listings\"><tr><th>Product</th><th>Vendor</th><th>Price</th><th>Ships</th></tr>";
  for (std::size_t i = 0; i < 50; ++i) {
    html += "<tr><td><a href=\"/listing/" + std::to_string(random.below(100000)) + "\">" + title(random) +
            "</a></td><td><a href=\"/user/v" + std::to_string(random.below(300)) + "\">seller" +
            std::to_string(random.below(300)) + "</a></td><td>" + price(random) +
            "</td><td>NL &rarr; Worldwide</td></tr>\n";
  }
  return html + "</table>";
}

std::string forum(Random& random) {
  std::string html = "<div id=\"posts\">";
  for (std::size_t i = 0; i < 25; ++i) {
    html += "<div class=\"post\" id=\"p" + std::to_string(i) + "\"><div class=\"author\"><a href=\"/u/" +
            std::to_string(random.below(500)) + "\">gebruiker" + std::to_string(random.below(500)) +
            "</a></div><div class=\"date\">" + std::to_string(1 + random.below(28)) +
            "-03-2024 14:05</div><div class=\"content\">";
    words(html, 30 + random.below(80), random);
    html += "<br>Ophalen in ";
    html += pick(kTowns, random);
    html +=
        " of verzenden, mail naar naam" + std::to_string(random.below(1000)) + "@voorbeeld.nl</div></div>\n";
  }
  return html + "</div>";
}

std::string page(Random& random) {
  std::string html =
      "<!DOCTYPE html><html lang=\"nl\"><head><meta charset=\"utf-8\"><title>Voorbeeld</title><link "
      "rel=\"stylesheet\" href=\"/s.css\">"
      "<script>window.dataLayer=[];function f(a){return a<1&&\"</b>\";}</script></head><body><header><nav "
      "class=\"menu\"><ul>";
  for (std::size_t i = 0; i < 20; ++i)
    html += "<li class=\"menu-item\"><a href=\"/c/" + std::to_string(i) + "\">" +
            std::string(pick(kWords, random)) + "</a></li>";
  html += "</ul></nav></header><main>\n";
  switch (random.below(4)) {
    case 0: html += article(random); break;
    case 1: html += shop(random); break;
    case 2: html += market(random); break;
    default: html += forum(random); break;
  }
  return html +
         "\n</main><footer><p>&copy; 2024 Voorbeeld &middot; <a "
         "href=\"/privacy\">privacy</a></p></footer></body></html>\n";
}

void write_record(std::size_t number, Random& random, Buffer& out) {
  JsonWriter json(out);
  const std::string name = std::to_string(number), id = make_id('p', {name});
  std::string text, head;
  words(text, 60, random);
  words(head, 6, random);
  json.begin_object().member("v", std::int64_t{1}).member("kind", "page").member("id", std::string_view(id));
  json.member("url", std::string_view("https://voorbeeld.nl/" + name))
      .member("fetched_at", "2024-03-12T09:00:00.000Z");
  json.member("status", std::int64_t{200})
      .member("media_type", "text/html")
      .member("title", std::string_view(head))
      .member("text", std::string_view(text));
  json.key("site")
      .begin_object()
      .member("host", "voorbeeld.nl")
      .member("domain", "voorbeeld.nl")
      .end_object()
      .member("item_count", std::int64_t{0})
      .end_object();
}

void write_capture(std::size_t number, Random& random, Buffer& out) {
  JsonWriter json(out);
  const std::string body = page(random), url = "https://voorbeeld.nl/" + std::to_string(number),
                    digest = sha256_label(body);
  const std::string id = make_id('c', {url, "2024-03-12T09:00:00.000Z", digest});
  json.begin_object()
      .member("v", std::int64_t{1})
      .member("kind", "capture")
      .member("id", std::string_view(id))
      .member("url", std::string_view(url));
  json.member("requested_url", std::string_view(url))
      .member("fetched_at", "2024-03-12T09:00:00.000Z")
      .member("status", std::int64_t{200});
  json.member("media_type", "text/html")
      .member("charset", "utf-8")
      .member("body", std::string_view(body))
      .member("digest", std::string_view(digest));
  json.member("size_bytes", static_cast<std::int64_t>(body.size())).end_object();
}

void write_item(std::size_t number, Random& random, Buffer& out, bool bare) {
  Random same(random.below(3) == 0 ? 1 + random.below(1000) : random.next());  // a third are repeats
  JsonWriter json(out);
  const std::string id = make_id('i', {std::to_string(number)}), head = title(same);
  std::string text = head + "\n";
  words(text, 24, same);
  text += ". Prijs " + price(same) + ", ophalen " + std::string(pick(kTowns, same)) +
          " of verzenden met PostNL. Betaling via Tikkie.";
  if (bare) {
    json.begin_object().member("text", std::string_view(text)).end_object();
    return;
  }
  json.begin_object()
      .member("v", std::int64_t{1})
      .member("kind", "item")
      .member("id", std::string_view(id))
      .member("form", "listing");
  json.member("title", std::string_view(head)).member("text", std::string_view(text));
  json.key("vendor")
      .begin_object()
      .member("name", std::string_view("verkoper" + std::to_string(same.below(500))))
      .end_object();
  json.key("page").begin_object().member("fetched_at", "2024-03-12T09:00:00Z").end_object().end_object();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("usage: make_input records|captures|items|texts BYTES\n", stderr);
    return 2;
  }
  const std::string_view kind = argv[1];
  const std::uint64_t want = std::strtoull(argv[2], nullptr, 10);
  Random random(17);
  Buffer out;
  std::uint64_t written = 0;
  for (std::size_t number = 0; written < want; ++number) {
    out.clear();
    if (kind == "records") write_record(number, random, out);
    else if (kind == "captures") write_capture(number, random, out);
    else write_item(number, random, out, kind == "texts");
    out.push('\n');
    if (std::fwrite(out.data(), 1, out.size(), stdout) != out.size()) return 3;
    written += out.size();
  }
  return std::fflush(stdout) == 0 ? 0 : 3;
}
