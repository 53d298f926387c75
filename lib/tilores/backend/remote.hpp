#pragma once
// The backend that is a Tilores instance: GraphQL over HTTPS with OAuth2 client credentials.

#include <tilores/backend/ports.hpp>
#include <tilores/net/oauth.hpp>

#include <functional>
#include <map>
#include <memory>
#include <string>

namespace tilores::backend {

struct RemoteSettings {
  std::string api_url;
  // Role (email, phone, client_id, crm_id, first_name, last_name, dob) to the instance's field for it, where the guess
  // by name fails.
  std::map<std::string, std::string, std::less<>> roles;
  // The introspection document of an earlier run and its outline (outline_of: short, and all that requests need), each
  // "" when unknown; asked for when the schema is first needed. Without either the instance is introspected, which
  // `learned_schema` is told; where less than 5 s are left for the command, an old document of `pinned_schema` will do,
  // as the instance says what it does not know of it. Any of them may be empty.
  std::function<std::string(const CallContext& ctx)> known_schema;
  std::function<std::string(const CallContext& ctx)> known_outline;
  std::function<std::string()> pinned_schema;
  std::function<void(std::string_view document, std::string_view outline, const CallContext& ctx)> learned_schema;
};

class RemoteInstance; // remote_instance.hpp

// What one process knows of one instance; share it between the adapters below. `transport` is resilient but not
// authorized: the token of `tokens` is added here.
[[nodiscard]] std::shared_ptr<RemoteInstance> make_remote_instance(RemoteSettings settings,
                                                                   std::shared_ptr<net::HttpTransport> transport,
                                                                   std::shared_ptr<net::TokenSource> tokens);

// All fields of the records but secret ones; records in the order of their ids, as in every backend. Insights (record
// and edge) are computed from these by model::evaluate and not asked for: the records are needed for the merged view
// anyway, one question's error would wipe the whole entity, a cached customer answers any question offline, and the
// same expression means the same on every backend. tests/e2e/remote_e2e_test.cpp holds both computations against each
// other. Where the instance keeps its schema to itself, the catalogue's fields, less those it turns out not to know.
// Answers over the gateway's 6 MiB are fetched in parts. Under a deadline, when 60 % of the time are over, the same is
// asked once more without nested objects (credit reports), whose entities are `partial`, and the answer that comes
// first is taken; so are those the instance answered beside errors. Unknown parameters are `usage` with the nearest
// name, secret ones `forbidden`.
[[nodiscard]] std::shared_ptr<Reader> make_remote_reader(std::shared_ptr<RemoteInstance> instance);
// One GraphQL alias per record, so that rows of one file are not linked for having come together; `together` sends them
// as one submission instead. Texts become the numbers and flags the instance wants; a record with a field it does not
// take is rejected, naming the field. `added` counts what the instance accepted: it does not tell new from replaced.
// progress() is its assembly status (ready where the instance has no metrics).
[[nodiscard]] std::shared_ptr<Loader> make_remote_loader(std::shared_ptr<RemoteInstance> instance);
// The instance works on its own time and answers only that it has begun: the report names no entities. Lifting a ban
// needs the ban's reference, which the API does not tell.
[[nodiscard]] std::shared_ptr<Curator> make_remote_curator(std::shared_ptr<RemoteInstance> instance);
// schema(): the known one, under CacheMode refresh and bypass and without one asked for now; nullopt where the instance
// keeps its schema to itself. ping(): the smallest query there is.
[[nodiscard]] std::shared_ptr<Catalogue> make_remote_catalogue(std::shared_ptr<RemoteInstance> instance);

} // namespace tilores::backend
