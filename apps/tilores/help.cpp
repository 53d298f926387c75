#include "help.hpp"

#include <tilores/base/text.hpp>
#include <tilores/output/terminal_text.hpp>

#include <algorithm>
#include <array>

namespace tilores::app {
namespace {

constexpr std::size_t k_width = 80;

std::string padded(std::string text, std::size_t width)
{
  text.resize(std::max(text.size() + 2, width), ' ');
  return text;
}

std::string flag_label(const Flag& flag)
{
  std::string label = flag.short_name.empty() ? (flag.positional ? "" : "    ") : flag.short_name + ", ";
  label += flag.name;
  if (!flag.positional && !flag.value_name.empty()) {
    label += " " + flag.value_name;
  }
  return label;
}

std::string flag_lines(const std::vector<Flag>& flags)
{
  constexpr std::size_t k_column = 30;
  std::string text;
  for (const Flag& flag : flags) {
    std::string help = flag.help;
    if (!flag.fallback.empty()) {
      help += " (default " + flag.fallback + ")";
    }
    const std::string label = "  " + flag_label(flag);
    text += label.size() + 2 > k_column ? label + "\n" + std::string(k_column, ' ') : padded(label, k_column);
    std::string lines = output::wrapped(help, k_width - k_column);
    for (std::size_t at = lines.find('\n'); at != std::string::npos; at = lines.find('\n', at + 1)) {
      lines.insert(at + 1, k_column, ' ');
    }
    text += lines + "\n";
  }
  return text;
}

std::string title_of(const Command& command)
{
  std::string title(command.name);
  if (!command.verb.empty()) {
    title += " " + std::string(command.verb);
  }
  return title;
}

std::string usage_of(const Command& command, const Flags& flags)
{
  std::string usage = "tilores " + title_of(command) + " [FLAGS]";
  for (const Flag& flag : flags.all()) {
    if (flag.positional) {
      usage += flag.required ? " " + flag.name : " [" + flag.name + (flag.kind == FlagKind::list ? "...]" : "]");
    }
  }
  return usage;
}

} // namespace

std::string overview()
{
  std::string text = "tilores - the right answer about the right customer\n\n"
                     "Examples:\n"
                     "  tilores load --sample\n"
                     "  tilores search --email ada@example.com\n"
                     "  tilores show client:8148853\n"
                     "  tilores batch customers.csv --out found.csv\n\n"
                     "Usage: tilores [GLOBAL FLAGS] COMMAND [FLAGS] [ARGS]\n";
  std::string_view group;
  for (const Command& command : commands()) {
    if (!command.verb.empty()) {
      continue;
    }
    if (command.group != group) {
      group = command.group;
      text += "\n" + std::string(group) + ":\n";
    }
    text += padded("  " + std::string(command.name), 14) + std::string(command.summary) + "\n";
  }
  text += "\n'tilores COMMAND --help' tells more; so does 'tilores help TOPIC': ";
  std::string topics;
  for (const std::string_view topic : help_topics()) {
    topics += (topics.empty() ? "" : ", ") + std::string(topic);
  }
  return text + topics + ".\n";
}

std::string help_for(const Command& command)
{
  Flags flags;
  (void)command.declare(flags);
  std::string text = title_of(command) + " - " + std::string(command.summary) + "\n\n";
  if (!flags.examples().empty()) {
    text += "Examples:\n";
    for (const auto& [line, comment] : flags.examples()) {
      text += "  " + line + (comment.empty() ? "" : "   # " + comment) + "\n";
    }
    text += "\n";
  }
  text += "Usage: " + usage_of(command, flags) + "\n";
  if (!flags.all().empty()) {
    text += "\n" + flag_lines(flags.all());
  }
  for (const std::string& note : flags.notes()) {
    text += "\n" + output::wrapped(note, k_width) + "\n";
  }
  std::string verbs;
  for (const Command& other : commands()) {
    if (command.verb.empty() && other.name == command.name && !other.verb.empty()) {
      verbs += padded("  " + title_of(other), 22) + std::string(other.summary) + "\n";
    }
  }
  if (!verbs.empty()) {
    text += "\nMore:\n" + verbs;
  }
  Globals globals;
  Flags global_flags;
  declare_globals(global_flags, globals);
  return text + "\nGlobal flags:\n" + flag_lines(global_flags.all());
}

namespace {

struct Topic {
  std::string_view name;
  std::string_view text;
};

constexpr std::array k_topics{
  Topic{"selectors", R"(A SELECTOR names one customer: [email:|phone:|client:|crm:|entity:|record:|name:|dob:]VALUE

  email:ada@example.com     an e-mail address; case, blanks and +tags do not matter
  phone:(212) 555-0101      a telephone number in any spelling
  client:0900001            a client id, exact text: 0900001 and 900001 are two customers
  crm:003XXXXXXXXXXXX       a CRM key of 15 or 18 characters
  entity:UUID, record:ID    an entity, or the entity that holds a record
  name:"Ada Lovelace"       a name; accents, case and suffixes do not matter
  name:X,dob:1978-08-29     several, joined by commas, narrow
  @2                        row 2 of this terminal's last search
  -                         read from standard input, out of history and process lists

Without a prefix TEXT is taken as the first that fits: e-mail; UUID (entity); 003 with 12 or 15 characters (CRM);
+digits or ten digits of telephone shape; 7 to 10 digits (client id); any other single word as exact client id, then
record id, then name; several words as a name.

A customer who contradicts a given value is never chosen. Two customers that fit: exit 6, with what tells them apart.
)"},
  Topic{"fields", R"(--fields P[,NAME=P]... chooses columns by path from the row and renames them:

  tilores search --email ada@example.com -o csv --fields entity_id,status=customer.STATUS

'--fields help' lists the paths of a command. 'tilores fields' lists the fields of the data itself, 'tilores fields
explain PATH' one of them. Secret fields (card number, CVV, SSN, licence ...) are refused with exit 7.
)"},
  Topic{"formats", R"(-o table|json|jsonl|csv|tsv|md

  table   for people: aligned and coloured on a terminal; tab-separated, whole and without colour elsewhere
  json    exactly one document: {"ok","data","error","warnings","meta"}, also on failure
  jsonl   one bare row a line, flushed; a failure is one error object on stderr
  csv     RFC 4180, UTF-8, LF; cells guarded against spreadsheet formulas
  tsv     the same with tabs
  md      a Markdown table

TILORES_OUTPUT sets the default except for batch and export. null is empty in csv, tsv and table; lists are joined with
';'; money is the amount.
)"},
  Topic{"exit", R"(  0  done
  1  internal error, unreadable data, local input or output (disk full)
  2  usage or settings wrong; nothing was done
  3  finished in part; 'fields diff': differs
  4  a precondition is missing: no data loaded, locked, changed input on resume
  5  nothing found
  6  more than one customer fits, or the question names none
  7  not permitted: scope, policy, secret field, refused or unsupported
  8  credentials missing, wrong or expired
  9  a cost or call budget is or would be exceeded
 10  deadline or timeout
 11  rate limited beyond what the deadline allows
 12  a remote part is down, its circuit is open, or --cached-only missed
130, 143, 141  interrupted, terminated, closed pipe

'health' has its own scale: 0 healthy, 1 degraded, 2 unhealthy, 3 unknown. '--ok not_found,ambiguous' makes outcomes
exit 0 without changing the output.
)"},
  Topic{
    "cron",
    R"(  */30 7-18 * * 1-5  tilores prewarm /etc/tilores/vip.json --only-stale --prom /var/lib/node_exporter/tilores.prom

A second run at once exits 4 (locked); --lock-wait 5m waits. Nothing waits for input without a terminal. Progress is
silent in cron; --progress json writes heartbeats. systemd units lie in the package's config folder.
)"},
  Topic{
    "privacy",
    R"(Secret fields (card number, CVV, expiry, SSN, driving licence, account identifiers) are dropped when records are
loaded and never requested from an instance: they are in no store, cache, output, log or trace.
Customers' values appear on stdout and nowhere else: not in logs, traces, metrics, journals or cache keys; traces
show what was said only where an operator sets telemetry.content = full. Cached values are encrypted with a key of this
user (mode 0600). '-' reads a selector from standard input, out of the shell's history.
)"}};

} // namespace

std::span<const std::string_view> help_topics()
{
  static const auto names = [] {
    std::array<std::string_view, k_topics.size()> out;
    std::ranges::transform(k_topics, out.begin(), &Topic::name);
    return out;
  }();
  return names;
}

std::optional<std::string> help_topic(std::string_view topic)
{
  const auto* const found = std::ranges::find(k_topics, topic, &Topic::name);
  return found == k_topics.end() ? std::nullopt : std::optional<std::string>(found->text);
}

} // namespace tilores::app
