#pragma once
// One field of CSV or TSV, quoted only where a reader needs it (RFC 4180).

#include <string>
#include <string_view>

namespace tilores::data {

// Appends `text`, in quotes when it holds the separator, CR, LF or a quote (TSV: begins with a quote). A row of one
// empty field must be written as
// "" by the caller (append_quoted), else it reads as a blank line.
void append_csv_field(std::string& out, std::string_view text, char separator = ',');
// Appends `text` in quotes, quotes doubled.
void append_quoted(std::string& out, std::string_view text);

} // namespace tilores::data
