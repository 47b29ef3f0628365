# SPDX-FileCopyrightText: The Howdah developers
# SPDX-License-Identifier: GPL-3.0-or-later
# TypeORM and Prisma themselves judge what Howdah writes, and Howdah what they write. Their packages come by npm on the
# first run; where that cannot be, ctest calls the test skipped.
howdah_test(interop/typeorm LINKS howdah_migration LABELS server NEEDS howdahctl)
howdah_test(interop/prisma LINKS howdah_migration LABELS server NEEDS howdahctl)
foreach(tool typeorm prisma)
    set_tests_properties(interop/${tool} PROPERTIES SKIP_REGULAR_EXPRESSION "SKIP   : [A-Za-z]+::initTestCase")
endforeach()
