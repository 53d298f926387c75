#pragma once
// How names, telephone numbers and addresses are shown to people: spelt as their owner would, whatever the source did
// to them. For comparing use normalise.hpp. Pure.

#include <tilores/model/merge.hpp>

#include <string>
#include <string_view>

namespace tilores::model {

// A full name split in the spelling it was given in; titles and degrees are dropped, a suffix stays with the last name
// (the schema has no field of its own for it).
struct WrittenName {
  std::string first; // given and middle names
  std::string last;  // with particles and suffix; the whole name where it is one word
};
[[nodiscard]] WrittenName split_name(std::string_view full);

// "First Last Suffix" from either order, blanks collapsed. Words that kept their case stay as they are; a name all in
// upper or all in lower case gets it back: "JUAN DE LA CRUZ III" Juan de la Cruz III, "SHEILA O'BRIEN-MCDONALD" Sheila
// O'Brien-McDonald, "smith, john jr" John Smith Jr. Scripts without case stay as written.
[[nodiscard]] std::string display_name(std::string_view full);
// "(212) 555-0101" for a +1 number in E.164; any other text unchanged.
[[nodiscard]] std::string display_phone(std::string_view e164);
// "1250 Walnut Avenue, Hudson, NY 12586" from the MAILING_* fields; parts that are missing are left out; "" without
// any.
[[nodiscard]] std::string address_line(const MergedView& view);

} // namespace tilores::model
