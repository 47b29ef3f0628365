# SPDX-FileCopyrightText: The Howdah developers
# SPDX-License-Identifier: GPL-3.0-or-later
# What the other tools' histories and layouts mean to us; that those tools agree is for the tests in interop.
howdah_test(dialects/names LINKS howdah_migration)
howdah_test(dialects/typeorm LINKS howdah_migration LABELS server)
howdah_test(dialects/prisma LINKS howdah_migration LABELS server)
howdah_test(dialects/alembic LINKS howdah_migration LABELS server)
howdah_test(dialects/othertools LINKS howdah_migration LABELS server)
