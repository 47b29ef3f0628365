# The window with its scenes: what `./dev tour` runs for the pictures.
add_executable(windowtour tour/windowtour.cpp tour/stage.cpp tour/stage.h tour/browsescenes.cpp
    tour/migrationscenes.cpp tour/promptscenes.cpp tour/dashboardscenes.cpp tour/queryscenes.cpp tour/windowscenes.cpp
    support/chatserver.cpp support/chatserver.h)
target_link_libraries(windowtour PRIVATE howdah_ui Qt6::Network)
target_include_directories(windowtour PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
# English has plurals, which are a part of the program alone.
target_compile_definitions(windowtour PRIVATE HOWDAH_TRANSLATIONS="${CMAKE_BINARY_DIR}/translations")
add_dependencies(windowtour howdah_lrelease)
howdah_precompile(windowtour)
howdah_test(tour/tour LINKS Qt6::Gui LABELS server NEEDS howdah windowtour)
# It runs the real window on a display of its own.
howdah_test(tour/keyboard LINKS howdah_ui LABELS server)
set_tests_properties(tour/tour PROPERTIES TIMEOUT 1200) # three programs, each with a server and its demo
