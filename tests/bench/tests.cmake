# All that ./dev bench needs, and no more.
add_custom_target(bench_programs DEPENDS window_tests)

# howdah_bench(<name> LINKS <libraries>) compiles bench_<name>.cpp, which tests/bench/run starts; not part of ctest.
function(howdah_bench name)
    cmake_parse_arguments(B "" "" "LINKS" ${ARGN})
    add_executable(bench_${name} bench/bench_${name}.cpp)
    target_link_libraries(bench_${name} PRIVATE ${B_LINKS} howdah_testsupport)
    add_dependencies(bench_programs bench_${name})
endfunction()

howdah_bench(grid LINKS howdah_ui)
howdah_bench(migrate LINKS howdah_connection)
add_dependencies(bench_migrate howdahctl)
howdah_bench(plan LINKS howdah_connection)
add_dependencies(bench_plan howdahctl)
howdah_bench(catalog LINKS howdah_catalog)
howdah_bench(startup LINKS Qt6::Core)
add_dependencies(bench_startup howdah howdahctl)
howdah_bench(barewindow LINKS Qt6::Widgets)
howdah_bench(split LINKS howdah_sql)
howdah_bench(rehearse LINKS howdah_connection)
add_dependencies(bench_rehearse howdahctl)
howdah_bench(data LINKS howdah_data)
