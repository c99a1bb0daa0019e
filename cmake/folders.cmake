# One library per folder of src/. takt_folder(store USES model PRIVATE PkgConfig::SQLITE) makes
# takt_store from src/store/**.cpp; USES are the folders it may include (docs/architecture.md),
# PRIVATE the third-party libraries that only this folder sees, PCH the precompiled header (base or jobs).
# takt_precompiled_header(jobs src/jobs/pch.h) makes the target whose precompiled header folders reuse
# with PCH jobs: base for base/ and what stands on it alone, jobs for jobs/ and all above, test for tests.
function(takt_precompiled_header name header)
  add_library(takt_${name}_pch STATIC ${CMAKE_SOURCE_DIR}/cmake/pch.cpp)
  target_include_directories(takt_${name}_pch PRIVATE ${CMAKE_SOURCE_DIR}/src)
  target_link_libraries(takt_${name}_pch PUBLIC Boost::json fmt::fmt Threads::Threads)
  target_precompile_headers(takt_${name}_pch PRIVATE ${CMAKE_SOURCE_DIR}/${header})
endfunction()

function(takt_folder name)
  cmake_parse_arguments(ARG "" "PCH" "USES;PRIVATE;PUBLIC" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cpp)
  add_library(takt_${name} STATIC ${sources})
  target_include_directories(takt_${name} PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
  foreach(used ${ARG_USES})
    target_link_libraries(takt_${name} PUBLIC takt_${used})
  endforeach()
  target_link_libraries(takt_${name} PUBLIC ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE})
  target_precompile_headers(takt_${name} REUSE_FROM takt_${ARG_PCH}_pch)
  set_target_properties(takt_${name} PROPERTIES UNITY_BUILD ${TAKT_BATCHES} UNITY_BUILD_BATCH_SIZE 4)
endfunction()

# takt_test(store USES store): the program build/tests/test_store from tests/store/*.cpp.
function(takt_test name)
  cmake_parse_arguments(ARG "" "" "USES;PRIVATE" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cpp)
  if(NOT sources)
    return()
  endif()
  add_executable(test_${name} ${sources})
  set_target_properties(test_${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  target_include_directories(test_${name} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
  foreach(used ${ARG_USES})
    target_link_libraries(test_${name} PRIVATE takt_${used})
  endforeach()
  target_link_libraries(test_${name} PRIVATE ${ARG_PRIVATE} GTest::gmock GTest::gtest_main)
  target_precompile_headers(test_${name} REUSE_FROM takt_test_pch)
  target_compile_options(test_${name} PRIVATE ${TAKT_TEST_OPTIONS})
  target_compile_definitions(test_${name} PRIVATE TAKT_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  add_test(NAME ${name} COMMAND test_${name})
endfunction()
