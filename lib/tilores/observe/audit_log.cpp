#include <tilores/observe/audit_log.hpp>

#include "files.hpp"

#include <tilores/base/date.hpp>
#include <tilores/base/file.hpp>
#include <tilores/base/json_writer.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <functional>

namespace tilores::observe {
namespace {

constexpr std::size_t k_mac = 64;
constexpr std::size_t k_most_line = 1U << 20U;
constexpr std::size_t k_most_customers = 10'000; // a line; batches write several
constexpr std::string_view k_tail = "\"mac\":\"";
constexpr std::size_t k_look = 64U << 10U; // holds an anchor and the beginning of a line
constexpr std::string_view k_anchor = "{\"anchor\":1,";

std::string chain(const Key256& key, std::string_view before, std::string_view line)
{
  return to_hex(hmac_sha256(derive_key(key, "audit chain"), std::string(before) + std::string(line)));
}

// The mac at the end of a line, or "".
std::string_view mac_of(std::string_view line)
{
  const std::size_t tail = k_tail.size() + k_mac + 2;
  if (line.size() < tail || line.substr(line.size() - tail, k_tail.size()) != k_tail || !line.ends_with("\"}")) {
    return {};
  }
  return line.substr(line.size() - 2 - k_mac, k_mac);
}

bool is_anchor(std::string_view line) { return line.starts_with(k_anchor); }

// A line without its mac.
std::string_view unsigned_part(std::string_view line)
{
  return line.substr(0, line.size() - k_tail.size() - k_mac - 2);
}

std::string anchor_mac(const Key256& key, std::string_view body)
{
  return to_hex(hmac_sha256(derive_key(key, "audit anchor"), body));
}

std::string anchor_line(const Key256& key, std::uint64_t seq, std::string_view until, std::string_view before,
                        WallTime now)
{
  std::string text;
  JsonWriter json(text);
  json.begin_object()
    .member("anchor", 1)
    .member("seq", seq)
    .member("until", until)
    .member("time", to_rfc3339(now))
    .member("before", before);
  text += ",";
  const std::string mac = anchor_mac(key, text);
  return text.append(k_tail).append(mac).append("\"}\n");
}

// What the line after this whole one chains to, and its number.
struct Link {
  std::uint64_t seq = 0;
  std::string mac = std::string(k_mac, '0');
};

Link link_of(std::string_view line)
{
  Link link;
  const auto document =
    line.empty() ? Result<JsonDocument>(fail(ErrorKind::bad_data, "no line")) : JsonDocument::parse(std::string(line));
  if (document) {
    link.seq = static_cast<std::uint64_t>(document->root()["seq"].integer().value_or(0));
    link.mac = is_anchor(line) ? document->root()["before"].text() : mac_of(line);
  }
  return link;
}

std::string body_of(const AuditEvent& event)
{
  std::string text;
  JsonWriter json(text);
  json.begin_object()
    .member("seq", event.seq)
    .member("time", event.time)
    .member("user", event.user)
    .member("profile", event.profile);
  json.member("command", event.command).key("customers").begin_array();
  for (const std::string& customer : event.customers) {
    json.value(customer);
  }
  json.end_array()
    .member("purpose", event.purpose)
    .member("outcome", event.outcome)
    .member("request_id", event.request_id);
  return text + ",";
}

std::optional<AuditEvent> parse(std::string_view line)
{
  const auto document = JsonDocument::parse(std::string(line));
  if (!document || !document->root().is_object() || is_anchor(line)) {
    return std::nullopt;
  }
  const Json root = document->root();
  AuditEvent event;
  event.seq = static_cast<std::uint64_t>(root["seq"].integer().value_or(0));
  for (const auto& [name, target] :
       std::initializer_list<std::pair<const char*, std::string*>>{{"time", &event.time},
                                                                   {"user", &event.user},
                                                                   {"profile", &event.profile},
                                                                   {"command", &event.command},
                                                                   {"purpose", &event.purpose},
                                                                   {"outcome", &event.outcome},
                                                                   {"request_id", &event.request_id}}) {
    *target = root[name].text();
  }
  for (const Json customer : root["customers"].elements()) {
    event.customers.emplace_back(customer.text());
  }
  return event;
}

Result<std::string> log_text(const std::string& folder)
{
  const std::string path = folder + "/log.jsonl";
  return access(path.c_str(), F_OK) != 0 ? Result<std::string>(std::string{}) : read_file(path);
}

void each_line(std::string_view text, const std::function<bool(std::string_view)>& each)
{
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (!each(text.substr(0, end))) {
      return;
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

// The newest line that is whole; "" when there is none. Cut ones after it are passed over.
Result<std::string> last_whole_line(const LockedFile& file)
{
  TRY_ASSIGN(std::string last, file.last_line(k_most_line));
  if (!last.empty() && mac_of(last).empty()) {
    TRY_ASSIGN(const std::string all, file.read_all());
    last.clear();
    each_line(all, [&](std::string_view line) {
      if (!mac_of(line).empty()) {
        last = line;
      }
      return true;
    });
  }
  return last;
}

// In place and of fixed length: a reader sees the old or the new one.
void write_head(const std::string& folder, std::uint64_t seq, std::string_view mac)
{
  std::string text = std::to_string(seq);
  text.insert(0, 20 - std::min<std::size_t>(text.size(), 20), '0');
  text += " " + std::string(mac) + "\n";
  const int fd = open((folder + "/head").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd >= 0) {
    [[maybe_unused]] const ssize_t n = pwrite(fd, text.data(), text.size(), 0);
    close(fd);
  }
}

AuditCheck check_text(const std::string& folder, std::string_view text, const Key256& key)
{
  AuditCheck check;
  Link last;
  std::uint64_t number = 0;
  each_line(text, [&](std::string_view line) {
    ++number;
    const std::string_view mac = mac_of(line);
    if (mac.empty()) { // cut short; were it a whole line cut by hand, the next one or the head would not fit
      ++check.torn;
      return true;
    }
    const bool anchor = number == 1 && is_anchor(line);
    if (anchor) {
      check.fault = anchor_mac(key, unsigned_part(line)) == mac ? "" : "not an anchor of this log";
    } else if (const auto event = parse(line); !event) {
      check.fault = "not a line of the audit log";
    } else if (chain(key, last.mac, unsigned_part(line)) != mac) {
      check.fault = "changed, or the line before it is missing";
    } else if (event->seq != last.seq + 1) {
      check.fault = "out of order";
    }
    if (!check.fault.empty()) {
      check.bad_line = number;
      return false;
    }
    last = link_of(line);
    check.removed = anchor ? last.seq : check.removed;
    check.events += anchor ? 0U : 1U;
    return true;
  });
  const auto head = read_file(folder + "/head", 4096);
  if (check.fault.empty() && head && head->size() == 20 + 1 + k_mac + 1) {
    std::uint64_t seq = 0;
    std::from_chars(head->data(), head->data() + 20, seq);
    if (seq > last.seq) {
      check.bad_line = number + 1;
      check.fault = std::to_string(seq - last.seq) + " lines are missing at the end";
    }
  } else if (check.fault.empty() && number > 0) {
    check.bad_line = number;
    check.fault = "the head file is missing";
  }
  return check;
}

} // namespace

Key256 customer_key(const Key256& state_key) { return derive_key(state_key, "audit customers"); }

std::string customer_hash(const Key256& customer_key, std::string_view id)
{
  return to_hex(hmac_sha256(customer_key, id)).substr(0, 16);
}

Status append_audit(const std::string& folder, const Key256& key, AuditEvent event, WallTime now, Durability durability)
{
  auto opened = LockedFile::open(folder + "/log.jsonl", true);
  if (!opened) {
    TRY(ensure_folder(folder));
    opened = LockedFile::open(folder + "/log.jsonl", true);
  }
  TRY_ASSIGN(const LockedFile file, std::move(opened));
  TRY_ASSIGN(const std::string last, last_whole_line(file));
  auto [seq, before] = link_of(last);
  event.seq = seq + 1;
  event.time = to_rfc3339(now);
  std::vector<std::string> customers = std::move(event.customers);
  std::string text;
  std::size_t at = 0;
  do {
    const std::size_t part = std::min(k_most_customers, customers.size() - at);
    event.customers.assign(customers.begin() + static_cast<std::ptrdiff_t>(at),
                           customers.begin() + static_cast<std::ptrdiff_t>(at + part));
    at += part;
    const std::string body = body_of(event);
    before = chain(key, before, body);
    text.append(body).append(k_tail).append(before).append("\"}\n");
    ++event.seq;
  } while (at < customers.size());
  TRY(file.append(text));
  if (durability == Durability::safe) {
    TRY(file.sync());
  }
  write_head(folder, event.seq - 1, before);
  return {};
}

Result<std::vector<AuditEvent>> read_audit(const std::string& folder, std::span<const std::string> customers)
{
  TRY_ASSIGN(const std::string text, log_text(folder));
  std::vector<AuditEvent> events;
  each_line(text, [&](std::string_view line) {
    auto event = mac_of(line).empty() ? std::nullopt : parse(line); // a scrap for verify_audit() is none here either
    const auto named = [&](const std::string& one) { return std::ranges::find(customers, one) != customers.end(); };
    if (event && (customers.empty() || std::ranges::any_of(event->customers, named))) {
      events.push_back(std::move(*event));
    }
    return true;
  });
  return events;
}

Result<AuditCheck> verify_audit(const std::string& folder, const Key256& key)
{
  TRY_ASSIGN(const std::string text, log_text(folder));
  return check_text(folder, text, key);
}

Result<std::uint64_t> drop_audit_before(const std::string& folder, const Key256& key, WallTime before, WallTime now)
{
  const std::string path = folder + "/log.jsonl";
  if (access(path.c_str(), F_OK) != 0) {
    return 0;
  }
  const std::string limit = to_rfc3339(before); // as text they compare as instants do
  TRY_ASSIGN(LockedFile file, LockedFile::open(path, false));
  TRY_ASSIGN(const std::string first, file.first_bytes(k_look)); // mostly there is nothing to do, and the log is long
  std::string_view rest = first;
  if (is_anchor(rest)) {
    rest.remove_prefix(std::min(rest.find('\n'), rest.size() - 1) + 1);
  }
  constexpr std::string_view k_time = "\"time\":\"";
  const std::size_t at = rest.find(k_time);
  if (at == std::string_view::npos || rest.substr(at + k_time.size(), limit.size()) >= limit) {
    return 0;
  }
  TRY_ASSIGN(const std::string text, file.read_all());
  const AuditCheck check = check_text(folder, text, key);
  if (!check.fault.empty()) {
    return fail(ErrorKind::bad_data, "the audit log is damaged; nothing is removed from it",
                "see tilores audit verify");
  }
  std::uint64_t removed = 0;
  std::size_t end = 0;
  Link last;
  std::string until;
  std::size_t next = 0;
  each_line(text, [&](std::string_view line) {
    next += line.size() + 1;
    if (const auto event = parse(line); event && !mac_of(line).empty()) {
      if (event->time >= limit) {
        return false;
      }
      ++removed;
      last = link_of(line);
      until = event->time;
      end = std::min(next, text.size());
    }
    return true;
  });
  if (removed > 0) {
    TRY(std::move(file).replace(anchor_line(key, last.seq, until, last.mac, now) + text.substr(end)));
  }
  return removed;
}

} // namespace tilores::observe
