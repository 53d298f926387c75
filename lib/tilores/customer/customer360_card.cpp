// The 360 card.
#include <tilores/customer/customer360_card.hpp>

#include <tilores/customer/card_lines.hpp>

#include <algorithm>

namespace tilores::customer {
namespace {

using output::Style;

std::string shown(const Fact<std::string>& fact) { return fact.value.value_or("n/a"); }
std::string shown(const Fact<Date>& fact) { return fact.value ? to_string(*fact.value) : "n/a"; }

std::string duration(const std::optional<std::int64_t>& seconds)
{
  return seconds ? std::to_string(*seconds / 60) + " min " + std::to_string(*seconds % 60) + " s" : "n/a";
}

Style status_style(const std::string& status)
{
  return status == "Active" ? Style::green : status == "Past Due" || status == "Canceled" ? Style::red : Style::yellow;
}

void contact_lines(CardLines& lines, const Customer360& customer)
{
  const auto row = [&](std::string_view label, const std::vector<model::ContactValue>& values) {
    std::string text;
    for (const model::ContactValue& value : values) {
      text += (text.empty() ? "" : ", ") + value.value + " (" + std::to_string(value.count) + "x)";
    }
    if (!text.empty()) {
      lines.add({{"  " + padded(label, 10), Style::dim}, {text, Style::plain}});
    }
  };
  row("e-mail", customer.contacts.emails);
  row("phone", customer.contacts.phones);
  row("born", customer.contacts.births);
  row("client id", customer.contacts.clients);
  if (!customer.addresses.empty()) {
    const Address& a = customer.addresses.front();
    lines.add({{"  " + padded("address", 10), Style::dim},
               {a.street + ", " + a.city + ", " + a.state + " " + a.postal_code, Style::plain}});
  }
}

void billing_lines(CardLines& lines, const Customer360& customer)
{
  const PaymentFacts& p = customer.payment;
  const auto row = [&](std::string_view label, const std::string& text, Style style = Style::plain) {
    lines.add({{"  " + padded(label, 10), Style::dim}, {text, style}});
  };
  row("product", shown(customer.account.product_full) + ", enrolled " + shown(customer.account.enroll_date));
  const auto& balance = customer.account.balance_due.value;
  row("balance", dollars(balance) + " due", balance.value_or(0) > 0 ? Style::red : Style::plain);
  row("next", p.next_date.value ? shown(p.next_date) + "  " + dollars(p.next_amount.value) : "no payment planned");
  row("last ok",
      p.last_success_date.value ? shown(p.last_success_date) + "  " + dollars(p.last_success_amount.value) : "none");
  if (p.failed_count > 0) {
    row("failed",
        std::to_string(p.failed_count) + ", last " + shown(p.last_failed_date) + "  " +
          dollars(p.last_failed_amount.value) + "  " + shown(p.last_failed_reason),
        Style::red);
  }
  const auto& flag = customer.card.expired_flag.value;
  row("card", "ending " + shown(customer.card.last4) +
                (!flag   ? ""
                 : *flag ? ", expired at the last payment"
                         : ", not expired at the last payment"));
}

void credit_lines(CardLines& lines, const credit::Analysis& analysis)
{
  for (const credit::BureauAnalysis& bureau : analysis.bureaus) {
    const auto* score = bureau.score();
    std::vector<int> values;
    for (const credit::ScorePoint& point : bureau.scores) {
      values.push_back(point.value);
    }
    lines.add({{"  " + padded(bureau_name(bureau.bureau), 12), Style::dim},
               {padded(score != nullptr ? std::to_string(score->value) : "n/a", 4), Style::bold},
               {padded(score != nullptr ? bureau.rating : std::string(to_string(bureau.state)), 12) +
                  padded(sparkline(values, 8), 9) + "use " +
                  padded(percent_text(bureau.newest ? bureau.newest->utilization : std::nullopt), 9) +
                  (bureau.newest ? to_string(bureau.newest->date) : "no report") +
                  (bureau.state == credit::State::frozen ? "  FROZEN" : ""),
                Style::plain}});
  }
}

} // namespace

std::vector<std::string> customer360_card(const Customer360& customer, const CardLook& look)
{
  CardLines lines(look);
  const std::string status = shown(customer.account.status);
  lines.add({{customer.name.empty() ? "(no name)" : customer.name, Style::bold},
             {"  " + status, status_style(status)},
             {"  entity " + customer.entity_id.substr(0, 8), Style::dim}});
  contact_lines(lines, customer);
  lines.title("Billing");
  billing_lines(lines, customer);
  lines.title("Contacts with us");
  const CallFacts& call = customer.call;
  lines.add({{"  " + padded("calls", 10), Style::dim},
             {call.count == 0 ? "none"
                              : std::to_string(call.count) + ", last " + shown(call.last_date) + " " +
                                  shown(call.last_type) + ", " + shown(call.last_campaign) + ", " +
                                  shown(call.last_agent) + ", " + duration(call.last_duration_s.value),
              Style::plain}});
  lines.add({{"  " + padded("tickets", 10), Style::dim},
             {std::to_string(customer.support.tickets) + ", open " + std::to_string(customer.support.open_tickets),
              customer.support.open_tickets > 0 ? Style::yellow : Style::plain}});
  for (const Relation& relation : customer.relations) {
    if (relation.kind == "household") {
      lines.add({{"  " + padded("household", 10), Style::dim},
                 {"spouse " + relation.name + " " + relation.crm_id, Style::plain}});
    }
  }
  lines.title("Credit");
  credit_lines(lines, customer.credit);
  lines.add({{"  " + padded("data", 12), Style::dim},
             {"quality " + std::to_string(customer.quality.score) + " of 100" +
                (customer.quality.advice.empty() ? "" : "; " + customer.quality.advice.front().text),
              Style::plain}});
  lines.title("Lately");
  constexpr std::size_t k_most = 5;
  for (std::size_t i = 0; i < std::min(k_most, customer.timeline.size()); ++i) {
    lines.add({{"  " + padded(customer.timeline[i].when.substr(0, 10), 11), Style::dim},
               {customer.timeline[i].text, Style::plain}});
  }
  return lines.take();
}

} // namespace tilores::customer
