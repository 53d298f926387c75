#include <tilores/jobs/batch_rows.hpp>

#include <tilores/base/text.hpp>
#include <tilores/jobs/raw_cells.hpp>
#include <tilores/model/secrets.hpp>

#include <algorithm>

namespace tilores::jobs {
namespace {

// "Is {First} late?" cut into texts and column names.
struct Template {
  std::vector<std::string> texts; // one more than columns
  std::vector<std::string> columns;
};

Result<Template> parse_template(std::string_view text)
{
  Template parts;
  std::string piece;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((text[i] == '{' || text[i] == '}') && i + 1 < text.size() && text[i + 1] == text[i]) {
      piece += text[i++]; // {{ and }} stand for themselves
      continue;
    }
    if (text[i] != '{') {
      piece += text[i];
      continue;
    }
    const std::size_t end = text.find('}', i);
    if (end == std::string_view::npos) {
      return fail(ErrorKind::usage, "--question: a { is not closed", "write {{ for the sign itself");
    }
    parts.texts.push_back(std::exchange(piece, {}));
    parts.columns.emplace_back(text.substr(i + 1, end - i - 1));
    if (model::is_secret_path(parts.columns.back())) {
      return fail(ErrorKind::forbidden,
                  "--question: column '" + parts.columns.back() + "' is secret and is never asked about");
    }
    i = end;
  }
  parts.texts.push_back(std::move(piece));
  return parts;
}

template<typename Cell> std::string filled(const Template& parts, const Cell& cell)
{
  std::string text = parts.texts.front();
  for (std::size_t i = 0; i < parts.columns.size(); ++i) {
    text += cell(i);
    text += parts.texts[i + 1];
  }
  return text;
}

Error invalid(std::string why) { return {ErrorKind::bad_data, std::move(why), {}, {}, {}}; }

void judge(ReadRow& read, const InputRow& row, std::span<const FieldValue> values, bool asks)
{
  Identified found = identify(values);
  read.identifiers = std::move(found.identifiers);
  if (read.identifiers.empty() && !asks) {
    read.invalid = invalid("line " + std::to_string(row.line) + ": " + found.reason);
  }
}

class ColumnFields final : public RowFields {
public:
  ColumnFields(Mapping mapping, char separator, Template question, std::vector<std::size_t> question_columns, bool asks)
    : m_mapping(std::move(mapping)), m_separator(separator), m_question(std::move(question)),
      m_question_columns(std::move(question_columns)), m_asks(asks)
  {
  }

  ReadRow read(InputRow& row) const override
  {
    ReadRow read;
    if (row.fault) {
      read.invalid = invalid(data::describe(*row.fault));
      return read;
    }
    std::vector<std::string_view> cells;
    cells.reserve(m_mapping.columns.size() + 8);
    split_raw_cells(row.raw, m_separator, cells);
    std::vector<std::string> scratch(m_mapping.columns.size());
    std::vector<FieldValue> values;
    values.reserve(scratch.size());
    for (std::size_t i = 0; i < scratch.size(); ++i) {
      const MappedColumn& column = m_mapping.columns[i];
      if (column.index < cells.size()) {
        values.push_back({column.field, cell_text(cells[column.index], scratch[i]), column.column});
      }
    }
    judge(read, row, values, m_asks);
    if (m_asks) {
      std::string text;
      read.question = filled(m_question, [&](std::size_t i) {
        const std::size_t index = m_question_columns[i];
        return std::string(index < cells.size() ? cell_text(cells[index], text) : std::string_view{});
      });
    }
    return read;
  }
  const Mapping& mapping() const override { return m_mapping; }

private:
  Mapping m_mapping;
  char m_separator;
  Template m_question;
  std::vector<std::size_t> m_question_columns;
  bool m_asks;
};

class MemberFields final : public RowFields {
public:
  MemberFields(Mapping mapping, std::map<Field, std::string> chosen, Template question, bool asks)
    : m_mapping(std::move(mapping)), m_chosen(std::move(chosen)), m_question(std::move(question)), m_asks(asks)
  {
  }

  ReadRow read(InputRow& row) const override
  {
    ReadRow read;
    data::Row source;
    source.number = row.number;
    source.line = row.line;
    source.raw = row.raw;
    source.fault = row.fault;
    const auto document = data::row_object(source);
    if (!document) {
      row.fault = source.fault;
      read.invalid = invalid(row.fault ? data::describe(*row.fault) : "not a JSON object");
      return read;
    }
    std::vector<FieldValue> values;
    for (const auto [key, value] : document->root().members()) {
      const std::string_view text = value.is_string() ? value.text() : value.number_text();
      if (const auto field = field_of(key); field && !text.empty()) {
        values.push_back({*field, text, key});
      }
    }
    judge(read, row, values, m_asks);
    if (m_asks) {
      read.question = filled(m_question, [&](std::size_t i) {
        const Json value = document->root()[m_question.columns[i]];
        return std::string(value.is_string() ? value.text() : value.is_null() ? std::string_view{} : value.raw());
      });
    }
    return read;
  }
  const Mapping& mapping() const override { return m_mapping; }

private:
  std::optional<Field> field_of(std::string_view key) const
  {
    for (const auto& [field, column] : m_chosen) {
      if (column == key) {
        return field;
      }
    }
    const auto field = guess_field(key);
    return field && !m_chosen.contains(*field) ? field : std::nullopt;
  }

  Mapping m_mapping;
  std::map<Field, std::string> m_chosen;
  Template m_question;
  bool m_asks;
};

} // namespace

Result<std::unique_ptr<RowFields>> make_row_fields(const InputShape& shape, const std::map<Field, std::string>& columns,
                                                   const std::string& question)
{
  TRY_ASSIGN(Template parts, parse_template(question));
  const bool asks = !question.empty();
  const bool cells = shape.format == data::InputFormat::csv || shape.format == data::InputFormat::tsv;
  auto mapping = map_columns(shape.header, columns);
  if (!cells) {
    // Further rows may have other members than the first one.
    return std::unique_ptr<RowFields>(
      std::make_unique<MemberFields>(mapping ? std::move(*mapping) : Mapping{}, columns, std::move(parts), asks));
  }
  if (!mapping && (!asks || mapping.error().kind != ErrorKind::usage || !columns.empty())) {
    return fail(std::move(mapping).error());
  }
  std::vector<std::size_t> indices;
  for (const std::string& column : parts.columns) {
    const auto it = std::ranges::find(shape.header, column);
    if (it == shape.header.end()) {
      const std::vector<std::string_view> names(shape.header.begin(), shape.header.end());
      const std::string_view near = nearest(column, names);
      return fail(ErrorKind::usage, "--question: the input has no column '" + column + "'",
                  near.empty() ? "" : "did you mean {" + std::string(near) + "}?");
    }
    indices.push_back(static_cast<std::size_t>(it - shape.header.begin()));
  }
  return std::unique_ptr<RowFields>(std::make_unique<ColumnFields>(mapping ? std::move(*mapping) : Mapping{},
                                                                   shape.format == data::InputFormat::csv ? ',' : '\t',
                                                                   std::move(parts), std::move(indices), asks));
}

} // namespace tilores::jobs
