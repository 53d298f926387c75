#include <tilores/assist/json_schema.hpp>

#include <tilores/base/text.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace tilores::assist {

namespace {

constexpr std::array<std::string_view, 15> k_rules{
  "type",    "enum",     "const",    "properties", "required",  "additionalProperties",
  "items",   "minItems", "maxItems", "minLength",  "maxLength", "minimum",
  "maximum", "anyOf",    "format"};
constexpr std::array<std::string_view, 10> k_notes{"$schema", "$id",      "$comment",   "title",    "description",
                                                   "default", "examples", "deprecated", "readOnly", "writeOnly"};

bool is_type(Json value, std::string_view type)
{
  if (type == "integer") {
    const auto number = value.number();
    return value.is_number() && number && std::floor(*number) == *number;
  }
  return type == "null"      ? value.kind() == JsonKind::null
         : type == "boolean" ? value.is_bool()
         : type == "number"  ? value.is_number()
         : type == "string"  ? value.is_string()
         : type == "array"   ? value.is_array()
         : type == "object"  ? value.is_object()
                             : false;
}

bool equal(Json a, Json b)
{
  if (a.kind() != b.kind() || a.size() != b.size()) {
    return false;
  }
  if (a.is_string()) {
    return a.text() == b.text();
  }
  if (a.is_number()) {
    return a.number() == b.number();
  }
  for (std::size_t i = 0; a.is_array() && i < a.size(); ++i) {
    if (!equal(a.at(i), b.at(i))) {
      return false;
    }
  }
  for (const auto [key, member] : a.members()) {
    if (!equal(member, b[key])) {
      return false;
    }
  }
  return !a.is_bool() || a.boolean() == b.boolean();
}

std::size_t length_of(std::string_view text)
{
  return static_cast<std::size_t>(
    std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

class Validator {
public:
  std::optional<std::string> check(Json schema, Json value, const std::string& at) const
  {
    if (schema.is_bool()) {
      return schema.boolean() ? std::nullopt : wrong(at, "must not be there");
    }
    if (auto fault = check_scalar(schema, value, at)) {
      return fault;
    }
    if (const Json any = schema["anyOf"]; any.is_array()) {
      bool fits = false;
      for (const Json option : any.elements()) {
        fits = fits || !check(option, value, at);
      }
      if (!fits) {
        return wrong(at, "fits none of anyOf");
      }
    }
    return value.is_object()  ? check_object(schema, value, at)
           : value.is_array() ? check_array(schema, value, at)
                              : std::nullopt;
  }

private:
  static std::optional<std::string> wrong(const std::string& at, const std::string& what)
  {
    return (at.empty() ? "/" : at) + ": " + what;
  }

  static std::optional<std::string> check_scalar(Json schema, Json value, const std::string& at)
  {
    if (const Json type = schema["type"]; type.is_string() && !is_type(value, type.text())) {
      return wrong(at, "must be of type " + std::string(type.text()));
    } else if (type.is_array()) {
      bool fits = false;
      for (const Json one : type.elements()) {
        fits = fits || is_type(value, one.text());
      }
      if (!fits) {
        return wrong(at, "is of none of the types " + std::string(type.raw()));
      }
    }
    if (const Json list = schema["enum"]; list.is_array()) {
      bool fits = false;
      for (const Json one : list.elements()) {
        fits = fits || equal(one, value);
      }
      if (!fits) {
        return wrong(at, "must be one of " + std::string(list.raw()));
      }
    }
    if (!schema["const"].missing() && !equal(schema["const"], value)) {
      return wrong(at, "must be " + std::string(schema["const"].raw()));
    }
    const auto bound = [&](const char* name, double actual, bool least) -> std::optional<std::string> {
      const auto limit = schema[name].number();
      if (!limit || (least ? actual >= *limit : actual <= *limit)) {
        return std::nullopt;
      }
      return wrong(at, std::string(name) + " is " + std::string(schema[name].raw()));
    };
    std::optional<std::string> fault;
    if (value.is_string()) {
      const auto length = static_cast<double>(length_of(value.text()));
      fault = bound("minLength", length, true);
      return fault ? fault : bound("maxLength", length, false);
    }
    if (value.is_number() && value.number()) {
      fault = bound("minimum", *value.number(), true);
      return fault ? fault : bound("maximum", *value.number(), false);
    }
    if (value.is_array()) {
      fault = bound("minItems", static_cast<double>(value.size()), true);
      return fault ? fault : bound("maxItems", static_cast<double>(value.size()), false);
    }
    return std::nullopt;
  }

  std::optional<std::string> check_object(Json schema, Json value, const std::string& at) const
  {
    for (const Json name : schema["required"].elements()) {
      if (value[name.text()].missing()) {
        return wrong(at, "'" + std::string(name.text()) + "' is missing");
      }
    }
    const Json properties = schema["properties"];
    const Json others = schema["additionalProperties"];
    for (const auto [key, member] : value.members()) {
      const Json own = properties[key];
      const std::string place = at + "/" + std::string(key);
      if (!own.missing()) {
        if (auto fault = check(own, member, place)) {
          return fault;
        }
      } else if (others.is_bool() && !others.boolean()) {
        return wrong(place, "is not a known argument");
      } else if (others.is_object()) {
        if (auto fault = check(others, member, place)) {
          return fault;
        }
      }
    }
    return std::nullopt;
  }

  std::optional<std::string> check_array(Json schema, Json value, const std::string& at) const
  {
    std::size_t index = 0;
    for (const Json element : value.elements()) {
      const std::string place = at + "/" + std::to_string(index++);
      if (const Json items = schema["items"]; !items.missing()) {
        if (auto fault = check(items, element, place)) {
          return fault;
        }
      }
    }
    return std::nullopt;
  }
};

} // namespace

Status check_schema(Json schema)
{
  if (schema.is_bool()) {
    return {};
  }
  if (!schema.is_object()) {
    return fail(ErrorKind::usage, "a JSON schema is an object");
  }
  for (const auto [key, rule] : schema.members()) {
    if (std::ranges::find(k_rules, key) == k_rules.end() && std::ranges::find(k_notes, key) == k_notes.end()) {
      return fail(ErrorKind::unsupported, "the schema keyword '" + std::string(key) + "' is not supported",
                  "supported: " + join(std::vector<std::string>(k_rules.begin(), k_rules.end()), ", "));
    }
    if (key == "properties") {
      for (const auto [name, own] : rule.members()) {
        TRY(check_schema(own));
      }
    } else if (key == "items" || key == "additionalProperties") {
      TRY(check_schema(rule));
    } else if (key == "anyOf") {
      for (const Json option : rule.elements()) {
        TRY(check_schema(option));
      }
    }
  }
  return {};
}

std::optional<std::string> schema_fault(Json schema, Json value) { return Validator().check(schema, value, ""); }

} // namespace tilores::assist
