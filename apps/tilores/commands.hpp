#pragma once
// The declaring function of every command; one file a command in commands/. commands.cpp holds the table.

#include "app.hpp"

namespace tilores::app {

Run declare_load(Flags& flags);
Run declare_batch(Flags& flags);
Run declare_batch_verify(Flags& flags);
Run declare_batch_status(Flags& flags);
Run declare_prewarm(Flags& flags);
Run declare_search(Flags& flags);
Run declare_show(Flags& flags);
Run declare_credit(Flags& flags);
Run declare_ask(Flags& flags);
Run declare_models(Flags& flags);
Run declare_session(Flags& flags);
Run declare_session_show(Flags& flags);
Run declare_session_delete(Flags& flags);
Run declare_eval(Flags& flags);
Run declare_eval_route(Flags& flags);
Run declare_export(Flags& flags);
Run declare_entity(Flags& flags);
Run declare_entity_split(Flags& flags);
Run declare_entity_unban(Flags& flags);
Run declare_fields(Flags& flags);
Run declare_fields_explain(Flags& flags);
Run declare_fields_dump(Flags& flags);
Run declare_fields_diff(Flags& flags);
Run declare_fields_coverage(Flags& flags);
Run declare_health(Flags& flags);
Run declare_held(Flags& flags);
Run declare_forget(Flags& flags);
Run declare_stats(Flags& flags);
Run declare_audit(Flags& flags);
Run declare_audit_verify(Flags& flags);
Run declare_cache(Flags& flags);
Run declare_cache_stats(Flags& flags);
Run declare_cache_clear(Flags& flags);
Run declare_cache_verify(Flags& flags);
Run declare_config(Flags& flags);
Run declare_config_list(Flags& flags);
Run declare_config_get(Flags& flags);
Run declare_config_set(Flags& flags);
Run declare_config_path(Flags& flags);
Run declare_config_init(Flags& flags);
Run declare_completion(Flags& flags);
Run declare_manifest(Flags& flags);

} // namespace tilores::app
