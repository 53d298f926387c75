#pragma once
// From the bytes of an input row to the identifiers and the question in it.

#include <tilores/jobs/batch.hpp>

#include <string>
#include <vector>

namespace tilores::jobs {

struct ReadRow {
  std::vector<model::Identifier> identifiers;
  std::string question;
  std::optional<Error> invalid; // unusable: why
};

// Reads rows of one input; after make_row_fields all members are safe from many threads.
class RowFields {
public:
  virtual ~RowFields() = default;
  [[nodiscard]] virtual ReadRow read(InputRow& row) const = 0;
  [[nodiscard]] virtual const Mapping& mapping() const = 0;
};

// `usage` where no column identifies anybody or the question names an unknown one.
[[nodiscard]] Result<std::unique_ptr<RowFields>> make_row_fields(const InputShape& shape,
                                                                 const std::map<Field, std::string>& columns,
                                                                 const std::string& question);

} // namespace tilores::jobs
