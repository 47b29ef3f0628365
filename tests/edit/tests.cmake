howdah_test(edit/editsession LINKS howdah_ui LABELS server)
howdah_test(edit/editsaving LINKS howdah_ui LABELS server)
howdah_test(edit/restoring LINKS howdah_ui LABELS server)
# The program that edits and is killed.
add_executable(edit_editor ${CMAKE_CURRENT_LIST_DIR}/editor.cpp)
target_link_libraries(edit_editor PRIVATE howdah_ui howdah_testsupport)
add_dependencies(tst_edit_restoring edit_editor)
howdah_test(edit/editbar LINKS howdah_ui LABELS server)
howdah_test(edit/changespanel LINKS howdah_ui LABELS server)
