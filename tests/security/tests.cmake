# SPDX-FileCopyrightText: The Howdah developers
# SPDX-License-Identifier: GPL-3.0-or-later
# For developers, and for ./dev check.
add_executable(sqlnames security/sqlnames.cpp)
target_link_libraries(sqlnames PRIVATE howdah_sql)
# Each file is a test; those of the window are tst_window*.cpp. All may run the real howdahctl.
file(GLOB security_tests CONFIGURE_DEPENDS RELATIVE ${CMAKE_CURRENT_SOURCE_DIR}/security security/tst_*.cpp)
foreach(file ${security_tests})
    string(REGEX REPLACE "^tst_(.*)\\.cpp$" "\\1" unit ${file})
    if(unit MATCHES "^window")
        howdah_test(security/${unit} LINKS howdah_ui LABELS server NEEDS howdahctl sqlnames)
    else()
        howdah_test(security/${unit} LINKS howdah_cli LABELS server NEEDS howdahctl sqlnames)
    endif()
endforeach()
