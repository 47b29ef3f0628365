# SPDX-FileCopyrightText: The Howdah developers
# SPDX-License-Identifier: GPL-3.0-or-later
howdah_test(migration/version LINKS howdah_migration)
howdah_test(migration/checksum LINKS howdah_migration)
howdah_test(migration/source LINKS howdah_migration)
howdah_test(migration/plan LINKS howdah_migration)
howdah_test(migration/sessionneutral LINKS howdah_migration)
howdah_test(migration/losses LINKS howdah_migration LABELS server)
howdah_test(migration/runner LINKS howdah_migration LABELS server threads)
howdah_test(migration/operations LINKS howdah_migration LABELS server)
howdah_test(migration/catalogstate LINKS howdah_migration LABELS server)
howdah_test(migration/pooler LINKS howdah_migration LABELS server)
howdah_test(migration/faults LINKS howdah_migration LABELS server NEEDS howdahctl)
howdah_test(migration/interruption LINKS howdah_migration LABELS server NEEDS howdahctl)
howdah_test(migration/durability LINKS howdah_migration LABELS server NEEDS howdahctl)
howdah_test(migration/hurts LINKS howdah_migration LABELS server NEEDS howdahctl)
# They kill and race the real program.
