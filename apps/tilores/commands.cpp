// The one table of commands.
#include "commands.hpp"

namespace tilores::app {
namespace {

using output::Format;

constexpr Command k_commands[] = {
  {"search", "", "Customers", "find customers", Format::table, true, declare_search},
  {"show", "", "Customers", "one customer on one screen", Format::table, true, declare_show},
  {"credit", "", "Customers", "one customer's credit, bureau by bureau", Format::table, true, declare_credit},
  {"ask", "", "Customers", "a question in words", Format::table, true, declare_ask},
  {"session", "", "Customers", "conversations kept by ask", Format::table, true, declare_session},
  {"session", "list", "Customers", "conversations kept by ask", Format::table, true, declare_session},
  {"session", "show", "Customers", "one conversation", Format::table, true, declare_session_show},
  {"session", "delete", "Customers", "forget one conversation", Format::table, true, declare_session_delete},
  {"batch", "", "Jobs", "one question about each row of a file", Format::csv, true, declare_batch},
  {"batch", "verify", "Jobs", "prove that an output holds every row once", Format::table, true, declare_batch_verify},
  {"batch", "status", "Jobs", "how far a run came", Format::table, true, declare_batch_status},
  {"prewarm", "", "Jobs", "fill the cache before somebody asks", Format::table, true, declare_prewarm},
  {"load", "", "Data", "put customer records into the local store", Format::table, true, declare_load},
  {"export", "", "Data", "the linked data out again", Format::jsonl, true, declare_export},
  {"entity", "", "Data", "mend links between records", Format::table, true, declare_entity},
  {"entity", "split", "Data", "take records or links out of an entity", Format::table, true, declare_entity_split},
  {"entity", "unban", "Data", "allow entities to be linked again", Format::table, true, declare_entity_unban},
  {"fields", "", "Data", "the schema as a catalogue", Format::table, true, declare_fields},
  {"fields", "list", "Data", "the schema's fields", Format::table, true, declare_fields},
  {"fields", "explain", "Data", "one field", Format::table, true, declare_fields_explain},
  {"fields", "dump", "Data", "the schema as a snapshot file", Format::json, true, declare_fields_dump},
  {"fields", "diff", "Data", "what changed since a snapshot", Format::table, true, declare_fields_diff},
  {"fields", "coverage", "Data", "how often each field is filled", Format::table, true, declare_fields_coverage},
  {"held", "", "Privacy", "what is held about a customer, and where", Format::table, true, declare_held},
  {"forget", "", "Privacy", "erase a customer, with proof", Format::table, true, declare_forget},
  {"audit", "", "Privacy", "who read which customer, when and why", Format::table, true, declare_audit},
  {"audit", "list", "Privacy", "events, oldest first", Format::table, true, declare_audit},
  {"audit", "verify", "Privacy", "whether the audit log is whole", Format::table, true, declare_audit_verify},
  {"health", "", "Operations", "whether this installation can do its work", Format::table, true, declare_health},
  {"stats", "", "Operations", "what this machine did, in numbers", Format::table, true, declare_stats},
  {"cache", "", "Operations", "what is kept, and how to be rid of it", Format::table, true, declare_cache},
  {"cache", "stats", "Operations", "entries, bytes and hits by tier", Format::table, true, declare_cache_stats},
  {"cache", "clear", "Operations", "remove entries", Format::table, true, declare_cache_clear},
  {"cache", "verify", "Operations", "open every entry and remove damaged ones", Format::table, true,
   declare_cache_verify},
  {"models", "", "Operations", "the language models known", Format::table, true, declare_models},
  {"models", "list", "Operations", "the language models known", Format::table, true, declare_models},
  {"eval", "", "Operations", "measure against labelled sets", Format::table, true, declare_eval},
  {"eval", "route", "Operations", "how well questions are understood", Format::table, true, declare_eval_route},
  {"config", "", "Settings", "show and change settings", Format::table, true, declare_config},
  {"config", "list", "Settings", "every setting, its value and where it comes from", Format::table, true,
   declare_config_list},
  {"config", "get", "Settings", "one setting", Format::table, true, declare_config_get},
  {"config", "set", "Settings", "change a setting in the user's file", Format::table, true, declare_config_set},
  {"config", "path", "Settings", "where settings and state lie", Format::table, true, declare_config_path},
  {"config", "init", "Settings", "write a commented settings file", Format::table, true, declare_config_init},
  {"completion", "", "Settings", "shell completion script", Format::table, false, declare_completion},
  {"manifest", "", "Settings", "every command, flag, default and exit status as JSON", Format::json, false,
   declare_manifest},
};

} // namespace

std::span<const Command> commands() { return k_commands; }

} // namespace tilores::app
