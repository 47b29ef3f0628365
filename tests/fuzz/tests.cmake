# SPDX-FileCopyrightText: The Howdah developers
# SPDX-License-Identifier: GPL-3.0-or-later
# libFuzzer is clang's: cmake -B build/fuzz -G Ninja -DCMAKE_CXX_COMPILER=clang++-19 -DHOWDAH_FUZZ=ON, then
# build/fuzz/fuzz_splitter -dict=tests/fuzz/splitter.dict -max_len=512 -max_total_time=60, and fuzz_lint with lint.dict
option(HOWDAH_FUZZ "Build the fuzz targets (clang only)" OFF)
if(HOWDAH_FUZZ)
    set(sql ${CMAKE_SOURCE_DIR}/app/sql)
    add_executable(fuzz_splitter fuzz/fuzz_splitter.cpp ${sql}/splitter.cpp ${sql}/lexer.cpp ${sql}/characters.cpp
        ${sql}/statementshape.cpp ${sql}/standardstrings.cpp ${sql}/backslash.cpp)
    target_compile_options(fuzz_splitter PRIVATE -fsanitize=fuzzer,address,undefined)
    target_link_options(fuzz_splitter PRIVATE -fsanitize=fuzzer,address,undefined)
    target_link_libraries(fuzz_splitter PRIVATE howdah_base)
    target_include_directories(fuzz_splitter PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
    # The rules are instrumented; the splitter has its own target.
    file(GLOB lint CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/app/migration/lint/*.cpp)
    add_executable(fuzz_lint fuzz/fuzz_lint.cpp ${lint})
    target_compile_options(fuzz_lint PRIVATE -fsanitize=fuzzer,address,undefined)
    target_link_options(fuzz_lint PRIVATE -fsanitize=fuzzer,address,undefined)
    target_link_libraries(fuzz_lint PRIVATE howdah_catalog)
endif()
