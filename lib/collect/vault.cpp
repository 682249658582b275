// collect/vault.cpp -- between a run and its folder of evidence.
#include "collect/vault.hpp"

#include "archive/verify.hpp"
#include "base/time.hpp"
#include "base/version.hpp"
#include "base/words.hpp"
#include "frame/progress.hpp"

namespace peil::collect {
namespace {

constexpr std::int64_t kSyncEvery = 1'000;
constexpr std::size_t kAttachmentBytes = std::size_t{1} << 30;

archive::EvidenceOptions options_of(const Settings& settings) {
  archive::EvidenceOptions options;
  options.rotate_bytes = settings.evidence.rotate_bytes;
  options.gzip = !settings.evidence.plain;
  options.sync_always = settings.evidence.sync_always;
  options.software = "peil/" + std::string(kVersion);
  options.about = {{"http-header-user-agent", settings.policy.user_agent},
                   {"robots", settings.policy.robots == net::RobotsMode::kObey     ? "obey"
                              : settings.policy.robots == net::RobotsMode::kRecord ? "record"
                                                                                   : "ignore"}};
  return options;
}

}  // namespace

Vault::Vault(const Settings& settings, std::int64_t now, const std::function<void(const std::string&)>& say)
    : settings_(settings),
      folder_(settings.evidence.folder, options_of(settings), format_time(settings.now.value_or(now), true)) {
  for (const std::string& what : folder_.mended()) say(printable(what));
}

std::string Vault::now() const { return format_time(settings_.now.value_or(now_millis()), true); }

void Vault::add(net::Outcome& outcome, const std::string& run_id) {
  // What may not be kept is not kept here either.
  if (outcome.capture.error && outcome.capture.error->error_class == "blocked") outcome.transfers.clear();
  folder_.set_run(run_id);
  folder_.add(outcome.capture, outcome.transfers, now());
}

void Vault::sync() {
  std::int64_t ticks = frame::ticks();
  if (settings_.evidence.sync_always || ticks - synced_at_ < kSyncEvery) return;
  folder_.sync();
  synced_at_ = ticks;
}

void Vault::close() { folder_.close(now()); }

Exit verify_evidence(const std::vector<std::string>& folders, Output& out) {
  bool good = true;
  for (const std::string& folder : folders) {
    archive::Audit audit = archive::verify_evidence(folder, [&](const archive::Finding& finding) {
      out.write(printable(folder + "/" + finding.where) + (finding.fault ? ": " : ": note: ") +
                printable(finding.what) + "\n");
    });
    good = good && audit.faults == 0;
    out.write(
        printable(folder) + ": " + with_thousands(audit.captures) + " captures, " +
        with_thousands(audit.failures) + " failures, " + with_thousands(audit.bytes) +
        " bytes: " + (audit.faults == 0 ? "all as logged" : with_thousands(audit.faults) + " not as logged") +
        "; chain of " + with_thousands(audit.head.lines) + " lines, the last is " + audit.head.hash + "\n");
  }
  return good ? Exit::kOk : Exit::kPartial;
}

Exit attach_evidence(const cli::Shared& shared, const std::string& folder, const std::string& id,
                     const std::string& note, Output& out) {
  archive::EvidenceOptions options;
  options.software = "peil/" + std::string(kVersion);
  std::string now = format_time(shared.now ? parse_time(*shared.now).value_or(0) : now_millis(), true);
  archive::EvidenceFolder evidence(folder, options, now);
  for (const std::string& file : shared.operands) {
    std::string stored = evidence.attach(file, read_file(file, kAttachmentBytes), id, note, now);
    out.write(printable(folder + "/" + stored) + "\n");
  }
  evidence.close(now);
  return Exit::kOk;
}

}  // namespace peil::collect
