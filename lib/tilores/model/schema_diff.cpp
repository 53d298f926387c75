// What changed between two snapshots, and whether it breaks anybody.

#include <tilores/model/schema_snapshot.hpp>

#include <algorithm>
#include <set>

namespace tilores::model {
namespace {

// A value of type `next` is acceptable wherever a `type` was promised: the same, or null excluded at some level.
bool narrows(std::string_view type, std::string_view next)
{
  if (next.ends_with('!')) {
    return narrows(type.ends_with('!') ? type.substr(0, type.size() - 1) : type, next.substr(0, next.size() - 1));
  }
  if (type.ends_with('!')) {
    return false;
  }
  if (type.starts_with('[') && next.starts_with('[')) {
    return narrows(type.substr(1, type.size() - 2), next.substr(1, next.size() - 2));
  }
  return type == next;
}

std::string without_bangs(std::string type)
{
  std::erase(type, '!');
  return type;
}

class Differ {
public:
  Differ(const SchemaSnapshot& before, const SchemaSnapshot& after)
    : m_before(before), m_after(after), m_types(!before.types.empty() && !after.types.empty())
  {
  }

  std::vector<SchemaChange> run()
  {
    rows();
    if (m_types) {
      types();
    }
    std::ranges::stable_sort(m_changes, [](const SchemaChange& a, const SchemaChange& b) {
      return a.breaking != b.breaking ? a.breaking : a.path < b.path;
    });
    return std::move(m_changes);
  }

private:
  void note(std::string path, std::string change, std::string from, std::string to, bool breaking)
  {
    m_changes.push_back({std::move(path), std::move(change), std::move(from), std::move(to), breaking});
  }

  // Walks two lists in the order of their names.
  template<typename T, typename Key, typename Removed, typename Added, typename Both>
  static void merge(std::vector<const T*> old_items, std::vector<const T*> new_items, Key key, Removed removed,
                    Added added, Both both)
  {
    const auto less = [&](const T* a, const T* b) { return key(*a) < key(*b); };
    std::ranges::sort(old_items, less);
    std::ranges::sort(new_items, less);
    auto from = old_items.begin();
    auto to = new_items.begin();
    while (from != old_items.end() || to != new_items.end()) {
      if (to == new_items.end() || (from != old_items.end() && key(**from) < key(**to))) {
        removed(**from++);
      } else if (from == old_items.end() || key(**to) < key(**from)) {
        added(**to++);
      } else {
        both(**from++, **to++);
      }
    }
  }

  template<typename T> static std::vector<const T*> pointers(const std::vector<T>& items)
  {
    std::vector<const T*> out;
    out.reserve(items.size());
    for (const T& item : items) {
      out.push_back(&item);
    }
    return out;
  }

  // Kinds that only one side lists (a list of leaves against a whole schema) say nothing. With types on both sides,
  // functions and entity fields are compared there, arguments included.
  std::vector<const SnapshotField*> comparable(const SchemaSnapshot& snapshot) const
  {
    const auto has = [](const SchemaSnapshot& one, const std::string& kind) {
      return std::ranges::any_of(one.fields,
                                 [&](const SnapshotField& field) { return field.kind == kind || field.kind.empty(); });
    };
    std::vector<const SnapshotField*> out;
    for (const SnapshotField& field : snapshot.fields) {
      const bool of_record = field.kind == "leaf" || field.kind == "object" || field.kind.empty();
      if (of_record ? m_types || (has(m_before, field.kind) && has(m_after, field.kind))
                    : !m_types && has(m_before, field.kind) && has(m_after, field.kind)) {
        out.push_back(&field);
      }
    }
    return out;
  }

  void output_type(const std::string& path, const std::string& from, const std::string& to)
  {
    if (from != to) {
      note(path, without_bangs(from) == without_bangs(to) ? "nullability" : "type", from, to, !narrows(from, to));
    }
  }

  void input_type(const std::string& path, const std::string& from, const std::string& to)
  {
    if (from != to) {
      note(path, without_bangs(from) == without_bangs(to) ? "nullability" : "type", from, to, !narrows(to, from));
    }
  }

  void deprecation(const std::string& path, bool from, bool to)
  {
    if (from != to) {
      note(path, "deprecated", from ? "true" : "false", to ? "true" : "false", false);
    }
  }

  void rows()
  {
    merge(
      comparable(m_before), comparable(m_after),
      [](const SnapshotField& field) -> const std::string& { return field.path; },
      [&](const SnapshotField& field) { note(field.path, "removed", field.type, "", true); },
      [&](const SnapshotField& field) { note(field.path, "added", "", field.type, false); },
      [&](const SnapshotField& from, const SnapshotField& to) {
        output_type(from.path, from.type, to.type);
        deprecation(from.path, from.deprecated, to.deprecated);
        if (!from.sensitive.empty() && !to.sensitive.empty() && from.sensitive != to.sensitive) {
          note(from.path, "sensitive", from.sensitive, to.sensitive, false);
        }
      });
  }

  void inputs(const std::string& owner, const std::vector<SchemaInput>& from, const std::vector<SchemaInput>& to,
              bool arguments)
  {
    const auto path = [&](const SchemaInput& input) {
      return arguments ? owner + "(" + input.name + ")" : owner + "." + input.name;
    };
    merge(
      pointers(from), pointers(to), [](const SchemaInput& input) -> const std::string& { return input.name; },
      [&](const SchemaInput& input) { note(path(input), "removed", input.type, "", true); },
      [&](const SchemaInput& input) { note(path(input), "added", "", input.type, input.required()); },
      [&](const SchemaInput& old_input, const SchemaInput& new_input) {
        input_type(path(old_input), old_input.type, new_input.type);
        if (old_input.default_value != new_input.default_value) {
          note(path(old_input), "default", old_input.default_value.value_or(""), new_input.default_value.value_or(""),
               !old_input.required() && new_input.required() && old_input.type == new_input.type);
        }
      });
  }

  // A record's own fields are reported as rows, by path; here only their arguments.
  void fields(const SchemaType& from, const SchemaType& to, bool by_path)
  {
    merge(
      pointers(from.fields), pointers(to.fields),
      [](const SchemaField& field) -> const std::string& { return field.name; },
      [&](const SchemaField& field) {
        if (!by_path) {
          note(from.name + "." + field.name, "removed", field.type, "", true);
        }
      },
      [&](const SchemaField& field) {
        if (!by_path) {
          note(from.name + "." + field.name, "added", "", field.type, false);
        }
      },
      [&](const SchemaField& old_field, const SchemaField& new_field) {
        const std::string path = from.name + "." + old_field.name;
        if (!by_path) {
          output_type(path, old_field.type, new_field.type);
          deprecation(path, old_field.deprecation.has_value(), new_field.deprecation.has_value());
        }
        inputs(path, old_field.arguments, new_field.arguments, true);
      });
  }

  void names(const std::string& owner, const std::vector<std::string>& from, const std::vector<std::string>& to)
  {
    merge(
      pointers(from), pointers(to), [](const std::string& name) -> const std::string& { return name; },
      [&](const std::string& name) { note(owner + "." + name, "removed", name, "", true); },
      [&](const std::string& name) { note(owner + "." + name, "added", "", name, false); },
      [](const std::string&, const std::string&) {});
  }

  static std::vector<std::string> value_names(const SchemaType& type)
  {
    std::vector<std::string> out;
    for (const SchemaEnumValue& value : type.values) {
      out.push_back(value.name);
    }
    return out;
  }

  // Types of the fields that rows describe by path: Record and everything below it.
  static std::set<std::string> record_types(const SchemaSnapshot& snapshot)
  {
    std::set<std::string> out;
    for (const SnapshotField& field : snapshot.fields) {
      if (field.kind == "object") {
        out.insert(std::string(named_type(field.type)));
      }
    }
    for (const SchemaType& type : snapshot.types) {
      for (const SchemaField& field : type.fields) {
        if (type.name == "Entity" && field.name == "records") {
          out.insert(std::string(named_type(field.type)));
        }
      }
    }
    return out;
  }

  void types()
  {
    std::set<std::string> by_path = record_types(m_before);
    by_path.merge(record_types(m_after));
    merge(
      pointers(m_before.types), pointers(m_after.types),
      [](const SchemaType& type) -> const std::string& { return type.name; },
      [&](const SchemaType& type) { note(type.name, "removed", std::string(to_string(type.kind)), "", true); },
      [&](const SchemaType& type) { note(type.name, "added", "", std::string(to_string(type.kind)), false); },
      [&](const SchemaType& from, const SchemaType& to) {
        if (from.kind != to.kind) {
          note(from.name, "kind", std::string(to_string(from.kind)), std::string(to_string(to.kind)), true);
          return;
        }
        fields(from, to, by_path.contains(from.name));
        inputs(from.name, from.inputs, to.inputs, false);
        names(from.name, value_names(from), value_names(to));
        names(from.name, from.members, to.members);
      });
  }

  const SchemaSnapshot& m_before;
  const SchemaSnapshot& m_after;
  bool m_types;
  std::vector<SchemaChange> m_changes;
};

} // namespace

Result<std::vector<SchemaChange>> diff_snapshots(const SchemaSnapshot& before, const SchemaSnapshot& after)
{
  if (!before.backend.empty() && !after.backend.empty() && before.backend != after.backend) {
    return fail(ErrorKind::precondition,
                "the snapshots are of different backends: '" + before.backend + "' and '" + after.backend + "'",
                "compare snapshots of one instance, or give introspection documents");
  }
  return Differ(before, after).run();
}

} // namespace tilores::model
