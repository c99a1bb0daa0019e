# takt_embed(folder FILES a.js b.js HEADER "script/builtins.h" NAMESPACE takt::script
#            FUNCTION builtin_sources PREFIX takt:): JavaScript of our own becomes part of the
# folder's library, as the function that the header declares. Run as a script (-P), writes the file.
if(CMAKE_SCRIPT_MODE_FILE)
  set(body "")
  foreach(file ${FILES})
    get_filename_component(name ${file} NAME)
    file(READ ${file} text)
    string(APPEND body "    {\"${PREFIX}${name}\", R\"takt_js(${text})takt_js\"},\n")
  endforeach()
  file(WRITE ${OUT} "#include \"${HEADER}\"\n\nnamespace ${NAMESPACE} {\n\n"
       "std::span<const script::Source> ${FUNCTION}() {\n"
       "  static constexpr script::Source sources[] = {\n${body}  };\n"
       "  return sources;\n}\n\n}  // namespace ${NAMESPACE}\n")
  return()
endif()

function(takt_embed folder)
  cmake_parse_arguments(ARG "" "HEADER;NAMESPACE;FUNCTION;PREFIX" "FILES" ${ARGN})
  set(out ${CMAKE_BINARY_DIR}/embedded/${folder}_${ARG_FUNCTION}.cpp)
  set(script ${CMAKE_SOURCE_DIR}/cmake/embed.cmake)
  add_custom_command(OUTPUT ${out}
    COMMAND ${CMAKE_COMMAND} "-DFILES=${ARG_FILES}" -DHEADER=${ARG_HEADER} -DOUT=${out}
            -DNAMESPACE=${ARG_NAMESPACE} -DFUNCTION=${ARG_FUNCTION} -DPREFIX=${ARG_PREFIX}
            -P ${script}
    DEPENDS ${ARG_FILES} ${script} VERBATIM)
  target_sources(takt_${folder} PRIVATE ${out})
endfunction()
