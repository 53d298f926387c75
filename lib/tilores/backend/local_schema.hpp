#pragma once
// The tables of store.db, as numbered migrations. Internal to the local backend.

#include <span>
#include <string_view>

namespace tilores::backend {

[[nodiscard]] std::span<const std::string_view> local_migrations();

} // namespace tilores::backend
