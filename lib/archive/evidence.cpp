// archive/evidence.cpp -- writing into a folder of evidence. What a run that was cut left behind is mended in
// recovery.cpp.
#include "archive/evidence.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "archive/cdxj.hpp"
#include "archive/evidence_state.hpp"
#include "base/exit.hpp"
#include "base/output.hpp"
#include "base/words.hpp"
#include "record/write.hpp"

namespace peil::archive {
namespace {

constexpr std::size_t kOriginals = 2'000'000;  // payloads known, for revisits

std::string bare(const std::string& label) { return label.starts_with("sha256:") ? label.substr(7) : label; }

// The capture as a line, less what the records beside it hold: what reading them gives back.
std::string facts_of(const Capture& capture, const Transfer& last) {
  Capture facts = capture;
  facts.body.reset();
  facts.headers.clear();
  facts.warc.reset();
  Buffer out;
  write_capture(facts, out);
  out.truncate(out.size() - 1);
  if (!last.addresses.empty()) {
    JsonWriter json(out);
    json.raw("");
    json.key("addresses").begin_array();
    for (const std::string& address : last.addresses) json.string(address);
    json.end_array();
  }
  out.append("}\n");
  return out.str();
}

Exchange exchange_of(const Transfer& transfer) {
  Exchange exchange;
  exchange.url = transfer.url;
  exchange.date = transfer.date;
  exchange.ip = transfer.ip;
  exchange.request_head = transfer.request_head;
  exchange.response_head = transfer.response_head;
  exchange.entity = transfer.entity;
  exchange.truncated = transfer.truncated;
  exchange.raw = true;
  exchange.payload_digest = transfer.payload_digest;
  return exchange;
}

}  // namespace

// --- files ---------------------------------------------------------------------------------------

void EvidenceFolder::State::fail(const std::string& file, int reason) const {
  throw Fatal(Exit::kFailed, printable(path + "/" + file) + ": " + strerror(reason));
}

/// All of `bytes` at `offset`, or a file that ends at `offset` and Fatal.
void EvidenceFolder::State::write_at(int fd, const std::string& file, std::uint64_t offset,
                                     std::string_view bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    ssize_t count = pwrite(fd, bytes.data() + done, bytes.size() - done, static_cast<off_t>(offset + done));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) {
      int reason = count < 0 ? errno : ENOSPC;
      if (ftruncate(fd, static_cast<off_t>(offset)) != 0) reason = errno;
      fail(file, reason);
    }
    done += static_cast<std::size_t>(count);
  }
}

void EvidenceFolder::State::sync(int fd, const std::string& file) const {
  if (fdatasync(fd) != 0 && errno != EINVAL) fail(file, errno);
}

/// A small file, whole or not at all.
void EvidenceFolder::State::write_file(const std::string& file, std::string_view bytes) {
  Output out = Output::file(path + "/" + file, true);
  out.write(bytes);
  out.close();
}

void EvidenceFolder::State::log(std::string_view now, std::string_view event, std::string_view members) {
  ChainHead next = head;
  line.clear();
  append_chain_line(next, now, event, members, line);
  write_at(chain.fd, std::string(kChainFile), chain_bytes, line.view());
  auto record = parser.parse_copy(line.view().substr(0, line.size() - 1));
  ChainReading none;
  Value values = (*record)->root();
  auto taken = ledger.take({head.lines, chain_bytes, values["event"].text_or_empty(), values, none});
  if (!taken) throw Fatal(Exit::kFailed, path + "/chain.jsonl: " + taken.error().message);
  chain_hash.update(line.view());
  chain_bytes += line.size();
  head = next;
}

// --- the WARC in hand ----------------------------------------------------------------------------

void EvidenceFolder::State::begin_file(std::string_view now) {
  std::string digits;
  for (char c : now.substr(0, 19))
    if (c >= '0' && c <= '9') digits += c;
  std::string serial = std::to_string(ledger.files_begun);
  serial.insert(0, serial.size() < 5 ? 5 - serial.size() : 0, '0');
  std::string run = options.run_id.substr(options.run_id.find(':') + 1);
  name = "peil-" + digits + "-" + serial + (run.empty() ? "" : "-" + run) +
         (options.gzip ? ".warc.gz" : ".warc");
  std::string file = path + "/" + name + ".open";
  warc.reset(open(file.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666));
  if (warc.fd < 0) fail(name + ".open", errno);
  writer = std::make_unique<WarcWriter>(name);
  warc_hash = Sha256();
  certificates.clear();
  WarcWriter::Fields about = {{"software", options.software}, {"isPartOf", options.run_id}};
  about.insert(about.end(), options.about.begin(), options.about.end());
  records.clear();
  writer->warcinfo(now, about, records);
  append(now, "file", {}, 0);
}

/// Writes `records` at `offset` of the WARC and the line of the chain that answers for them; both or none.
void EvidenceFolder::State::append(std::string_view now, std::string_view event, std::string_view members,
                                   std::uint64_t offset) {
  write_at(warc.fd, name, offset, records.view());
  if (options.sync_always) sync(warc.fd, name);
  Buffer text;
  JsonWriter json(text);
  if (!members.empty()) json.raw(members);
  json.member("file", name)
      .member("offset", static_cast<std::int64_t>(offset))
      .member("length", static_cast<std::int64_t>(records.size()))
      .member("sha256", hex(sha256(records.view())));
  try {
    log(now, event, text.view());
  } catch (const Fatal&) {
    if (ftruncate(warc.fd, static_cast<off_t>(offset)) != 0) fail(name, errno);
    throw;
  }
  if (options.sync_always) sync(chain.fd, std::string(kChainFile));
  warc_hash.update(records.view());
}

void EvidenceFolder::State::close_file(std::string_view now) {
  if (warc.fd < 0) return;
  sync(warc.fd, name);
  seal_file(name, warc.fd, hex(warc_hash.finish()), now);
  warc.reset(-1);
  writer.reset();
}

/// Index, line, and the file's own name.
void EvidenceFolder::State::seal_file(const std::string& file, int fd, const std::string& digest,
                                      std::string_view now) {
  if (lseek(fd, 0, SEEK_SET) < 0) fail(file, errno);
  std::string index = cdxj_of(input_of(fd), file);
  write_file(index_name(file), index);
  Buffer text;
  JsonWriter json(text);
  struct stat facts;
  if (fstat(fd, &facts) != 0) fail(file, errno);
  json.member("file", file)
      .member("bytes", std::int64_t{facts.st_size})
      .member("sha256", digest)
      .member("cdxj_sha256", hex(sha256(index)));
  log(now, "close", text.view());
  sync(chain.fd, std::string(kChainFile));
  std::string final_path = path + "/" + file;
  if (rename((final_path + ".open").c_str(), final_path.c_str()) != 0) fail(file, errno);
}

void EvidenceFolder::State::write_manifest() {
  write_file(std::string(kManifestFile), ledger.manifest(hex(chain_hash.so_far())));
}

// --- captures ------------------------------------------------------------------------------------

/// The records of one capture, one behind the other in `records`.
WarcPlace EvidenceFolder::State::write_records(const Capture& capture,
                                               const std::vector<Transfer>& transfers) {
  const Transfer& last = transfers.back();
  bool whole = !capture.error;
  std::string id = record_uuid(capture.id + '\0' + name + '\0' + std::to_string(writer->offset()));
  if (!last.certificates.empty() && certificates.insert(sha256_label(last.certificates)).second)
    writer->resource("urn:" + sha256_label(last.certificates), last.date, "application/pem-certificate-chain",
                     last.certificates, records);
  if (whole)
    writer->metadata(capture.url, last.date, id, "application/json", facts_of(capture, last), records);
  WarcPlace place;
  for (const Transfer& transfer : transfers) {
    Exchange exchange = exchange_of(transfer);
    bool is_last = &transfer == &last;
    if (is_last && whole) exchange.record_id = id;
    // Equal on the wire and equal decoded: another Content-Encoding may read the same bytes otherwise.
    std::string payload = transfer.payload_digest + " " + capture.digest;
    bool original_or_copy = is_last && whole && !transfer.payload_digest.empty() &&
                            transfer.truncated.empty() && transfer.status != 304;
    auto original = original_or_copy ? originals.find(payload) : originals.end();
    if (original != originals.end()) {
      WarcPlace first;
      first.record_id = original->second.record_id;
      place = writer->revisit(exchange, first, original->second.url, original->second.date, records);
    } else {
      place = transfer.status == 304 ? writer->not_modified(exchange, records)
                                     : writer->response(exchange, records);
      if (original_or_copy && originals.size() < kOriginals)
        fresh.emplace(payload, Original{place.record_id, transfer.url, transfer.date});
    }
    if (!transfer.request_head.empty()) writer->request(exchange, place.record_id, records);
  }
  return place;
}

void EvidenceFolder::State::add(Capture& capture, const std::vector<Transfer>& transfers,
                                std::string_view now) {
  Buffer text;
  JsonWriter json(text);
  json.member("id", capture.id).member("url", to_utf8(capture.url)).member("fetched_at", capture.fetched_at);
  if (capture.error)
    json.key("error")
        .begin_object()
        .member("class", capture.error->error_class)
        .member("message", to_utf8(capture.error->message))
        .end_object();
  if (transfers.empty()) {
    log(now, "failure", text.view());
    return;
  }
  if (warc.fd >= 0 && writer->offset() >= options.rotate_bytes) close_file(now);
  if (warc.fd < 0) begin_file(now);
  std::uint64_t offset = writer->offset();
  records.clear();
  fresh.reset();
  WarcPlace place = write_records(capture, transfers);
  if (!capture.error) {
    json.member("record_id", place.record_id)
        .member("record_offset", static_cast<std::int64_t>(*place.offset))
        .member("record_length", static_cast<std::int64_t>(*place.length))
        .member("block_digest", bare(place.block_digest));
    if (!capture.digest.empty()) json.member("digest", bare(capture.digest));
    if (fresh) json.member("payload_digest", bare(transfers.back().payload_digest));
  }
  append(now, capture.error ? "failure" : "capture", text.view(), offset);
  if (fresh) originals.insert(std::move(*fresh));
  if (!capture.error) capture.warc = std::move(place);
}

std::string EvidenceFolder::State::attach(std::string_view file, std::string_view bytes, std::string_view id,
                                          std::string_view note, std::string_view now) {
  std::string safe, digest = hex(sha256(bytes));
  for (char c : file.substr(file.rfind('/') + 1)) {
    bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
                 c == '-' || c == '_';
    safe += plain ? c : '_';
  }
  std::string stored = "attachments/" + digest.substr(0, 16) + "-" + safe.substr(0, 100);
  if (mkdir((path + "/attachments").c_str(), 0777) != 0 && errno != EEXIST) fail("attachments", errno);
  write_file(stored, bytes);
  Buffer text;
  JsonWriter json(text);
  json.member("file", stored).member("bytes", static_cast<std::int64_t>(bytes.size()));
  json.member("sha256", digest).member("to", to_utf8(id)).member("name", to_utf8(file));
  if (!note.empty()) json.member("note", to_utf8(note));
  log(now, "attach", text.view());
  return stored;
}

// --- the folder ----------------------------------------------------------------------------------

EvidenceFolder::EvidenceFolder(const std::string& path, EvidenceOptions options, std::string_view now)
    : state_(std::make_unique<State>()) {
  state_->path = path;
  state_->options = std::move(options);
  state_->open_folder();
  state_->mend(now);
}
EvidenceFolder::~EvidenceFolder() = default;

void EvidenceFolder::set_run(std::string run_id) { state_->options.run_id = std::move(run_id); }

void EvidenceFolder::add(Capture& capture, const std::vector<Transfer>& transfers, std::string_view now) {
  state_->add(capture, transfers, now);
}

std::string EvidenceFolder::attach(std::string_view name, std::string_view bytes, std::string_view id,
                                   std::string_view note, std::string_view now) {
  return state_->attach(name, bytes, id, note, now);
}

void EvidenceFolder::sync() {
  if (state_->warc.fd >= 0) state_->sync(state_->warc.fd, state_->name);
  state_->sync(state_->chain.fd, std::string(kChainFile));
}

void EvidenceFolder::close(std::string_view now) {
  state_->close_file(now);
  state_->sync(state_->chain.fd, std::string(kChainFile));
  state_->write_manifest();
}

const std::string& EvidenceFolder::path() const { return state_->path; }
const std::vector<std::string>& EvidenceFolder::mended() const { return state_->mended; }

}  // namespace peil::archive
