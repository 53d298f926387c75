# Installation and the Debian package: binary, man pages, completions, configuration, systemd units. scripts/package makes
# it, scripts/package-test installs it in a minimal Debian.
set(doc share/doc/tilores)
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON) # packing builds no tests
set(CMAKE_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

# tilores_install_gzip(INPUT DESTINATION NAME): compressed without name and time, so that two builds are equal
function(tilores_install_gzip input destination name)
  set(out ${PROJECT_BINARY_DIR}/package/${name}.gz)
  add_custom_command(OUTPUT ${out} DEPENDS ${input} VERBATIM COMMAND sh -c "gzip -9nc \"$1\" > \"$2\"" gzip ${input} ${out})
  set_property(GLOBAL APPEND PROPERTY TILORES_PACKAGE_FILES ${out})
  install(FILES ${out} DESTINATION ${destination})
endfunction()

file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/package)
foreach(section IN ITEMS 1 5)
  file(GLOB pages ${PROJECT_SOURCE_DIR}/man/*.${section})
  foreach(page IN LISTS pages)
    get_filename_component(name ${page} NAME)
    tilores_install_gzip(${page} share/man/man${section} ${name})
  endforeach()
endforeach()
tilores_install_gzip(${PROJECT_SOURCE_DIR}/scripts/deb/changelog ${doc} changelog)
if(TARGET tilores)
  # name the shells' own folders; files are written from the command table at build time
  foreach(pair IN ITEMS "bash:bash-completion/completions/tilores" "zsh:zsh/vendor-completions/_tilores" "fish:fish/vendor_completions.d/tilores.fish")
    string(REGEX MATCH "^([a-z]+):(.*)/([^/]+)$" pair ${pair})
    set(out ${PROJECT_BINARY_DIR}/package/completion.${CMAKE_MATCH_1})
    add_custom_command(OUTPUT ${out} DEPENDS tilores VERBATIM COMMAND tilores completion ${CMAKE_MATCH_1} > ${out})
    set_property(GLOBAL APPEND PROPERTY TILORES_PACKAGE_FILES ${out})
    install(FILES ${out} DESTINATION share/${CMAKE_MATCH_2} RENAME ${CMAKE_MATCH_3})
  endforeach()
  set(out ${PROJECT_BINARY_DIR}/package/tilores/tilores.toml)
  add_custom_command(OUTPUT ${out} DEPENDS tilores VERBATIM
    COMMAND ${CMAKE_COMMAND} -E rm -f ${out}
    COMMAND ${CMAKE_COMMAND} -E env XDG_CONFIG_HOME=${PROJECT_BINARY_DIR}/package $<TARGET_FILE:tilores> config init --quiet > ${PROJECT_BINARY_DIR}/package/tilores/written)
  set_property(GLOBAL APPEND PROPERTY TILORES_PACKAGE_FILES ${out})
  install(FILES ${out} DESTINATION ${doc}/examples PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
endif()
# the notices of what is linked statically
set(notices ${PROJECT_BINARY_DIR}/package/copyright)
file(READ ${PROJECT_SOURCE_DIR}/scripts/deb/copyright text)
foreach(package IN ITEMS libsodium-dev libsqlite3-dev libzstd-dev zlib1g-dev libre2-dev libutf8proc-dev libhiredis-dev
    libcli11-dev nlohmann-json3-dev libspdlog-dev libfmt-dev libtomlplusplus-dev libstdc++-12-dev)
  if(EXISTS /usr/share/doc/${package}/copyright)
    file(READ /usr/share/doc/${package}/copyright notice)
    string(APPEND text "\n== ${package}\n\n${notice}")
  endif()
endforeach()
file(WRITE ${notices} "${text}")
install(FILES ${notices} README.md SECURITY.md CHANGELOG.md DESTINATION ${doc})
install(DIRECTORY docs/ DESTINATION ${doc})
get_property(files GLOBAL PROPERTY TILORES_PACKAGE_FILES)
add_custom_target(package_files ALL DEPENDS ${files})

install(DIRECTORY config/ DESTINATION share/tilores PATTERN "systemd" EXCLUDE PATTERN "schema" EXCLUDE PATTERN "assist" EXCLUDE)
file(GLOB units ${PROJECT_SOURCE_DIR}/config/systemd/*.service ${PROJECT_SOURCE_DIR}/config/systemd/*.timer)
install(FILES ${units} DESTINATION lib/systemd/system)
install(FILES scripts/deb/lintian-overrides DESTINATION share/lintian/overrides RENAME tilores)
install(FILES scripts/deb/environment DESTINATION /etc/tilores PERMISSIONS OWNER_READ OWNER_WRITE)

set(CPACK_GENERATOR DEB)
set(CPACK_SET_DESTDIR ON) # /etc beside /usr
set(CPACK_INSTALL_PREFIX /usr)
set(CPACK_PACKAGE_NAME tilores)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "command-line toolkit for customer data")
set(CPACK_PACKAGE_DESCRIPTION "Links customer records to customers, finds them, sums up their credit, asks
questions about them in words and does so for thousands of rows: on an
embedded store or on a Tilores instance, for people, cron and pipelines.")
set(CPACK_PACKAGE_CONTACT "tilores developers <developers@example.com>")
set(CPACK_STRIP_FILES TRUE)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_SECTION utils)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
foreach(script IN ITEMS conffiles postinst prerm postrm)
  list(APPEND CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${PROJECT_SOURCE_DIR}/scripts/deb/${script})
endforeach()
# opened with dlopen on first network use, so that no tool sees them
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "libcurl4, ca-certificates")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "libssl3, redis-server")
include(CPack)
