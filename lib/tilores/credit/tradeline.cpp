// One pass over an account's members: an account has up to 54 of them, and look-ups by name would scan all for each.
#include <tilores/credit/tradeline.hpp>

#include <tilores/base/text.hpp>

#include <algorithm>

namespace tilores::credit {
namespace {

// What decides only together with other members.
struct Raw {
  std::string_view type;
  std::string_view status;
  std::optional<bool> closed;
  std::optional<bool> mortgage;
  std::string_view hash;
  std::string_view reference;
};

using Setter = void (*)(Tradeline& line, Raw& raw, Json value, std::string_view path, IssueLog& issues);

struct Member {
  std::string_view path; // ends with the member's name
  Setter set;
  [[nodiscard]] constexpr std::string_view name() const { return path.substr(k_prefix); }
  static constexpr std::size_t k_prefix = std::string_view("CREDIT_RESPONSE.CREDIT_LIABILITY.*.").size();
};

template<std::optional<Cents> Tradeline::*Field>
void amount(Tradeline& line, Raw&, Json value, std::string_view path, IssueLog& issues)
{
  line.*Field = read_amount(value, path, issues);
}

template<std::optional<Date> Tradeline::*Field>
void date(Tradeline& line, Raw&, Json value, std::string_view path, IssueLog& issues)
{
  line.*Field = read_date(value, path, issues);
}

template<bool Tradeline::*Field> void flag(Tradeline& line, Raw&, Json value, std::string_view path, IssueLog& issues)
{
  line.*Field = read_flag(value, path, issues).value_or(false);
}

template<std::string_view Tradeline::*Field>
void text(Tradeline& line, Raw&, Json value, std::string_view path, IssueLog& issues)
{
  line.*Field = read_text(value, path, issues);
}

template<std::string_view Raw::*Field>
void raw_text(Tradeline&, Raw& raw, Json value, std::string_view path, IssueLog& issues)
{
  raw.*Field = read_text(value, path, issues);
}

template<std::optional<bool> Raw::*Field>
void raw_flag(Tradeline&, Raw& raw, Json value, std::string_view path, IssueLog& issues)
{
  raw.*Field = read_flag(value, path, issues);
}

void late_counts(Tradeline& line, Raw&, Json value, std::string_view path, IssueLog& issues)
{
  if (value.is_null()) {
    return;
  }
  if (!value.is_object()) {
    issues.add(path, "not an object");
    return;
  }
  const auto days30 = read_count(value["Days30"], "CREDIT_RESPONSE.CREDIT_LIABILITY.*.LateCount.Days30", issues);
  const auto days60 = read_count(value["Days60"], "CREDIT_RESPONSE.CREDIT_LIABILITY.*.LateCount.Days60", issues);
  const auto days90 = read_count(value["Days90"], "CREDIT_RESPONSE.CREDIT_LIABILITY.*.LateCount.Days90", issues);
  if (days30 || days60 || days90) {
    line.late_counts = {days30.value_or(0), days60.value_or(0), days90.value_or(0)};
  }
}

void pattern(Tradeline& line, Raw&, Json value, std::string_view, IssueLog& issues)
{
  read_pattern(value, line.pattern, issues);
}

void creditor(Tradeline& line, Raw&, Json value, std::string_view, IssueLog& issues)
{
  line.creditor = read_text(value["Name"], "CREDIT_RESPONSE.CREDIT_LIABILITY.*.Creditor.Name", issues);
}

#define LIABILITY "CREDIT_RESPONSE.CREDIT_LIABILITY.*."
// Sorted by name.
constexpr std::array k_members{
  Member{LIABILITY "AccountClosedDate", date<&Tradeline::closed>},
  Member{LIABILITY "AccountOpenedDate", date<&Tradeline::opened>},
  Member{LIABILITY "AccountReportedDate", date<&Tradeline::reported>},
  Member{LIABILITY "AccountStatusType", raw_text<&Raw::status>},
  Member{LIABILITY "AccountType", raw_text<&Raw::type>},
  Member{LIABILITY "ConsumerDisputeIndicator", flag<&Tradeline::disputed>},
  Member{LIABILITY "CreditLimitAmount", amount<&Tradeline::limit>},
  Member{LIABILITY "CreditLoanType", text<&Tradeline::loan_type>},
  Member{LIABILITY "CreditTradeReferenceID", raw_text<&Raw::reference>},
  Member{LIABILITY "Creditor", creditor},
  Member{LIABILITY "DerogatoryDataIndicator", flag<&Tradeline::derogatory>},
  Member{LIABILITY "IsChargeoffIndicator", flag<&Tradeline::chargeoff>},
  Member{LIABILITY "IsClosedIndicator", raw_flag<&Raw::closed>},
  Member{LIABILITY "IsCollectionIndicator", flag<&Tradeline::collection>},
  Member{LIABILITY "IsMortgageIndicator", raw_flag<&Raw::mortgage>},
  Member{LIABILITY "LateCount", late_counts},
  Member{LIABILITY "MonthlyPaymentAmount", amount<&Tradeline::monthly_payment>},
  Member{LIABILITY "PastDueAmount", amount<&Tradeline::past_due>},
  Member{LIABILITY "PaymentPattern", pattern},
  Member{LIABILITY "TradelineHashSimple", raw_text<&Raw::hash>},
  Member{LIABILITY "UnpaidBalanceAmount", amount<&Tradeline::balance>},
};
#undef LIABILITY
static_assert(std::is_sorted(k_members.begin(), k_members.end(),
                             [](const Member& a, const Member& b) { return a.name() < b.name(); }));

AccountKind kind_of(std::string_view type, bool mortgage)
{
  if (mortgage) {
    return AccountKind::mortgage;
  }
  // Only R and I (and the words) were ever seen; the other letters follow MISMO habit.
  if (equals_ignoring_case(type, "R") || equals_ignoring_case(type, "REVOLVING")) {
    return AccountKind::revolving;
  }
  if (equals_ignoring_case(type, "I") || equals_ignoring_case(type, "INSTALLMENT")) {
    return AccountKind::installment;
  }
  if (equals_ignoring_case(type, "M") || equals_ignoring_case(type, "MORTGAGE")) {
    return AccountKind::mortgage;
  }
  return type.empty() ? AccountKind::unknown : AccountKind::other;
}

} // namespace

Tradeline read_tradeline(Json liability, std::uint32_t index, IssueLog& issues)
{
  Tradeline line;
  Raw raw;
  line.index = index;
  for (const auto& [name, value] : liability.members()) {
    const auto found = std::lower_bound(k_members.begin(), k_members.end(), name,
                                        [](const Member& member, std::string_view key) { return member.name() < key; });
    if (found != k_members.end() && found->name() == name) {
      found->set(line, raw, value, found->path, issues);
    }
  }
  line.kind = kind_of(raw.type, raw.mortgage.value_or(false));
  line.revolving = line.kind == AccountKind::revolving;
  line.open = raw.closed ? !*raw.closed : equals_ignoring_case(raw.status, "open");
  line.key = raw.hash.empty() ? raw.reference : raw.hash;
  return line;
}

} // namespace tilores::credit
