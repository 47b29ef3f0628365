# SPDX-FileCopyrightText: The Howdah developers
# SPDX-License-Identifier: GPL-3.0-or-later
howdah_test(rehearsal/rehearsal LINKS howdah_migration LABELS server)
# Some 150 kinds, two dumps each.
howdah_test(rehearsal/kinds LINKS howdah_migration SOURCES rehearsal/restoredkinds.cpp LABELS server TIMEOUT 1200)
howdah_test(rehearsal/measures LINKS howdah_migration LABELS server)
howdah_test(rehearsal/proofstore LINKS howdah_migration)
howdah_test(rehearsal/copy LINKS howdah_migration LABELS server)
howdah_test(rehearsal/schemadump LINKS howdah_migration LABELS server)
howdah_test(rehearsal/safetycopy LINKS howdah_migration LABELS server)
howdah_test(rehearsal/packs LINKS howdah_migration LABELS server)
howdah_test(rehearsal/rehearsalfaults LINKS howdah_migration LABELS server NEEDS howdahctl)
# It kills the real program.
