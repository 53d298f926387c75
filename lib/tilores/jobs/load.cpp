#include <tilores/jobs/load.hpp>

#include <tilores/base/json_writer.hpp>
#include <tilores/base/text.hpp>
#include <tilores/model/secrets.hpp>

#include <algorithm>

namespace tilores::jobs {
namespace {

constexpr std::size_t k_batch_bytes = 8U << 20U;

// Where the fields of a record stand in a row of columns.
struct Layout {
  std::vector<std::pair<std::string, std::size_t>> members; // field, column index
  std::optional<std::size_t> id;
  bool has_source = false;
};

Result<Layout> layout_of(std::span<const std::string> header, const LoadOptions& options)
{
  Layout layout;
  std::vector<std::string_view> names(header.begin(), header.end());
  std::map<std::string, std::string, std::less<>> field_of_column;
  for (const auto& [field, column] : options.columns) {
    if (std::ranges::find(names, column) == names.end()) {
      const std::string_view near = nearest(column, names);
      return fail(ErrorKind::usage, "--map: the input has no column '" + column + "'",
                  near.empty()
                    ? "its columns are: " + join(std::vector<std::string>(header.begin(), header.end()), ", ")
                    : "did you mean '" + std::string(near) + "'?");
    }
    if (model::is_secret_path(field)) {
      return fail(ErrorKind::forbidden, "--map: field '" + field + "' is secret and is never stored");
    }
    field_of_column[column] = field;
  }
  const auto mapped_id = options.columns.find("id");
  for (std::size_t i = 0; i < header.size(); ++i) {
    const auto mapped = field_of_column.find(header[i]);
    const std::string field = mapped == field_of_column.end() ? header[i] : mapped->second;
    if (mapped_id != options.columns.end() ? header[i] == mapped_id->second
                                           : equals_ignoring_case(header[i], options.id_field)) {
      layout.id = i;
      continue;
    }
    layout.has_source = layout.has_source || field == "SOURCE";
    if (!field.empty() && field != "id" && !model::is_secret_name(field)) {
      layout.members.emplace_back(field, i);
    }
  }
  if (!layout.id) {
    return fail(ErrorKind::usage, "the input has no column '" + options.id_field + "' for the record id",
                "name it with --id COLUMN");
  }
  return layout;
}

class LoadJob {
public:
  LoadJob(data::Input& input, backend::Loader& loader, const LoadOptions& options, const LoadSinks& sinks,
          const CallContext& ctx)
    : m_input(input), m_loader(loader), m_options(options), m_sinks(sinks), m_ctx(ctx)
  {
  }

  Result<LoadReport> run()
  {
    const bool columns = m_input.format == data::InputFormat::csv || m_input.format == data::InputFormat::tsv;
    Layout layout;
    if (columns) {
      TRY_ASSIGN(const auto header, m_input.rows->header());
      TRY_ASSIGN(layout, layout_of(header, m_options));
    }
    data::Row row;
    for (;;) {
      if (m_ctx.stop.stop_requested()) {
        TRY(submit());
        return fail(ErrorKind::cancelled, "interrupted; what was read so far is stored",
                    "run the same load again to complete it");
      }
      TRY_ASSIGN(const bool more, m_input.rows->next(row));
      if (!more) {
        break;
      }
      ++m_report.read;
      TRY(columns ? take_columns(layout, row) : take_object(row));
      if (!m_options.together && (m_batch.size() >= m_options.batch_records || m_bytes >= k_batch_bytes)) {
        TRY(submit());
      }
    }
    TRY(submit());
    return m_report;
  }

private:
  struct Place {
    std::uint64_t line;
    std::string raw;
  };

  Status reject(const data::Row& row, std::uint64_t column, std::string reason)
  {
    ++m_report.rejected;
    return m_sinks.rejected({row.line, column, std::move(reason), row.raw});
  }

  // The fault's own place: a quoted field may have begun lines below the row's first.
  Status reject_fault(const data::Row& row)
  {
    ++m_report.rejected;
    return m_sinks.rejected({row.fault ? row.fault->line : row.line, row.fault ? row.fault->column : 0,
                             row.fault ? row.fault->reason : "not a JSON object", row.raw});
  }

  Status take_columns(const Layout& layout, const data::Row& row)
  {
    if (row.fault) {
      return reject_fault(row);
    }
    std::string body;
    JsonWriter json(body);
    const std::string_view id = *layout.id < row.cells.size() ? trim(row.cells[*layout.id]) : std::string_view{};
    json.begin_object().member("id", id);
    if (!layout.has_source && !m_options.source.empty()) {
      json.member("SOURCE", m_options.source);
    }
    for (const auto& [field, index] : layout.members) {
      if (index < row.cells.size() && !row.cells[index].empty()) {
        json.member(field, row.cells[index]);
      }
    }
    json.end_object();
    return add(row, std::string(id), std::move(body));
  }

  Status take_object(data::Row& row)
  {
    const auto document = data::row_object(row);
    if (!document) {
      return reject_fault(row);
    }
    const Json root = document->root();
    const Json id = root[m_options.id_field];
    std::string id_text(id.is_string() ? trim(id.text()) : id.number_text());
    std::string body = model::strip_secrets(root);
    if (m_options.id_field != "id" || !id.is_string() || id.text() != id_text) {
      body = with_id(body, id_text);
    }
    if (!m_options.source.empty() && root["SOURCE"].missing()) {
      std::string with_source = "{";
      append_json_string(with_source, "SOURCE");
      with_source += ':';
      append_json_string(with_source, m_options.source);
      with_source += body.size() > 2 ? "," : "";
      body.replace(0, 1, with_source);
    }
    return add(row, std::move(id_text), std::move(body));
  }

  // The object with `id` first and no other member of that name.
  static std::string with_id(const std::string& body, std::string_view id)
  {
    const auto document = JsonDocument::parse(body);
    std::string text;
    JsonWriter json(text);
    json.begin_object().member("id", id);
    if (document) {
      for (const auto [key, value] : document->root().members()) {
        if (key != "id") {
          json.key(key).value(value);
        }
      }
    }
    json.end_object();
    return text;
  }

  Status add(const data::Row& row, std::string id, std::string body)
  {
    if (id.empty()) {
      return reject(row, 0, "the record has no id (" + m_options.id_field + ")");
    }
    m_bytes += body.size();
    m_places.push_back({row.line, std::string(row.raw.substr(0, 1U << 16U))});
    m_batch.push_back({std::move(id), std::move(body)});
    return {};
  }

  Status submit()
  {
    if (m_batch.empty()) {
      return {};
    }
    if (m_options.together && m_sinks.together_limit != 0 && m_batch.size() > m_sinks.together_limit) {
      return fail(ErrorKind::usage, std::to_string(m_batch.size()) + " records would become one customer",
                  "confirm with --yes, or leave out --together");
    }
    TRY_ASSIGN(const backend::SubmitReport report,
               m_loader.submit(m_batch, {m_options.source, m_options.together}, m_ctx));
    m_report.added += report.added;
    m_report.replaced += report.replaced;
    m_report.unchanged += report.unchanged;
    m_report.suppressed += report.suppressed;
    std::vector<bool> refused(m_batch.size(), false);
    for (const backend::Rejection& rejection : report.rejected) {
      refused[rejection.index] = true;
      ++m_report.rejected;
      TRY(m_sinks.rejected({m_places[rejection.index].line, 0, rejection.reason, m_places[rejection.index].raw}));
    }
    if (m_sinks.seen) {
      for (std::size_t i = 0; i < m_batch.size(); ++i) {
        if (!refused[i]) {
          m_sinks.seen(m_batch[i].id);
        }
      }
    }
    m_batch.clear();
    m_places.clear();
    m_bytes = 0;
    if (m_sinks.progress) {
      m_sinks.progress(m_report);
    }
    return {};
  }

  data::Input& m_input;
  backend::Loader& m_loader;
  const LoadOptions& m_options;
  const LoadSinks& m_sinks;
  const CallContext& m_ctx;
  LoadReport m_report;
  std::vector<backend::NewRecord> m_batch;
  std::vector<Place> m_places;
  std::size_t m_bytes = 0;
};

} // namespace

Result<LoadReport> load(data::Input& input, backend::Loader& loader, const LoadOptions& options, const LoadSinks& sinks,
                        const CallContext& ctx)
{
  return LoadJob(input, loader, options, sinks, ctx).run();
}

} // namespace tilores::jobs
