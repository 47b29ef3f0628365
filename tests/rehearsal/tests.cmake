# SPDX-FileCopyrightText: The Howdah developers
# SPDX-License-Identifier: GPL-3.0-or-later
howdah_test(rehearsal/rehearsal LINKS howdah_migration LABELS server)
howdah_test(rehearsal/kinds LINKS howdah_migration LABELS server)
if(TARGET tst_rehearsal_kinds)
    target_sources(tst_rehearsal_kinds PRIVATE rehearsal/restoredkinds.cpp)
    set_tests_properties(rehearsal/kinds PROPERTIES TIMEOUT 1200) # some 150 kinds, two dumps each
endif()
howdah_test(rehearsal/measures LINKS howdah_migration LABELS server)
howdah_test(rehearsal/proofstore LINKS howdah_migration)
howdah_test(rehearsal/copy LINKS howdah_migration LABELS server)
howdah_test(rehearsal/schemadump LINKS howdah_migration LABELS server)
howdah_test(rehearsal/safetycopy LINKS howdah_migration LABELS server)
howdah_test(rehearsal/packs LINKS howdah_migration LABELS server)
howdah_test(rehearsal/rehearsalfaults LINKS howdah_migration LABELS server)
# It kills the real program.
if(TARGET tst_rehearsal_rehearsalfaults AND TARGET howdahctl)
    add_dependencies(tst_rehearsal_rehearsalfaults howdahctl)
endif()
