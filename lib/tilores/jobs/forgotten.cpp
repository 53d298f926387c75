#include <tilores/jobs/forgotten.hpp>

#include <tilores/base/file.hpp>
#include <tilores/base/text.hpp>
#include <tilores/model/contacts.hpp>
#include <tilores/model/identifiers.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>

namespace tilores::jobs {
namespace {

using model::IdentifierKind;

constexpr std::size_t k_digits = 16;

std::uint64_t hash_of(const Key256& key, IdentifierKind kind, std::string_view value)
{
  return keyed_hash64(key, std::string(to_string(kind)) + '=' + std::string(value));
}

class ForgetfulReader final : public backend::Reader {
public:
  ForgetfulReader(backend::Reader& inner, const Forgotten& forgotten) : m_inner(inner), m_forgotten(forgotten) {}

  Result<backend::SearchPage> search(const backend::SearchRequest& request, const CallContext& ctx) override
  {
    auto page = m_inner.search(request, ctx);
    if (page) {
      for (model::Entity& entity : page->entities) {
        mark(entity);
      }
    }
    return page;
  }
  Result<std::optional<model::Entity>> entity(std::string_view entity_id, const CallContext& ctx) override
  {
    return marked(m_inner.entity(entity_id, ctx));
  }
  Result<std::optional<model::Entity>> entity_by_record(std::string_view record_id, const CallContext& ctx) override
  {
    return marked(m_inner.entity_by_record(record_id, ctx));
  }

private:
  void mark(model::Entity& entity) const { entity.partial = entity.partial || m_forgotten.holds(entity); }
  Result<std::optional<model::Entity>> marked(Result<std::optional<model::Entity>> found) const
  {
    if (found && *found) {
      mark(**found);
    }
    return found;
  }

  backend::Reader& m_inner;
  const Forgotten& m_forgotten;
};

} // namespace

Result<Forgotten> Forgotten::read(const std::string& path, const Key256& key)
{
  Forgotten forgotten(key);
  if (access(path.c_str(), F_OK) != 0) {
    return forgotten;
  }
  TRY_ASSIGN(const std::string text, read_file(path));
  for (const std::string_view line : split(text, '\n')) {
    std::uint64_t hash = 0;
    const auto [end, bad] = std::from_chars(line.data(), line.data() + line.size(), hash, 16);
    if (line.empty()) {
      continue;
    }
    if (bad != std::errc{} || line.size() != k_digits || end != line.data() + line.size()) {
      return fail(ErrorKind::bad_data, path + " is damaged",
                  "without it nobody knows who was forgotten: restore it, or forget them again");
    }
    forgotten.m_hashes.insert(hash);
  }
  return forgotten;
}

bool Forgotten::has(IdentifierKind kind, std::string_view value) const
{
  return m_hashes.contains(hash_of(m_key, kind, value));
}

bool Forgotten::named_by(std::span<const model::Identifier> identifiers) const
{
  return !m_hashes.empty() && std::ranges::any_of(identifiers, [&](const model::Identifier& identifier) {
    // A plain word is taken for a client id, then for a record id.
    return identifier.kind == IdentifierKind::text
             ? has(IdentifierKind::client, identifier.value) || has(IdentifierKind::record, identifier.value)
             : has(identifier.kind, identifier.value);
  });
}

bool Forgotten::holds(const model::Entity& entity) const
{
  return !m_hashes.empty() && std::ranges::any_of(entity.records, [&](const model::Record& record) {
    return has(IdentifierKind::record, record.id);
  });
}

Status remember_forgotten(const std::string& path, const Key256& key, const model::Entity& entity)
{
  std::string text;
  const auto add = [&](IdentifierKind kind, std::string_view value) {
    const std::uint64_t hash = hash_of(key, kind, value);
    for (int shift = 60; shift >= 0; shift -= 4) {
      text += "0123456789abcdef"[(hash >> static_cast<unsigned>(shift)) & 15U];
    }
    text += '\n';
  };
  add(IdentifierKind::entity, entity.id);
  for (const model::Record& record : entity.records) {
    add(IdentifierKind::record, record.id);
  }
  const model::ContactDetails details = model::contact_details(entity.records);
  const auto add_all = [&](IdentifierKind kind, const std::vector<model::ContactValue>& values) {
    for (const model::ContactValue& value : values) {
      if (const auto identifier = model::make_identifier(kind, value.written)) {
        add(kind, identifier->value);
      }
    }
  };
  add_all(IdentifierKind::email, details.emails);
  add_all(IdentifierKind::phone, details.phones);
  add_all(IdentifierKind::client, details.clients);
  add_all(IdentifierKind::crm, details.crms);

  const auto failed = [&] { return fail(ErrorKind::io, "cannot write " + path + ": " + std::strerror(errno)); };
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (fd < 0) {
    return failed();
  }
  const bool written = write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && fsync(fd) == 0;
  if (!written) {
    auto status = failed();
    close(fd);
    return status;
  }
  close(fd);
  return {};
}

std::unique_ptr<backend::Reader> make_forgetful_reader(backend::Reader& inner, const Forgotten& forgotten)
{
  return std::make_unique<ForgetfulReader>(inner, forgotten);
}

} // namespace tilores::jobs
