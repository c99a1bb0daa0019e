# takt_bundle(playout playout/timers/words next_time.js HEADER playout/timers/words.h
#             NAMESPACE takt::playout FUNCTION time_words): a script of our own with the npm packages
# that it imports becomes one expression, and part of the folder's library as takt_embed has it. The
# packages come with `npm ci` (script/setup, else once when CMake runs); after that nothing needs the
# network.
function(takt_bundle folder path entry)
  cmake_parse_arguments(ARG "" "HEADER;NAMESPACE;FUNCTION" "" ${ARGN})
  set(dir ${CMAKE_CURRENT_SOURCE_DIR}/${path})
  set(esbuild ${dir}/node_modules/.bin/esbuild)
  if(NOT EXISTS ${esbuild})
    find_program(NPM npm REQUIRED)
    execute_process(COMMAND ${NPM} ci --prefer-offline --no-audit --no-fund --loglevel=error
                    WORKING_DIRECTORY ${dir} RESULT_VARIABLE failed OUTPUT_QUIET)
    if(failed)
      message(FATAL_ERROR "npm ci failed in ${dir}: run script/setup with a network connection")
    endif()
  endif()
  set(out ${CMAKE_BINARY_DIR}/embedded/${entry})
  add_custom_command(OUTPUT ${out}
    COMMAND ${esbuild} ${dir}/${entry} --bundle --minify --format=iife --global-name=bundled
            --target=firefox102 "--banner:js=(function () {" "--footer:js=return bundled })()"
            --outfile=${out} --log-level=warning
    DEPENDS ${dir}/${entry} ${dir}/package-lock.json VERBATIM)
  takt_embed(${folder} FILES ${out} HEADER ${ARG_HEADER} NAMESPACE ${ARG_NAMESPACE}
             FUNCTION ${ARG_FUNCTION} PREFIX takt:)
endfunction()
