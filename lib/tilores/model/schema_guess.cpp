// Category, spectrum and sensitivity of unknown fields, by the words in their names. Conservative: a name that may be a
// card, account or identity number is secret.

#include <tilores/model/schema_catalogue.hpp>

#include <tilores/base/text.hpp>
#include <tilores/model/secrets.hpp>

#include <algorithm>
#include <array>
#include <set>
#include <span>

namespace tilores::model {
namespace {

using Words = std::set<std::string, std::less<>>;

// CARD_NUMBER, cardNumber, CardNumber and HTMLCardNumber2 all hold the words CARD and NUMBER.
Words words_of(std::string_view name)
{
  Words out;
  std::string word;
  const auto flush = [&] {
    if (!word.empty()) {
      out.insert(to_upper_ascii(word));
    }
    word.clear();
  };
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    if (!is_alpha(c)) {
      flush();
      continue;
    }
    const bool upper = ascii_lower(c) != c;
    const bool after_lower = i > 0 && is_alpha(name[i - 1]) && ascii_upper(name[i - 1]) != name[i - 1];
    const bool before_lower = i + 1 < name.size() && is_alpha(name[i + 1]) && ascii_upper(name[i + 1]) != name[i + 1];
    if (upper && (after_lower || (before_lower && !word.empty()))) {
      flush();
    }
    word += c;
  }
  flush();
  return out;
}

bool any_of(const Words& words, std::span<const std::string_view> wanted)
{
  return std::ranges::any_of(wanted, [&](std::string_view word) { return words.contains(word); });
}

constexpr std::array<std::string_view, 31> k_secret_words{
  "CVV",        "CVC",         "CSC",           "PAN",      "BIN",        "PIN",           "SSN",
  "SIN",        "TIN",         "ITIN",          "EIN",      "IBAN",       "BIC",           "ROUTING",
  "PASSPORT",   "PASSWORD",    "PASSWD",        "PASSCODE", "SECRET",     "TOKEN",         "APIKEY",
  "CREDENTIAL", "CREDENTIALS", "LICENSE",       "LICENCE",  "CARDNUMBER", "ACCOUNTNUMBER", "ACCOUNTIDENTIFIER",
  "BIOMETRIC",  "FINGERPRINT", "SOCIALSECURITY"};
constexpr std::array<std::string_view, 14> k_numbered{"CARD", "ACCOUNT",    "ACCT",      "ACC",       "BANK",
                                                      "IBAN", "CREDITCARD", "DEBITCARD", "INSURANCE", "NATIONAL",
                                                      "TAX",  "TAXPAYER",   "IDENTITY",  "DEBIT"};
constexpr std::array<std::string_view, 12> k_number_words{"NUMBER", "NUM",   "NO",     "NR",   "NBR",  "IDENTIFIER",
                                                          "ID",     "DIGIT", "DIGITS", "CODE", "HASH", "KEY"};
constexpr std::array<std::string_view, 4> k_expiry{"EXPIRATION", "EXPIRY", "EXPIRES", "EXP"};
constexpr std::array<std::string_view, 4> k_expiry_parts{"MONTH", "YEAR", "DATE", "MMYY"};

constexpr std::array<std::string_view, 41> k_personal_words{
  "NAME",      "FIRST",    "LAST",      "MIDDLE",     "SURNAME",     "FULLNAME",  "FIRSTNAME", "LASTNAME", "EMAIL",
  "MAIL",      "PHONE",    "MOBILE",    "CELL",       "FAX",         "TELEPHONE", "ADDRESS",   "STREET",   "CITY",
  "ZIP",       "POSTAL",   "POSTCODE",  "POSTALCODE", "BIRTH",       "BIRTHDATE", "DOB",       "BORN",     "AGE",
  "GENDER",    "SEX",      "RACE",      "RELIGION",   "NATIONALITY", "SALARY",    "INCOME",    "EMPLOYER", "BORROWER",
  "RESIDENCE", "LATITUDE", "LONGITUDE", "SPOUSE",     "ALIAS"};

bool secret_words(const Words& words)
{
  const bool number = any_of(words, k_numbered) && any_of(words, k_number_words);
  const bool expiry = any_of(words, k_expiry) && any_of(words, k_expiry_parts);
  return any_of(words, k_secret_words) || number || expiry || (words.contains("SOCIAL") && words.contains("SECURITY"));
}

struct Rule {
  std::string_view words; // any of these, separated by blanks
  std::string_view category;
  std::string_view spectrum;
};

// The first rule with a word of the last name applies; then the first with a word of the whole path.
constexpr std::array<Rule, 9> k_rules{{
  {"SCORE BUREAU CREDIT LIABILITY INQUIRY UTILIZATION DELINQUENT DEROGATORY LATE RATING RISK CHARGEOFF COLLECTION "
   "FRAUD",
   "Risk Assessment", "Credit Analysis"},
  {"CALL AGENT CAMPAIGN TICKET SUPPORT DURATION THREAD COMMENT SUBJECT", "Behavioral Analytics",
   "Call Center Operations"},
  {"TRANSACTION PAYMENT CHARGE CHARGEBACK REFUND INVOICE ORDER GATEWAY RECURRING", "Transaction History",
   "Transaction History"},
  {"AMOUNT BALANCE FEE PRICE INCOME SALARY LIMIT LOAN DEBT PRODUCT CARD ACCOUNT BANK COUPON", "Financial Profile",
   "Transaction History"},
  {"CITY STATE COUNTRY ZIP POSTAL POSTCODE STREET ADDRESS RESIDENCE LATITUDE LONGITUDE REGION", "Contact Information",
   "Geographic Analysis"},
  {"EMAIL PHONE MOBILE FAX CONTACT MAIL TELEPHONE URL LINK", "Contact Information", "Customer Profile"},
  {"NAME FIRST LAST MIDDLE BIRTH DOB GENDER AGE SSN ALIAS CLIENT CUSTOMER", "Customer Identity", "Customer Profile"},
  {"OWNER PARENT OPPORTUNITY REFERRAL HOUSEHOLD SPOUSE EMPLOYER RELATIONSHIP LEAD", "Relationship Mapping",
   "Entity Relationship"},
  {"DATE TIME CREATED UPDATED MODIFIED DAY DAYS MONTH YEAR SINCE", "Behavioral Analytics", "Temporal Analysis"},
}};

const Rule* first_rule(const Words& words)
{
  for (const Rule& rule : k_rules) {
    if (std::ranges::any_of(split(rule.words, ' '), [&](std::string_view word) { return words.contains(word); })) {
      return &rule;
    }
  }
  return nullptr;
}

} // namespace

FieldGuess guess_field(std::string_view path)
{
  const std::string_view name = path.substr(path.rfind('.') + 1);
  const Words own = words_of(name);
  const Words all = words_of(path);
  const Rule* rule = first_rule(own);
  rule = rule == nullptr ? first_rule(all) : rule;
  FieldGuess out{"Customer Identity", "Customer Profile", Sensitivity::no};
  if (rule != nullptr) {
    out.category = rule->category;
    out.spectrum = rule->spectrum;
  }
  if (is_secret_path(path) || secret_words(own)) {
    out.sensitive = Sensitivity::secret;
  } else if (any_of(all, k_personal_words)) {
    out.sensitive = Sensitivity::personal;
  }
  return out;
}

} // namespace tilores::model
