#include "schema.hpp"

#include "wiring.hpp"

namespace tilores::app {

Result<LoadedSchema> load_schema(Session& session, bool anew)
{
  LoadedSchema loaded;
  TRY_ASSIGN(const std::string name, session.services.backend_name());
  loaded.backend = "local";
  if (name == "local") {
    TRY_ASSIGN(loaded.schema, model::embedded_schema());
  } else {
    TRY_ASSIGN(const config::Settings* const settings, session.services.settings());
    loaded.backend = settings->text("tilores.api_url");
    TRY_ASSIGN(backend::Catalogue* const catalogue, session.services.catalogue());
    CallContext ctx = session.ctx;
    ctx.cache = anew && ctx.cache == CacheMode::use ? CacheMode::refresh : ctx.cache;
    TRY_ASSIGN(auto document, catalogue->schema(ctx));
    if (!document && anew) {
      return fail(ErrorKind::unsupported, "the instance keeps its schema to itself",
                  "ask its owner to switch introspection on");
    }
    if (document) {
      TRY_ASSIGN(loaded.schema, model::parse_schema(std::move(*document)));
    } else {
      TRY_ASSIGN(loaded.schema, model::embedded_schema());
    }
  }
  TRY_ASSIGN(loaded.catalogue, model::make_catalogue(loaded.schema));
  return loaded;
}

} // namespace tilores::app
