// Measuring tool: loads JSON Lines or CSV into a local store and writes RECORD_ID,ENTITY_ID.
//   link_file STORE_FOLDER FILE OUT.csv [--map FIELD=COLUMN]... [--drop COLUMN]... [--id COLUMN] [--batch N]
//   [--link-each N]
// CSV without quoted fields only. Prints seconds of loading and linking, and peak memory.
#include <tilores/backend/local.hpp>
#include <tilores/base/json_writer.hpp>
#include <tilores/base/text.hpp>

#include <sys/resource.h>

#include <chrono>
#include <fstream>
#include <iostream>
#include <map>
#include <set>

using namespace tilores;

namespace {

double seconds_since(std::chrono::steady_clock::time_point start)
{
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

int failed(const Error& error)
{
  std::cerr << describe(error) << '\n';
  return exit_status(error.kind);
}

} // namespace

int main(int argc, char** argv)
{
  if (argc < 4) {
    std::cerr << "usage: link_file FOLDER FILE OUT [--map F=C] [--drop C] [--id C] [--batch N] [--link-each N]\n";
    return 2;
  }
  std::map<std::string, std::string> field_of; // column -> field
  std::set<std::string> dropped;
  std::string id_column;
  std::size_t batch_size = 10'000;
  std::size_t link_each = 0;
  for (int i = 4; i + 1 < argc; i += 2) {
    const std::string flag = argv[i];
    const std::string value = argv[i + 1];
    if (flag == "--map") {
      const std::size_t at = value.find('=');
      field_of[value.substr(at + 1)] = value.substr(0, at);
    } else if (flag == "--drop") {
      dropped.insert(value);
    } else if (flag == "--id") {
      id_column = value;
    } else if (flag == "--batch") {
      batch_size = std::stoul(value);
    } else if (flag == "--link-each") {
      link_each = std::stoul(value);
    }
  }
  auto store = backend::open_local_backend(argv[1], {backend::LocalMode::load, {}});
  if (!store) {
    return failed(store.error());
  }
  const CallContext ctx;
  const auto start = std::chrono::steady_clock::now();
  std::ifstream in(argv[2]);
  std::string line;
  std::vector<std::string> columns;
  const std::string name = argv[2];
  const bool csv = name.ends_with(".csv");
  if (csv) {
    std::getline(in, line);
    for (const std::string_view column : split(trim(line), ',')) {
      columns.emplace_back(column);
    }
    if (id_column.empty()) {
      id_column = columns.front();
    }
  }
  std::vector<backend::NewRecord> batch;
  std::size_t read = 0;
  std::size_t bad = 0;
  const auto flush = [&]() -> Status {
    TRY_ASSIGN(const auto report, (*store)->loader().submit(batch, {name, false}, ctx));
    bad += report.rejected.size();
    batch.clear();
    return {};
  };
  while (std::getline(in, line)) {
    ++read;
    backend::NewRecord record;
    if (csv) {
      JsonWriter writer(record.body);
      writer.begin_object();
      const auto cells = split(line, ',');
      for (std::size_t c = 0; c < columns.size() && c < cells.size(); ++c) {
        if (columns[c] == id_column) {
          record.id = cells[c];
        } else if (!cells[c].empty() && !dropped.contains(columns[c])) {
          const auto field = field_of.find(columns[c]);
          writer.member(field == field_of.end() ? columns[c] : field->second, cells[c]);
        }
      }
      writer.end_object();
    } else {
      const std::size_t at = line.find("\"id\":");
      const std::size_t begin = line.find('"', at + 5) + 1;
      record.id = line.substr(begin, line.find('"', begin) - begin);
      record.body = line;
    }
    batch.push_back(std::move(record));
    if (batch.size() == batch_size) {
      if (const Status done = flush(); !done) {
        return failed(done.error());
      }
    }
    if (link_each != 0 && read % link_each == 0) {
      if (const Status done = flush(); !done) {
        return failed(done.error());
      }
      if (const auto linked = (*store)->loader().progress(ctx); !linked) {
        return failed(linked.error());
      }
    }
  }
  if (const Status done = flush(); !done) {
    return failed(done.error());
  }
  const double stored = seconds_since(start);
  const auto linked = (*store)->loader().progress(ctx);
  if (!linked) {
    return failed(linked.error());
  }
  const double all = seconds_since(start);
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::ofstream out(argv[3]);
  out << "RECORD_ID,ENTITY_ID\n";
  const Status exported = (*store)->each_record([&](const backend::ExportedRecord& record) -> Status {
    out << record.id << ',' << record.entity_id << '\n';
    return {};
  });
  if (!exported) {
    return failed(exported.error());
  }
  std::cerr << read << " records, " << bad << " rejected, " << linked->entities.value_or(0) << " entities: stored "
            << stored << " s, linked " << all - stored << " s, " << static_cast<double>(read) / all
            << " records/s, user "
            << static_cast<double>(usage.ru_utime.tv_sec) + static_cast<double>(usage.ru_utime.tv_usec) / 1e6
            << " s, peak " << usage.ru_maxrss / 1024 << " MB\n";
  return 0;
}
