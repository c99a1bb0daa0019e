# takt_embed_text(door web/status/index.html status_page.inc): one text file as a C++ raw string, to
# be included in a .cpp of that folder. Run as a script (-P), writes the file.
if(CMAKE_SCRIPT_MODE_FILE)
  file(READ ${IN} text)
  file(WRITE ${OUT} "R\"takt_text(${text})takt_text\"")
  return()
endif()

function(takt_embed_text folder file output)
  set(in ${CMAKE_SOURCE_DIR}/${file})
  set(out ${CMAKE_BINARY_DIR}/embedded/${folder}/${output})
  set(script ${CMAKE_SOURCE_DIR}/cmake/embed_text.cmake)
  add_custom_command(OUTPUT ${out}
    COMMAND ${CMAKE_COMMAND} -DIN=${in} -DOUT=${out} -P ${script}
    DEPENDS ${in} ${script} VERBATIM)
  target_sources(takt_${folder} PRIVATE ${out})
  target_include_directories(takt_${folder} PRIVATE ${CMAKE_BINARY_DIR}/embedded/${folder})
endfunction()
