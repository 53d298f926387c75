# Every library comes from Debian 12. Static archives where they exist: a short command must not pay for the dynamic
# linker (measured: 2.1 ms instead of 3.2 ms for a whole cached look-up).
find_package(Threads REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)

# tilores_find_static(Tilores::sodium libsodium.a sodium.h): prefers the archive, falls back to the shared library.
function(tilores_find_static target archive header)
  string(REGEX REPLACE "^lib(.*)\\.a$" "\\1" name ${archive})
  find_library(TILORES_LIB_${name} NAMES ${archive} ${name} REQUIRED)
  find_path(TILORES_INC_${name} NAMES ${header} REQUIRED)
  add_library(${target} UNKNOWN IMPORTED)
  set_target_properties(${target} PROPERTIES IMPORTED_LOCATION ${TILORES_LIB_${name}}
    INTERFACE_INCLUDE_DIRECTORIES ${TILORES_INC_${name}})
endfunction()

tilores_find_static(Tilores::sodium libsodium.a sodium.h)
tilores_find_static(Tilores::sqlite3 libsqlite3.a sqlite3.h)
tilores_find_static(Tilores::zstd libzstd.a zstd.h)
tilores_find_static(Tilores::zlib libz.a zlib.h)
tilores_find_static(Tilores::re2 libre2.a re2/re2.h)
tilores_find_static(Tilores::utf8proc libutf8proc.a utf8proc.h)
tilores_find_static(Tilores::hiredis libhiredis.a hiredis/hiredis.h)
find_library(TILORES_LIBM NAMES m REQUIRED)
set_property(TARGET Tilores::sqlite3 APPEND PROPERTY INTERFACE_LINK_LIBRARIES ${TILORES_LIBM} ${CMAKE_DL_LIBS} Threads::Threads)
set_property(TARGET Tilores::re2 APPEND PROPERTY INTERFACE_LINK_LIBRARIES Threads::Threads)
set_property(TARGET Tilores::utf8proc APPEND PROPERTY INTERFACE_COMPILE_DEFINITIONS UTF8PROC_STATIC)
# Headers only: libcurl itself is opened with dlopen on first network use (linking it costs 4 ms in every process).
find_path(TILORES_CURL_INCLUDE NAMES curl/curl.h REQUIRED)
add_library(Tilores::curl_headers INTERFACE IMPORTED)
target_include_directories(Tilores::curl_headers INTERFACE ${TILORES_CURL_INCLUDE})
target_link_libraries(Tilores::curl_headers INTERFACE ${CMAKE_DL_LIBS})
# spdlog and fmt as headers in one file: libfmt.so would bring libstdc++.so with it (half of a short command's time).
find_path(TILORES_SPDLOG_INCLUDE NAMES spdlog/spdlog.h REQUIRED)
add_library(Tilores::spdlog INTERFACE IMPORTED)
target_include_directories(Tilores::spdlog INTERFACE ${TILORES_SPDLOG_INCLUDE})
target_compile_definitions(Tilores::spdlog INTERFACE SPDLOG_FMT_EXTERNAL FMT_HEADER_ONLY)
# toml++ is header-only.
find_path(TILORES_TOML_INCLUDE NAMES toml++/toml.h REQUIRED)
add_library(Tilores::toml INTERFACE IMPORTED)
target_include_directories(Tilores::toml INTERFACE ${TILORES_TOML_INCLUDE})
