# Compiler, linker, warnings and third-party packages, the same for every folder.
find_program(CCACHE ccache)
if(CCACHE)
  # Objects made with a precompiled header are reused, from any folder. What a file includes is
  # learnt from the compiler itself: without that a miss would cost a second, preprocessing run.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 CCACHE_DEPEND=1 CCACHE_INODECACHE=1
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${CCACHE})
endif()
find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Werror)
# ccache can only reuse objects compiled with a precompiled header when this is set.
add_compile_options(-fpch-preprocess)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 reports false positives from inlined standard containers and Boost.JSON.
  add_compile_options(-Wno-restrict -Wno-maybe-uninitialized -Wno-dangling-pointer
                      -Wno-stringop-overflow -Wno-array-bounds -Wno-free-nonheap-object)
elseif(TAKT_FUZZ)
  # Only the fuzzer is built with clang; g++ is what warns.
  add_compile_options(-Wno-error -w -fsanitize=fuzzer-no-link)
endif()

if(TAKT_SANITIZE STREQUAL "address")
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
  add_compile_definitions(TAKT_SANITIZED)
elseif(TAKT_SANITIZE STREQUAL "thread")
  add_compile_options(-fsanitize=thread -fno-omit-frame-pointer -Wno-tsan)
  add_link_options(-fsanitize=thread)
  add_compile_definitions(TAKT_SANITIZED)
endif()

find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json url)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(ZLIB REQUIRED)
pkg_check_modules(MOZJS REQUIRED IMPORTED_TARGET mozjs-102)
pkg_check_modules(SQLITE REQUIRED IMPORTED_TARGET sqlite3)
pkg_check_modules(ICU REQUIRED IMPORTED_TARGET icu-i18n icu-uc)
pkg_check_modules(CURL REQUIRED IMPORTED_TARGET libcurl)
pkg_check_modules(RABBITMQ REQUIRED IMPORTED_TARGET librabbitmq)
