# SPDX-FileCopyrightText: The Howdah developers
# SPDX-License-Identifier: GPL-3.0-or-later
# howdah_unity(<target>): with HOWDAH_UNITY the files of one folder are one compilation: from nothing that is a fraction
# of the time. dev compiles each file for itself, so that a missing include is found there; the others compile by folder,
# so that two helpers of one name in one folder are found there.
function(howdah_unity target)
    if(NOT HOWDAH_UNITY)
        return()
    endif()
    get_target_property(sources ${target} SOURCES)
    list(FILTER sources INCLUDE REGEX "\\.cpp$")
    foreach(source ${sources})
        get_filename_component(folder ${source} DIRECTORY)
        file(RELATIVE_PATH group ${CMAKE_SOURCE_DIR} ${folder})
        string(MAKE_C_IDENTIFIER "${group}" group)
        get_source_file_property(chosen ${source} UNITY_GROUP)
        if(NOT chosen)
            set_source_files_properties(${source} PROPERTIES UNITY_GROUP ${group})
        endif()
    endforeach()
    # A class of one .cpp may hold what is anonymous there.
    target_compile_options(${target} PRIVATE -Wno-subobject-linkage)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
endfunction()
