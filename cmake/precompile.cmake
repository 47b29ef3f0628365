# SPDX-FileCopyrightText: The Howdah developers
# SPDX-License-Identifier: GPL-3.0-or-later
# howdah_precompile(<target>): with HOWDAH_PRECOMPILE the target reads cmake/precompile.h as a precompiled header. There
# are two for all targets, one of them with widgets, so that a test of one file does not precompile for itself.
if(HOWDAH_PRECOMPILE)
    foreach(kind core widgets)
        set(target howdah_precompiled_${kind})
        file(WRITE ${CMAKE_BINARY_DIR}/${target}.cpp.in "")
        configure_file(${CMAKE_BINARY_DIR}/${target}.cpp.in ${CMAKE_BINARY_DIR}/${target}.cpp COPYONLY)
        add_library(${target} STATIC ${CMAKE_BINARY_DIR}/${target}.cpp)
        set_target_properties(${target} PROPERTIES AUTOMOC OFF)
        target_link_libraries(${target} PRIVATE howdah_options Qt6::Core)
        target_precompile_headers(${target} PRIVATE ${CMAKE_SOURCE_DIR}/cmake/precompile.h)
    endforeach()
    target_link_libraries(howdah_precompiled_widgets PRIVATE Qt6::Widgets)
endif()

function(howdah_precompile target)
    if(NOT HOWDAH_PRECOMPILE)
        return()
    endif()
    get_target_property(links ${target} LINK_LIBRARIES)
    if("${target};${links}" MATCHES "howdah_ui")
        target_precompile_headers(${target} REUSE_FROM howdah_precompiled_widgets)
    else()
        target_precompile_headers(${target} REUSE_FROM howdah_precompiled_core)
    endif()
endfunction()
